"""When digests are due: local calendars by APScheduler's cron trigger, placed in their zones by rules of our own.

Left to itself in a zone, the trigger fires twice in a night that has an hour twice, and skips a day whose hour is left
out at midnight. So it runs on the bare local calendar, and each local time is looked up in the zone afterwards.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from core.models.rooms import Digest

SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=31)}
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a digest comes: a local time of a zone on every day, on one day of the week, or on one of the month."""

    period: str
    hour: int
    minute: int
    zone: str
    weekday: int = 0
    monthday: int = 1


@dataclass(frozen=True, slots=True)
class Due:
    """One time at which a digest is due: `key` is the first local date of its period, `begin` the time before it."""

    key: str
    day: date
    begin: datetime
    moment: datetime


def rhythm_of(digest: Digest) -> Rhythm:
    """Return when a digest comes."""
    return Rhythm(digest.period, digest.hour, digest.minute, digest.timezone, digest.weekday or 0, digest.monthday or 1)


def dues(rhythm: Rhythm, since: datetime, until: datetime) -> list[Due]:
    """Return when a digest falls due after `since` and up to `until`, in order.

    A local time that a night leaves out comes as much later as the clocks were turned; one that comes twice is taken the
    first time; a date that a zone leaves out has none.
    """
    found = _around(rhythm, since.astimezone(UTC).date(), until.astimezone(UTC).date())
    return [due for due in found if since < due.moment <= until]


def last_due(rhythm: Rhythm, now: datetime) -> Due:
    """Return the latest time at which a digest was due."""
    return dues(rhythm, now - SPANS[rhythm.period] - 2 * DAY, now)[-1]


def next_due(rhythm: Rhythm, now: datetime) -> Due:
    """Return the next time at which a digest is due."""
    return dues(rhythm, now, now + SPANS[rhythm.period] + 2 * DAY)[0]


@lru_cache(8192)
def _around(rhythm: Rhythm, first: date, last: date) -> tuple[Due, ...]:
    """Return every time due between two dates, and somewhat before and after, so that no zone's dates fall outside."""
    days = {"week": {"day_of_week": rhythm.weekday}, "month": {"day": rhythm.monthday}}.get(rhythm.period, {})
    trigger = CronTrigger(hour=rhythm.hour, minute=rhythm.minute, timezone=UTC, **days)
    zone = ZoneInfo(rhythm.zone)
    wall = _start(first) - SPANS[rhythm.period] - 3 * DAY
    end = _start(last) + 3 * DAY
    placed: list[tuple[date, datetime]] = []
    while (wall := trigger.get_next_fire_time(wall, wall)) is not None and wall <= end:
        if _exists(wall.date(), zone):
            placed.append((wall.date(), wall.replace(tzinfo=zone, fold=0).astimezone(UTC)))
    return tuple(
        Due(_first_day(rhythm.period, day).isoformat(), day, before, moment)
        for (_day, before), (day, moment) in pairwise(placed)
    )


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _exists(day: date, zone: ZoneInfo) -> bool:
    """Say whether a zone has a date: one that moves over the date line leaves one out, noon and all."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day


def _first_day(period: str, day: date) -> date:
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if period == "month" else day
