"""Lorebooks of Character Card V2 and V3, read as our entries and written back with what they held besides."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from core.words import _
from personas.card import LORE_AT_MOST, LORE_CHARACTERS, Card, Lore
from personas.exchange.careful import Part
from personas.exchange.wording import filled, fitted, one_line
from personas.faults import BadCard
from personas.lorebook import expression_in, pattern_of

DECORATED = _("Lorebook decorators (@@…) are kept for other tools; of them only activate and dont_activate count here.")
SHORTENED = _("Parts of the lorebook that are too long for Salon stay out of use; an export still holds them.")
UNUSABLE = _("Some regular expressions of the lorebook can't be used here; an export still holds them.")
_MOST = 1_000_000
_KEYS_AT_MOST = 60
_DECORATOR = re.compile(r"\A\s*@@@?([a-z_]+)[^\n]*(?:\n|\Z)")


def book_values(book: Part, name: str, language: str, notes: list[str]) -> dict[str, Any]:
    """Return a lorebook as fields of our card; what does not fit is left out with a note."""
    values: dict[str, Any] = {"lore": []}
    room = LORE_CHARACTERS
    for part in book.parts("entries"):
        entry = _entry(part, name, language, notes)
        room -= len(entry["content"])
        if room < 0 or len(values["lore"]) == LORE_AT_MOST:
            notes.append(SHORTENED)
            break
        values["lore"].append(entry)
    if (budget := book.number("token_budget")) is not None:
        values["lore_budget"] = min(4000, max(0, budget))
    if (depth := book.number("scan_depth")) is not None:
        values["lore_depth"] = min(100, max(1, depth))
    return values


def _entry(part: Part, name: str, language: str, notes: list[str]) -> dict[str, Any]:
    written = part.text("content")
    text, orders = _undecorated(written)
    content = fitted(filled(text, name, language), 4000)
    if len(text) > 4000 or any(len(key) > 200 for key in part.texts("keys")):
        notes.append(SHORTENED)
    if orders - {"activate", "dont_activate"}:
        notes.append(DECORATED)
    if any(_unusable(key, part.flag("use_regex")) for key in part.texts("keys")):
        notes.append(UNUSABLE)
    order = part.number("insertion_order")
    priority = part.number("priority")
    pattern = part.flag("use_regex")
    return {
        "content": content,
        "keys": _keys(part.texts("keys"), name, whole=pattern),
        "secondary": [] if pattern else _keys(part.texts("secondary_keys"), name),
        "selective": part.flag("selective"),
        "constant": (part.flag("constant") and not pattern) or "activate" in orders,
        "order": 100 if order is None else max(-_MOST, min(_MOST, order)),
        "priority": None if priority is None else max(-_MOST, min(_MOST, priority)),
        "enabled": part.flag("enabled", True) and not ("dont_activate" in orders and "activate" not in orders),
        "case_sensitive": part.flag("case_sensitive"),
        "pattern": pattern,
        "name": one_line(part.text("name") or part.text("comment"), 120),
    }


def _unusable(key: str, pattern: bool) -> bool:
    written = expression_in(key)
    body = written[0] if written else key if pattern else ""
    return bool(body) and (len(key) > 200 or pattern_of(body) is None)


def _undecorated(content: str) -> tuple[str, set[str]]:
    """Return an entry's text without the decorators above it, and the names of those."""
    orders: set[str] = set()
    while found := _DECORATOR.match(content):
        orders.add(found.group(1))
        content = content[found.end() :]
    return content, orders


def _keys(written: Sequence[str], name: str, whole: bool = False) -> list[str]:
    """Return keys; a text with commas holds several, unless it is a regular expression."""
    split = [key for text in written for key in ([text] if whole or text.startswith("/") else re.split("[,，]", text))]
    keys = (one_line(filled(key, name, "en"), 200) for key in split if len(key) <= 200)
    return list(dict.fromkeys(key for key in keys if key))[:_KEYS_AT_MOST]


def entry_of(lore: Lore) -> dict[str, Any]:
    """Return an entry in the words of Character Card V3."""
    entry: dict[str, Any] = {
        "keys": list(lore.keys),
        "content": lore.content,
        "extensions": {},
        "enabled": lore.enabled,
        "insertion_order": lore.order,
        "case_sensitive": lore.case_sensitive,
        "use_regex": lore.pattern,
        "constant": lore.constant,
        "name": lore.name,
        "selective": lore.selective,
        "secondary_keys": list(lore.secondary),
    }
    return entry if lore.priority is None else {**entry, "priority": lore.priority}


def book_of(card: Card, before: Card | None, kept: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a card's lorebook, merged into the one it came with (`kept`, which was read as `before`)."""
    if kept is None or before is None:
        return _fresh(card) if card.lore else None
    book = {"extensions": {}, **kept}
    if card.lore_budget != before.lore_budget:
        book["token_budget"] = card.lore_budget
    if card.lore_depth != before.lore_depth:
        book["scan_depth"] = card.lore_depth
    return {**book, "entries": _merged(card.lore, before.lore, kept.get("entries") or [])}


def _fresh(card: Card) -> dict[str, Any]:
    return {
        "name": card.named(card.languages[0]),
        "scan_depth": card.lore_depth,
        "token_budget": card.lore_budget,
        "recursive_scanning": False,
        "extensions": {},
        "entries": [entry_of(lore) for lore in card.lore],
    }


def _merged(lore: Sequence[Lore], before: Sequence[Lore], kept: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return entries: as they came where nothing changed, renewed where it did, and all that we had no room for."""
    free = list(range(len(before)))
    merged = []
    for entry in lore:
        place = next((at for at in free if before[at] == entry), None)
        if place is None:
            place = next((at for at in free if before[at] not in lore and _akin(before[at], entry)), None)
        if place is None:
            merged.append(entry_of(entry))
            continue
        free.remove(place)
        merged.append(_renewed(kept[place], before[place], entry))
    return [*merged, *kept[len(before) :]]


def _akin(one: Lore, other: Lore) -> bool:
    return one.content == other.content or one.keys == other.keys or bool(one.name and one.name == other.name)


def _renewed(kept: Mapping[str, Any], before: Lore, now: Lore) -> dict[str, Any]:
    old, new = entry_of(before), entry_of(now)
    return {**kept, **{name: value for name, value in new.items() if old.get(name) != value}}


def book_part(data: Part) -> Part | None:
    """Return a card's lorebook, or None; BadCard if its entries are no entries."""
    if data.values.get("character_book") is None:
        return None
    book = data.part("character_book")
    if "entries" not in book.values:
        raise BadCard(book.where, book.field("entries"), _("it is missing"))
    return book
