"""Turns: when personas look, who of them may act, and the doing of it."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs, members, rooms
from core.errors import SalonError
from core.members import speaker_of
from core.models.posts import Deed, Post
from core.models.rooms import Line, Room
from core.models.work import Job
from core.ports import Envelope
from core.rooms import local_time
from core.salon import Salon
from personas import deeds
from personas.avatars import avatar_png, avatar_svg
from personas.hours import next_moments
from personas.manners import who_may_speak
from personas.mind import decide
from personas.opening import opening
from personas.sight import Occasion, look, recall
from personas.troupe import Troupe
from personas.view import Action, Comment, Pass, RoomView, Say

log = logging.getLogger("salon.personas")
ACTION: TypeAdapter[Action] = TypeAdapter(Action)
PER_DAY = 6
LATE = timedelta(minutes=20)
STALE = timedelta(minutes=3)


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
            if await _is_new(db, room):
                await _schedule_opening(db, salon, troupe, room)


async def _is_new(db: AsyncSession, room: Room) -> bool:
    said = await db.scalar(select(Line.id).where(Line.room_id == room.id).limit(1))
    posted = await db.scalar(select(Post.id).where(Post.room_id == room.id).limit(1))
    return said is None and posted is None


async def _schedule_opening(db: AsyncSession, salon: Salon, troupe: Troupe, room: Room) -> None:
    now = salon.now()
    for n, (seconds, slug, action) in enumerate(opening(troupe.cards, room.language, local_time(room, now), room.id)):
        args = {"room": room.id, "cause": "beat", "slug": slug, "action": _packed(action)}
        key = f"opening:{room.id}:{n}"
        await _enqueue(db, room, args, now=now, run_at=now + timedelta(seconds=seconds), key=key)


async def schedule_moments(salon: Salon, troupe: Troupe) -> None:
    """Write a turn for every persona whose own moment of the day has come; keys keep any number of clocks apart."""
    now = salon.now()
    async with salon.begin() as db:
        for room in [room for room in await rooms.rooms_on(db) if room.kind == "group"]:
            for slug, moment in _moments(troupe, room, now):
                args = {"room": room.id, "cause": "hour", "slug": slug}
                await _enqueue(db, room, args, now=now, run_at=now, key=f"moment:{room.id}:{slug}:{moment.isoformat()}")


def _moments(troupe: Troupe, room: Room, now: datetime) -> list[tuple[str, datetime]]:
    day = local_time(room, now).date()
    return [
        (slug, moment)
        for slug, card in troupe.cards.items()
        for moment in next_moments(card, room.id, day, room.timezone, PER_DAY)
        if now - LATE < moment <= now
    ]


async def wake(salon: Salon, troupe: Troupe) -> None:
    """Have somebody who is awake do something soon in every web room, as when the house opens its doors."""
    now = salon.now()
    async with salon.begin() as db:
        for room in await rooms.rooms_on(db, "web"):
            if await _is_new(db, room):
                continue
            hour = local_time(room, now).time()
            awake = [slug for slug, card in troupe.cards.items() if card.awake(hour)] or list(troupe.cards)
            for n, slug in enumerate(awake[:2]):
                args = {"room": room.id, "cause": "hour", "slug": slug}
                when = now + timedelta(seconds=3 + 9 * n)
                await _enqueue(db, room, args, now=now, run_at=when, key=f"wake:{room.id}:{slug}:{now:%Y%m%d%H%M}")


async def _enqueue(
    db: AsyncSession, room: Room, args: dict[str, Any], *, now: datetime, run_at: datetime, key: str
) -> None:
    await jobs.enqueue(db, "turn", args, now=now, run_at=run_at, lane=f"mind:{room.id}", unique_key=key)


async def take_turn(salon: Salon, troupe: Troupe, held: Sequence[Job]) -> None:
    """Do a `turn` job: let those personas act who may, and note which rule let them or stopped them."""
    args = held[0].args
    async with salon.read() as db:
        room = await db.get_one(Room, args["room"])
    if args["cause"] == "beat":
        await _act(salon, room, args["slug"], _unpacked(args["action"]))
        return
    occasion = Occasion(args["cause"], int(args.get("id", 0)))
    async with salon.read() as db:
        view = await look(db, room, troupe.cards, occasion, salon.now())
    if view is None or (occasion.kind == "line" and _too_late(view, salon.now(), occasion)):
        return
    verdicts = who_may_speak(troupe.cards, view, quiet_until=room.quiet_until)
    only = args.get("slug")
    done: dict[str, str] = {}
    for verdict in verdicts:
        if verdict.allowed and only in (None, verdict.slug):
            done[verdict.slug] = await _decide_and_act(salon, troupe, room, verdict.slug, view)
    rules = {verdict.slug: verdict.rule for verdict in verdicts if only in (None, verdict.slug)}
    about = {"cause": occasion.kind, "id": occasion.number, "rules": rules, "done": done}
    async with salon.begin() as db:
        db.add(Deed(kind="turn", room_id=room.id, about=about, at=salon.now()))


def _too_late(view: RoomView, now: datetime, occasion: Occasion) -> bool:
    """After downtime nobody answers what was said long ago."""
    line = next((one for one in view.lines if one.line_id == occasion.number), None)
    return line is not None and now - line.at > STALE


async def _decide_and_act(salon: Salon, troupe: Troupe, room: Room, slug: str, view: RoomView) -> str:
    async with salon.read() as db:
        memory = await recall(db, await members.find_member(db, slug), salon.now())
    action = await decide(troupe.cards[slug], view, memory, troupe.writer)
    if isinstance(action, Pass):
        return f"pass: {action.why}"
    return await _act(salon, room, slug, action)


async def _act(salon: Salon, room: Room, slug: str, action: Action) -> str:
    """Do a decided action in a transaction of its own; a house rule that stops it is told, not raised."""
    try:
        async with salon.begin() as db:
            persona = await members.find_member(db, slug)
            await deeds.act(deeds.Stage(salon, db, room, persona), action)
    except SalonError as rule:
        return f"stopped: {type(rule).__name__}"
    if isinstance(action, Say | Comment) and room.platform in salon.platforms:
        sign = speaker_of(persona, room.language)
        await salon.platforms[room.platform].typing(Envelope(room.address), sign, deeds.pause_before(action.text))
    return type(action).__name__.lower()


def _packed(action: Action) -> dict[str, Any]:
    fields: dict[str, Any] = ACTION.dump_python(action, mode="json")
    return {"kind": type(action).__name__, **fields}


def _unpacked(packed: dict[str, Any]) -> Any:
    kinds = {kind.__name__: kind for kind in Action.__args__}
    facts = {name: value for name, value in packed.items() if name != "kind"}
    return kinds[packed["kind"]](**facts)
