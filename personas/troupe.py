"""The troupe: the cards of a house's cast, and the writer that speaks for them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.digest_board import Entry
from core.models.company import Character
from core.models.rooms import Room
from core.salon import Salon
from personas.card import BadCard, Card, card_from_json, read_cast
from personas.digest import Place, compose_digest_lines, written_lines
from personas.mind import Writer
from personas.view import Seen
from personas.writers.model import ModelWriter
from personas.writers.registry import writer_for

log = logging.getLogger("salon.personas")
CAST = Path(__file__).parent / "cast"


@dataclass(frozen=True, slots=True)
class Troupe:
    """Everybody who plays here, by slug, and who writes their lines."""

    cards: dict[str, Card]
    writer: Writer
    _read: dict[int, tuple[datetime, Card | None]] = field(default_factory=dict)

    def written(self, character: Character) -> Card | None:
        """Return the card of a persona that a member made; None where it can't be read any more."""
        known = self._read.get(character.member_id)
        if known is None or known[0] != character.changed_at:
            known = character.changed_at, _card_of(character)
            self._read[character.member_id] = known
        return known[1]

    @property
    def host(self) -> Card | None:
        """The persona that speaks for the house."""
        return next((card for card in self.cards.values() if card.host), None)

    async def close(self) -> None:
        """Let go of what the writer holds."""
        if isinstance(self.writer, ModelWriter):
            await self.writer.close()

    def remark(self, language: str, entries: Sequence[Entry], seed: int) -> str:
        """Return the host's two lines about a period's best posts; empty without a host or posts."""
        if self.host is None:
            return ""
        return compose_digest_lines(self.host, [_seen(entry, language) for entry in entries], language, seed=seed)

    async def recap(self, room: Room, entries: Sequence[Entry], seed: int) -> str:
        """Return the host's two lines about a room's period, by the writer where that is a model, else from the host's own."""
        spare = self.remark(room.language, entries, seed)
        if self.host is None or not entries or not isinstance(self.writer, ModelWriter):
            return spare
        posts = [_seen(entry, room.language) for entry in entries]
        place, now = Place(room.id, room.title, room.language), max(post.at for post in posts)
        return await written_lines(self.writer, self.host, posts, place, seed=seed, now=now) or spare


def _card_of(character: Character) -> Card | None:
    try:
        return card_from_json(character.card)
    except BadCard as wrong:
        log.warning("the card of persona %s can't be read: %s", character.member_id, wrong)
        return None


def gather(salon: Salon, folder: Path = CAST) -> Troupe:
    """Return the cast of a folder with the writer that the settings name; BadCard if a card can't be read."""
    return Troupe(read_cast(folder), writer_for(salon))


def _seen(entry: Entry, language: str) -> Seen:
    post, author = entry.post, entry.author
    return Seen(
        post.id,
        post.code,
        author.named(language),
        author.slug,
        author.kind == "persona",
        post.prompt,
        post.style,
        entry.score,
        post.created_at,
    )
