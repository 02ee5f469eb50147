"""Character cards: who a persona is, read from Markdown with a front matter that anyone can edit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from core.words import _
from personas import faults
from personas.fields import (
    Bio,
    Colour,
    Hours,
    Label,
    Language,
    MediaKey,
    Name,
    Passage,
    Prose,
    Share,
    Short,
    Slug,
    Weights,
    Zone,
)

BadCard = faults.BadCard

BYTES_AT_MOST = 400_000
LORE_AT_MOST = 200
LORE_CHARACTERS = 60_000
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n(.*)\Z", re.DOTALL)

Lines = Annotated[tuple[Bio, ...], Field(max_length=60)]
Keys = Annotated[tuple[Short, ...], Field(max_length=60)]


@dataclass(frozen=True, slots=True)
class Look:
    """What keeps a persona's face the same: words for a painter, colours, and the parts of the drawn portrait."""

    words: Mapping[Language, Bio]
    palette: Annotated[tuple[Colour, ...], Field(min_length=3, max_length=8)]
    parts: Annotated[Mapping[Short, Short], Field(max_length=40)] = field(default_factory=dict)
    reference: MediaKey = ""


@dataclass(frozen=True, slots=True)
class Tastes:
    """What a persona is drawn to, each with a weight from 0 to 1."""

    subjects: Weights
    styles: Weights
    places: Weights = field(default_factory=dict)
    moods: Weights = field(default_factory=dict)
    palettes: Weights = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Voice:
    """How a persona speaks: rules, and lines it might say."""

    rules: Lines
    examples: Mapping[Language, Lines]


@dataclass(frozen=True, slots=True)
class Lore:
    """One entry of a lorebook: what comes to mind when a key is said, or always.

    `pattern` makes the keys regular expressions. Lower `order` stands earlier; where the budget is short, a lower
    `priority` (or, without one, a lower order) goes first.
    """

    content: Passage
    keys: Keys = ()
    secondary: Keys = ()
    selective: bool = False
    constant: bool = False
    order: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] = 100
    priority: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] | None = None
    enabled: bool = True
    case_sensitive: bool = False
    pattern: bool = False
    name: Label = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One persona."""

    slug: Slug
    names: Annotated[Mapping[Language, Name], Field(min_length=1)]
    bios: Mapping[Language, Bio]
    look: Look
    tastes: Tastes
    hours: Hours
    voice: Voice
    talkativeness: Share = 0.4
    cooldown: Annotated[float, Field(ge=0, le=1440)] = 8.0
    timezone: Zone = "room"
    host: bool = False
    relations: Annotated[Mapping[Slug, Short], Field(max_length=60)] = field(default_factory=dict)
    limits: Lines = ()
    prose: Prose = ""
    scenario: Passage = ""
    greetings: Mapping[Language, Lines] = field(default_factory=dict)
    lore: Annotated[tuple[Lore, ...], Field(max_length=LORE_AT_MOST)] = ()
    lore_budget: Annotated[int, Field(ge=0, le=4000)] = 500
    lore_depth: Annotated[int, Field(ge=1, le=100)] = 8

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages this persona has a name in."""
        return tuple(self.names)

    def named(self, language: str) -> str:
        """Return the name it goes by in a language."""
        return self.names.get(language) or next(iter(self.names.values()))

    def awake(self, moment: time) -> bool:
        """Say whether a local time lies within its hours."""
        return any(span.holds(moment) for span in self.hours)


_CARD: TypeAdapter[Card] = TypeAdapter(Card)


