"""When a digest is due: local hours, nights that skip or repeat an hour, weeks and months."""

from datetime import UTC, datetime

import pytest

from core.digest import due_at
from core.models.rooms import Digest, Room


def due(zone: str, clock: str, now: str, period: str = "day") -> tuple[str, str]:
    hour, minute = map(int, clock.split(":"))
    digest = Digest(period=period, hour=hour, minute=minute)
    key, moment = due_at(digest, Room(timezone=zone), datetime.fromisoformat(now).replace(tzinfo=UTC))
    return key, moment.astimezone(UTC).isoformat()[:16]


@pytest.mark.parametrize(
    ("zone", "clock", "now", "expected"),
    [
        ("UTC", "20:00", "2026-11-21T20:00", ("2026-11-21", "2026-11-21T20:00")),
        ("UTC", "20:00", "2026-11-21T19:59", ("2026-11-20", "2026-11-20T20:00")),
        ("Asia/Shanghai", "08:00", "2026-11-21T01:00", ("2026-11-21", "2026-11-21T00:00")),
        ("Europe/Berlin", "02:30", "2026-03-29T01:29", ("2026-03-28", "2026-03-28T01:30")),
        ("Europe/Berlin", "02:30", "2026-03-29T01:31", ("2026-03-29", "2026-03-29T01:30")),
        ("America/New_York", "01:30", "2026-11-01T06:00", ("2026-11-01", "2026-11-01T05:30")),
        ("America/New_York", "01:30", "2026-11-01T07:00", ("2026-11-01", "2026-11-01T05:30")),
        ("Pacific/Kiritimati", "00:00", "2026-11-20T10:30", ("2026-11-21", "2026-11-20T10:00")),
    ],
)
def test_a_day_comes_due_at_the_rooms_own_hour(zone: str, clock: str, now: str, expected: tuple[str, str]) -> None:
    assert due(zone, clock, now) == expected


def test_a_week_is_due_on_monday_and_a_month_on_the_first() -> None:
    assert due("UTC", "09:00", "2026-11-21T12:00", "week")[0] == "2026-11-16"
    assert due("UTC", "09:00", "2026-11-21T12:00", "month")[0] == "2026-11-01"
