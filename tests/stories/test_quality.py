"""Quality: asked for where the painter has several, refused in a sentence where not, and paid for what it is."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.painter import Painter
from core.settings import Settings
from generation.easels import Easels
from generation.painters.comfy.painter import ComfyPainter
from tests.generation.comfy_server import GRAPH, comfy_server, write
from tests.generation.images_server import ImagesServer, answers, images_server
from tests.house import House, opened
from tests.stories.test_painters import details, house_with

PRICES = "images:0.04, images@draft:0.01, images:m@high:0.17"


@pytest.fixture
async def server() -> AsyncIterator[ImagesServer]:
    async with images_server("openai") as one:
        yield one


async def spent(house: House) -> str:
    told = await house.says("ana", "/quota")
    assert told is not None
    return str(told["text"].rpartition("today: ")[2].partition(" ")[0])


@pytest.mark.parametrize(
    ("typed", "level", "cost"),
    [
        ("", "medium", "0.08"),
        (" --quality high", "high", "0.34"),
        (" --quality draft", "low", "0.02"),
        (" --quality 精细", "high", "0.34"),
        (" —quality 普通", "medium", "0.08"),
    ],
)
async def test_a_quality_is_asked_of_the_painter_and_paid_for(
    settings: Settings, server: ImagesServer, painter: Painter, typed: str, level: str, cost: str
) -> None:
    async with house_with(settings, server, painter, price=PRICES) as house:
        await house.says("ana", f"/imagine a fox --n 2{typed}")

        assert [asked["quality"] for asked in server.asked] == [level] * 2
        assert await spent(house) == cost


async def test_what_a_quality_costs_must_be_left_of_ones_share(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter, price=PRICES, spend_member="0.20") as house:
        told = await house.says("ana", "/imagine a fox --n 2 --quality high")
        await house.says("ana", "/imagine a crow --n 1 --quality high")

        assert told is not None
        assert "cost more than is left" in told["text"]
        assert [asked["quality"] for asked in server.asked] == ["high"]


async def test_a_quality_whose_price_is_not_known_is_not_offered(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter, price="images:0.04") as house:
        told = await house.says("ana", "/imagine a fox --quality high")

        assert told is not None
        assert told["text"] == "images:m has no quality “high”. It has: draft, normal"
        assert server.asked == []


async def test_a_painter_with_one_quality_says_so(house: House) -> None:
    told = await house.says("ana", "/imagine a fox --quality high")
    unknown = await house.says("ana", "/imagine a fox --quality shiny")

    assert told is not None
    assert told["private"]
    assert told["text"] == "The painter here has no quality “high”. It has: normal"
    assert unknown is not None
    assert unknown["text"] == "“shiny” is not one of: draft, normal, high."


async def test_the_refusal_speaks_chinese(house: House) -> None:
    await house.says("ana", "/language zh")

    told = await house.says("ana", "/imagine 一只狐狸 --quality 草稿")

    assert told is not None
    assert told["text"] == "这里的画师 没有“草稿”这一档画质，可选的有：普通"


async def test_again_keeps_the_quality_and_another_painter_leaves_it_out(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter, price=PRICES) as house:
        shown = await house.paints("ana", "a fox --quality draft")
        await house.presses("ana", shown, "again")
        again = await details(house)
        await house.presses("ana", shown, "remix", "a crow --model sketch --n 1")
        elsewhere = await details(house)

        assert [asked["quality"] for asked in server.asked] == ["low", "low"]
        assert "Quality: draft" in again
        assert "painter sketch" in elsewhere
        assert "Quality" not in elsewhere


async def test_a_painter_that_stands_in_is_paid_its_own_price(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    server.always = answers(503, "down")
    async with house_with(settings, server, painter, price=PRICES) as house:
        await house.says("ana", "/imagine a fox --n 1 --quality high")

        assert await spent(house) == "0.00"


async def test_the_steps_of_a_workflow_follow_the_quality(settings: Settings, tmp_path: Path) -> None:
    graph = json.loads(json.dumps(GRAPH))
    graph["3"]["inputs"]["steps"] = 30
    graph["3"]["_meta"]["title"] += " salon:steps"
    async with comfy_server() as comfy:
        painter = ComfyPainter(write(tmp_path, "slow.json", graph), comfy.url, seconds=20)
        async with opened(settings, Easels([painter])) as house:
            for quality in ("draft", "normal", "high"):
                await house.says("ana", f"/imagine a fox --n 1 --quality {quality}")

        assert [ran["3"]["inputs"]["steps"] for ran in comfy.ran] == [10, 30, 48]


@pytest.mark.parametrize(
    ("preset", "field"), [("sglang", "num_inference_steps"), ("vllm-omni", "num_inference_steps"), ("localai", "step")]
)
async def test_steps_are_scaled_where_the_server_takes_them_and_the_host_says_what_is_usual(
    settings: Settings, painter: Painter, preset: str, field: str
) -> None:
    async with images_server(preset) as server:
        own = {"images_preset": preset, "images_extra": json.dumps({field: 20}), "price": ""}
        async with house_with(settings, server, painter, **own) as house:
            await house.says("ana", "/imagine a fox --n 1 --quality high")
            await house.says("ana", "/imagine a fox --n 1")

        assert [asked[field] for asked in server.asked] == [32, 20]
