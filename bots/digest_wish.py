"""What is said of a digest, read word by word in any order: daily 20:00 Europe/Berlin --count 5 --scope here --min 2 --pin."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from core.digest_settings import Change
from core.errors import BadFlag, BadTime, BadWord, BadZone
from core.words import _

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PERIOD_WORDS = {
    "day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
    "每日": "day", "每天": "day", "日": "day", "每周": "week", "周": "week", "每月": "month", "月": "month",
}  # fmt: skip
DAY_WORDS = (
    {name: n for n, name in enumerate(WEEKDAYS)}
    | {name[:3]: n for n, name in enumerate(WEEKDAYS)}
    | {f"{prefix}{sign}": n for prefix in ("周", "每周", "星期") for n, sign in enumerate("一二三四五六日")}
)
SCOPE_WORDS = {
    "here": "here", "everywhere": "everywhere", "本群": "here", "这里": "here", "本房间": "here", "全部": "everywhere",
    "所有": "everywhere",
}  # fmt: skip
PIN_WORDS = {"pin": True, "nopin": False, "unpin": False, "置顶": True, "不置顶": False}
COUNTED = {"count": "size", "top": "size", "min": "least_votes"}
TAKES = (*COUNTED, "on", "scope", "zone", "at")
CLOCK = re.compile(r"(\d{1,2})(?::(\d{2}))?(am|pm)?")
DASHES = "-—–−"
NEAR_ENOUGH = 60


def read(words: Sequence[str]) -> Change:
    """Read what is said of a digest; a SalonError names what can't be meant, with what may have been."""
    change, rest = Change(), list(words)
    while rest:
        typed = rest.pop(0)
        flag, equals, value = typed.lstrip(DASHES).partition("=")
        if flag.lower() not in TAKES:
            change = _with_word(change, typed, flag)
            continue
        if not equals:
            value = rest.pop(0) if rest else ""
        change = _with_flag(change, flag.lower(), value)
    return change


def _with_flag(change: Change, flag: str, value: str) -> Change:
    match flag:
        case "on":
            if value.lower() in DAY_WORDS:
                return replace(change, weekday=DAY_WORDS[value.lower()], period="week")
            return replace(change, monthday=_count(flag, value), period="month")
        case "scope":
            if value.lower() not in SCOPE_WORDS:
                raise BadFlag(flag="--scope", value=value[:20] or "…", why="here, everywhere")
            return replace(change, scope=SCOPE_WORDS[value.lower()])
        case "zone":
            return replace(change, timezone=zone_of(value))
        case "at":
            return replace(change, **_clock(value))
        case _:
            counted: dict[str, Any] = {COUNTED[flag]: _count(flag, value)}
            return replace(change, **counted)


def _with_word(change: Change, typed: str, word: str) -> Change:
    low = word.lower()
    if low in PERIOD_WORDS:
        return replace(change, period=PERIOD_WORDS[low])
    if low in DAY_WORDS:
        return replace(change, weekday=DAY_WORDS[low], period="week")
    if low in SCOPE_WORDS:
        return replace(change, scope=SCOPE_WORDS[low])
    if low in PIN_WORDS:
        return replace(change, pin=PIN_WORDS[low])
    if word[:1].isdigit():
        return replace(change, **_clock(word))
    if low in _zones():
        return replace(change, timezone=_zones()[low])
    raise _unknown(typed, low)


def _unknown(typed: str, low: str) -> BadZone | BadWord:
    """Name what a word may have been: one of ours, or else a time zone."""
    ours = [*PERIOD_WORDS, *DAY_WORDS, *SCOPE_WORDS, *PIN_WORDS, *TAKES]
    near = process.extractOne(low, ours, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    zones = _near_zones(low)
    if typed[:1] in DASHES or (near and (not zones or near[1] > zones[0][1])):
        guess = near[0] if near else "count, scope, min, pin"
        return BadWord(value=typed[:40], near=f"--{guess}" if guess in TAKES else guess)
    return BadZone(value=typed[:40], near=_named(zones))


def _count(flag: str, value: str) -> int:
    if not value.isdecimal() or len(value) > 4:
        raise BadFlag(flag=f"--{flag}", value=value[:20] or "…", why=_("a number comes after it"))
    return int(value)


def _clock(word: str) -> dict[str, Any]:
    """Read a time of day: 20:00, 8:30, 8pm."""
    found = CLOCK.fullmatch(word.lower())
    if found is None or not (found[2] or found[3]):
        raise BadTime(value=word[:20])
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        hour = hour % 12 + (12 if found[3] == "pm" else 0) if 1 <= hour <= 12 else 99
    try:
        time(hour, minute)
    except ValueError:
        raise BadTime(value=word[:20]) from None
    return {"hour": hour, "minute": minute}


def zone_of(word: str) -> str:
    """Return the time zone that a word names, however it is written in capitals; BadZone names the nearest ones."""
    found = _zones().get(word.lower())
    if found is None:
        raise BadZone(value=word[:40] or "…", near=_named(_near_zones(word.lower())))
    return found


@cache
def _zones() -> dict[str, str]:
    """Return the zones by their names in small letters; those without a place, like EST, know no summer time."""
    return {name.lower(): name for name in available_timezones() if "/" in name or name == "UTC"}


@cache
def _places() -> dict[str, str]:
    """Return the zones by the name of their place alone, as people type it first; today's names before old ones."""
    names = sorted(
        _zones().values(), key=lambda name: (name.count("/"), name.startswith(("Etc", "US", "Brazil")), name)
    )
    places: dict[str, str] = {}
    for name in names:
        places.setdefault(name.rpartition("/")[2].lower(), name)
    return places


def _near_zones(low: str) -> list[tuple[str, float]]:
    """Return the zones whose whole name or place is most like a word, the nearest first."""
    found: dict[str, float] = {}
    for names in (_zones(), _places()):
        for name, score, _at in process.extract(low, list(names), scorer=fuzz.ratio, limit=3, score_cutoff=NEAR_ENOUGH):
            found[names[name]] = max(score, found.get(names[name], 0.0))
    return sorted(found.items(), key=lambda one: -one[1])[:3]


def _named(zones: Sequence[tuple[str, float]]) -> str:
    return ", ".join(name for name, _score in zones) or "Europe/Paris, Asia/Shanghai"
