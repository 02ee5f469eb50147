"""The ComfyUI painter before a real server: slots, progress, faults, and taking a request back."""

import asyncio
import copy
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from core.painter import PainterFailed, PaintItem
from generation.painters.comfy.painter import ComfyPainter
from generation.painters.comfy.workflow import BadWorkflow
from tests.generation.comfy_server import (
    GRAPH,
    ComfyServer,
    comfy_server,
    graph_of_masks,
    graph_of_pictures,
    write,
)
from tests.generation.images_server import png


@pytest.fixture
async def server() -> AsyncIterator[ComfyServer]:
    async with comfy_server() as one:
        yield one


@pytest.fixture
def painter(server: ComfyServer, tmp_path: Path) -> ComfyPainter:
    write(tmp_path, "portrait.image.json", graph_of_pictures())
    return ComfyPainter(write(tmp_path, "portrait.json", GRAPH), server.url, seconds=20)


def item(seed: int = 7, **more: Any) -> PaintItem:
    return PaintItem("a fox", "", "snow", 640, 512, seed, **more)


def nothing(_done: int, _of: int) -> None:
    pass


async def test_what_is_asked_goes_into_the_slots(server: ComfyServer, painter: ComfyPainter) -> None:
    painted = await painter.paint([item(3), item(4)], nothing)

    filled = server.ran[0]
    assert [filled[n]["inputs"] for n in ("6", "7")] == [{"text": "a fox"}, {"text": "snow"}]
    assert filled["3"]["inputs"]["seed"] == 3
    assert [one.pixels.size for one in painted] == [(640, 512)] * 2
    assert [one.pixels.getpixel((0, 0)) for one in painted] == [(3, 0, 90), (4, 0, 90)]


async def test_progress_is_that_of_all_pictures(painter: ComfyPainter) -> None:
    steps: list[tuple[int, int]] = []

    await painter.paint([item(1), item(2)], lambda done, of: steps.append((done, of)))

    assert steps == [(0, 2), *((n, 8) for n in range(1, 9))]  # the first says that it began


async def test_a_picture_to_start_from_takes_the_other_workflow(server: ComfyServer, painter: ComfyPainter) -> None:
    await painter.paint([item(source=png(64, 64), strength=0.4)], nothing)

    name = server.ran[0]["10"]["inputs"]["image"]
    assert server.uploads[name] == png(64, 64)
    assert server.ran[0]["3"]["inputs"]["denoise"] == 0.4


async def test_a_part_of_a_picture_takes_a_workflow_of_its_own(server: ComfyServer, tmp_path: Path) -> None:
    write(tmp_path, "portrait.mask.json", graph_of_masks())
    painter = ComfyPainter(write(tmp_path, "portrait.json", GRAPH), server.url, seconds=20)
    marked, file = Image.new("L", (64, 64)), io.BytesIO()
    marked.paste(255, (32, 0, 64, 64))
    marked.save(file, "PNG")

    await painter.paint([item(source=png(64, 64), mask=file.getvalue())], nothing)

    picture, mask = (server.uploads[server.ran[0][n]["inputs"]["image"]] for n in ("10", "11"))
    sent = Image.open(io.BytesIO(mask))
    assert painter.capabilities.masks
    assert picture == png(64, 64)
    # LoadImageMask reads the red as it is and the alpha inverted; both say: the right half anew
    assert [sent.getchannel("R").getpixel((x, 9)) for x in (5, 50)] == [0, 255]
    assert [sent.getchannel("A").getpixel((x, 9)) for x in (5, 50)] == [255, 0]


async def test_without_such_a_workflow_no_parts_are_offered(painter: ComfyPainter) -> None:
    assert not painter.capabilities.masks


@pytest.mark.parametrize("fault", ["drops_socket", "no_socket"])
async def test_without_a_websocket_the_history_tells(server: ComfyServer, painter: ComfyPainter, fault: str) -> None:
    setattr(server, fault, True)

    (painted,) = await painter.paint([item()], nothing)

    assert painted.pixels.size == (640, 512)


async def test_a_field_that_is_not_taken_is_named(server: ComfyServer, painter: ComfyPainter) -> None:
    wrong = {"message": "Value not in list", "details": "x.safetensors", "extra_info": {"input_name": "ckpt_name"}}
    node = {"class_type": "CheckpointLoaderSimple", "errors": [wrong]}
    server.refuses = {"error": {"message": "Prompt outputs failed validation"}, "node_errors": {"4": node}}

    with pytest.raises(PainterFailed, match=r"CheckpointLoaderSimple 4, ckpt_name: Value not in list") as told:
        await painter.paint([item()], nothing)

    assert not told.value.retry


@pytest.mark.parametrize("socket", [True, False])
async def test_a_node_that_breaks_is_named(server: ComfyServer, painter: ComfyPainter, socket: bool) -> None:
    server.no_socket = not socket
    server.breaks = {"node_id": "3", "node_type": "KSampler", "exception_message": "shapes differ\nat line 9"}

    with pytest.raises(PainterFailed, match="KSampler 3: shapes differ") as told:
        await painter.paint([item()], nothing)

    assert "line 9" not in str(told.value)


async def test_a_workflow_that_makes_no_picture_says_so(server: ComfyServer, painter: ComfyPainter) -> None:
    server.empty = True

    with pytest.raises(PainterFailed, match="without a picture"):
        await painter.paint([item()], nothing)


