"""Turns: a chance for the personas of a room to look, decide and act. Which rule let them or stopped them is kept."""

import logging
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core import facts, regard, talk
from core.errors import SalonError
from core.members import speaker_of
from core.models.people import Member
from core.models.posts import Deed
from core.models.rooms import Room
from core.models.work import Job
from core.ports import Envelope
from core.salon import Salon
from personas import attention, deeds, duets, learning
from personas.card import Card
from personas.company import Company, companion_of, company_of
from personas.manners import Verdict, who_may_speak
from personas.mind import decide, looked_over
from personas.moments import unpacked
from personas.noticing import noticed
from personas.shelf import style_in
from personas.sight import Occasion, look, recall
from personas.troupe import Troupe
from personas.view import Action, Addressed, Comment, Imagine, Pass, RoomView, Say

log = logging.getLogger("salon.personas")
STALE = timedelta(minutes=3)


async def take_turn(salon: Salon, troupe: Troupe, held: Sequence[Job]) -> None:
    """Do a `turn` job: let those personas act who may, and note which rule let them or stopped them."""
    args = held[0].args
    async with salon.read() as db:
        room = await db.get_one(Room, args["room"])
        company = await company_of(db, troupe, room)
    if args["cause"] == "beat":
        if args["slug"] in company.cards:
            await _act(salon, room, company.member(args["slug"]), unpacked(args["action"]))
        return
    occasion = Occasion(args["cause"], int(args.get("id", 0)), args.get("slug", ""))
    async with salon.begin() as db:
        view = await look(db, await db.merge(room), company, occasion, salon.now())
    if view is None or (occasion.kind == "line" and _too_late(view, salon.now(), occasion)):
        return
    verdicts = await _verdicts(salon, company, room, view, occasion)
    stage = _Stage(salon, troupe, room, company, str(args.get("wish", "")))
    done = {verdict.slug: await _decide_and_act(stage, verdict, view) for verdict in verdicts if verdict.allowed}
    rules = {verdict.slug: verdict.rule for verdict in verdicts}
    about = {"cause": occasion.kind, "id": occasion.number, "rules": rules, "done": done}
    async with salon.begin() as db:
        db.add(Deed(kind="turn", room_id=room.id, about=about, at=salon.now()))


async def _verdicts(salon: Salon, company: Company, room: Room, view: RoomView, occasion: Occasion) -> list[Verdict]:
    """Judge who may act: the rules of manners, and for a persona's own moment what its posts have earned there."""
    cards = company.cards
    if view.direct:
        whom = view.cause.line.addressed if isinstance(view.cause, Addressed) else (companion_of(company, room),)
        cards = {slug: card for slug, card in cards.items() if slug in whom}
    if occasion.slug:
        cards = {slug: card for slug, card in cards.items() if slug == occasion.slug}
    judged = who_may_speak(cards, view, quiet_until=room.quiet_until, muted=company.muted)
    if occasion.kind == "nudge":  # somebody who runs the room asked for it
        return [one if one.rule in ("muted", "quiet") else Verdict(one.slug, True, "asked") for one in judged]
    if occasion.kind != "hour":
        return judged
    return [
        Verdict(one.slug, False, "attention")
        if one.allowed and not await _earned(salon, company, room, one.slug)
        else one
        for one in judged
    ]


async def _earned(salon: Salon, company: Company, room: Room, slug: str) -> bool:
    """Roll whether a persona may use a moment of its own, by the votes and replies its last posts earned in this room."""
    if room.kind == "direct":
        return True  # as often as its person allowed
    now = salon.now()
    async with salon.read() as db:
        earned = await regard.earned_by(db, company.member(slug), room=room)
    seen = [attention.Earned(one.post.created_at, one.likes, one.replies, one.seen_by) for one in earned]
    return random.Random(f"{room.id}:{slug}:{now.isoformat(timespec='minutes')}").random() < attention.rate(seen, now)


def _too_late(view: RoomView, now: datetime, occasion: Occasion) -> bool:
    """After downtime nobody answers what was said long ago."""
    line = next((one for one in view.lines if one.line_id == occasion.number), None)
    return line is not None and now - line.at > STALE


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where a turn is taken, and the wish that came with it, if any."""

    salon: Salon
    troupe: Troupe
    room: Room
    company: Company
    wish: str


async def _decide_and_act(stage: _Stage, verdict: Verdict, view: RoomView) -> str:
    salon, room, company, slug = stage.salon, stage.room, stage.company, verdict.slug
    persona, card = company.member(slug), company.cards[slug]
    own_view = _remembered(view, company, slug)
    if verdict.rule == "own-hour" and await duets.perhaps_begin(salon, company, room, slug, _watched(view)):
        return "duet"
    async with salon.read() as db:
        memory = await recall(db, persona, room, salon.now())
    memory = replace(memory, tastes=await learning.tastes_for(salon, persona, card, view.seed))
    if stage.wish:
        action = looked_over(Imagine(stage.wish, style_in(stage.wish), ""), card, own_view, memory)
    else:
        action = await decide(card, own_view, memory, stage.troupe.writer)
    if isinstance(view.cause, Addressed) and not view.cause.line.is_persona:
        await _take_note(salon, room, persona, card, view.cause)
    if isinstance(action, Pass):
        return f"pass: {action.why}"
    return await _act(salon, room, persona, action)


def _watched(view: RoomView) -> bool:
    """Say whether somebody has spoken here within the hour, who may choose how a duet goes on."""
    return any(not line.is_persona and view.now - line.at < timedelta(hours=1) for line in view.lines)


def _remembered(view: RoomView, company: Company, slug: str) -> RoomView:
    """Return the view without what this persona was told to put out of its mind."""
    seat = company.placed[slug].seat
    if seat is None or seat.forgot_at is None:
        return view
    since = seat.forgot_at
    return replace(view, lines=tuple(line for line in view.lines if line.at >= since))


async def _take_note(salon: Salon, room: Room, persona: Member, card: Card, cause: Addressed) -> None:
    """Keep what a member told this persona of themselves."""
    found = noticed(cause.line.text, tuple(card.names.values()))
    if not found:
        return
    async with salon.begin() as db:
        member = await talk.speaker_of_line(db, cause.line.line_id)
        if member is not None:
            for kind, value in found:
                await facts.note(db, persona, room, member, kind, value, salon.now())


async def _act(salon: Salon, room: Room, persona: Member, action: Action) -> str:
    """Do a decided action in a transaction of its own; a house rule that stops it is told, not raised."""
    try:
        async with salon.begin() as db:
            await deeds.act(deeds.Stage(salon, db, await db.merge(room), await db.merge(persona)), action)
    except SalonError as rule:
        return f"stopped: {type(rule).__name__}"
    if isinstance(action, Say | Comment) and room.platform in salon.platforms:
        sign = speaker_of(persona, room.language)
        await salon.platforms[room.platform].typing(Envelope(room.address), sign, deeds.pause_before(action.text))
    return type(action).__name__.lower()
