"""Creations, the pictures they made, and which of them members picked."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId

State = Literal["queued", "painting", "done", "failed", "cancelled"]


class Creation(Base):
    """One request for pictures and its life. `owner_id`: whom a private one is for; `partner_id`: who made it, too.

    `previews`: by a picture's number, the files that showed it on the way, the newest last.
    """

    __tablename__ = "creations"
    __table_args__ = (
        CheckConstraint("state IN ('queued', 'painting', 'done', 'failed', 'cancelled')", name="state"),
        Index("ix_creations_member", "member_id", "requested_at"),
        Index("ix_creations_room", "room_id", "requested_at"),
        Index("ix_creations_state", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(BigId)
    owner_id: Mapped[int | None] = mapped_column(BigId)
    partner_id: Mapped[int | None] = mapped_column(BigId)
    brief: Mapped[dict[str, Any]]
    seed: Mapped[int] = mapped_column(BigId)
    caption: Mapped[str] = mapped_column(Text, default="")
    private: Mapped[bool] = mapped_column(default=False)
    state: Mapped[State] = mapped_column(String(12), default="queued")
    error: Mapped[str] = mapped_column(Text, default="")
    painter: Mapped[str] = mapped_column(String(80), default="")
    step: Mapped[int] = mapped_column(default=0)
    steps: Mapped[int] = mapped_column(default=0)
    previews: Mapped[dict[str, Any]] = mapped_column(default=dict)
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Picture(Base):
    """One file a creation made: `key` the master, `preview` a smaller file for pages; sizes in pixels of the master."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("creation_id", "n"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    creation_id: Mapped[int] = mapped_column(ForeignKey("creations.id", ondelete="CASCADE"))
    n: Mapped[int]
    key: Mapped[str] = mapped_column(String(120))
    preview: Mapped[str] = mapped_column(String(120))
    width: Mapped[int]
    height: Mapped[int]
    seed: Mapped[int] = mapped_column(BigId)
    alt: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Pick(Base):
    """A member's choice among a post's pictures, with what it was chosen from and the member's consent at that time.

    `shown`: under "order" the numbers of the pictures from left to right. `room_id` and `copy_id`: where; None for a page.
    """

    __tablename__ = "picks"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    picture_n: Mapped[int]
    consent: Mapped[bool] = mapped_column(default=False)
    shown: Mapped[dict[str, Any]] = mapped_column(default=dict)
    room_id: Mapped[int | None] = mapped_column(BigId)
    copy_id: Mapped[int | None] = mapped_column(BigId)
    at: Mapped[datetime]
