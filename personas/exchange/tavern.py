"""Tavern cards, read: Character Card V1, V2 and V3 as fields of ours.

Sources: github.com/malfoyslastname/character-card-spec-v2 and github.com/kwaroran/character-card-spec-v3.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from core.words import _
from personas.card import Card, card_from_json
from personas.exchange import guesses
from personas.exchange.book import book_part, book_values
from personas.exchange.careful import Part
from personas.exchange.wording import bare, filled, fitted, has_latin, language_in, one_line, sentences, spoken_lines
from personas.faults import BadCard

V1_FIELDS = ("name", "description", "personality", "scenario", "first_mes", "mes_example")
TASTED = ("description", "personality", "scenario", "mes_example")
# Which part of our card each of their fields tells of.
PARTS = {
    "name": "names",
    "description": "prose",
    "personality": "rules",
    "scenario": "scenario",
    "first_mes": "greetings",
    "alternate_greetings": "greetings",
    "group_only_greetings": "greetings",
    "mes_example": "examples",
    "creator_notes": "bios",
    "character_book": "lore",
}
LONG = _("Some texts were longer than a card of Salon may hold and were cut; an export still holds them whole.")
RENAMED = _("The name was shortened or spelled so that people can call it.")
ORDERS = _("System prompts in the file are kept for other tools; they are no rules here.")
NEWER = _("The card is of a newer version than Salon knows; what it does not know is kept.")
UNSAID = _("Hours, colours and tastes are guesses from its words; change them to your liking.")


def is_tavern(document: Mapping[str, Any]) -> bool:
    """Say whether a document looks like a Tavern card of any version."""
    data = document.get("data")
    if isinstance(document.get("spec"), str) and document["spec"].startswith("chara_card_"):
        return True
    if isinstance(data, dict) and "name" in data and ("description" in data or "first_mes" in data):
        return True
    return "name" in document and any(name in document for name in V1_FIELDS[3:])


def data_of(document: Mapping[str, Any], where: str) -> Part:
    """Return the part of a Tavern card that holds its fields: `data`, or the root of a V1 card."""
    whole = Part(where, document)
    return whole.part("data") if "data" in document else whole


def card_of_tavern(document: Mapping[str, Any], where: str, notes: list[str]) -> Card:
    """Read a Tavern card as one of ours; BadCard names what can't be read."""
    data = data_of(document, where)
    written = data.text("name")
    texts = {name: data.text(name) for name in (*V1_FIELDS, "creator_notes", "nickname")}
    language = language_in(" ".join(text[:6000] for text in texts.values()))
    called, changed = guesses.name_for(written, language)
    if not called:
        raise BadCard(where, data.field("name"), _("it is missing"))
    me = " ".join(texts["nickname"].split())[:60] or called
    told = {name: filled(text, me, language) for name, text in texts.items()}
    values = {
        "slug": guesses.slug_for(written, texts["nickname"]),
        **_who(data, called, language, told),
        "tastes": guesses.tastes_for(called, "\n".join(told[name] for name in TASTED), data.texts("tags")),
        "hours": guesses.HOURS,
        "voice": {
            "rules": rules_of(told["personality"]),
            "examples": {language: _examples(texts, {written, me, called}, me, language)},
        },
        "prose": fitted(told["description"], 8000),
        "scenario": fitted(told["scenario"], 4000),
        "greetings": {language: _greetings(data, me, language)},
    }
    if (share := _share(data.part("extensions").values.get("talkativeness"))) is not None:
        values["talkativeness"] = share
    if book := book_part(data):
        values |= book_values(book, me, language, notes)
    notes += _said(document, data, told, changed)
    return card_from_json(values, where)


def _share(written: object) -> float | None:
    """Return SillyTavern's talkativeness, which it keeps as a number or as text; None for what is neither."""
    try:
        share = float(written) if isinstance(written, str | int | float) else -1.0
    except (ValueError, OverflowError):
        return None
    return share if 0 <= share <= 1 else None


def looked_at(data: Part) -> dict[str, Any]:
    """Return the fields of PARTS as we understand them, so that only an edit of their meaning counts as one."""
    book = book_part(data)
    return {**data.values, "character_book": book_values(book, "", "en", []) if book else None}


def _who(data: Part, called: str, language: str, told: Mapping[str, str]) -> dict[str, Any]:
    """Return names, bios and look in the card's language, and in the other one where its notes speak it."""
    many = data.part("creator_notes_multilingual")
    notes = {tongue: bare(many.text(tongue)) for tongue in ("en", "zh") if many.text(tongue).strip()}
    plain = bare(told["creator_notes"]).strip()
    own = notes.pop(language, "") or (plain if language_in(plain) == language else "")
    if not own and plain and has_latin(called):
        notes.setdefault("en", plain)
    bios = {language: bio_of(own or told["description"] or told["personality"] or told["scenario"], called)}
    bios |= {tongue: bio_of(text, called) for tongue, text in notes.items()}
    return {
        "names": dict.fromkeys(bios, called),
        "bios": bios,
        "look": {
            "words": {
                tongue: guesses.look_for(called, told["description"] if tongue == language else "", tongue)
                for tongue in bios
            },
            "palette": guesses.palette_for(called),
        },
    }


def bio_of(text: str, name: str) -> str:
    """Return the first sentences of a text that fit a bio; the name where there are none."""
    bio = ""
    for part in sentences(text[:4000]):
        if bio and len(bio) + len(part) > 240:
            break
        bio = f"{bio} {part}".strip()
    return one_line(bio, 400) or name


def rules_of(text: str) -> list[str]:
    """Return a text about a personality as at most twelve rules of a voice, one for each of its lines."""
    return [rule for part in text[:6000].splitlines() if (rule := one_line(part.strip(" -•*"), 400))][:12]


def examples_of(written: str, names: set[str], me: str, language: str) -> list[str]:
    """Return at most twelve lines that the character says in its example talk."""
    known = frozenset({"{{char}}", "<bot>", *(name.casefold() for name in names)})
    lines = (
        one_line(filled(speech, me, language, spoken=True), 400) for speech in spoken_lines(written[:30_000], known)
    )
    return list(dict.fromkeys(line for line in lines if line))[:12]


def _examples(texts: Mapping[str, str], names: set[str], me: str, language: str) -> list[str]:
    """Return example lines; older cards wrote their example talk into the description."""
    told = (examples_of(texts[name], names, me, language) for name in ("mes_example", "description"))
    return next((lines for lines in told if lines), [])


def _greetings(data: Part, me: str, language: str) -> list[str]:
    """Return greetings, those for groups first: a room is one."""
    written = [*data.texts("group_only_greetings"), data.text("first_mes"), *data.texts("alternate_greetings")]
    lines = (one_line(bare(filled(text, me, language, spoken=True)), 400) for text in written[:40])
    return list(dict.fromkeys(line for line in lines if line))[:20]


def _said(document: Mapping[str, Any], data: Part, told: Mapping[str, str], renamed: bool) -> Sequence[str]:
    """Return notes on what was left out or guessed."""
    version = document.get("spec_version")
    return [
        note
        for note, holds in (
            (RENAMED, renamed),
            (LONG, len(told["description"]) > 8000 or len(told["scenario"]) > 4000),
            (ORDERS, bool(data.text("system_prompt") or data.text("post_history_instructions"))),
            (NEWER, isinstance(version, str) and version[:4] > "3.0"),
            (UNSAID, True),
        )
        if holds
    ]
