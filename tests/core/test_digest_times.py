"""When a digest is due: local hours, nights that skip or repeat an hour, weeks and months."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from core.digest_times import Rhythm, dues, last_due, next_due


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def rhythm(zone: str, clock: str, period: str = "day", **more: int) -> Rhythm:
    hour, minute = map(int, clock.split(":"))
    return Rhythm(period, hour, minute, zone, **more)


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
        ("Asia/Kolkata", "02:30", "2026-03-28T21:00", ("2026-03-29", "2026-03-28T21:00")),
    ],
)
def test_a_day_comes_due_at_the_rooms_own_hour(zone: str, clock: str, now: str, expected: tuple[str, str]) -> None:
    due = last_due(rhythm(zone, clock), at(now))

    assert (due.key, due.moment.isoformat()[:16]) == expected


@pytest.mark.parametrize(
    ("zone", "clock", "night", "moment"),
    [
        ("Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:30"),  # there is no 02:30; it comes at 03:30
        ("Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30"),  # there are two; the first one counts
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-03T15:45"),  # the clocks go on by half an hour
        ("Australia/Lord_Howe", "01:45", "2026-04-05", "2026-04-04T14:45"),  # and back by as much
        ("Asia/Kolkata", "02:30", "2026-03-29", "2026-03-28T21:00"),  # no summer time, and a half hour
        ("Pacific/Apia", "03:30", "2020-09-27", "2020-09-26T14:30"),
        ("Pacific/Apia", "03:30", "2021-04-04", "2021-04-03T13:30"),
        ("America/Nuuk", "23:30", "2024-03-30", "2024-03-31T01:30"),  # the hour left out is the last of the day
        ("America/Havana", "00:30", "2026-03-08", "2026-03-08T05:30"),  # and here the first
    ],
)
def test_a_night_that_turns_the_clocks_has_one_digest_and_so_has_its_neighbours(
    zone: str, clock: str, night: str, moment: str
) -> None:
    middle = at(f"{night}T12:00")

    found = dues(rhythm(zone, clock), middle - timedelta(days=4), middle + timedelta(days=4))

    days = [due.day.toordinal() for due in found]
    assert days == list(range(days[0], days[0] + len(days)))
    assert [due.moment.isoformat()[:16] for due in found if due.day.isoformat() == night] == [moment]
    assert all(earlier.moment == later.begin for earlier, later in pairwise(found))


def test_a_date_that_a_zone_leaves_out_has_no_digest_and_no_other_has_two() -> None:
    found = dues(rhythm("Pacific/Apia", "20:00"), at("2011-12-28T12:00"), at("2012-01-02T00:00"))

    assert [due.key for due in found] == ["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]
    assert len({due.moment for due in found}) == len(found)


def test_a_week_is_due_on_its_day_and_a_month_on_its_date_and_each_is_named_by_its_first_day() -> None:
    now = at("2026-11-21T12:00")

    friday = last_due(rhythm("UTC", "09:00", "week", weekday=4), now)
    fifteenth = last_due(rhythm("UTC", "09:00", "month", monthday=15), now)

    assert (friday.day.isoformat(), friday.key) == ("2026-11-20", "2026-11-16")
    assert (fifteenth.day.isoformat(), fifteenth.key) == ("2026-11-15", "2026-11-01")
    assert next_due(rhythm("UTC", "09:00", "week"), now).key == "2026-11-23"
