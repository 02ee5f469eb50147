"""Taste: votes move what a persona paints, for the shipped cast and by the very way that chooses its pictures."""

import json
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from personas.card import Card
from personas.diary import lock, told, undo
from personas.lessons import Votes, learn, settle_after
from personas.taste import Features, Taste, draw, features_of, standing, taste_of
from tests.personas.audience import PEOPLE, START, Audience, Season, hidden, mean
from tests.personas.stage import CAST

SEEDS = range(20)
LOVERS_OF_HERONS = Audience(subjects=frozenset({"heron"}), styles=frozenset({"woodblock"}))
HERON = Features(("heron", "lake"), "ink", "plain")


def weight(taste: Taste, kind: str, name: str) -> float:
    """Return where a weight stands."""
    return next(standing(arm) for arm in taste.arms if (arm.kind, arm.name) == (kind, name))


def after(taste: Taste, features: Features, votes: Votes, times: int) -> Taste:
    """Return a taste that has learnt from the same post some times."""
    for nth in range(times):
        taste, _changes = learn(taste, features, votes, START + timedelta(hours=nth))
    return taste


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["iris", "fen", "momo", "otto"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_sixty_posts_find_what_an_audience_likes_and_forty_more_follow_it_when_it_changes(
    slug: str, language: str
) -> None:
    found, before, followed = 0, [], []
    for seed in SEEDS:
        season = Season(CAST[slug], seed, language).show(hidden(CAST[slug], "things", seed), 60)
        found += mean(season.rates[40:60]) >= 1.8 * mean(season.rates[:20])
        season.show(hidden(CAST[slug], "things", seed, phase=1), 40)
        before.append(mean(season.rates[40:60]))
        followed.append(mean(season.rates[80:100]))

    assert found >= 18
    assert mean(followed) >= 0.75 * mean(before)


@pytest.mark.slow
@pytest.mark.parametrize("slug", ["iris", "fen", "momo", "otto"])
def test_an_audience_of_colours_and_a_sparing_one_are_found_too(slug: str) -> None:
    card = CAST[slug]
    for shape, ratio in (("palette", 2.5), ("sparse", 1.8)):
        seasons = [Season(card, seed).show(hidden(card, shape, seed), 60) for seed in SEEDS]
        first, last = (mean([mean(season.rates[part]) for season in seasons]) for part in (slice(20), slice(40, 60)))

        assert last >= ratio * first, shape


def test_without_votes_a_persona_paints_by_its_card() -> None:
    card, rng = CAST["iris"], random.Random(1)
    drawn = draw(taste_of(card), card, rng)

    assert {name: drawn.subjects[name] for name in card.tastes.subjects} == dict(card.tastes.subjects)
    assert {name: drawn.styles[name] for name in card.tastes.styles} == dict(card.tastes.styles)


def test_exploration_never_ends() -> None:
    card = CAST["iris"]
    season = Season(card).show(LOVERS_OF_HERONS, 500)
    late = season.seen[250:]
    tastes = [draw(season.taste, card, season.rng) for _draw in range(300)]

    assert {seen.style for seen in late} >= set(card.tastes.styles)
    assert len({name for seen in late for name in seen.subjects}) > 30
    for arm in season.taste.arms:
        weights = {"subject": "subjects", "style": "styles", "palette": "palettes"}[arm.kind]
        assert all(getattr(one, weights)[arm.name] >= 0.019 * arm.weight for one in tastes)


def test_new_things_beyond_the_card_are_painted() -> None:
    card = CAST["iris"]
    season = Season(card).show(LOVERS_OF_HERONS, 100)

    assert {seen.style for seen in season.seen} - set(card.tastes.styles)
    assert {seen.palette for seen in season.seen} - {"plain", *card.tastes.palettes}


def test_liked_features_rise_and_disliked_ones_fall() -> None:
    card = CAST["iris"]
    liked = after(taste_of(card), HERON, Votes(9, 0, PEOPLE), 6)
    booed = after(taste_of(card), HERON, Votes(0, 6, PEOPLE), 6)

    assert weight(liked, "style", "ink") > card.tastes.styles["ink"] > weight(booed, "style", "ink")
    assert weight(liked, "subject", "lake") > weight(booed, "subject", "lake")


def test_a_post_nobody_saw_teaches_nothing() -> None:
    taste = taste_of(CAST["iris"])

    assert learn(taste, HERON, Votes(0, 0, 0), START) == (taste, [])


def test_a_locked_weight_stays_the_cards_own_whatever_the_votes() -> None:
    card = CAST["iris"]
    taste = after(lock(taste_of(card), "style", "ink"), HERON, Votes(12, 0, PEOPLE), 30)

    assert weight(taste, "style", "ink") == card.tastes.styles["ink"]
    assert {draw(taste, card, random.Random(seed)).styles["ink"] for seed in range(50)} == {card.tastes.styles["ink"]}
    assert weight(after(lock(taste, "style", "ink", locked=False), HERON, Votes(0, 0, PEOPLE), 9), "style", "ink") < 0.8


def test_a_noticeable_change_is_told_once_and_undone() -> None:
    pencil = replace(HERON, style="pencil")
    taste, changes = taste_of(CAST["iris"]), []
    before = {(arm.kind, arm.name): standing(arm) for arm in taste.arms}
    for nth in range(8):
        taste, more = learn(taste, pencil, Votes(11, 0, PEOPLE), START + timedelta(days=nth))
        changes += more
    moved = [change for change in changes if change.name == "pencil"]

    assert len(moved) == 1
    assert all(change.before != change.after for change in changes)
    assert moved[0].before == before["style", "pencil"]
    assert weight(undo(taste, moved[0]), "style", "pencil") == pytest.approx(moved[0].before)
    assert abs(moved[0].after - moved[0].before) >= 0.15
    assert [arm for arm in undo(taste, moved[0]).arms if arm.name != "pencil"] == [
        arm for arm in taste.arms if arm.name != "pencil"
    ]


def test_a_change_is_a_dated_line_in_both_languages() -> None:
    _taste, changes = learn(taste_of(CAST["iris"]), HERON, Votes(12, 0, PEOPLE), START)
    season = Season(CAST["iris"]).show(LOVERS_OF_HERONS, 60)
    up = next(change for change in season.changes if change.kind == "style" and change.after > change.before)
    named = replace(up, name="woodblock", before=0.7, after=0.88, likes=9, seen_by=12, at=START)
    fog = replace(named, kind="subject", name="fog", before=0.5, after=0.3)

    assert told(named, "en") == "2026-11-23: more pictures in woodblock (0.70 → 0.88), 9 of 12 liked the last one"
    assert told(named, "zh") == "2026-11-23：多用木刻风格（0.70 → 0.88），最近一张，12 人里有 9 人喜欢"
    assert told(fog, "en").startswith("2026-11-23: less of fog")
    assert told(replace(fog, name="heron", after=0.8), "en").startswith("2026-11-23: more herons")
    assert told(replace(fog, name="fox"), "zh").startswith("2026-11-23：少画狐狸")
    assert told(replace(fog, why="time"), "zh").endswith("，较早的投票渐渐淡去")
    assert told(replace(fog, why="audience"), "en").endswith(", what used to be liked no longer is")
    assert all(told(change, language) for change in [*changes, *season.changes] for language in ("en", "zh"))


@pytest.mark.parametrize("card", CAST.values(), ids=list(CAST))
def test_a_taste_comes_back_from_json_as_it_was(card: Card) -> None:
    taste = Season(card).show(LOVERS_OF_HERONS, 12).taste

    assert Taste.from_json(json.loads(json.dumps(taste.as_json()))) == taste


def test_the_same_seed_paints_the_same_season() -> None:
    one, other = (Season(CAST["momo"], seed=7).show(LOVERS_OF_HERONS, 30) for _time in range(2))

    assert one.prompts == other.prompts
    assert one.taste == other.taste


def test_features_are_read_from_a_prompt_in_either_language() -> None:
    english = features_of("a grey heron at the edge of a lake, in fog, one red boat, in grey and blue", "ink")
    chinese = features_of("湖边的苍鹭，雾里，一只船，灰色和蓝色", "ink")

    assert english == Features(("heron", "lake", "fog"), "ink", "mist")
    assert chinese == replace(english, subjects=chinese.subjects)
    assert set(chinese.subjects) == set(english.subjects)


def test_votes_settle_after_some_hours() -> None:
    assert timedelta(hours=1) <= settle_after(START) - START <= timedelta(hours=24)
