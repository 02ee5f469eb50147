"""Pictures told in words: who asked, what was said, and what can be painted from it."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId

State = Literal["waiting", "done", "failed", "refused", "cancelled"]


class Description(Base):
    """One wish to have a picture told in words, and its life: what failed may be asked again, what was refused may not.

    `picture`: the media key of the file that is looked at, sizes in pixels. `alone`: for the eyes of its member only.
    `ideas`: under "items" what may be painted from it, each a prompt and a style. `by`: who told it. `place`, `key`,
    `message_id` and `shown`: where its message stands and what it shows; `message_id` is empty where nothing stands.
    """

    __tablename__ = "descriptions"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed', 'refused', 'cancelled')", name="state"),
        Index("ix_descriptions_member", "member_id", "asked_at"),
        Index("ix_descriptions_picture", "picture"),
        Index("ix_descriptions_post", "post_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(BigId)
    picture: Mapped[str] = mapped_column(String(120))
    width: Mapped[int]
    height: Mapped[int]
    language: Mapped[str] = mapped_column(String(8))
    alone: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(String(12), default="waiting")
    text: Mapped[str] = mapped_column(Text, default="")
    ideas: Mapped[dict[str, Any]] = mapped_column(default=dict)
    by: Mapped[str] = mapped_column(String(80), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[dict[str, Any]]
    key: Mapped[str] = mapped_column(String(120))
    message_id: Mapped[str | None] = mapped_column(String(64))
    shown: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime]
