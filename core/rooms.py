"""Rooms: where Salon is present, and each room's own rules."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.describing import Description
from core.models.making import Creation
from core.models.people import Member
from core.models.posts import Copy, Post
from core.models.rooms import Line, Room
from core.settings import Settings
from core.text import clean_name


async def room_at(
    db: AsyncSession,
    platform: str,
    address: str,
    *,
    kind: str,
    title: str,
    settings: Settings,
    now: datetime,
    language: str = "",
) -> Room:
    """Return the room at an address, made at the first event from there; keeps its title up to date."""
    at = select(Room).where(Room.platform == platform, Room.address == address)
    room = await db.scalar(at)
    if room is None:
        row = {
            "platform": platform,
            "address": address,
            "kind": kind,
            "title": clean_name(title, fallback=address)[:120],
            "language": language or settings.language,
            "timezone": settings.timezone,
            "level": settings.level,
            "created_at": now,
        }
        fresh = insert(db, Room).values(**row, reactions={}, rights={}, hints={}, open=True, painter="")
        await db.execute(fresh.on_conflict_do_nothing())
        room = (await db.scalars(at)).one()
    elif title and room.title != (shown := clean_name(title, fallback=address)[:120]):
        room.title = shown
    return room


async def find_room(db: AsyncSession, platform: str, address: str) -> Room | None:
    """Return the room at an address, None if nothing was ever heard from there."""
    return await db.scalar(select(Room).where(Room.platform == platform, Room.address == address))


def may_enter(room: Room, member: Member | None) -> bool:
    """Say whether a room of the web is a member's to see: a direct chat is its person's alone."""
    return room.kind != "direct" or (member is not None and room.person_id == member.id)


async def move_room(db: AsyncSession, platform: str, old: str, new: str) -> None:
    """Give a room its new address; what was heard from there already is joined to it. Safe to repeat."""
    room, early = await find_room(db, platform, old), await find_room(db, platform, new)
    if room is None:
        return
    if early is not None:
        for table in (Creation, Post, Copy, Line, Description):
            await db.execute(update(table).where(table.room_id == early.id).values(room_id=room.id))
        await db.delete(early)
        await db.flush()
    room.address = new


async def close_under(db: AsyncSession, platform: str, prefix: str) -> None:
    """Close every room whose address begins so, as when a server with many channels removed us."""
    there = update(Room).where(Room.platform == platform, Room.address.startswith(prefix, autoescape=True))
    await db.execute(there.values(open=False))


async def direct_room(db: AsyncSession, platform: str, handle: str) -> Room | None:
    """Return the open direct chat of an account, which has the account's own number as its address."""
    room = await find_room(db, platform, handle)
    return room if room is not None and room.open and room.kind == "direct" else None


async def rooms_on(db: AsyncSession, platform: str = "") -> list[Room]:
    """Return the open rooms, of one platform or of all."""
    found = select(Room).where(Room.open).order_by(Room.id)
    return list(await db.scalars(found.where(Room.platform == platform) if platform else found))


def local_time(room: Room, now: datetime) -> datetime:
    """Return a moment on the room's own clock."""
    return now.astimezone(ZoneInfo(room.timezone))
