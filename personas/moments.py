"""Moments: when personas look at a room of their own accord. Rows with unique keys decide, so any number of clocks may tick."""

import asyncio
import random
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs, members, rooms
from core.models.company import Seat
from core.models.posts import Post
from core.models.rooms import Line, Room
from core.rooms import local_time
from core.salon import Salon
from personas.avatars import avatar_png, avatar_svg
from personas.company import Company, companies_of, companion_of, company_of
from personas.hours import next_moments
from personas.opening import opening
from personas.troupe import Troupe
from personas.view import Action

ACTION: TypeAdapter[Action] = TypeAdapter(Action)
PER_DAY = 6
LATE = timedelta(minutes=20)
BREATH = 200
"""Rooms after which a clock lets others go on."""


async def enter(salon: Salon, troupe: Troupe) -> None:
    """Let the cast into the house: each card a member with a portrait; a brand-new room gets its opening."""
    async with salon.begin() as db:
        for slug, card in troupe.cards.items():
            key = f"avatars/{slug}.svg"
            await salon.media.put(key, avatar_svg(card).encode())
            await salon.media.put(f"avatars/{slug}.png", avatar_png(card))
            who: dict[str, Any] = {"names": dict(card.names), "bios": dict(card.bios), "avatar": key, "host": card.host}
            await members.persona_member(db, slug, now=salon.now(), **who)
    async with salon.begin() as db:
        for room in await rooms.rooms_on(db, "web"):
            if room.kind == "group" and await _is_new(db, room):
                await _schedule_opening(db, salon, troupe, room)


async def _is_new(db: AsyncSession, room: Room) -> bool:
    said = await db.scalar(select(Line.id).where(Line.room_id == room.id).limit(1))
    posted = await db.scalar(select(Post.id).where(Post.room_id == room.id).limit(1))
    return said is None and posted is None


async def _schedule_opening(db: AsyncSession, salon: Salon, troupe: Troupe, room: Room) -> None:
    now = salon.now()
    for n, (seconds, slug, action) in enumerate(opening(troupe.cards, room.language, local_time(room, now), room.id)):
        args = {"room": room.id, "cause": "beat", "slug": slug, "action": packed(action)}
        key = f"opening:{room.id}:{n}"
        await enqueue(db, room, args, now=now, run_at=now + timedelta(seconds=seconds), key=key)


async def schedule_moments(salon: Salon, troupe: Troupe) -> None:
    """Write a turn for every persona whose own moment of the day has come, in direct chats as often as was allowed."""
    now, due = salon.now(), {}
    async with salon.read() as db:
        found = await _with_hours(db)
        for n, (room, company) in enumerate(zip(found, await companies_of(db, troupe, found), strict=True)):
            if n % BREATH == 0:
                await asyncio.sleep(0)
            for slug, moment in _moments(company, room, now):
                due[f"moment:{room.id}:{slug}:{moment.isoformat()}"] = room, slug
        written = await jobs.written(db, due)
    if due.keys() <= written:
        return
    async with salon.begin() as db:
        for key, (room, slug) in due.items():
            if key not in written:
                args = {"room": room.id, "cause": "hour", "slug": slug}
                await enqueue(db, room, args, now=now, run_at=now, key=key)


async def _with_hours(db: AsyncSession) -> list[Room]:
    """Return the rooms in which a persona may act of its own accord: of the direct chats those where that was allowed."""
    allowed = exists().where(Seat.room_id == Room.id, Seat.pictures > 0)
    return list(await db.scalars(select(Room).where(Room.open, or_(Room.kind != "direct", allowed)).order_by(Room.id)))


def _moments(company: Company, room: Room, now: datetime) -> list[tuple[str, datetime]]:
    day = local_time(room, now).date()
    alone = room.kind == "direct"
    slugs = [companion_of(company, room)] if alone else list(company.cards)
    return [
        (slug, moment)
        for slug in slugs
        if slug in company.cards
        for moment in next_moments(
            company.cards[slug],
            room.id,
            day,
            room.timezone,
            _per_day(company.pictures_a_day(slug, 0 if alone else PER_DAY), f"{room.id}:{slug}", day),
        )
        if now - LATE < moment <= now
    ]


def _per_day(pictures: float, who: str, day: date) -> int:
    """Turn a wish like "a seventh of a picture a day" into a whole number for one day: here one day of every seven."""
    whole = int(pictures)
    if (part := pictures - whole) > 0:
        every = round(1 / part)
        whole += (day.toordinal() + random.Random(who).randrange(every)) % every == 0
    return whole


async def wake(salon: Salon, troupe: Troupe) -> None:
    """Have somebody who is awake do something soon in every web room, as when the house opens its doors."""
    now = salon.now()
    async with salon.begin() as db:
        for room in await rooms.rooms_on(db, "web"):
            if room.kind != "group" or await _is_new(db, room):
                continue
            cards = (await company_of(db, troupe, room)).cards
            hour = local_time(room, now).time()
            awake = [slug for slug, card in cards.items() if card.awake(hour)] or list(cards)
            for n, slug in enumerate(awake[:2]):
                args = {"room": room.id, "cause": "hour", "slug": slug}
                when = now + timedelta(seconds=3 + 9 * n)
                await enqueue(db, room, args, now=now, run_at=when, key=f"wake:{room.id}:{slug}:{now:%Y%m%d%H%M}")


async def enqueue(
    db: AsyncSession, room: Room, args: dict[str, Any], *, now: datetime, run_at: datetime, key: str
) -> None:
    """Write a turn of a room's personas, once per key."""
    await jobs.enqueue(db, "turn", args, now=now, run_at=run_at, lane=f"mind:{room.id}", unique_key=key)


def packed(action: Action) -> dict[str, Any]:
    """Return an action as JSON values."""
    fields: dict[str, Any] = ACTION.dump_python(action, mode="json")
    return {"kind": type(action).__name__, **fields}


def unpacked(values: dict[str, Any]) -> Any:
    """Return the action that `packed` wrote."""
    kinds = {kind.__name__: kind for kind in Action.__args__}
    return kinds[values["kind"]](**{name: value for name, value in values.items() if name != "kind"})
