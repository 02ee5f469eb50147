"""The wall: the web room's own store of messages, as a chat service keeps them. Every change has a number of its room."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from core.db import insert, ring_after
from core.models.base import Base, BigId
from core.ports import Gone


class WallRoom(Base):
    """A room of the web and the number of its latest change. `owner`: the one handle that may enter, empty for all."""

    __tablename__ = "wall_rooms"

    address: Mapped[str] = mapped_column(String(60), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(String(64), default="")
    rev: Mapped[int] = mapped_column(BigId, default=0)


class WallMessage(Base):
    """One message on the wall. `rev` is the number of its latest change; `only_for` the one handle that may see it."""

    __tablename__ = "wall_messages"
    __table_args__ = (
        UniqueConstraint("room", "key"),
        Index("ix_wall_messages_rev", "room", "rev"),
        Index("ix_wall_messages_room", "room", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    room: Mapped[str] = mapped_column(ForeignKey("wall_rooms.address", ondelete="CASCADE"))
    rev: Mapped[int] = mapped_column(BigId)
    key: Mapped[str] = mapped_column(String(120))
    handle: Mapped[str] = mapped_column(String(64), default="")
    only_for: Mapped[str] = mapped_column(String(64), default="")
    body: Mapped[dict[str, Any]]
    reply_to: Mapped[int | None] = mapped_column(BigId)
    gone: Mapped[bool] = mapped_column(default=False)
    edited: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]


class WallReaction(Base):
    """One emoji of one visitor under a message."""

    __tablename__ = "wall_reactions"

    message_id: Mapped[int] = mapped_column(ForeignKey("wall_messages.id", ondelete="CASCADE"), primary_key=True)
    handle: Mapped[str] = mapped_column(String(64), primary_key=True)
    emoji: Mapped[str] = mapped_column(Text, primary_key=True)


def topic(room: str) -> str:
    """Name the bell's topic for a room's wall."""
    return f"wall:{room}"


async def open_room(db: AsyncSession, address: str, title: str, language: str, owner: str = "") -> None:
    """Have a wall for a room, with its present title; with an owner nobody else may enter."""
    row = {"address": address, "title": title, "language": language, "owner": owner, "rev": 0}
    upsert = insert(db, WallRoom).values(**row)
    named = {"title": title, "language": language}
    await db.execute(upsert.on_conflict_do_update(index_elements=[WallRoom.address], set_=named))


async def rooms(db: AsyncSession) -> Sequence[WallRoom]:
    """Return every room of the web that is open to all."""
    return (await db.scalars(select(WallRoom).where(WallRoom.owner == "").order_by(WallRoom.address))).all()


def address_for(handle: str, persona_id: int) -> str:
    """Return the address of the direct chat of a visitor with a persona; only who knows the handle can tell it."""
    return "dm-" + hashlib.blake2b(f"{handle}:{persona_id}".encode(), digest_size=12).hexdigest()


async def _next_rev(db: AsyncSession, room: str) -> int:
    # The row's lock is held until the commit, so numbers become visible in their order and no reader skips one.
    step = update(WallRoom).where(WallRoom.address == room).values(rev=WallRoom.rev + 1).returning(WallRoom.rev)
    rev = await db.scalar(step)
    if rev is None:
        raise Gone
    ring_after(db, topic(room))
    return rev


async def write(
    db: AsyncSession,
    room: str,
    body: dict[str, Any],
    *,
    key: str,
    now: datetime,
    handle: str = "",
    only_for: str = "",
    reply_to: int | None = None,
) -> int:
    """Put a message on a wall and return its id; the same key changes the message that has it."""
    rev = await _next_rev(db, room)
    row = {"room": room, "rev": rev, "key": key, "body": body, "handle": handle, "only_for": only_for, "at": now}
    upsert = insert(db, WallMessage).values(**row, reply_to=reply_to, gone=False, edited=False)
    again = upsert.on_conflict_do_update(
        index_elements=[WallMessage.room, WallMessage.key], set_={"rev": rev, "body": body, "gone": False}
    )
    return int(await db.scalar(again.returning(WallMessage.id)))


async def change(db: AsyncSession, room: str, message_id: int, body: dict[str, Any], *, edited: bool) -> None:
    """Change what a message says; Gone if it is not there any more."""
    rev = await _next_rev(db, room)
    there = update(WallMessage).where(WallMessage.id == message_id, WallMessage.room == room, ~WallMessage.gone)
    if await db.scalar(there.values(body=body, rev=rev, edited=edited).returning(WallMessage.id)) is None:
        raise Gone


async def take_down(db: AsyncSession, room: str, message_id: int) -> None:
    """Take a message away, with all it held."""
    rev = await _next_rev(db, room)
    there = update(WallMessage).where(WallMessage.id == message_id, WallMessage.room == room)
    await db.execute(there.values(gone=True, rev=rev, body={}))


async def find(db: AsyncSession, room: str, message_id: int, handle: str) -> WallMessage | None:
    """Return a message that a visitor can see."""
    message = await db.get(WallMessage, message_id)
    if message is None or message.room != room or message.gone or message.only_for not in ("", handle):
        return None
    return message


async def react(db: AsyncSession, message: WallMessage, handle: str, emoji: str, on: bool) -> frozenset[str]:
    """Add or take away a visitor's emoji under a message; return all that this visitor now has there."""
    if on:
        row = {"message_id": message.id, "handle": handle, "emoji": emoji}
        await db.execute(insert(db, WallReaction).values(**row).on_conflict_do_nothing())
    else:
        own = (WallReaction.message_id == message.id, WallReaction.handle == handle, WallReaction.emoji == emoji)
        await db.execute(delete(WallReaction).where(*own))
    await db.execute(
        update(WallMessage).where(WallMessage.id == message.id).values(rev=await _next_rev(db, message.room))
    )
    mine = select(WallReaction.emoji).where(WallReaction.message_id == message.id, WallReaction.handle == handle)
    return frozenset(await db.scalars(mine))


