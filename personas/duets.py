"""Duets: how two personas paint a strip in turns, and when they feel like one."""

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery, duets
from core.brief import Brief
from core.errors import SalonError
from core.members import speaker_of
from core.models.company import Duet
from core.models.people import Member
from core.models.rooms import Room
from core.models.work import Job
from core.ports import Button, PostView
from core.rooms import local_time
from core.salon import Salon
from personas.company import Company, company_of
from personas.sight import recall
from personas.troupe import Troupe
from personas.view import OwnHour, RoomView
from personas.writers.brush import style_for, think_of
from personas.writers.desk import Desk
from personas.writers.lines import Lines, fill, read_lines

LINES = Path(__file__).parent / "cast" / "lines"
OPTIONS = 3
CHANCE = 0.06
REST = timedelta(hours=20)


async def perhaps_begin(salon: Salon, company: Company, room: Room, slug: str, watched: bool) -> bool:
    """Let a persona begin a duet with one it has a relation to, now and then, where people are around to choose."""
    now = salon.now()
    rng = random.Random(f"{room.id}:{slug}:{now.isoformat(timespec='minutes')}:duet")
    hour = local_time(room, now).time()
    card = company.cards[slug]
    free = [one for one in card.relations if one in company.cards and one not in company.muted]
    awake = [one for one in free if company.cards[one].awake(hour)]
    if not watched or room.kind == "direct" or not awake or rng.random() > CHANCE:
        return False
    async with salon.begin() as db:
        last = await duets.last_of(db, room)
        if last is not None and now - last.at < REST:
            return False
        try:
            await duets.begin(db, room, company.member(slug), company.member(rng.choice(awake)), now)
        except SalonError:
            return False
    return True


async def step(salon: Salon, troupe: Troupe, held: Sequence[Job]) -> None:
    """Do a `duet` job: the next panel, by the wish of the room; after the last the strip is put together."""
    args = held[0].args
    async with salon.begin() as db:
        duet = await db.get_one(Duet, args["duet"])
        room = await db.get_one(Room, duet.room_id)
        company = await company_of(db, troupe, room)
        if duet.state != "open" or len(duet.panels["items"]) != args["panel"]:
            return
        pair = [one for one in company.placed.values() if one.member.id in (duet.first_id, duet.second_id)]
        if len(pair) < 2 or await duets.is_lost(db, duet):
            duet.state = "dropped"
            return
        await _panel(salon, db, company, duet, room, args["panel"])


async def _panel(salon: Salon, db: AsyncSession, company: Company, duet: Duet, room: Room, panel: int) -> None:
    now = salon.now()
    painter_id, partner_id = (duet.first_id, duet.second_id) if panel % 2 == 0 else (duet.second_id, duet.first_id)
    slugs = {one.member.id: slug for slug, one in company.placed.items()}
    painter, partner = company.member(slugs[painter_id]), company.member(slugs[partner_id])
    view = RoomView(room.title, room.language, local_time(room, now), OwnHour(), seed=duet.id * 10 + panel)
    desk = Desk(company.cards[painter.slug], view, await recall(db, painter, room, now))
    lines, rng = read_lines(LINES / f"duet.{desk.language}.md"), desk.dice("duet")
    start, caption = _beginning(duet, desk, lines, rng, partner), ""
    if not start:
        duet.state = "dropped"
        return
    choice, voted = duets.chosen(duet)
    prompt = f"{start}{'，' if desk.language == 'zh' else ', '}{choice}" if choice else start
    if choice:
        caption = _line(lines, "chosen" if voted else "alone", rng, choice=choice)
    brief = Brief(prompt, style_for(desk.kit.tastes, rng), width=duets.SIDE, height=duets.SIDE, count=1)
    options = rng.sample(lines.words("pool turn"), OPTIONS) if panel + 1 < duets.PANELS else []
    await duets.add_panel(salon, db, duet, (painter, partner), brief, caption, options)
    if options:
        said = _line(lines, "begin" if panel == 0 else "next", rng, name=partner.named(room.language), n=str(panel + 1))
        await _offer(salon, db, duet, room, painter, said, panel + 1, options)
        await duets.schedule(db, duet, panel + 1, now, now + duets.CHOOSING)
    else:
        await duets.schedule_strip(db, duet, now)


def _beginning(duet: Duet, desk: Desk, lines: Lines, rng: random.Random, partner: Member) -> str:
    """Return what the strip is of: the first painter's idea, kept through all panels."""
    if kept := duet.panels.get("subject"):
        return str(kept)
    idea = think_of(desk.kit, desk.memory.used_prompts, rng)
    if idea is None:
        return ""
    subject = idea.prompt.split(", ")[0].split("，")[0]
    duet.panels = {**duet.panels, "subject": subject}
    return subject


def _line(lines: Lines, section: str, rng: random.Random, **slots: str) -> str:
    texts = [line.text for line in lines.section(section)]
    return fill(rng.choice(texts), lines, slots, frozenset(), rng) or "" if texts else ""


async def _offer(
    salon: Salon, db: AsyncSession, duet: Duet, room: Room, painter: Member, said: str, panel: int, options: list[str]
) -> None:
    """Ask the room what comes next, with a button for each way to go on."""
    rows = tuple((Button(option, "duet", f"{duet.id}.{panel}.{n}"),) for n, option in enumerate(options))
    view = PostView(said, speaker_of(painter, room.language), (), rows, language=room.language)
    place = delivery.Place(thread=room.thread, unasked=True)
    now = salon.now()
    later = now + timedelta(seconds=8)
    await delivery.say(db, room, view, now=now, key=f"duet:{duet.id}:{panel}", place=place, run_at=later)
