"""The troupe: the cards of a house's cast, and the writer that speaks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.digest import Entry
from core.salon import Salon
from personas.card import Card, read_cast
from personas.digest import compose_digest_lines
from personas.mind import Writer
from personas.view import Seen
from personas.writers.registry import writer_for

CAST = Path(__file__).parent / "cast"


@dataclass(frozen=True, slots=True)
class Troupe:
    """Everybody who plays here, by slug, and who writes their lines."""

    cards: dict[str, Card]
    writer: Writer

    @property
    def host(self) -> Card | None:
        """The persona that speaks for the house."""
        return next((card for card in self.cards.values() if card.host), None)

    def remark(self, language: str, entries: Sequence[Entry], seed: int) -> str:
        """Return the host's two lines about a period's best posts; empty without a host or posts."""
        if self.host is None:
            return ""
        return compose_digest_lines(self.host, [_seen(entry, language) for entry in entries], language, seed=seed)


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
