"""Moments of a persona's day, the first minutes of a room, and the host's words about a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from personas.digest import compose_digest_lines
from personas.hours import next_moments
from personas.opening import opening
from personas.view import Imagine, Say
from tests.personas.stage import CAST, EVENING, painted

DAY = date(2026, 11, 23)


@pytest.mark.parametrize("slug", sorted(CAST))
@pytest.mark.parametrize("tz", ["UTC", "Asia/Shanghai", "America/St_Johns"])
def test_moments_lie_within_the_personas_hours(slug: str, tz: str) -> None:
    moments = next_moments(CAST[slug], 1, DAY, tz, 6)

    assert len(moments) == 6
    assert moments == sorted(moments)
    assert all(CAST[slug].awake(moment.time()) and moment.date() == DAY for moment in moments)


def test_moments_are_the_same_for_the_same_day_and_differ_between_rooms_and_days() -> None:
    fen = CAST["fen"]
    same = next_moments(fen, 1, DAY, "UTC", 4)

    assert same == next_moments(fen, 1, DAY, "UTC", 4)
    assert same != next_moments(fen, 2, DAY, "UTC", 4)
    assert [moment.time() for moment in same] != [
        moment.time() for moment in next_moments(fen, 1, DAY + timedelta(days=1), "UTC", 4)
    ]


def test_a_night_that_skips_an_hour_skips_no_persona_and_doubles_none() -> None:
    spring = next_moments(CAST["luna"], 1, date(2026, 3, 29), "Europe/Berlin", 200)
    autumn = next_moments(CAST["luna"], 1, date(2026, 10, 25), "Europe/Berlin", 200)

    assert all(moment.astimezone(UTC).astimezone(moment.tzinfo) == moment for moment in spring)
    assert len(set(autumn)) == len(autumn)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("hour", range(24))
def test_a_new_room_is_alive_within_twenty_seconds_at_any_hour(language: str, hour: int) -> None:
    beats = opening(CAST, language, EVENING.replace(hour=hour), seed=hour)
    pictures = [(at, action) for at, _slug, action in beats if isinstance(action, Imagine)]

    assert beats == sorted(beats, key=lambda beat: beat[0])
    assert pictures[0][0] < 12
    assert 2 <= len(pictures) <= 3
    assert len({action.prompt for _at, action in pictures}) == len(pictures)
    assert all(action.caption for _at, action in pictures)


def test_two_rooms_open_differently() -> None:
    first = [opening(CAST, "en", EVENING, seed=seed) for seed in range(8)]

    assert len({str(beats) for beats in first}) == 8
    assert all(sum(isinstance(action, Say) for _at, _slug, action in beats) == 2 for beats in first)


def test_a_cast_no_scene_was_written_for_still_paints() -> None:
    beats = opening({"kai": CAST["kai"]}, "en", EVENING)

    assert [type(action) for _at, _slug, action in beats] == [Imagine]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_host_says_two_lines_about_the_day(language: str) -> None:
    posts = [painted("a heron in fog"), painted("a fox on a roof", "bo", 2), painted("a tin moon", "cy", 3)]

    lines = compose_digest_lines(CAST["mina"], posts, language, seed=3).splitlines()

    assert len(lines) == 2
    assert "Ana" in lines[0]
    assert ("heron" if language == "en" else "苍鹭") in lines[0]
    assert compose_digest_lines(CAST["mina"], [], language) == ""


def test_an_opening_on_a_winter_morning_is_not_about_the_night() -> None:
    morning = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
    said = " ".join(
        a.text for seed in range(12) for _at, _slug, a in opening(CAST, "en", morning, seed) if isinstance(a, Say)
    )

    assert "moon" not in said
