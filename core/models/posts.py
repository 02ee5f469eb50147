"""Posts, the copies that show them, the votes on them and the rank that votes give."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.codes import code_of
from core.models.base import Base, BigId

Visibility = Literal["public", "private", "hidden", "deleted"]


class Post(Base):
    """A published creation: the unit of feed, vote and digest. Wide, and hardly ever written again.

    `owner_id`: whom a persona painted it for in private, who may see it, too. `partner_id`: who made it with its author.
    `seeded`: whether its painter paints the same from the same seed. `arranged`: the numbers of its pictures in the drawn
    order they are shown in, such as "2,1"; empty for the order of their numbers.
    """

    __tablename__ = "posts"
    __table_args__ = (
        CheckConstraint("visibility IN ('public', 'private', 'hidden', 'deleted')", name="visibility"),
        Index("ix_posts_author", "author_id", "id"),
        Index("ix_posts_room", "room_id", "id"),
        Index("ix_posts_parent", "parent_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    creation_id: Mapped[int] = mapped_column(ForeignKey("creations.id", ondelete="CASCADE"), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(BigId)
    owner_id: Mapped[int | None] = mapped_column(BigId)
    partner_id: Mapped[int | None] = mapped_column(BigId)
    prompt: Mapped[str] = mapped_column(Text)
    style: Mapped[str] = mapped_column(String(40), default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[Visibility] = mapped_column(String(8), default="public")
    seeded: Mapped[bool] = mapped_column(default=True)
    arranged: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]

    @property
    def code(self) -> str:
        """Return the short public id, like A1B2."""
        return code_of(self.id)


def _of_listed(name: str, *columns: str, also: Sequence[str] = ()) -> Index:
    """Return an index of what is listed; `also` is only carried along, so that PostgreSQL need not look at the rows."""
    more: dict[str, Any] = {"postgresql_where": text("listed"), "sqlite_where": text("listed")}
    if also:
        more["postgresql_include"] = also
    return Index(name, *columns, **more)


class Rank(Base):
    """A post's standing. Votes touch only this narrow row, and only by the triggers of the vote table.

    `day` is the day of `epoch`, which is the moment of publishing. `bound` is the lower end of the interval that the
    share of likes lies in. `level` is the place in safety.LEVELS that its words need. `until`: it leaves the feeds then.
    `listed`: public, for everybody's eyes, not over: it may be in feeds.
    """

    __tablename__ = "ranks"
    __table_args__ = (
        _of_listed("ix_ranks_score", "score", "post_id"),
        _of_listed("ix_ranks_day", "day", "score", "post_id", also=["epoch"]),
        _of_listed("ix_ranks_best", "day", "bound", "post_id"),
        _of_listed("ix_ranks_hot", "hot", "post_id"),
        _of_listed("ix_ranks_room", "room_id", "day", "score", "post_id"),
        _of_listed("ix_ranks_room_score", "room_id", "score", "post_id"),
        _of_listed("ix_ranks_author", "author_id", "score", "post_id"),
        Index("ix_ranks_until", "until", postgresql_where=text("until > 0"), sqlite_where=text("until > 0")),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    room_id: Mapped[int] = mapped_column(BigId, default=0)
    author_id: Mapped[int] = mapped_column(BigId, default=0)
    up: Mapped[int] = mapped_column(default=0)
    down: Mapped[int] = mapped_column(default=0)
    score: Mapped[int] = mapped_column(default=0)
    hot: Mapped[float] = mapped_column(Float(53))
    bound: Mapped[float] = mapped_column(Float(53), default=0.0)
    day: Mapped[int]
    epoch: Mapped[float] = mapped_column(Float(53))
    level: Mapped[int] = mapped_column(SmallInteger, default=0)
    until: Mapped[float | None] = mapped_column(Float(53))
    listed: Mapped[bool] = mapped_column(default=True)


class Words(Base):
    """What a post is found by: the tokens of its prompt and caption, as core.search makes them, with spaces between."""

    __tablename__ = "words"
    __table_args__ = (Index("ix_words_words", "words", postgresql_using="gin").ddl_if(dialect="postgresql"),)

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(Text().with_variant(TSVECTOR(), "postgresql"))


class Vote(Base):
    """A member's standing value on a post (-1, 0, 1). `stamp` orders late events; `consent` is the voter's at that time.

    `standing`: KNOWN counts, its voter being known; TRUSTED counts, too, a newcomer's where few are known; what WAITS
    will count once its voter is known; what is kept OUT does not, unless a known voter casts it anew.
    """

    __tablename__ = "votes"
    __table_args__ = (
        CheckConstraint("value IN (-1, 0, 1)", name="value"),
        CheckConstraint("standing IN (-1, 0, 1, 2)", name="standing"),
        Index("ix_votes_member", "member_id"),
        # Not by stamp: PostgreSQL rewrites a row in place only while no indexed column changes, and every vote anew has one.
        Index("ix_votes_fresh", "post_id", postgresql_where=text("standing < 2"), sqlite_where=text("standing < 2")),
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[int]
    stamp: Mapped[datetime]
    consent: Mapped[bool] = mapped_column(default=False)
    standing: Mapped[int] = mapped_column(SmallInteger, default=2)


OUT, WAITS, TRUSTED, KNOWN = -1, 0, 1, 2
"""The standings of a vote; those above WAITS count in public."""
FRESH = text("votes.standing < 2")
"""Holds for votes of newcomers. In these very words, as a database that is given the number later can't use their index."""


