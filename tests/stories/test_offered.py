"""Only what is there is offered: no button, command or option that no painter of the house could heed."""

import copy
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from api import tools
from api.examine import examine
from bots.commands.offered import offered_by
from bots.commands.table import ENTRIES
from bots.discord import options
from core import health
from core.painter import Capabilities, Painter
from core.settings import Settings
from generation.easels import Easels
from generation.painters.comfy.painter import ComfyPainter
from tests.generation.comfy_server import GRAPH, ComfyServer, comfy_server, write
from tests.house import House, Message, opened
from tests.stories.test_hd import verbs

ABLE = {"hd", "restyle", "vary", "seed"}


def plain(server: ComfyServer, folder: Path) -> ComfyPainter:
    """Return a painter that knows words alone: no seed, no picture to start from, nothing larger."""
    graph = copy.deepcopy(GRAPH)
    graph["3"]["_meta"]["title"] = "Sampler"
    return ComfyPainter(write(folder, "plain.json", graph), server.url, seconds=20)


def in_discord(painter: Painter) -> dict[str, set[str]]:
    """Return Discord's commands with the names of their options, as a house with this painter builds them."""

    async def never(*_args: Any) -> Any:
        raise AssertionError("it was called")

    tree = app_commands.CommandTree(discord.Client(intents=discord.Intents.none()))
    options.build(tree, offered_by(painter.capabilities, ENTRIES), never, never, never)
    commands = [one for one in tree.get_commands() if isinstance(one, app_commands.Command)]
    return {one.name: {option.name for option in one.parameters} for one in commands}


async def test_a_painter_of_words_alone_has_no_dead_button(settings: Settings, tmp_path: Path) -> None:
    async with comfy_server() as server, opened(settings, Easels([plain(server, tmp_path)])) as house:
        shown = await house.paints("ana", "a fox")

        assert set(verbs(shown)) & ABLE == set()
        assert {"like", "remix", "again", "details", "save", "delete"} <= set(verbs(shown))


async def test_a_painter_that_can_has_every_button(house: House) -> None:
    shown = await house.paints("ana", "a fox")

    assert set(verbs(shown)) >= ABLE


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/imagine a fox --seed 7", "comfy:plain paints another picture each time, whatever the seed."),
        ("/imagine a fox --quality high", "comfy:plain has no quality “high”. It has: normal"),
        ("/imagine a fox --model sketch", "No painter here is called “sketch”. The painters are: comfy:plain"),
        ("/vary #{code}", "comfy:plain can't start from a picture."),
        ("/restyle #{code} ink", "comfy:plain can't start from a picture."),
        ("/restyle #{code}", "comfy:plain can't start from a picture."),
        ("/hd #{code}", "Larger than this it can't be painted here"),
    ],
)
async def test_what_is_typed_all_the_same_is_refused_in_a_sentence(
    settings: Settings, tmp_path: Path, typed: str, told: str
) -> None:
    async with comfy_server() as server, opened(settings, Easels([plain(server, tmp_path)])) as house:
        shown = await house.paints("ana", "a fox")
        answer = await house.says("ana", typed.format(code=shown["post"]["id"]))

        assert answer is not None
        assert answer["private"]
        assert told in answer["text"]
        assert len(server.ran) == 1


async def test_a_button_from_before_says_why_it_does_nothing(settings: Settings, tmp_path: Path) -> None:
    async with comfy_server() as server, opened(settings, Easels([plain(server, tmp_path)])) as house:
        shown = await house.paints("ana", "a fox")
        said = []
        for verb in ("hd", "restyle", "vary"):
            await house.presses("ana", shown, verb, value=shown["post"]["id"])
            said.append((await house.last("ana"))["text"])

        assert all("can't" in text for text in said)
        assert len(server.ran) == 1


async def test_a_photo_for_a_painter_that_can_not_start_from_one_is_refused(settings: Settings, tmp_path: Path) -> None:
    async with comfy_server() as server, opened(settings, Easels([plain(server, tmp_path)])) as house:
        await house.join("ana")
        body = {"id": "p", "text": "/imagine a fox", "picture": await photo(house)}
        await house.client("ana").post("/rooms/lobby/say", json=body)
        await house.settle()

        assert (await house.last("ana"))["text"] == "comfy:plain can't start from a picture."
        assert server.ran == []


