"""Casting: what the house asks of those who keep the cast, as plain functions that the composition root fills in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """A persona's card as core keeps it: `card` and `kept` are JSON, `notes` say what was not understood of a file.

    `portrait` is an SVG and `likeness` the same as PNG of 256 by 256 px. `picture` is the face that a file brought along,
    as it came; `face` its media key once it was taken in.
    """

    slug: str
    names: Mapping[str, str]
    bios: Mapping[str, str]
    card: dict[str, Any]
    kept: dict[str, Any] = field(default_factory=dict)
    portrait: bytes = b""
    likeness: bytes = b""
    notes: tuple[str, ...] = ()
    picture: bytes | None = None
    face: str = ""


@dataclass(frozen=True, slots=True)
class Casting:
    """The deeds of the cast's keepers. Each raises BadCharacter with one line that names the field.

    `draft`: a card from a few words in a language. `read`: from a file and its name. `edit`: a card with one field
    changed. `write`: a card (with what its file held besides) as a file of a form: name and bytes. `told`: a card in
    words. `shipped`: the card of one of the shipped cast by its handle. `drift`: a line of how a taste moved, in words.
    """

    draft: Callable[[str, str], Sheet]
    read: Callable[[bytes, str], Sheet]
    edit: Callable[[Mapping[str, Any], str, str], Sheet]
    write: Callable[[Mapping[str, Any], Mapping[str, Any], str, bytes], tuple[str, bytes]]
    told: Callable[[Mapping[str, Any], str], str]
    shipped: Callable[[str], dict[str, Any] | None]
    drift: Callable[[Mapping[str, Any], str], str]
    undo: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
    lock: Callable[[Mapping[str, Any], Mapping[str, Any]], dict[str, Any]]
