"""A picture in words on the web, on Telegram and on Discord: a post, somebody's photo, and what is painted from it."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from core.codes import code_of
from core.painter import Painter
from tests.discord import conftest as discord_club
from tests.stages import DiscordStage, Stage, TelegramStage, WebStage, staged
from tests.stories.test_describe import describes

FIRST = code_of(1)
WORDS = "a tin moon over a pond\nNegative prompt: blurry\nSteps: 20, Seed: 7"


@pytest.fixture(params=["web", "telegram", "discord"])
async def stage(request: pytest.FixtureRequest, tmp_path: Path, painter: Painter) -> AsyncIterator[Stage]:
    """A chat on each platform in turn."""
    async with staged(request.param, tmp_path, painter) as one:
        yield one


def tin_moon() -> bytes:
    """Return a file as another tool writes it: with the words it was painted from."""
    file, info = io.BytesIO(), PngInfo()
    info.add_text("parameters", WORDS)
    Image.linear_gradient("L").resize((320, 200)).convert("RGB").save(file, "PNG", pnginfo=info)
    return file.getvalue()


async def test_a_post_is_told_in_words_and_an_idea_of_it_is_painted(stage: Stage) -> None:
    await stage.paints("ana", "a fox in snow --style ink")

    await stage.commands("bo", "describe", post=FIRST)
    told = await stage.sees("bo", "A fox in a")
    await stage.presses("bo", told, "🖌 2")

    assert await stage.shows(told, "🖌 All")
    assert await stage.sees("cy", f"What #{FIRST} shows")
    assert await stage.sees("cy", f"remix of #{FIRST}")


async def test_the_menu_under_a_picture_describes_it(stage: Stage) -> None:
    shown = await stage.paints("ana", "a fox in snow")

    if isinstance(stage, WebStage):
        await stage.presses("bo", shown, "Describe")
    else:
        await stage.presses("bo", shown, "⋯")
        menu = await stage.sees("bo", f"#{FIRST} · a fox in snow")
        await _presses_in_menu(stage, menu)

    assert await stage.sees("cy", f"What #{FIRST} shows")


async def _presses_in_menu(stage: Stage, menu: Any) -> None:
    if isinstance(stage, DiscordStage):  # only its reader finds it in the channel
        await stage.person("bo").click(menu, label="Describe")
    else:
        await stage.presses("bo", menu, "Describe")


async def test_a_file_with_its_words_is_told_by_them(stage: Stage) -> None:
    if isinstance(stage, WebStage):
        await describes(stage.house, "ana", tin_moon())
    elif isinstance(stage, TelegramStage):
        server = stage.club.server
        server.files["moon"] = tin_moon()
        sent = {"file_id": "moon", "file_unique_id": "m", "mime_type": "image/png", "file_name": "moon.png"}
        server.says(stage.person("ana"), stage.group, "/describe", document=sent)
    else:
        await stage.commands("ana", "describe", image=("moon.png", tin_moon()))

    told = await stage.sees("ana", "“a tin moon over a pond”")
    await stage.presses("ana", told, "🖌 1")
    assert await stage.sees("ana", FIRST)


async def test_a_photo_nobody_can_look_at_is_answered_with_a_way_out(stage: Stage) -> None:
    plain = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(plain, "JPEG")
    if isinstance(stage, WebStage):
        await describes(stage.house, "ana", plain.getvalue())
    elif isinstance(stage, TelegramStage):
        server = stage.club.server
        server.files["teal"] = plain.getvalue()
        photo = [{"file_id": "teal", "file_unique_id": "t", "width": 64, "height": 64}]
        bos = server.says(stage.person("bo"), stage.group, "look what I saw", photo=photo)
        server.says(stage.person("ana"), stage.group, "/describe", reply_to=bos)
    else:
        bo = stage.person("bo")
        bos = await bo.send(stage.club.channel, "look", attachments=[("teal.jpg", plain.getvalue())])
        await stage.person("ana").context_menu(stage.club.channel, "Describe", bos)

    assert await stage.sees("ana", "look at pictures here: I only know what was painted in this house")


async def test_the_words_of_a_private_picture_reach_its_author_alone(stage: Stage) -> None:
    await stage.commands("ana", "imagine", prompt="a secret garden", n=1, private=True)
    await stage.sees("ana", FIRST)

    await stage.commands("ana", "describe", post=FIRST)
    told = await stage.sees("ana", f"What #{FIRST} shows")

    assert not _for_all(stage, told)
    await stage.commands("bo", "describe", post=FIRST)
    assert await stage.sees("bo", "There is nothing here called")


def _for_all(stage: Stage, message: Any) -> bool:
    """Say whether a message is one that everybody sees."""
    if isinstance(stage, WebStage):
        return not message["private"]
    if isinstance(stage, TelegramStage):
        return any(one["message_id"] == message.get("message_id") for one in stage.group.of_bot)
    assert isinstance(stage, DiscordStage)
    return any("What #" in discord_club.said(one) for one in stage.club.messages())
