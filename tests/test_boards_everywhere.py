"""Boards and search on the web, on Telegram and on Discord: typed or filled in, it is the same product."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.codes import code_of
from core.painter import Painter
from tests.stages import DiscordStage, Stage, staged

FIRST = code_of(1)


@pytest.fixture(params=["web", "telegram", "discord"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path, painter: Painter) -> AsyncIterator[Stage]:
    """A chat on each platform in turn."""
    async with staged(request.param, tmp_path, painter) as one:
        yield one


async def test_a_picture_is_saved_shown_on_its_board_and_found_by_its_words(stage: Stage) -> None:
    await stage.paints("ana", "a fox in snow")

    await stage.commands("bo", "save", id=FIRST, board="wild")
    saved = await stage.sees("bo", "is on your board wild")
    await stage.commands("bo", "board", do="show", name="wild")
    shown = await stage.sees("bo", "wild · 1/1")
    await stage.commands("cy", "search", words="SNOW fox")
    found = await stage.sees("cy", "🔎 SNOW fox · 1/1")

    assert saved
    assert shown
    assert found


async def test_what_one_likes_shapes_ones_own_feed(stage: Stage) -> None:
    first = await stage.paints("ana", "a heron, woodblock print")
    await stage.presses("bo", first, "❤")
    assert await stage.shows(first, "❤ 1")
    await stage.paints("cy", "a fox, woodblock print")
    await stage.paints("cy", "a pond, woodblock print")

    await stage.commands("bo", "foryou")
    card = await stage.sees("bo", "because you liked woodblock print")
    if isinstance(stage, DiscordStage):  # only its reader finds it in the channel
        await stage.person("bo").click(card, label="▶")
    else:
        await stage.presses("bo", card, "▶")

    assert await stage.sees("bo", "For you · 2/2")
