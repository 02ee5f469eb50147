"""Fields: what each part of a card may hold, read from what somebody wrote, with a reason for what it can't be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from core.errors import SalonError
from core.text import clean, short
from core.words import _
from personas.faults import no

_HOURS = re.compile(
    r"([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)|([01]?\d|2[0-3]):([0-5]\d)\s*-\s*24:00"
)


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

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def read_hours(written: object) -> object:
    """Read "07:00-11:00, 19:00-23:30" as spans; refused for anything else."""
    if not isinstance(written, str):
        raise no(_('hours are written like "07:00-11:00, 19:00-23:30"'))
    return tuple(_span(part.strip()) for part in written[:500].split(","))


def _span(part: str) -> Span:
    found = _HOURS.fullmatch(part)
    if found is None:
        raise no(_("“{part}” is not like 07:00-11:00"), part=short(part, 20))
    hour, minute, to_hour, to_minute, late_hour, late_minute = (int(figure or 0) for figure in found.groups())
    return Span(time(hour or late_hour, minute or late_minute), time(to_hour, to_minute))


def _text(written: object, most: int) -> object:
    if not isinstance(written, str):
        raise no(_("it must be text"))
    try:
        return clean(written, most)
    except SalonError:
        raise no(_("it must be at most {most} characters"), most=most) from None


def _line(written: object, most: int) -> object:
    if isinstance(written, str) and len(written) <= most * 4:
        written = " ".join(written.split())
    return " ".join(str(_text(written, most)).split())


def _zone(written: object) -> object:
    """Let "room" and the names of time zones through: an unknown one would fail later, at its first hour."""
    if written != "room":
        try:
            ZoneInfo(str(written))
        except (ValueError, OSError, LookupError):
            raise no(_("it must be “room” or a time zone like Asia/Shanghai")) from None
    return written


Name = Annotated[str, BeforeValidator(partial(_line, most=24)), Field(min_length=2)]
Short = Annotated[str, BeforeValidator(partial(_line, most=200)), Field(min_length=1)]
Label = Annotated[str, BeforeValidator(partial(_line, most=120))]
Bio = Annotated[str, BeforeValidator(partial(_line, most=400)), Field(min_length=1)]
Passage = Annotated[str, BeforeValidator(partial(_text, most=4000))]
Prose = Annotated[str, BeforeValidator(partial(_text, most=8000))]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Language = Annotated[str, Field(pattern=r"^(en|zh)$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
MediaKey = Annotated[str, Field(pattern=r"^$|^[a-z]+/[a-z0-9-]+(/[a-z0-9-]+)*\.(png|webp|jpg)$", max_length=200)]
Share = Annotated[float, Field(ge=0, le=1)]
Weights = Annotated[Mapping[Short, Share], Field(max_length=60)]
Hours = Annotated[tuple[Span, ...], BeforeValidator(read_hours)]
Zone = Annotated[Short, BeforeValidator(_zone)]
