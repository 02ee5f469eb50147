"""Names: whom a line speaks to."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from personas.card import Card

MOST_TEXT = 4000
_LINK = re.compile(r"\S*(?:://|www\.)\S*|[^\s@]+@[^\s@]+\.\w+")
_LETTERS = "A-Za-z0-9_\u00c0-\u024f"
# Names that are words too: "an iris", "the fen", a luna moth, 鸢尾花.
_THING_BEFORE = re.compile(r"\b(?:an?|the|some|these|those|wild|purple|blue)\s+$", re.IGNORECASE)
_THING_AFTER = re.compile(r"^(?:[花草]|\s+moth)", re.IGNORECASE)


def addressed(
    text: str, cards: Mapping[str, Card], mentions: Iterable[str] = (), reply_to_slug: str = ""
) -> tuple[str, ...]:
    """Return the slugs of the personas a line speaks to: replied to or mentioned first, then by name as it comes."""
    plain = _LINK.sub(" ", unicodedata.normalize("NFKC", text[:MOST_TEXT]))
    places = {slug: place for slug, card in cards.items() if (place := _place(plain, card)) is not None}
    named = sorted(places, key=lambda slug: places[slug])
    wished = (reply_to_slug, *(mention.casefold().lstrip("@") for mention in mentions), *named)
    return tuple(dict.fromkeys(slug for slug in wished if slug in cards))


def _place(text: str, card: Card) -> int | None:
    for found in _pattern(card.slug, tuple(card.names.values())).finditer(text):
        thing = _THING_BEFORE.search(text[: found.start()]) or _THING_AFTER.search(text[found.end() :])
        if found.group().startswith("@") or not thing:
            return found.start()
    return None


@lru_cache(maxsize=256)
def _pattern(slug: str, names: tuple[str, ...]) -> re.Pattern[str]:
    ways = [rf"@{re.escape(slug)}(?![{_LETTERS}-])"]
    for name in names:
        safe = re.escape(name)
        latin = rf"(?<![{_LETTERS}@.#/-]){safe}(?![{_LETTERS}]|-\w|\.\w)"
        ways.append(latin if name.isascii() else f"@?{safe}")
    return re.compile("|".join(f"(?:{way})" for way in ways), re.IGNORECASE)
