"""Rooms, what is said in them, and their digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId


class Room(Base):
    """One chat where Salon is present: a group, a channel, a direct chat, a web room.

    `thread`: the topic that digests and personas' pictures go to. `rights`: what the platform lets us do there, as far
    as it told. `hints`: what was explained there once and need not be again. `person_id` and `companion_id`: whom a direct
    chat is with, and which persona. `painter`: the room's own, empty for the house's first. `settled`: enough known people
    have been here that newcomers' votes wait (core.standing).
    `marks`: where a picture made here says that AI made it: `visible` on it, or `caption` for its caption alone.
    """

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("platform", "address"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12), default="group")
    title: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    level: Mapped[str] = mapped_column(String(12), default="general")
    reactions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    open: Mapped[bool] = mapped_column(default=True)
    thread: Mapped[str] = mapped_column(String(32), default="")
    painter: Mapped[str] = mapped_column(String(80), default="")
    marks: Mapped[str] = mapped_column(String(8), default="visible")
    rights: Mapped[dict[str, Any]] = mapped_column(default=dict)
    hints: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settled: Mapped[bool] = mapped_column(default=False)
    quiet_until: Mapped[datetime | None]
    companion_id: Mapped[int | None] = mapped_column(BigId)
    person_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime]


class Line(Base):
    """Something said in a room, kept while personas may still refer to it."""

    __tablename__ = "lines"
    __table_args__ = (
        Index("ix_lines_room", "room_id", "id"),
        Index("ix_lines_message", "room_id", "message_id"),
        Index("ix_lines_member", "member_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str | None] = mapped_column(String(64))
    reply_to: Mapped[int | None] = mapped_column(BigId)
    post_id: Mapped[int | None] = mapped_column(BigId)
    thread: Mapped[str] = mapped_column(String(32), default="")
    addressed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]


class Digest(Base):
    """A room's wish for a regular summary of its best pictures, at its own local hour."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("room_id", "period"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    period: Mapped[str] = mapped_column(String(8), default="day")
    hour: Mapped[int] = mapped_column(default=20)
    minute: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=5)
    least_votes: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)
    since: Mapped[datetime]


class DigestIssue(Base):
    """One digest that was due: the row that keeps a period from being posted twice. Quiet days have one too."""

    __tablename__ = "digest_issues"
    __table_args__ = (UniqueConstraint("digest_id", "period_key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"))
    period_key: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]


class DigestEntry(Base):
    """A picture that was in a room's daily digest, so that it is in one only."""

    __tablename__ = "digest_entries"

    issue_id: Mapped[int] = mapped_column(ForeignKey("digest_issues.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True)
    place: Mapped[int]