async def photo(house: House) -> str:
    from tests.generation.images_server import png

    answer = await house.client("ana").post("/rooms/lobby/attach", content=png(64, 64), headers={"X-Salon": "1"})
    return str(answer.json()["picture"])


async def test_another_painter_that_can_start_from_pictures_makes_the_button_live(
    settings: Settings, painter: Painter, tmp_path: Path
) -> None:
    async with comfy_server() as server, opened(settings, Easels([plain(server, tmp_path), painter])) as house:
        shown = await house.paints("ana", "a fox")
        await house.presses("bo", shown, "restyle", value=f"{shown['post']['id']}.ink")
        inked: Message = [one for one in await house.wall("lobby", "bo") if one["post"]][-1]
        await house.presses("bo", inked, "details")

        assert "painter sketch" in (await house.last("bo"))["text"]
        assert len(server.ran) == 1


async def test_forms_ask_only_for_what_is_heeded(settings: Settings, painter: Painter, tmp_path: Path) -> None:
    async with comfy_server() as server:
        alone = plain(server, tmp_path)
        words, both = in_discord(alone), in_discord(Easels([alone, painter]))

    assert {"restyle", "vary", "hd"} & set(words) == set()
    assert words["imagine"] & {"seed", "model", "quality", "image"} == set()
    assert {"prompt", "style", "ar", "n", "no", "private"} <= words["imagine"]
    assert {"restyle", "vary", "hd"} <= set(both)
    assert {"seed", "model", "image"} <= both["imagine"]
    assert "quality" not in both["imagine"]


async def test_the_pages_menu_and_the_usage_leave_out_what_is_not_there(
    settings: Settings, painter: Painter, tmp_path: Path
) -> None:
    async with comfy_server() as server, opened(settings, Easels([plain(server, tmp_path)])) as house:
        poor = (await house.client("ana").get("/api/commands")).json()["items"]
        told = await house.says("ana", "/help imagine")
    async with opened(settings, painter) as house:
        rich = (await house.client("ana").get("/api/commands")).json()["items"]

    usage = {one["name"]: one["usage"] for one in poor}
    assert usage["imagine"] == "<prompt> --style ink --ar 3:2 --n 2 --no text --private"
    assert "vary" not in usage
    assert told is not None
    assert usage["imagine"] in told["text"]
    assert {one["name"]: one["usage"] for one in rich}["imagine"] == (
        "<prompt> --style ink --ar 3:2 --n 2 --seed 7 --no text --private"
    )


def test_telegrams_menu_always_has_the_whole_file() -> None:
    can = Capabilities(seeds=False)

    assert "hd" in {entry.name for entry in offered_by(can, ENTRIES, whole=False)}
    assert "hd" not in {entry.name for entry in offered_by(can, ENTRIES)}


async def test_setup_tells_of_a_painter_that_was_found_ill_elsewhere(settings: Settings, tmp_path: Path) -> None:
    painter = ComfyPainter(write(tmp_path, "gone.json", GRAPH), "http://127.0.0.1:9", seconds=2)
    async with opened(settings, Easels([painter])) as house:
        await health.look_at_painters(house.salon)
        told = await house.says("ana", "/setup")
        wrong = await examine(house.salon)

        assert told is not None
        assert "❌ paint: comfy:gone (it can't be reached)" in told["text"]
        assert wrong == ["the painter comfy:gone does not paint: it can't be reached"]


def test_models_are_told_as_a_table_with_a_column_for_each(tmp_path: Path) -> None:
    workflow = write(tmp_path, "plain.json", GRAPH)
    price = "comfy:0.02"
    settings = Settings(_env_file=None, painter=f"sketch, comfy:{workflow}", price=price)

    rows = {row[0]: row[1:] for row in tools.models(settings)}

    assert rows["painter"] == ["sketch", "comfy:plain"]
    assert rows["starts from"] == ["words, a picture, a part of a picture", "words"]
    assert rows["HD"] == ["2 times the size, up to 2048 px", "no"]
    assert rows["costs"] == ["nothing", "normal 0.02"]
    assert rows["quality"] == ["one", "one"]
