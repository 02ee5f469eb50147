"""The same stories on the web, on Telegram and on Discord: where the product is the same, so is the story."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api import process
from api.build import build
from core.painter import Painter
from tests.discord import conftest as discord_club
from tests.process import Process
from tests.stages import POOLS, Stage, settings_in, staged, telegram_running
from tests.telegram.conftest import Club, labels, said
from tests.telegram.server import TelegramServer


@pytest.fixture(params=["web", "telegram", "discord"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path, painter: Painter) -> AsyncIterator[Stage]:
    """A chat on each platform in turn."""
    async with staged(request.param, tmp_path, painter) as one:
        yield one


async def test_a_picture_is_painted_liked_and_counted(stage: Stage) -> None:
    shown = await stage.paints("ana", "a fox")

    await stage.presses("bo", shown, "❤")

    assert await stage.shows(shown, "❤ 1")


async def test_nobody_likes_their_own(stage: Stage) -> None:
    shown = await stage.paints("ana", "a fox")

    await stage.presses("ana", shown, "❤")
    await stage.presses("bo", shown, "❤")

    assert await stage.shows(shown, "❤ 1")


async def test_a_wrong_style_is_told_with_the_nearest(stage: Stage) -> None:
    await stage.commands("ana", "imagine", prompt="a fox", style="watercolr")

    assert await stage.sees("ana", "watercolor")


async def test_a_forbidden_word_is_refused_by_its_rule(stage: Stage) -> None:
    await stage.commands("ana", "imagine", prompt="canaryhate in a garden")

    told = await stage.sees("ana", "That can't be painted here")
    assert "canaryhate" not in str(told)


async def test_the_latest_pictures_come_as_a_card(stage: Stage) -> None:
    await stage.paints("ana", "a first fox")

    await stage.commands("bo", "new")

    assert await stage.sees("bo", "New pictures")


async def test_following_is_confirmed(stage: Stage) -> None:
    await stage.commands("ana", "follow", who="luna")

    assert await stage.sees("ana", "You follow Luna")


async def test_the_day_is_counted(stage: Stage) -> None:
    await stage.paints("ana", "a fox")

    await stage.commands("ana", "quota")

    assert await stage.sees("ana", "1 of 200 today")


async def test_one_post_in_telegram_and_discord_has_one_tally(tmp_path: Path, painter: Painter) -> None:
    async with TelegramServer() as server:
        built = build(settings_in(tmp_path, server), painter=painter)
        await process.prepare(built)
        async with telegram_running(built, POOLS), discord_club.joined(built) as discord:
            telegram = Club(server, Process(tmp_path))
            ana, bo = telegram.people()
            group = server.group(status="administrator")
            cy, di = discord.member("cy"), discord.member("di")
            shown = await telegram.paints(ana, group)
            code = said(shown).rpartition("#")[2].split()[0]
            await cy.slash(discord.channel, "show", id=code)
            copy = await discord.until(lambda: next((m for m in discord.messages() if m.attachments), None))

            server.presses(bo, group, shown, "❤")
            await cy.react(copy, "🔥")
            await di.react(copy, "❤")
            await server.until(lambda: labels(shown)[0] == "❤ 3")
            server.says(bo, server.direct(bo), "/link")
            told_code = said(await telegram.answer(server.direct(bo), 0, "/link "))
            await di.slash(discord.channel, "link", code=told_code.partition("/link ")[2].split(".")[0])
            await discord.until(
                lambda: any("accounts are one now" in discord_club.said(m) for m in discord.private(di))
            )
            await cy.unreact(copy, "🔥")

            assert await server.until(lambda: labels(shown)[0] == "❤ 1")
            assert await discord.until(lambda: discord_club.labels(discord.now(copy))[0] == "❤ 1")


async def test_a_character_is_made_in_one_line_and_belongs_to_its_maker(stage: Stage) -> None:
    words = "Nils, a lighthouse keeper who paints storms in ink; few words"
    await stage.commands("ana", "persona", do="create", words=words)
    assert await stage.sees("ana", "Nils is here: @nils")

    await stage.commands("bo", "persona", do="show", who="nils")
    assert await stage.sees("bo", "lighthouse keeper")
    await stage.commands("bo", "persona", do="edit", who="nils", words="bio a pirate")
    assert await stage.sees("bo", "Only who made this character")


async def test_nobody_is_remembered_before_they_told_anything(stage: Stage) -> None:
    await stage.commands("ana", "memory")

    assert await stage.sees("ana", "Nobody here remembers anything of you")


async def test_a_wish_for_quiet_is_kept_to_an_hour_for_whoever_does_not_run_the_room(stage: Stage) -> None:
    await stage.commands("ana", "quiet", span="30m")

    assert await stage.sees("ana", "keep quiet here for 0.5 h")
