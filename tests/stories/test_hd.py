"""HD: the same picture at twice the size, once, by whoever can; and no button where nobody can."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.painter import Painter
from core.settings import Settings
from generation.easels import Easels
from generation.painters.comfy.painter import ComfyPainter
from tests.generation.comfy_server import GRAPH, comfy_server, graph_larger, graph_of_pictures, write
from tests.house import House, Message, opened
from tests.stories.test_restyle import apart, brief_of, picture_of


def verbs(message: Message) -> list[str]:
    return [str(one["verb"]) for row in message["buttons"] for top in row for one in (top, *top["menu"])]


async def details_of(house: House, message: Message) -> str:
    await house.presses("ana", message, "details")
    return str((await house.last("ana"))["text"])


async def last_shown(house: House) -> Message:
    return [one for one in await house.wall("lobby", "ana") if one["post"]][-1]


@pytest.mark.parametrize("style", ["oil", "stainedglass", "comic"])
async def test_hd_is_the_same_scene_at_twice_the_size(house: House, style: str) -> None:
    small = await house.paints("ana", f"a lighthouse by the sea --style {style}")

    await house.presses("bo", small, "hd")

    large = await last_shown(house)
    sizes = [(picture["width"], picture["height"]) for one in (small, large) for picture in one["pictures"]]
    assert sizes == [(512, 512), (1024, 1024)]
    assert apart(await picture_of(house, small), await picture_of(house, large)) < 0.06
    assert f"#{small['post']['id']} by Ana, enlarged" in large["text"]
    assert "Enlarged: 2.0 times as wide" in await details_of(house, large)


async def test_an_enlarged_picture_grows_to_a_cap_and_then_has_no_button(house: House) -> None:
    message = await house.paints("ana", "a red boat at sea")

    for _time in range(2):
        await house.presses("ana", message, "hd")
        message = await last_shown(house)
    told = await house.says("ana", f"/hd #{message['post']['id']}")

    assert message["pictures"][0]["width"] == 2048
    assert "hd" not in verbs(message)
    assert told is not None
    assert "open the picture and save it" in told["text"]


async def test_again_and_another_look_of_an_enlargement_are_of_the_usual_size(house: House) -> None:
    small = await house.paints("ana", "a red boat at sea")
    await house.presses("ana", small, "hd")
    large = await last_shown(house)

    await house.presses("bo", large, "again")
    again = await last_shown(house)
    await house.presses("bo", large, "restyle", value=f"{large['post']['id']}.ink")
    inked = await last_shown(house)

    assert [one["pictures"][0]["width"] for one in (again, inked)] == [512, 512]
    assert f"remix of #{large['post']['id']} by Ana" in again["text"]
    assert not (await brief_of(house, again["post"])).enlarge


async def test_the_picked_picture_is_the_one_that_is_enlarged(house: House) -> None:
    await house.says("ana", "/imagine a red boat at sea --n 2")
    pair = await last_shown(house)
    second = next(one for one in pair["pictures"] if one["n"] == 2)
    await house.presses("bo", pair, "like", value=f"{pair['post']['id']}.2")

    await house.presses("bo", pair, "hd")

    large = await last_shown(house)
    first = next(one for one in pair["pictures"] if one["n"] == 1)
    near, far = [
        apart(await picture_of(house, {"pictures": [one]}), await picture_of(house, large)) for one in (second, first)
    ]
    assert near < 0.06 < far


@pytest.mark.parametrize("way", ["under it", "with its id"])
async def test_hd_can_be_typed(house: House, way: str) -> None:
    message = await house.paints("ana", "a red boat at sea")
    line, under = ("/hd", message["id"]) if way == "under it" else (f"/hd #{message['post']['id']}", None)

    await house.says("bo", line, reply_to=under)

    assert [one["pictures"][0]["width"] for one in (await house.feed())] == [1024, 512]


async def test_hd_of_a_private_picture_is_private(house: House) -> None:
    await house.says("ana", "/imagine a red boat at sea --n 1 --private")
    small = await last_shown(house)

    await house.presses("ana", small, "hd")

    large = await last_shown(house)
    assert large["pictures"][0]["width"] == 1024
    assert "Private" in large["text"]
    assert await house.feed() == []


async def test_hd_of_nothing_says_how_it_is_typed(house: House) -> None:
    told = await house.says("ana", "/hd")

    assert told is not None
    assert "/hd #A1B2" in told["text"]


async def test_hd_speaks_chinese(house: House) -> None:
    small = await house.paints("ana", "一只狐狸", room="teahouse")

    await house.says("ana", f"/hd #{small['post']['id']}", room="teahouse")

    large = [one for one in await house.wall("teahouse", "ana") if one["post"]][-1]
    assert f"由 Ana 的 #{small['post']['id']} 放大" in large["text"]


async def test_a_workflow_that_enlarges_starts_from_the_picture_without_its_mark(
    settings: Settings, tmp_path: Path
) -> None:
    async with comfy_server() as server:
        write(tmp_path, "portrait.hd.json", graph_larger())
        painter = ComfyPainter(write(tmp_path, "portrait.json", GRAPH), server.url, seconds=20)
        async with house_of(settings, painter) as house:
            small = await house.paints("ana", "a fox --seed 5")
            await house.presses("bo", small, "hd")
            large = await last_shown(house)

            (sent,) = server.uploads.values()
            assert large["pictures"][0]["width"] == 1024
            assert plain(sent) == {(5, 0, 90)}  # no "AI" in its corner
            assert server.ran[1]["3"]["inputs"]["denoise"] == 1.0  # the workflow's own
            assert "restyle" not in verbs(small)  # it has no workflow that starts from pictures


async def test_where_nobody_enlarges_there_is_no_button_and_the_command_says_so(
    settings: Settings, tmp_path: Path
) -> None:
    async with comfy_server() as server:
        write(tmp_path, "portrait.image.json", graph_of_pictures())
        painter = ComfyPainter(write(tmp_path, "portrait.json", GRAPH), server.url, seconds=20)
        async with house_of(settings, painter) as house:
            shown = await house.paints("ana", "a fox")
            told = await house.says("ana", f"/hd #{shown['post']['id']}")

            assert "hd" not in verbs(shown)
            assert "restyle" in verbs(shown)
            assert told is not None
            assert "can't be painted here" in told["text"]
            assert len(server.ran) == 1


async def test_another_painter_enlarges_what_its_own_can_not(
    settings: Settings, painter: Painter, tmp_path: Path
) -> None:
    async with comfy_server() as server:
        write(tmp_path, "larger.hd.json", graph_larger())
        comfy = ComfyPainter(write(tmp_path, "larger.json", GRAPH), server.url, seconds=20)
        plain_one = ComfyPainter(write(tmp_path, "plain.json", GRAPH), server.url, seconds=20)
        async with house_of(settings, plain_one, painter, comfy) as house:
            shown = await house.paints("ana", "a fox")
            await house.presses("bo", shown, "hd")
            large = await last_shown(house)

            assert "painter comfy:larger" in await details_of(house, large)


def house_of(settings: Settings, *painters: Painter) -> Any:
    """Open a house with these painters."""
    return opened(settings, Easels(painters))


def plain(data: bytes) -> set[Any]:
    """Return the colours of a picture."""
    with Image.open(io.BytesIO(data)) as found:
        return {colour for _count, colour in found.convert("RGB").getcolors(1 << 20) or ()}
