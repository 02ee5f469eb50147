"""Company: the characters members make, a persona's place in a room, what it remembers, and what it has learnt to like."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId


class Character(Base):
    """A persona that a member made or brought along. `kept` is what its file held that is no concern of ours."""

    __tablename__ = "characters"
    __table_args__ = (CheckConstraint("state IN ('active', 'paused', 'deleted')", name="state"),)

    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"), index=True)
    card: Mapped[dict[str, Any]]
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[Literal["active", "paused", "deleted"]] = mapped_column(String(8), default="active")
    changed_at: Mapped[datetime]


class Seat(Base):
    """A persona's place in a room; None leaves a thing as its card has it.

    `talk`: talkativeness from 0 to 1. `pictures`: how many of its own a day at most, a seventh being one a week.
    `forgot_at`: what was said before is out of its mind.
    """

    __tablename__ = "seats"

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    present: Mapped[bool | None]
    muted: Mapped[bool] = mapped_column(default=False)
    talk: Mapped[float | None] = mapped_column(Float)
    pictures: Mapped[float | None] = mapped_column(Float)
    hours: Mapped[str] = mapped_column(String(80), default="")
    forgot_at: Mapped[datetime | None]


class Fact(Base):
    """Something a member told a persona of themselves in a room, and when. It never leaves that room."""

    __tablename__ = "facts"
    __table_args__ = (
        UniqueConstraint("persona_id", "room_id", "member_id", "kind", "value"),
        Index("ix_facts_member", "member_id"),
        Index("ix_facts_room", "room_id", "persona_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(160))
    at: Mapped[datetime]


class Palate(Base):
    """What a persona has learnt to like from votes; `learnt_to` is the last post that taught it."""

    __tablename__ = "palates"

    persona_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    arms: Mapped[dict[str, Any]]
    learnt_to: Mapped[int] = mapped_column(BigId, default=0)


class Drift(Base):
    """A dated line of how a persona's taste moved."""

    __tablename__ = "drifts"
    __table_args__ = (Index("ix_drifts_persona", "persona_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    persona_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    about: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class Excerpt(Base):
    """A talk somebody wishes to show in the feed. `lines` as they were said; `consents` who of those quoted said yes."""

    __tablename__ = "excerpts"
    __table_args__ = (CheckConstraint("state IN ('asking', 'shown', 'dropped')", name="state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    lines: Mapped[dict[str, Any]]
    consents: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[Literal["asking", "shown", "dropped"]] = mapped_column(String(8), default="asking")
    at: Mapped[datetime]


class Duet(Base):
    """Two personas who paint one strip in turns; the room chooses what comes next."""

    __tablename__ = "duets"
    __table_args__ = (CheckConstraint("state IN ('open', 'done', 'dropped')", name="state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), index=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    panels: Mapped[dict[str, Any]]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[Literal["open", "done", "dropped"]] = mapped_column(String(8), default="open")
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
