"""Attention: a persona that is ignored falls silent, one that is liked posts more, under the room's ceiling."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from personas.attention import FRIENDLY, Earned, rate

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def run(*posts: tuple[int, int, int], every: timedelta = timedelta(hours=3)) -> list[Earned]:
    """Return posts with likes, replies and people there, the last of them three hours ago."""
    return [Earned(NOW - every * (len(posts) - nth), *one) for nth, one in enumerate(posts)]


IGNORED, LIKED, REPLIED, UNSEEN = (0, 0, 5), (2, 0, 5), (0, 1, 5), (0, 0, 0)

histories = some.lists(
    some.builds(
        Earned,
        some.integers(0, 500).map(lambda hours: NOW - timedelta(hours=hours)),
        some.integers(0, 9),
        some.integers(0, 9),
        some.integers(0, 40),
    ),
    max_size=30,
)


def test_a_newcomer_starts_friendly() -> None:
    assert rate([], NOW) == FRIENDLY


def test_eight_ignored_posts_bring_silence_and_fewer_only_quiet() -> None:
    falling = [rate(run(*[IGNORED] * count), NOW) for count in range(9)]

    assert falling == sorted(falling, reverse=True)
    assert falling[4] > 0
    assert falling[8] == 0


def test_a_silent_persona_tries_again_after_a_day_and_not_before() -> None:
    silent = run(*[IGNORED] * 9)

    assert rate(silent, NOW + timedelta(hours=20)) == 0
    assert rate(silent, NOW + timedelta(hours=22)) > 0.3


@pytest.mark.parametrize("answer", [LIKED, REPLIED])
def test_three_answered_posts_bring_it_back(answer: tuple[int, int, int]) -> None:
    assert rate(run(*[IGNORED] * 8, answer), NOW) > 0.3
    assert rate(run(*[IGNORED] * 8, *[answer] * 3), NOW) > FRIENDLY


def test_what_nobody_was_there_to_see_does_not_count() -> None:
    assert rate(run(*[UNSEEN] * 12), NOW) == FRIENDLY
    assert rate(run(LIKED, *[UNSEEN] * 5), NOW) == rate(run(LIKED), NOW)


def test_a_post_of_a_moment_ago_is_not_yet_ignored() -> None:
    assert rate([Earned(NOW - timedelta(minutes=10), seen_by=6)], NOW) == FRIENDLY


@given(histories, some.floats(0, 1))
def test_the_rate_stays_under_the_ceiling(history: list[Earned], ceiling: float) -> None:
    assert 0 <= rate(history, NOW, ceiling) <= ceiling


@given(histories.filter(bool), some.data(), some.integers(0, 5), some.integers(0, 5))
def test_a_like_or_a_reply_more_never_makes_a_persona_quieter(
    history: list[Earned], data: some.DataObject, likes: int, replies: int
) -> None:
    at = data.draw(some.integers(0, len(history) - 1))
    warmer = replace(history[at], likes=history[at].likes + likes, replies=history[at].replies + replies)

    assert rate([*history[:at], warmer, *history[at + 1 :]], NOW) >= rate(history, NOW) - 1e-12


@given(histories, some.integers(1, 20))
def test_one_more_ignored_post_never_makes_a_persona_louder(history: list[Earned], people: int) -> None:
    earlier = [one for one in history if one.posted_at <= NOW - timedelta(hours=3)][-11:]
    silence = Earned(NOW - timedelta(hours=2), seen_by=people)

    assert rate([*earlier, silence], NOW) <= rate(earlier, NOW) + 1e-12
