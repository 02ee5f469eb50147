"""Characters: personas that members make, each a member with a card that its author may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import members
from core.casting import Sheet
from core.db import portions
from core.errors import NotYours, TooManyCharacters
from core.models.company import Character, Seat
from core.models.people import Member
from core.models.rooms import Room
from core.words import _

MOST_PER_AUTHOR = 12


@dataclass(frozen=True, slots=True)
class Placed:
    """A persona as a room has it: its member, its place there if that was ever changed, and its card if a member made it."""

    member: Member
    seat: Seat | None
    character: Character | None

    @property
    def present(self) -> bool:
        """Whether it is in the room: the shipped cast is until sent away, a member's own once it was let in."""
        if self.character is not None and self.character.state != "active":
            return False
        chosen = self.seat.present if self.seat else None
        return chosen if chosen is not None else self.character is None


async def placed_in(db: AsyncSession, room: Room) -> list[Placed]:
    """Return the house's cast and whoever else has a place in this room, those who were sent away too."""
    rows = select(Member, Seat, Character).outerjoin(Seat, (Seat.persona_id == Member.id) & (Seat.room_id == room.id))
    rows = rows.outerjoin(Character, Character.member_id == Member.id).where(Member.kind == "persona")
    here = or_(Character.member_id.is_(None), Seat.persona_id.is_not(None), Member.id == room.companion_id)
    return [Placed(*row) for row in (await db.execute(rows.where(here).order_by(Member.id))).all()]


async def placed_in_each(db: AsyncSession, rooms: Sequence[Room]) -> dict[int, list[Placed]]:
    """Return the same for many rooms, by their numbers, with as many questions as for a few."""
    seats: dict[int, dict[int, Seat]] = {room.id: {} for room in rooms}
    for some in portions(seats):
        for seat in await db.scalars(select(Seat).where(Seat.room_id.in_(some))):
            seats[seat.room_id][seat.persona_id] = seat
    rows = select(Member, Character).outerjoin(Character, Character.member_id == Member.id)
    rows = rows.where(Member.kind == "persona").order_by(Member.id)
    cast = [(member, own) for member, own in (await db.execute(rows.where(Character.member_id.is_(None)))).all()]
    others: dict[int, tuple[Member, Character]] = {}
    wanted = {number for own in seats.values() for number in own} | {room.companion_id or 0 for room in rooms}
    for some in portions(wanted):
        found = await db.execute(rows.where(Character.member_id.in_(some)))
        others |= {member.id: (member, own) for member, own in found.all()}
    placed = {}
    for room in rooms:
        here = seats[room.id]
        invited = {*here, room.companion_id or 0} & others.keys()
        pairs = sorted([*cast, *(others[number] for number in invited)], key=lambda pair: pair[0].id)
        placed[room.id] = [Placed(member, here.get(member.id), own) for member, own in pairs]
    return placed


async def make(db: AsyncSession, author: Member, sheet: Sheet, now: datetime) -> Member:
    """Let a new persona into the house under a handle of its own; its author may change it from then on."""
    own = select(func.count()).where(Character.author_id == author.id, Character.state != "deleted")
    if (await db.scalar(own) or 0) >= MOST_PER_AUTHOR:
        raise TooManyCharacters(most=MOST_PER_AUTHOR)
    slug = await members.free_slug(db, sheet.slug)
    persona = await _bring_up_to_date(db, slug, sheet, now)
    persona.avatar = sheet.face or persona.avatar
    card = {**sheet.card, "slug": slug}
    if sheet.face:
        card["look"] = {**card["look"], "reference": sheet.face}
    db.add(Character(member_id=persona.id, author_id=author.id, card=card, kept=sheet.kept, changed_at=now))
    await db.flush()
    return persona


async def change(db: AsyncSession, persona: Member, sheet: Sheet, now: datetime) -> None:
    """Give a persona its new card."""
    character = await db.get_one(Character, persona.id)
    character.card, character.changed_at = {**sheet.card, "slug": persona.slug}, now
    face = persona.avatar
    await _bring_up_to_date(db, persona.slug, sheet, now)
    if not face.startswith("avatars/"):  # the one that its file brought along
        persona.avatar = face


async def _bring_up_to_date(db: AsyncSession, slug: str, sheet: Sheet, now: datetime) -> Member:
    who: dict[str, Any] = {"names": dict(sheet.names), "bios": dict(sheet.bios), "avatar": f"avatars/{slug}.svg"}
    return await members.persona_member(db, slug, host=False, now=now, **who)


def face_of(persona: Member) -> str:
    """Return the media key of a persona's face as PNG: what its file brought along, or its drawn portrait."""
    return persona.avatar if persona.avatar.endswith(".png") else f"avatars/{persona.slug}.png"


async def character_of(db: AsyncSession, persona: Member) -> Character | None:
    """Return what a member wrote of a persona, None for the shipped cast and for people."""
    return await db.get(Character, persona.id)


async def own_character(db: AsyncSession, author: Member, persona: Member, *, as_admin: bool = False) -> Character:
    """Return a persona's row for whoever may change it; NotYours for anybody else and for the shipped cast."""
    character = await character_of(db, persona)
    if character is None or not (as_admin or character.author_id == author.id):
        raise NotYours(who=_("who made this character"))
    return character


async def set_state(
    db: AsyncSession, character: Character, state: Literal["active", "paused", "deleted"], now: datetime
) -> None:
    """Have a persona rest, come back, or be gone for good; its pictures stay."""
    character.state, character.changed_at = state, now
    if state == "deleted":
        character.card, character.kept = {}, {}


async def by_author(db: AsyncSession, author: Member) -> Sequence[Member]:
    """Return the personas a member made."""
    own = select(Member).join(Character, Character.member_id == Member.id)
    return (await db.scalars(own.where(Character.author_id == author.id, Character.state != "deleted"))).all()


def bio_of(persona: Member, language: str) -> str:
    """Return what a persona says of itself in a language."""
    names: Mapping[str, Any] = persona.names
    return str(names.get(f"bio-{language}") or persona.bio)
