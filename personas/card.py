"""Character cards: who a persona is, read from Markdown with a front matter that anyone can edit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from core.errors import SalonError
from core.text import clean

BYTES_AT_MOST = 64_000
_FRONT = re.compile(r"\A---\s*\n(.*?)\n---\s*\n(.*)\Z", re.DOTALL)
_HOURS = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-4]):([0-5]\d)")


class BadCard(Exception):
    """A card can't be read; the text is one line that names the file and the field."""


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a day, from start up to end; one that ends before it starts goes on past midnight."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        """Say whether a time of day lies within."""
        if self.start < self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


def read_hours(written: object) -> object:
    """Read "07:00-11:00, 19:00-23:30" as spans; ValueError for anything else."""
    if not isinstance(written, str):
        raise ValueError('hours are written like "07:00-11:00, 19:00-23:30"')
    spans = []
    for part in written.split(","):
        found = _HOURS.fullmatch(part.strip())
        if found is None:
            raise ValueError(f'"{part.strip()[:20]}" is not like 07:00-11:00')
        hour, minute, to_hour, to_minute = (int(figure) for figure in found.groups())
        spans.append(Span(time(hour, minute), time(to_hour % 24, to_minute)))
    return tuple(spans)


def _cleaned(written: object, most: int) -> object:
    if not isinstance(written, str):
        raise ValueError("must be text")
    try:
        return " ".join(clean(written, most).split())
    except SalonError:
        raise ValueError(f"must be at most {most} characters") from None


Name = Annotated[str, BeforeValidator(partial(_cleaned, most=24)), Field(min_length=2)]
Short = Annotated[str, BeforeValidator(partial(_cleaned, most=200)), Field(min_length=1)]
Bio = Annotated[str, BeforeValidator(partial(_cleaned, most=400)), Field(min_length=1)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Language = Annotated[str, Field(pattern=r"^(en|zh)$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[Mapping[Short, Share], Field(max_length=60)]
Hours = Annotated[tuple[Span, ...], BeforeValidator(read_hours)]


@dataclass(frozen=True, slots=True)
class Look:
    """What keeps a persona's face the same: words for a painter, colours, and the parts of the drawn portrait."""

    words: Mapping[Language, Bio]
    palette: Annotated[tuple[Colour, ...], Field(min_length=3, max_length=8)]
    parts: Mapping[Short, Short] = field(default_factory=dict)


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

    rules: tuple[Bio, ...]
    examples: Mapping[Language, tuple[Bio, ...]]


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
    timezone: Short = "room"
    host: bool = False
    relations: Mapping[Slug, Short] = field(default_factory=dict)
    limits: tuple[Bio, ...] = ()
    prose: Annotated[str, Field(max_length=8000)] = ""

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


def read_card(path: Path) -> Card:
    """Read one card; BadCard if it is not one."""
    front, prose = _parts(path)
    try:
        card = _CARD.validate_python({**front, "prose": clean(prose, 8000)})
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = ".".join(str(step) for step in first["loc"])
        raise BadCard(f"{path.name}: {name}: {' '.join(first['msg'].split())[:160]}") from None
    except SalonError:
        raise BadCard(f"{path.name}: prose: must be at most 8000 characters") from None
    missing = next((lang for lang in card.names if lang not in card.bios or lang not in card.look.words), "")
    if missing:
        raise BadCard(
            f'{path.name}: bios.{missing}: a card with a name in "{missing}" needs a bio and look words in it'
        )
    return card


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    try:
        raw = path.read_bytes()[: BYTES_AT_MOST + 1]
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError):
        raise BadCard(f"{path.name}: file: it can't be read as UTF-8 text") from None
    found = _FRONT.match(text)
    if len(raw) > BYTES_AT_MOST or found is None:
        raise BadCard(f"{path.name}: front matter: a card is under 64 kB and starts with fields between two --- lines")
    try:
        front = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError, RecursionError) as wrong:
        why = " ".join(str(wrong).split())[:120]
        raise BadCard(f"{path.name}: front matter: {why}") from None
    if not isinstance(front, dict):
        raise BadCard(f"{path.name}: front matter: it must hold fields with values")
    return {str(key): value for key, value in front.items()}, found.group(2)


def read_cast(folder: Path) -> dict[str, Card]:
    """Read every card of a folder by its slug, in the order of file names; BadCard if two share a slug or a host."""
    cast: dict[str, Card] = {}
    for path in sorted(folder.glob("*.md")):
        card = read_card(path)
        if card.slug in cast:
            raise BadCard(f"{path.name}: slug: {card.slug} is taken by another card")
        if card.host and any(other.host for other in cast.values()):
            raise BadCard(f"{path.name}: host: a cast has one host")
        cast[card.slug] = card
    return cast
