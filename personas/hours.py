"""Hours: the irregular moments at which a persona does something of its own."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from personas.card import Card
from personas.fields import Span

DAY = 24 * 60


def next_moments(card: Card, room_id: int | str, day: date, tz: str, per_day: int, seed: int = 0) -> list[datetime]:
    """Return a local day's moments inside the persona's hours, in order; the same for the same room, persona and date."""
    if per_day < 1 or not card.hours:
        return []
    zone = tz if card.timezone == "room" else card.timezone
    return list(_moments(card.hours, f"{seed}:{room_id}:{card.slug}:{day.isoformat()}", day, zone, per_day))


@lru_cache(100_000)
def _moments(hours: tuple[Span, ...], who: str, day: date, tz: str, per_day: int) -> tuple[datetime, ...]:
    """Return a day's moments; kept, as a house with many rooms asks for the same every few seconds."""
    minutes = [minute for span in hours for minute in _minutes(span)]
    rng = random.Random(who)
    stretch = len(minutes) / per_day
    places = {minutes[int((nth + rng.uniform(0.08, 0.92)) * stretch) % len(minutes)] for nth in range(per_day)}
    zone, start = ZoneInfo(tz), datetime(day.year, day.month, day.day)
    local = (start + timedelta(minutes=minute, seconds=rng.randrange(60)) for minute in sorted(places))
    # The way through UTC moves a time that summer time leaves out to one that exists.
    return tuple(sorted({moment.replace(tzinfo=zone).astimezone(UTC).astimezone(zone) for moment in local}))


def _minutes(span: Span) -> list[int]:
    start, end = span.start.hour * 60 + span.start.minute, span.end.hour * 60 + span.end.minute
    return list(range(start, end)) if start < end else [*range(end), *range(start, DAY)]
