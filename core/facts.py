"""Facts: what members told personas of themselves. Each stays in its room, can be read by its member, and erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.company import Fact
from core.models.people import Member
from core.models.rooms import Room

MOST = 24
"""How many facts a persona keeps of one member in one room; the oldest go first."""
SINGLE = frozenset({"name", "place", "work", "birthday"})
"""Kinds of which the latest alone is true."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as its member may read it."""

    fact: Fact
    persona: Member


async def note(
    db: AsyncSession, persona: Member, room: Room, member: Member, kind: str, value: str, now: datetime
) -> None:
    """Keep a fact that a member told a persona, unless the member does not wish to be remembered."""
    if not member.remembered or member.kind != "person":
        return
    own = (Fact.persona_id == persona.id, Fact.room_id == room.id, Fact.member_id == member.id)
    if kind in SINGLE:
        await db.execute(delete(Fact).where(*own, Fact.kind == kind, Fact.value != value))
    row = {"persona_id": persona.id, "room_id": room.id, "member_id": member.id, "kind": kind, "value": value[:160]}
    await db.execute(insert(db, Fact).values(**row, at=now).on_conflict_do_nothing())
    newest = select(Fact.id).where(*own).order_by(Fact.id.desc()).limit(MOST).scalar_subquery()
    await db.execute(delete(Fact).where(*own, Fact.id.not_in(newest)))


async def known_to(db: AsyncSession, persona: Member, room: Room) -> dict[str, tuple[str, ...]]:
    """Return what a persona knows of the members of a room, as "kind: value" by their handles, oldest first."""
    rows = select(Member.slug, Fact.kind, Fact.value).join(Member, Member.id == Fact.member_id)
    rows = rows.where(Fact.persona_id == persona.id, Fact.room_id == room.id).order_by(Fact.id)
    known: dict[str, tuple[str, ...]] = {}
    for slug, kind, value in (await db.execute(rows)).all():
        known[slug] = (*known.get(slug, ()), f"{kind}: {value}")
    return known


async def told_by(db: AsyncSession, member: Member, room: Room, most: int = 40) -> Sequence[Told]:
    """Return what personas keep of a member in a room, the newest first."""
    rows = select(Fact, Member).join(Member, Member.id == Fact.persona_id)
    rows = rows.where(Fact.member_id == member.id, Fact.room_id == room.id).order_by(Fact.id.desc()).limit(most)
    return [Told(fact, persona) for fact, persona in (await db.execute(rows)).all()]


async def erase(
    db: AsyncSession,
    member: Member | None,
    *,
    room: Room | None = None,
    persona: Member | None = None,
    number: int | None = None,
) -> int:
    """Erase what was told: by a member, or by everybody; in a room, to a persona, or one fact alone. Return how many."""
    gone = delete(Fact)
    if member is not None:
        gone = gone.where(Fact.member_id == member.id)
    if room is not None:
        gone = gone.where(Fact.room_id == room.id)
    if persona is not None:
        gone = gone.where(Fact.persona_id == persona.id)
    if number is not None:
        gone = gone.where(Fact.id == number)
    return len((await db.scalars(gone.returning(Fact.id))).all())
