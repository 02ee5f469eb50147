"""Bot accounts of personas: on platforms where a persona may be an account of its own."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId

BotState = Literal["offered", "active", "stopped", "revoked"]


class PersonaBot(Base):
    """A persona's own bot account on a platform, or the offer to make one.

    `token` is sealed (core.vault) and empty where there is none. `asked_by` is the account of whoever asked for the bot.
    `bot_id` is the platform's number of the account, None while it is only offered.
    """

    __tablename__ = "persona_bots"
    __table_args__ = (
        CheckConstraint("state IN ('offered', 'active', 'stopped', 'revoked')", name="state"),
        UniqueConstraint("persona_id", "platform"),
        UniqueConstraint("platform", "bot_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    platform: Mapped[str] = mapped_column(String(16))
    bot_id: Mapped[str | None] = mapped_column(String(32))
    username: Mapped[str] = mapped_column(String(64), default="")
    token: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[BotState] = mapped_column(String(8), default="offered")
    asked_by: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime]
