"""Scenes: a persona whose author wrote no lines still paints, from its tastes alone, and hardly ever twice."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from core.safety import check_words
from personas.card import Tastes
from personas.mind import decide
from personas.topics import topics_in
from personas.view import Imagine, Memory, OwnHour
from personas.writers.brush import Kit, think_of
from personas.writers.lines import Lines, read_lines
from personas.writers.scripted import ScriptedWriter
from tests.personas.audience import START
from tests.personas.stage import CAST, FOLDER, view

ALL = {slug: card.tastes for slug, card in CAST.items()}
ODD = {
    "one thing": Tastes({"lighthouse": 1.0}, {"ink": 1.0}),
    "no known thing": Tastes({"zeppelins": 0.9, "homework": 0.4}, {}),
    "nothing at all": Tastes({}, {}),
    "nothing liked": Tastes({"fox": 0.0}, {"ink": 0.0}, {"city": 0.0}, {"quiet": 0.0}),
    "in Chinese": Tastes({"狐狸": 1.0, "灯塔": 0.6}, {"ink": 1.0}, {"湖": 0.7}),
}


def week(tastes: Tastes, language: str, posts: int = 42) -> list[str]:
    """Return a week of prompts of a persona without lines."""
    common = read_lines(FOLDER / "lines" / f"common.{language}.md")
    rng, prompts = random.Random(3), []
    for nth in range(posts):
        idea = think_of(Kit(tastes, Lines(), common, START + timedelta(hours=4 * nth), language), prompts, rng)
        prompts.append(idea.prompt if idea else "")
    return prompts


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tastes", [*ALL.values(), *ODD.values()], ids=[*ALL, *ODD])
def test_a_week_of_pictures_from_tastes_alone_is_varied_and_fit_to_show(tastes: Tastes, language: str) -> None:
    prompts = week(tastes, language)

    assert all(prompts)
    assert len(set(prompts)) >= 0.95 * len(prompts)
    for prompt in prompts:
        check_words(prompt, "strict")
        assert "{" not in prompt
        assert "=" not in prompt
        assert any("\u4e00" <= letter <= "\u9fff" for letter in prompt) == (language == "zh" or "狐" in prompt)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_scenes_are_of_what_the_card_likes(language: str) -> None:
    prompts = week(Tastes({"fox": 1.0, "heron": 0.5}, {}, {"lake": 1.0}), language, 60)
    topics = [{topic.en for topic in topics_in(prompt)} for prompt in prompts]

    assert all(found & {"fox", "heron"} for found in topics)
    assert sum("fox" in found for found in topics) > sum("heron" in found for found in topics)
    assert sum("lake" in found for found in topics) > 20


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_members_own_persona_paints_in_its_own_hour(language: str) -> None:
    card = replace(CAST["iris"], slug="wren", names={"en": "Wren", "zh": "小鹪"})
    actions = [
        await decide(card, view(OwnHour(), seed=seed, language=language), Memory(), ScriptedWriter())
        for seed in range(12)
    ]
    painted = [action for action in actions if isinstance(action, Imagine)]

    assert len(painted) >= 8
    assert len({action.prompt for action in painted}) >= 8
    assert {action.style for action in painted} <= set(card.tastes.styles)


async def test_tastes_that_votes_have_moved_choose_the_picture() -> None:
    learnt = Tastes({"volcano": 50.0, "heron": 0.01}, {"mosaic": 1.0}, palettes={"ember": 500.0})
    memory = Memory(tastes=learnt)
    views = [view(OwnHour(), seed=seed) for seed in range(12)]
    actions = [await decide(CAST["iris"], one, memory, ScriptedWriter()) for one in views]
    painted = [action for action in actions if isinstance(action, Imagine)]

    assert painted
    assert all(action.style == "mosaic" for action in painted)
    assert sum("volcano" in action.prompt for action in painted) > len(painted) / 2
    assert all(action.prompt.endswith("in red and gold") for action in painted)
