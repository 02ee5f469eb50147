"""Looks: the shelf of forty named styles, and what each means to a painter that only knows words."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import yaml

from core.painter import PaintItem, Style

FILE = Path(__file__).with_name("looks.yaml")


@dataclass(frozen=True, slots=True)
class Look:
    """A look of the shelf: `said` holds the phrases that name it, `words` and `avoid` what a painter is told."""

    name: str
    title: str
    title_zh: str
    family: str
    said: str
    words: str
    avoid: str


@cache
def shelf() -> dict[str, Look]:
    """Return every look by name, in the order they are shown."""
    told = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: Look(name, **facts) for name, facts in told.items()}


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases that name each look: English ones stand between bars, Chinese words between spaces."""
    return {look.name: _parted(look.said) for look in shelf().values()}


def _parted(said: str) -> tuple[str, ...]:
    parts = said.split(" ")
    chinese = tuple(part for part in parts if part >= "\u2e80")
    english = " ".join(part for part in parts if part < "\u2e80").split("|")
    return (*(phrase for phrase in english if phrase), *chinese)


@cache
def styles() -> tuple[Style, ...]:
    """Return the shelf as painters offer it."""
    return tuple(
        Style(look.name, look.title, look.title_zh, tuple(one for one in phrases()[look.name] if one != look.name))
        for look in shelf().values()
    )


def in_words(item: PaintItem) -> PaintItem:
    """Return an item whose prompt says its look, for a painter that has none of that name; an unknown one is said as it is."""
    look = shelf().get(item.style)
    if look is None:
        return replace(item, prompt=", ".join(part for part in (item.prompt, item.style) if part), style="")
    negative = ", ".join(part for part in (item.negative, look.avoid) if part)
    return replace(item, prompt=f"{item.prompt}, {look.words}", negative=negative, style="")