def card_from_json(data: object, where: str = "card") -> Card:
    """Read a card from plain values, as `card_as_json` wrote it; BadCard names the field that is wrong."""
    if not isinstance(data, dict):
        raise BadCard(where, "file", _("it must hold fields with values"))
    try:
        card = _CARD.validate_python(data)
    except ValidationError as wrong:
        raise faults.refusal(where, wrong.errors(include_url=False, include_input=False)[0]) from None
    missing = next((lang for lang in card.names if lang not in card.bios or lang not in card.look.words), "")
    if missing:
        why = _("a card with a name in “{language}” needs a bio and look words in it")
        raise BadCard(where, f"bios.{missing}", why, language=missing)
    if sum(len(entry.content) for entry in card.lore) > LORE_CHARACTERS:
        raise BadCard(where, "lore", _("it must be at most {most} characters"), most=LORE_CHARACTERS)
    return card


def card_as_json(card: Card) -> dict[str, Any]:
    """Return a card as plain values that a database or a JSON file can keep; `card_from_json` reads it back equal."""
    plain: dict[str, Any] = _CARD.dump_python(card, mode="json")
    return {**plain, "hours": ", ".join(str(span) for span in card.hours)}


def texts_of(card: Card) -> Iterator[str]:
    """Yield every text of a card, for whoever checks them against the rules of a house."""
    waiting: list[Any] = [card_as_json(card)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        else:
            waiting += [*one, *one.values()] if isinstance(one, dict) else one if isinstance(one, list) else []


def read_card_text(text: str, name: str = "card") -> Card:
    """Read a Markdown card from its text; BadCard, which calls it by `name`, if it is not one."""
    found = _FRONT.match(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if found is None or len(text) > BYTES_AT_MOST:
        why = _("a card is under 400 kB and starts with fields between two --- lines")
        raise BadCard(name, "front matter", why)
    try:
        front = yaml.safe_load(found.group(1))
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 2 if wrong.problem_mark else 1
        raise BadCard(name, "front matter", _("line {line} is not written as YAML"), line=line) from None
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        # An odd tag like !!int "" lets PyYAML's constructors fall over with errors of their own.
        raise BadCard(name, "front matter", _("it is not written as YAML")) from None
    if not isinstance(front, dict):
        raise BadCard(name, "front matter", _("it must hold fields with values"))
    fields = {key: value for key, value in front.items() if isinstance(key, str)}
    return card_from_json({**fields, "prose": found.group(2)}, name)


def read_card(path: Path) -> Card:
    """Read one card; BadCard if it is not one."""
    try:
        return _card_at(path, path.stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError):
        raise BadCard(path.name, "file", _("it can't be read as UTF-8 text")) from None


@lru_cache(64)
def _card_at(path: Path, _changed: int) -> Card:
    """Read a card's file once for each time it was changed: reading YAML takes longer than all else at a start."""
    with path.open("rb") as file:
        text = file.read(BYTES_AT_MOST + 1).decode("utf-8")
    return read_card_text(text, path.name)


def read_cast(folder: Path) -> dict[str, Card]:
    """Read every card of a folder by its slug, in the order of file names; BadCard if two share a slug or a host."""
    cast: dict[str, Card] = {}
    for path in sorted(folder.glob("*.md")):
        card = read_card(path)
        if card.slug in cast:
            raise BadCard(path.name, "slug", _("{slug} is taken by another card"), slug=card.slug)
        if card.host and any(other.host for other in cast.values()):
            raise BadCard(path.name, "host", _("a cast has one host"))
        cast[card.slug] = card
    return cast


class _Written(yaml.SafeDumper):
    """Writes text of several lines as a block, so that a person can read and change it."""


def _block(dumper: _Written, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Written.add_representer(str, _block)


def markdown_of(card: Card) -> str:
    """Write a card as Markdown that `read_card_text` reads back to an equal card; what is at its default is left out."""
    fields: dict[str, Any] = _CARD.dump_python(card, mode="json", exclude_defaults=True)
    prose = fields.pop("prose", "")
    fields["hours"] = card_as_json(card)["hours"]
    front = yaml.dump(fields, Dumper=_Written, allow_unicode=True, sort_keys=False, width=120)
    return f"---\n{front}---\n{prose}\n"
