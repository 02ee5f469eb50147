"""Rooms: where Salon is present, and each room's own rules."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.rooms import Room
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
        await db.execute(insert(db, Room).values(**row, reactions={}, open=True).on_conflict_do_nothing())
        room = (await db.scalars(at)).one()
    elif title and room.title != (shown := clean_name(title, fallback=address)[:120]):
        room.title = shown
    return room


async def rooms_on(db: AsyncSession, platform: str = "") -> list[Room]:
    """Return the open rooms, of one platform or of all."""
    found = select(Room).where(Room.open).order_by(Room.id)
    return list(await db.scalars(found.where(Room.platform == platform) if platform else found))


def local_time(room: Room, now: datetime) -> datetime:
    """Return a moment on the room's own clock."""
    return now.astimezone(ZoneInfo(room.timezone))
