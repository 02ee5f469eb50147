"""Rooms, what is said in them, and their digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
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
    """A room's wish for a regular summary of its best pictures, at its own local hour; a room has any number of them.

    `number`: what the room calls it. `weekday`: of a weekly one, Monday is 0. `monthday`: of a monthly one. `scope`: of
    this room (here) or of all (everywhere). `pinned`: the message that was pinned last. `since`: its times before do not count.
    """

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("room_id", "number"),
        CheckConstraint("scope IN ('here', 'everywhere')", name="scope"),
        CheckConstraint("period IN ('day', 'week', 'month')", name="period"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    number: Mapped[int]
    period: Mapped[str] = mapped_column(String(8), default="day")
    hour: Mapped[int] = mapped_column(default=20)
    minute: Mapped[int] = mapped_column(default=0)
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    weekday: Mapped[int] = mapped_column(default=0)
    monthday: Mapped[int] = mapped_column(default=1)
    size: Mapped[int] = mapped_column(default=5)
    scope: Mapped[str] = mapped_column(String(12), default="here")
    least_votes: Mapped[int] = mapped_column(default=1)
    pin: Mapped[bool] = mapped_column(default=False)
    pinned: Mapped[str] = mapped_column(String(64), default="")
    active: Mapped[bool] = mapped_column(default=True)
    since: Mapped[datetime]


class DigestIssue(Base):
    """The guard: a digest's row for one local period, in the transaction that creates its message. Quiet periods have one too.

    `period_key`: the period's first local date. `until`: when it was due. `shown`: how many pictures are in it, 0 for quiet.
    """

    __tablename__ = "digest_issues"
    __table_args__ = (UniqueConstraint("room_id", "digest_id", "period_key"), Index("ix_digest_issues_until", "until"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    digest_id: Mapped[int] = mapped_column(ForeignKey("digests.id", ondelete="CASCADE"))
    period_key: Mapped[str] = mapped_column(String(24))
    until: Mapped[datetime]
    shown: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]


class DigestEntry(Base):
    """A picture that was in one of a room's daily digests: the key lets it be in one only. It outlives the digest."""

    __tablename__ = "digest_entries"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True, index=True)
    issue_id: Mapped[int | None] = mapped_column(ForeignKey("digest_issues.id", ondelete="SET NULL"))