@pytest.mark.parametrize(("flag", "told"), [("hangs", "interrupted"), ("queues", "deleted")])
async def test_cancelling_takes_it_back_at_the_server(
    server: ComfyServer, painter: ComfyPainter, flag: str, told: str
) -> None:
    setattr(server, flag, True)
    painting = asyncio.create_task(painter.paint([item()], nothing))
    await server.begun.wait()
    await asyncio.sleep(0.05)

    painting.cancel()

    with pytest.raises(asyncio.CancelledError):
        await painting
    assert getattr(server, told) == ["p0"]


async def test_a_slow_workflow_is_taken_back_and_given_up(server: ComfyServer, tmp_path: Path) -> None:
    server.hangs = True
    painter = ComfyPainter(write(tmp_path, "a.json", GRAPH), server.url, seconds=0.5)

    with pytest.raises(PainterFailed, match="too long"):
        await painter.paint([item()], nothing)

    assert server.interrupted == ["p0"]


async def test_a_server_that_is_not_there_is_down(tmp_path: Path) -> None:
    painter = ComfyPainter(write(tmp_path, "a.json", GRAPH), "http://127.0.0.1:9")

    with pytest.raises(PainterFailed, match="can't be reached") as told:
        await painter.paint([item()], nothing)

    assert told.value.down
    assert [one.why for one in await painter.examine()] == ["it can't be reached"]


async def test_a_healthy_server_is_well(painter: ComfyPainter) -> None:
    assert [one.why for one in await painter.examine()] == [""]


def test_what_a_workflow_has_no_slot_for_is_not_offered(tmp_path: Path) -> None:
    graph = copy.deepcopy(GRAPH)
    graph["3"]["_meta"]["title"] = "Sampler"

    can = ComfyPainter(write(tmp_path, "a.json", graph), "http://127.0.0.1:9").capabilities

    assert (can.seeds, can.sources) == (False, False)


def without(name: str) -> Any:
    graph = copy.deepcopy(GRAPH)
    for node in graph.values():
        node["_meta"]["title"] = node["_meta"]["title"].replace(name, "")
    return graph


def titled(number: str, title: str) -> Any:
    graph = copy.deepcopy(GRAPH)
    graph[number]["_meta"]["title"] = title
    return graph


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        (without("salon:prompt"), "no node's title says salon:prompt"),
        (without("salon:output"), "no node's title says salon:output"),
        (titled("7", "salon:prompt"), "two nodes say salon:prompt"),
        (titled("7", "salon:colour"), "salon:colour is no slot"),
        (titled("9", "salon:output salon:seed"), "two nodes say salon:seed"),
        (titled("3", "salon:seed salon:image"), "node 3 says salon:image, but has no input of its own called image"),
        ({"nodes": [], "links": []}, "no workflow in API format"),
        ([], "no workflow in API format"),
    ],
)
def test_a_wrong_workflow_is_named_in_one_line(tmp_path: Path, graph: Any, told: str) -> None:
    with pytest.raises(BadWorkflow, match=told) as error:
        ComfyPainter(write(tmp_path, "a.json", graph), "http://127.0.0.1:9")

    assert "\n" not in str(error.value)


class Looker:
    """Somebody who looks on, and keeps what was seen of which picture."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, bytes]] = []

    def __call__(self, done: int, of: int) -> None:
        return

    def see(self, n: int, picture: Any) -> None:
        self.seen.append((n, picture))


def number(value: int) -> bytes:
    return value.to_bytes(4, "big")


def told(metadata: bytes) -> bytes:
    return number(4) + number(len(metadata)) + metadata


async def test_frames_of_both_kinds_are_shown_as_the_picture_they_are_of(
    server: ComfyServer, painter: ComfyPainter
) -> None:
    small = png(64, 64)
    server.frames = [number(1) + number(2) + small, told(b'{"prompt_id": "p0", "node_id": "3"}') + small]
    looker = Looker()

    await painter.paint([item(1), item(2)], looker)

    assert painter.capabilities.previews
    assert looker.seen == [(0, small), (0, small), (1, small)]  # one said that it was of the first
    assert server.heard[0] == {"type": "feature_flags", "data": {"supports_preview_metadata": True}}


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\0",
        number(1),
        number(1) + number(2),
        number(1) + number(9) + b"of no known format",
        number(2) + number(1) + b"of another kind",
        number(3) + number(1) + b"words",
        number(4) + number(2**32 - 1) + b"{}",
        number(4) + number(2) + b"{",
        told(b"no JSON") + b"file",
        told(b"[1]") + b"file",
        told(b"[" * 60_000) + b"file",
        told(b'{"prompt_id": "somebody else\'s"}') + b"file",
    ],
)
async def test_frames_that_are_broken_or_not_ours_are_passed_over(
    server: ComfyServer, painter: ComfyPainter, frame: bytes
) -> None:
    server.frames = [frame]
    looker = Looker()

    (painted,) = await painter.paint([item()], looker)

    assert painted.pixels.size == (640, 512)
    assert looker.seen == []


async def test_who_does_not_look_is_shown_nothing_and_asks_for_nothing(
    server: ComfyServer, painter: ComfyPainter
) -> None:
    await painter.paint([item()], nothing)

    assert server.heard == []
