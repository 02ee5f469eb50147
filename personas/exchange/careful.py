"""Careful reading of JSON from outside: bounded in size, depth and numbers, storable, without secrets."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.text import storable_text
from core.words import _
from personas.faults import BadCard

MOST_JSON = 1_000_000
MOST_DEPTH = 40
MOST_VALUES = 50_000
MOST_FIGURES = 18
_SECRET = re.compile(r"(?:secret|token|password|passwd|api_?key|private_?key|credential|mnemonic)s?$", re.IGNORECASE)


def read_json(data: bytes, where: str, field: str = "file") -> dict[str, Any]:
    """Read a JSON object; BadCard for anything else, for numbers no database keeps and for what is too deep or long."""
    if len(data) > MOST_JSON:
        raise BadCard(where, field, _("it must be at most {most} bytes"), most=MOST_JSON)
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text, parse_int=_whole, parse_constant=lambda _name: math.nan)
    except UnicodeDecodeError:
        raise BadCard(where, field, _("it can't be read as UTF-8 text")) from None
    except json.JSONDecodeError as wrong:
        raise BadCard(where, field, _("line {line} is not written as JSON"), line=wrong.lineno) from None
    except (ValueError, RecursionError):
        raise BadCard(where, field, _("it is not written as JSON, or nested too deeply")) from None
    if not isinstance(found, dict):
        raise BadCard(where, field, _("it must hold fields with values"))
    kept: dict[str, Any] = _Walk(where).plain(found, ())
    return kept


def _whole(figures: str) -> float:
    return int(figures) if len(figures) <= MOST_FIGURES else math.nan


class _Walk:
    """One pass over a document that counts what it meets."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.met = 0

    def plain(self, value: Any, path: tuple[str, ...]) -> Any:
        """Return a value that every database keeps, or raise BadCard with the path to what it can't."""
        self.met += 1
        if self.met > MOST_VALUES or len(path) > MOST_DEPTH:
            raise BadCard(self.where, ".".join(path[:6]), _("it holds too much, or is nested too deeply"))
        if isinstance(value, str):
            return storable_text(value)
        if isinstance(value, float) and not math.isfinite(value):
            raise BadCard(self.where, ".".join(path), _("it is no number that can be kept"))
        if isinstance(value, list):
            return [self.plain(one, (*path, str(at))) for at, one in enumerate(value)]
        if isinstance(value, dict):
            return {storable_text(key): self.plain(one, (*path, key)) for key, one in value.items()}
        return value


def without_secrets(value: Any) -> Any:
    """Return a document without what its field names call a secret, at any depth; a count of tokens is none."""
    if isinstance(value, dict):
        return {
            key: without_secrets(one)
            for key, one in value.items()
            if not (_SECRET.search(key) and isinstance(one, str | dict | list))
        }
    return [without_secrets(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a foreign document and the path to it, so that a wrong value is named in full."""

    where: str
    values: Mapping[str, Any]
    path: str = ""

    def field(self, name: str) -> str:
        """Return the full path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str) -> str:
        """Return a text; what is missing or null is empty, other kinds raise BadCard."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise BadCard(self.where, self.field(name), _("it must be text"))
        return value or ""

    def texts(self, name: str) -> list[str]:
        """Return a list of texts; a single text counts as one."""
        value = self.values.get(name)
        if value is None:
            return []
        if isinstance(value, str):
            return [value]
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise BadCard(self.where, self.field(name), _("it must be a list of texts"))
        return value

    def part(self, name: str) -> "Part":
        """Return a nested part; an empty one where there is none."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            raise BadCard(self.where, self.field(name), _("it must hold fields with values"))
        return Part(self.where, value or {}, self.field(name))

    def parts(self, name: str) -> list["Part"]:
        """Return a list of nested parts."""
        value = self.values.get(name)
        if value is not None and not (isinstance(value, list) and all(isinstance(one, dict) for one in value)):
            raise BadCard(self.where, self.field(name), _("it must be a list of entries with fields"))
        return [Part(self.where, one, f"{self.field(name)}.{at}") for at, one in enumerate(value or [])]

    def flag(self, name: str, spare: bool = False) -> bool:
        """Return a yes or no; other kinds count as not said."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else spare

    def number(self, name: str) -> int | None:
        """Return a number without its fraction; other kinds count as not said."""
        value = self.values.get(name)
        return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
