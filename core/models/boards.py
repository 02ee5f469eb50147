"""Boards: the pictures a member saved together, under a name; and the badges that weeks bring."""

from datetime import datetime
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId


class Board(Base):
    """A member's collection of posts. `slug` is its address, `key` its name as it is looked up.

    `cover_id`: the post that its owner put in front, None for the best ones.
    """

    __tablename__ = "boards"
    __table_args__ = (UniqueConstraint("member_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(48), unique=True)
    key: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(80))
    private: Mapped[bool] = mapped_column(default=False)
    cover_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]


class Saved(Base):
    """A post on a board."""

    __tablename__ = "saved"
    __table_args__ = (Index("ix_saved_post", "post_id"),)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]


class Badge(Base):
    """What a member's post won in a room's week (`period`, like 2026-W47). A room has one of a kind in a week, ever."""

    __tablename__ = "badges"
    __table_args__ = (
        CheckConstraint("kind IN ('first', 'remixed')", name="kind"),
        UniqueConstraint("room_id", "period", "kind"),
        Index("ix_badges_member", "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id", ondelete="SET NULL"))
    kind: Mapped[Literal["first", "remixed"]] = mapped_column(String(8))
    period: Mapped[str] = mapped_column(String(8))
    count: Mapped[int]
    at: Mapped[datetime]