class Copy(Base):
    """One native message that shows a creation or its post. `shown` is a digest of what it showed last.

    `message_id` is empty until the platform has answered. `asked` names the event that asked for one more copy, and is
    empty for a room's first. `unasked`: nobody waits for it, so a doubtful sending is not repeated. `tally` holds the
    anonymous totals of reactions that a channel has, which are nobody's votes. `answering` is the platform's own number
    of the command that this answers. `previews`: which files show its pictures on the way (`keys`), and how often those
    changed (`times`), where a message may change only so often.
    """

    __tablename__ = "copies"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'live', 'removed', 'lost')", name="state"),
        Index("ix_copies_message", "room_id", "message_id"),
        UniqueConstraint("creation_id", "room_id", "asked"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    creation_id: Mapped[int] = mapped_column(ForeignKey("creations.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"))
    message_id: Mapped[str | None] = mapped_column(String(64))
    only_for: Mapped[str] = mapped_column(String(64), default="")
    asked: Mapped[str] = mapped_column(String(64), default="")
    unasked: Mapped[bool] = mapped_column(default=False)
    thread: Mapped[str] = mapped_column(String(32), default="")
    reply_to: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    answering: Mapped[str] = mapped_column(Text, default="")
    tally: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previews: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[Literal["waiting", "live", "removed", "lost"]] = mapped_column(String(8), default="waiting")
    shown: Mapped[str] = mapped_column(String(64), default="")
    shown_at: Mapped[datetime | None]


class Mark(Base):
    """One emoji of one member under a copy, where the platform tells of one at a time."""

    __tablename__ = "marks"

    copy_id: Mapped[int] = mapped_column(ForeignKey("copies.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    emoji: Mapped[str] = mapped_column(String(80), primary_key=True)


class Report(Base):
    """A complaint about a post, kept for a moderator."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("post_id", "member_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    at: Mapped[datetime]


class Deed(Base):
    """A deed worth remembering: why a rule fired, who removed what. Never holds chat text."""

    __tablename__ = "deeds"
    __table_args__ = (Index("ix_deeds_room", "room_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))
    member_id: Mapped[int | None] = mapped_column(BigId)
    room_id: Mapped[int | None] = mapped_column(BigId)
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[datetime]
