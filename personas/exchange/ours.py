"""Ours: the whole card inside a foreign file (`extensions.salon`), and how edits made in other tools come home."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.words import _
from personas.card import Card, card_as_json, card_from_json
from personas.exchange.careful import Part
from personas.exchange.wording import language_in

EDITED = _("The card was edited in another tool since it left Salon; those edits were taken over.")
_STAYS_HOME = ("host", "reference")


def ours_of(card: Card, values: Mapping[str, Any], parts: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands under `extensions.salon`: the card, and a print of each foreign field that tells of edits."""
    plain = card_as_json(card)
    del plain["host"], plain["look"]["reference"]  # a house's own affairs stay in the house
    return {"version": 1, "card": plain, "prints": {name: _print(values.get(name)) for name in parts}}


def card_of_ours(ours: Part) -> Card | None:
    """Read the card under `extensions.salon`, never as a host and without a media key; None where there is none."""
    if "card" not in ours.values:
        return None
    plain = ours.part("card")
    look = {name: value for name, value in plain.part("look").values.items() if name not in _STAYS_HOME}
    fields = {name: value for name, value in plain.values.items() if name not in _STAYS_HOME}
    return card_from_json({**fields, "look": look}, f"{ours.where}: {plain.path}")


def at_home(card: Card) -> Card:
    """Return a card that came in as Markdown, not as a host and without a media key."""
    return replace(card, host=False, look=replace(card.look, reference=""))


def edits(ours: Part, values: Mapping[str, Any], parts: Mapping[str, str]) -> set[str]:
    """Return which parts of our card have foreign fields that no longer look as we wrote them."""
    prints = ours.values.get("prints")
    if not isinstance(prints, dict):
        return set()
    return {part for name, part in parts.items() if prints.get(name) != _print(values.get(name))}


def taken_over(card: Card, foreign: Card, changed: set[str]) -> Card:
    """Return our card with the changed parts as the foreign file tells them."""
    first, there = card.languages[0], foreign.languages[0]
    voice = card.voice
    if "rules" in changed:
        voice = replace(voice, rules=foreign.voice.rules)
    if "examples" in changed:
        voice = replace(voice, examples=_by_language(foreign.voice.examples, card.languages))
    news: dict[str, Any] = {"voice": voice}
    if "names" in changed:
        news["names"] = {**card.names, first: foreign.named(there)}
    if "bios" in changed:
        news["bios"] = {**card.bios, first: foreign.bios[there]}
    if "greetings" in changed:
        news["greetings"] = _by_language(foreign.greetings, card.languages)
    if "lore" in changed:
        news |= {"lore": foreign.lore, "lore_budget": foreign.lore_budget, "lore_depth": foreign.lore_depth}
    news |= {name: getattr(foreign, name) for name in ("prose", "scenario", "tastes") if name in changed}
    return replace(card, **news)


def _by_language(lines: Mapping[str, Sequence[str]], languages: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Sort lines that another tool keeps in one list by the languages of our card."""
    sorted_lines: dict[str, list[str]] = {}
    for line in (line for some in lines.values() for line in some):
        language = language_in(line)
        sorted_lines.setdefault(language if language in languages else languages[0], []).append(line)
    return {language: tuple(some) for language, some in sorted_lines.items()}


def _print(value: Any) -> str:
    whole = json.dumps(value or None, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
