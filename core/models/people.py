"""Members, their accounts on each platform, and whom they follow."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.base import Base, BigId


class Member(Base):
    """Someone who can act in Salon: a person, or a persona moved by a card and a writer.

    `remembered`: whether personas may keep what this member tells them. `known`: whether votes of this member count at
    once wherever they are cast (core.standing).
    """

    __tablename__ = "members"
    __table_args__ = (CheckConstraint("kind IN ('person', 'persona')", name="kind"), Index("ix_members_kind", "kind"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[Literal["person", "persona"]] = mapped_column(String(8))
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    bio: Mapped[str] = mapped_column(String(600), default="")
    names: Mapped[dict[str, Any]] = mapped_column(default=dict)
    avatar: Mapped[str] = mapped_column(String(120), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    private: Mapped[bool] = mapped_column(default=False)
    training: Mapped[bool] = mapped_column(default=False)
    told_public: Mapped[bool] = mapped_column(default=False)
    host: Mapped[bool] = mapped_column(default=False)
    remembered: Mapped[bool] = mapped_column(default=True)
    known: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    def named(self, language: str) -> str:
        """Return the name this member goes by in a language."""
        return str(self.names.get(language) or self.name)


class Account(Base):
    """A member's identity on one platform."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("platform", "handle"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    platform: Mapped[str] = mapped_column(String(16))
    handle: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(80), default="")


class Follow(Base):
    """A member's wish to see someone's posts."""

    __tablename__ = "follows"
    __table_args__ = (Index("ix_follows_followed", "followed_id"),)

    follower_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    followed_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]


class Subscription(Base):
    """A room's wish to be sent someone's posts: each at once, or the best of them daily or weekly."""

    __tablename__ = "subscriptions"
    __table_args__ = (
        CheckConstraint("pace IN ('each', 'daily', 'weekly')", name="pace"),
        Index("ix_subscriptions_followed", "followed_id"),
    )

    room_id: Mapped[int] = mapped_column(ForeignKey("rooms.id", ondelete="CASCADE"), primary_key=True)
    followed_id: Mapped[int] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    pace: Mapped[Literal["each", "daily", "weekly"]] = mapped_column(String(8), default="each")
    since: Mapped[datetime]
