"""What came in and what is left to do: the inbox, the jobs, and the house's own notes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId


class Inbox(Base):
    """A raw event as a platform sent it. Committed before it is acknowledged; done in the transaction of its effects."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("platform", "update_id"),
        Index(
            "ix_inbox_waiting",
            "platform",
            "id",
            postgresql_where=text("done_at IS NULL"),
            sqlite_where=text("done_at IS NULL"),
        ),
        Index("ix_inbox_received", "received_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    update_id: Mapped[str] = mapped_column(String(80))
    chat: Mapped[str] = mapped_column(String(120), default="")
    raw: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")


_WAITING = text("done_at IS NULL AND dead_at IS NULL")


class Job(Base):
    """A row of work for later. `turn` keeps the queue fair, `token` fences off a worker that lost its lease.

    `lane`: at most one job of a lane runs at a time. `batch`: jobs of one batch may be claimed together.
    `unique_key`: at most one job with this key, ever; `pending_key`: at most one that waits.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_ready", "pool", "turn", "run_at", "id", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_jobs_lane", "lane", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_jobs_member", "member_id", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_jobs_batch", "batch", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("uq_jobs_unique_key", "unique_key", unique=True),
        Index(
            "uq_jobs_pending_key",
            "pending_key",
            unique=True,
            postgresql_where=text("done_at IS NULL AND dead_at IS NULL AND locked_until IS NULL"),
            sqlite_where=text("done_at IS NULL AND dead_at IS NULL AND locked_until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    pool: Mapped[str] = mapped_column(String(12))
    args: Mapped[dict[str, Any]]
    member_id: Mapped[int | None] = mapped_column(BigId)
    turn: Mapped[float] = mapped_column(Float(53), default=0.0)
    lane: Mapped[str] = mapped_column(String(80), default="")
    batch: Mapped[str] = mapped_column(String(120), default="")
    unique_key: Mapped[str | None] = mapped_column(String(120))
    pending_key: Mapped[str | None] = mapped_column(String(120))
    run_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
    locked_by: Mapped[str] = mapped_column(String(120), default="")
    token: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class Note(Base):
    """Something the house must remember about itself, like the key that signs its cookies."""

    __tablename__ = "notes"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[dict[str, Any]]


class Upload(Base):
    """A file that a platform has already: sent again by its number there, it costs no second upload."""

    __tablename__ = "uploads"

    platform: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    file: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
