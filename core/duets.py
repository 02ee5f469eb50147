"""Duets: a strip of four panels by two personas in turns. The room chooses what comes next; both sign the whole."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs, studio
from core.brief import Brief
from core.errors import DuetRuns, NotFound
from core.models.company import Duet
from core.models.making import Creation, Picture
from core.models.people import Member
from core.models.posts import Post
from core.models.rooms import Room
from core.salon import Salon

PANELS = 4
CHOOSING = timedelta(minutes=10)
"""How long the room may choose what comes next."""
PAINTING = timedelta(seconds=20)
"""How long after the last panel was asked for the strip is put together, and between two looks for it."""
LOOKS = 30
SIDE = 512


async def begin(db: AsyncSession, room: Room, first: Member, second: Member, now: datetime) -> Duet:
    """Start a duet; DuetRuns while another is open in the room."""
    if await open_duet(db, room) is not None:
        raise DuetRuns
    duet = Duet(room_id=room.id, first_id=first.id, second_id=second.id, panels={"items": []}, choices={}, at=now)
    db.add(duet)
    await db.flush()
    await schedule(db, duet, 0, now, now)
    return duet


async def open_duet(db: AsyncSession, room: Room) -> Duet | None:
    """Return the duet that runs in a room, None if there is none."""
    return await db.scalar(select(Duet).where(Duet.room_id == room.id, Duet.state == "open").limit(1))


async def last_of(db: AsyncSession, room: Room) -> Duet | None:
    """Return the latest duet of a room, however it ended."""
    return await db.scalar(select(Duet).where(Duet.room_id == room.id).order_by(Duet.id.desc()).limit(1))


async def schedule(db: AsyncSession, duet: Duet, panel: int, now: datetime, run_at: datetime) -> None:
    """Have a panel painted at a moment, once; the one after the last is the strip."""
    key = f"duet:{duet.id}:{panel}"
    args = {"duet": duet.id, "panel": panel}
    await jobs.enqueue(db, "duet", args, now=now, run_at=run_at, lane=f"mind:{duet.room_id}", unique_key=key)


async def schedule_strip(db: AsyncSession, duet: Duet, now: datetime, look: int = 0) -> None:
    """Have the whole strip put together once its panels are painted; `look` counts how often that was tried."""
    args = {"duet": duet.id, "look": look}
    await jobs.enqueue(db, "strip", args, now=now, run_at=now + PAINTING, unique_key=f"strip:{duet.id}:{look}")


async def find(db: AsyncSession, value: str) -> tuple[Duet, int, int]:
    """Return the duet, panel and choice that a button means; NotFound for one that is over."""
    parts = value.split(".")
    if len(parts) == 3 and all(part.isdecimal() and len(part) < 16 for part in parts):
        number, panel, choice = (int(part) for part in parts)
        duet = await db.get(Duet, number)
        options = duet.choices.get("options", []) if duet else []
        if duet is not None and duet.state == "open" and len(duet.panels["items"]) == panel and choice < len(options):
            return duet, panel, choice
    raise NotFound(what=value[:16])


def choose(duet: Duet, member: Member, choice: int) -> str:
    """Note what a member wishes to happen next, in place of an earlier wish; return it in words."""
    votes: dict[str, int] = dict(duet.choices.get("votes", {}))
    votes[str(member.id)] = choice
    duet.choices = {**duet.choices, "votes": votes}
    return str(duet.choices["options"][choice])


def chosen(duet: Duet) -> tuple[str, bool]:
    """Return what comes next and whether the room chose it: the first of equals, the first option where nobody did."""
    options: list[str] = duet.choices.get("options", [])
    votes = Counter(duet.choices.get("votes", {}).values())
    if not options:
        return "", False
    best = min(votes, key=lambda n: (-votes[n], n)) if votes else 0
    return options[best], bool(votes)


async def add_panel(
    salon: Salon, db: AsyncSession, duet: Duet, pair: tuple[Member, Member], brief: Brief, caption: str,
    options: list[str],
) -> None:  # fmt: skip
    """Ask for the next panel of the first of a pair, and offer the room what may come after it."""
    painter, partner = pair
    came = chosen(duet)[0]
    room = await db.get_one(Room, duet.room_id)
    creation = await studio.request_creation(
        db, salon.settings, painter, room, brief, now=salon.now(), caption=caption, partner_id=partner.id,
        batch=salon.painter.batch_key(brief),
    )  # fmt: skip
    items: list[dict[str, Any]] = [
        *duet.panels["items"],
        {"creation": creation.id, "prompt": brief.prompt, "came": came},
    ]
    duet.panels = {**duet.panels, "items": items}
    duet.choices = {"options": options, "votes": {}}


async def room_of(db: AsyncSession, duet: Duet) -> Room:
    """Return the room that a duet is painted in."""
    return await db.get_one(Room, duet.room_id)


async def panels_of(db: AsyncSession, duet: Duet) -> list[Picture] | None:
    """Return the first picture of every panel in order, None while one is missing."""
    found = []
    for item in duet.panels["items"]:
        picture = await db.scalar(select(Picture).where(Picture.creation_id == item["creation"], Picture.n == 1))
        if picture is None:
            return None
        found.append(picture)
    return found


async def is_lost(db: AsyncSession, duet: Duet) -> bool:
    """Say whether a panel will never come: it failed, was cancelled or was taken away."""
    for item in duet.panels["items"]:
        creation = await db.get(Creation, item["creation"])
        post = await db.scalar(select(Post).where(Post.creation_id == item["creation"]))
        if creation is None or creation.state in ("failed", "cancelled"):
            return True
        if post is not None and post.visibility != "public":
            return True
    return False


async def take_strip(salon: Salon, db: AsyncSession, duet: Duet, caption: str) -> Creation:
    """Return the creation that the whole strip becomes, the same one however often it is asked for."""
    if (made := duet.panels.get("creation")) is not None:
        return await db.get_one(Creation, made)
    prompt = " / ".join(item["prompt"] for item in duet.panels["items"])[:600]
    brief = Brief(prompt, width=SIDE * 2, height=SIDE * 2, count=1)
    creation = Creation(
        member_id=duet.first_id, room_id=duet.room_id, partner_id=duet.second_id, brief=brief.as_json(), seed=0,
        caption=caption, state="painting", painter="duet", requested_at=salon.now(), started_at=salon.now(),
    )  # fmt: skip
    db.add(creation)
    await db.flush()
    duet.panels = {**duet.panels, "creation": creation.id}
    return creation