async def rev_of(db: AsyncSession, room: str) -> int:
    """Return the number of a room's latest change."""
    return await db.scalar(select(WallRoom.rev).where(WallRoom.address == room)) or 0


async def changed_since(db: AsyncSession, room: str, rev: int, handle: str, most: int = 200) -> Sequence[WallMessage]:
    """Return the messages a visitor may see that changed after `rev`, in the order of their changes."""
    seen = or_(WallMessage.only_for == "", WallMessage.only_for == handle)
    found = select(WallMessage).where(WallMessage.room == room, WallMessage.rev > rev, seen)
    return (await db.scalars(found.order_by(WallMessage.rev).limit(most))).all()


async def history(db: AsyncSession, room: str, before: int | None, handle: str, most: int) -> Sequence[WallMessage]:
    """Return the last messages a visitor may see before one, oldest first."""
    seen = or_(WallMessage.only_for == "", WallMessage.only_for == handle)
    found = select(WallMessage).where(WallMessage.room == room, ~WallMessage.gone, seen)
    found = found.where(WallMessage.id < before) if before is not None else found
    return list(reversed((await db.scalars(found.order_by(WallMessage.id.desc()).limit(most))).all()))


async def reactions_of(db: AsyncSession, numbers: Sequence[int], handle: str) -> dict[int, list[dict[str, Any]]]:
    """Return the reactions under messages, counted by emoji, with whether the visitor's own is among them."""
    own = func.max(case((WallReaction.handle == handle, 1), else_=0))
    counted = select(WallReaction.message_id, WallReaction.emoji, func.count(), own).where(
        WallReaction.message_id.in_(numbers)
    )
    grouped = counted.group_by(WallReaction.message_id, WallReaction.emoji).order_by(
        func.count().desc(), WallReaction.emoji
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for message_id, emoji, count, mine in (await db.execute(grouped)).all():
        found.setdefault(message_id, []).append({"emoji": emoji, "count": count, "mine": bool(mine)})
    return found
