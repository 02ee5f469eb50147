"""Seats: a persona's place in a room, and how much it may do there."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from core import characters
from core.db import insert
from core.models.company import Seat
from core.models.people import Member
from core.models.rooms import Room


async def seat_of(db: AsyncSession, room: Room, persona: Member) -> Seat:
    """Return a persona's place in a room, made when there was none."""
    pair = (room.id, persona.id)
    if (seat := await db.get(Seat, pair)) is None:
        row = {"room_id": room.id, "persona_id": persona.id, "muted": False, "hours": ""}
        await db.execute(insert(db, Seat).values(**row).on_conflict_do_nothing())
        seat = await db.get_one(Seat, pair)
    return seat


async def find_seat(db: AsyncSession, room: Room, persona: Member) -> Seat | None:
    """Return a persona's place in a room as it was changed there, None if it never was."""
    return await db.get(Seat, (room.id, persona.id))


async def forget_talk(db: AsyncSession, room: Room, persona: Member | None, now: datetime) -> None:
    """Put what was said so far out of a persona's mind, or out of everybody's in the room."""
    if persona is not None:
        (await seat_of(db, room, persona)).forgot_at = now
        return
    for one in await characters.placed_in(db, room):
        await seat_of(db, room, one.member)
    await db.execute(update(Seat).where(Seat.room_id == room.id).values(forgot_at=now))
