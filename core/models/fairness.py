"""What keeps votes fair: bursts that are held, and counts of what was shown where."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId

Decision = Literal["held", "released", "discarded"]


class Burst(Base):
    """Many votes on one post within minutes from accounts with no history. `released` ones count, `discarded` ones don't."""

    __tablename__ = "bursts"
    __table_args__ = (
        CheckConstraint("state IN ('held', 'released', 'discarded')", name="state"),
        Index("ix_bursts_room", "room_id", "state"),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    state: Mapped[Decision] = mapped_column(String(10), default="held")
    at: Mapped[datetime]


class Exposure(Base):
    """How often a post was shown in a kind of place within an hour (`hour`: hours since 1970; `room_id` 0: in no room)."""

    __tablename__ = "exposures"
    __table_args__ = (
        CheckConstraint("place IN ('room', 'card', 'digest', 'feed', 'page')", name="place"),
        Index("ix_exposures_hour", "hour"),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(String(6), primary_key=True)
    room_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    shown: Mapped[int]
