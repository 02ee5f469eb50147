"""Company: who is in a room, each with the card as that room has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from core import characters
from core.characters import Placed
from core.models.people import Member
from core.models.rooms import Room
from personas.card import Card
from personas.fields import read_hours
from personas.troupe import Troupe


@dataclass(frozen=True, slots=True)
class Company:
    """The personas of a room by slug: their cards, with what the room changed, and their places."""

    cards: Mapping[str, Card]
    placed: Mapping[str, Placed]

    @property
    def muted(self) -> frozenset[str]:
        """Those who may not say or paint anything here."""
        return frozenset(slug for slug, one in self.placed.items() if one.seat is not None and one.seat.muted)

    def member(self, slug: str) -> Member:
        """Return the member that a card plays."""
        return self.placed[slug].member

    def pictures_a_day(self, slug: str, usual: float) -> float:
        """Return how many pictures of its own a persona may post here on a day."""
        seat = self.placed[slug].seat
        return usual if seat is None or seat.pictures is None else seat.pictures


async def company_of(db: AsyncSession, troupe: Troupe, room: Room) -> Company:
    """Return who is in a room. In a direct chat that is the persona it is with, or the host."""
    return _company(troupe, room, await characters.placed_in(db, room))


async def companies_of(db: AsyncSession, troupe: Troupe, rooms: Sequence[Room]) -> list[Company]:
    """Return who is in each of many rooms."""
    placed = await characters.placed_in_each(db, rooms)
    return [_company(troupe, room, placed[room.id]) for room in rooms]


def _company(troupe: Troupe, room: Room, placed: Sequence[Placed]) -> Company:
    found = {one.member.slug: one for one in placed}
    if room.kind == "direct":
        here = {slug: one for slug, one in found.items() if _reachable(one)}
    else:
        here = {slug: one for slug, one in found.items() if one.present}
    cards = {slug: card for slug, one in here.items() if (card := _card(troupe, one)) is not None}
    return Company(cards, {slug: here[slug] for slug in cards})


def _reachable(one: Placed) -> bool:
    """Say whether somebody may talk with a persona alone: whoever is not resting or gone."""
    return one.character is None or one.character.state == "active"


def _card(troupe: Troupe, one: Placed) -> Card | None:
    slug, seat = one.member.slug, one.seat
    card = troupe.written(one.character) if one.character is not None else troupe.cards.get(slug)
    if card is None or seat is None:
        return card
    if seat.talk is not None:
        card = replace(card, talkativeness=seat.talk)
    hours = read_hours(seat.hours) if seat.hours else None
    return replace(card, hours=hours) if isinstance(hours, tuple) else card


def companion_of(company: Company, room: Room) -> str:
    """Return the slug of the persona that a direct chat is with: the one chosen there, or the host."""
    for slug, one in company.placed.items():
        if one.member.id == room.companion_id:
            return slug
    return next((slug for slug, card in company.cards.items() if card.host), "")
