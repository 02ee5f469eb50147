"""The images painter before a real server of each kind: what it sends, what it makes of answers, and of none."""

import asyncio
import base64
import io
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from PIL import Image

from core.egress import NotFetched, fetch, is_public
from core.painter import PainterFailed, PaintItem
from generation import regions
from generation.painters.images.painter import ImagesPainter
from generation.painters.images.presets import PRESETS
from tests.generation.images_server import (
    KEY,
    ImagesServer,
    answers,
    cut,
    cut_stream,
    endless,
    hanging,
    images_server,
    listening,
    png,
)


@pytest.fixture(params=list(PRESETS))
async def server(request: pytest.FixtureRequest) -> AsyncIterator[ImagesServer]:
    async with images_server(request.param) as one:
        yield one


@pytest.fixture
async def generic() -> AsyncIterator[ImagesServer]:
    async with images_server("generic") as one:
        yield one


def painter_at(server: ImagesServer, key: str = KEY, **options: Any) -> ImagesPainter:
    return ImagesPainter("m", server.url, server.preset, key=key, **{"seconds": 20.0, **options})


def item(seed: int = 7, width: int = 1024, height: int = 1024, **more: Any) -> PaintItem:
    return PaintItem("a fox", "", "", width, height, seed, **more)


def nothing(_done: int, _of: int) -> None:
    pass


async def failure_of(server: ImagesServer, **options: Any) -> PainterFailed:
    with pytest.raises(PainterFailed) as told:
        await painter_at(server, **options).paint([item()], nothing)
    return told.value


async def test_every_item_is_painted_in_order_with_a_seed_of_its_own(server: ImagesServer) -> None:
    painter = painter_at(server)

    painted = await painter.paint([item(3), item(4)], nothing)

    assert [one.seed for one in painted] == [3, 4]
    assert [one["n"] for one in server.asked] == [1, 1]
    sent = sorted(one["seed"] for one in server.asked if "seed" in one)
    assert sent == ([3, 4] if painter.capabilities.seeds else [])
    if painter.capabilities.seeds:
        assert [one.pixels.getpixel((0, 0)) for one in painted] == [(3, 0, 90), (4, 0, 90)]


async def test_the_shape_asked_for_is_the_shape_painted(server: ImagesServer) -> None:
    (wide,) = await painter_at(server).paint([item(width=1256, height=836)], nothing)

    assert wide.pixels.width / wide.pixels.height == pytest.approx(1.5, rel=0.02)


async def test_progress_ends_with_all_steps_done(server: ImagesServer) -> None:
    steps: list[tuple[int, int]] = []

    await painter_at(server).paint([item(1), item(2)], lambda done, of: steps.append((done, of)))

    assert steps[-1][0] == steps[-1][1]
    assert steps == sorted(steps)
    assert len(steps) == 1 + 2 * (1 + PRESETS[server.preset].previews)  # the first says that it began


async def test_a_picture_to_start_from_reaches_the_server(server: ImagesServer) -> None:
    source = png(64, 64)

    (painted,) = await painter_at(server).paint([item(source=source)], nothing)

    name = PRESETS[server.preset].field
    sent = server.asked[0][name]
    assert (len(base64.b64decode(sent)) if isinstance(sent, str) else sent) == len(source)
    assert painted.pixels.size == (1024, 1024)


def part(width: int, height: int) -> tuple[bytes, Image.Image]:
    """Return a mask (PNG) of a picture's right half, and the same to look at."""
    mask, file = Image.new("L", (width, height)), io.BytesIO()
    mask.paste(255, (width // 2, 0, width, height))
    mask.save(file, "PNG")
    return file.getvalue(), mask


async def test_a_mask_is_sent_in_the_sense_that_the_server_reads(server: ImagesServer) -> None:
    painter = painter_at(server)
    mask, _seen = part(1024, 1024)

    if not painter.capabilities.masks:
        assert server.preset == "sglang"
        return
    (painted,) = await painter.paint([item(200, source=png(1024, 1024, 9), mask=mask)], nothing)

    seed = 200 if painter.capabilities.seeds else 1024
    left, right = (painted.pixels.getpixel((x, 500)) for x in (200, 800))
    assert (left, right) == ((9, 0, 90), (seed % 256, seed // 256, 90))
    assert "mask" in {name.partition("_")[0] for name in server.files}
    assert set(server.files) - {"mask", "mask_image"} == {"image"}


@pytest.mark.parametrize("size", [(1024, 1024), (1256, 836), (640, 1528), (300, 200)])
async def test_a_part_comes_back_where_it_was_whatever_sizes_the_server_paints(
    server: ImagesServer, size: tuple[int, int]
) -> None:
    painter = painter_at(server)
    if not painter.capabilities.masks:
        return
    (mask, seen), source = part(*size), png(*size, 9)
    region = regions.region_of(source, mask, painter.capabilities)
    asked = region.asked(item(200, *size, source=source, mask=mask))

    (painted,) = await painter.paint([asked], nothing)
    whole = np.asarray(region.composed(painted, "a fox").pixels).astype(int)

    fade, marked = np.asarray(region.fade), np.asarray(seen)
    assert whole.shape == (size[1], size[0], 3)
    assert (whole[fade == 0] == (9, 0, 90)).all()
    seed = 200 if painter.capabilities.seeds else 1024
    assert np.abs(whole[marked == 255] - (seed % 256, seed // 256, 90)).mean() < 3


async def test_what_must_not_be_seen_is_said_one_way_or_another(server: ImagesServer) -> None:
    await painter_at(server).paint([PaintItem("a fox", "ink", "snow", 1024, 1024, 1)], nothing)

    asked = server.asked[0]
    assert "snow" in asked.get("negative_prompt", asked["prompt"])
    assert asked["prompt"].startswith("a fox, ink")


async def test_a_hosts_own_fields_go_with_every_request(server: ImagesServer) -> None:
    await painter_at(server, extra={"num_inference_steps": 4}).paint([item()], nothing)

    assert server.asked[0]["num_inference_steps"] == 4


async def test_a_refusal_is_shown_and_not_tried_again(server: ImagesServer) -> None:
    told = {"error": {"message": "Your request was rejected", "code": "moderation_blocked"}}
    server.troubles = [answers(400, told)]

    failed = await failure_of(server)

    assert (failed.retry, failed.down) == (False, False)
    assert "rules refuse" in str(failed)


async def test_a_busy_server_is_left_alone_as_long_as_it_asks(server: ImagesServer) -> None:
    server.troubles = [answers(429, {"error": {"message": "slow down"}}, **{"Retry-After": "17"})]

    failed = await failure_of(server)

    assert (failed.retry, failed.after) == (True, 17.0)


async def test_a_wrong_key_is_never_shown(server: ImagesServer) -> None:
    failed = await failure_of(server, key="sk-wrong-and-secret")

    assert "key" in str(failed)
    assert "sk-" not in str(failed)
    assert (failed.retry, failed.down) == (False, True)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": f"size is wrong for {KEY}"}},
        {"detail": f"size is wrong for {KEY}"},
        {"detail": [{"loc": ["body", "size"], "msg": f"is wrong for {KEY}"}]},
        {"error": f"size is wrong for {KEY}"},
    ],
)
async def test_a_request_that_is_declined_shows_the_servers_words(generic: ImagesServer, body: Any) -> None:
    generic.troubles = [answers(422, body)]

    failed = await failure_of(generic)

    assert str(failed) == "it does not take this request: size is wrong for …"
    assert not failed.retry


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (answers(500, {"error": {"message": "CUDA"}}), "fault of its own"),
        (answers(502, "<html><h1>Bad Gateway</h1></html>"), "fault of its own"),
        (answers(307, "moved", Location="http://169.254.169.254/latest"), "fault of its own"),
        (answers(200, "<html>hello</html>"), "none that we understand"),
        (answers(200, {}), "none that we understand"),
        (answers(200, []), "none that we understand"),
        (answers(200, {"data": []}), "none that we understand"),
        (answers(200, {"data": ["x"]}), "none that we understand"),
        (answers(200, {"data": [{"b64_json": 5}]}), "none that we understand"),
        (answers(200, {"data": [{"b64_json": "%%%"}]}), "none that we understand"),
        (answers(200, {"data": [{"b64_json": "aGVsbG8="}]}), "none that we understand"),
        (answers(200, "[" * 100_000), "none that we understand"),
        (answers(200, {"data": [{"url": "http://169.254.169.254/latest/meta-data"}]}), "none that we understand"),
        (answers(200, {"data": [{"url": "http://127.0.0.1:1/x.png"}]}), "none that we understand"),
        (answers(200, {"data": [{"url": "http://localhost:1/x.png"}]}), "none that we understand"),
        (answers(200, {"data": [{"url": "http://[::ffff:10.0.0.1]/x.png"}]}), "none that we understand"),
        (answers(200, {"data": [{"url": "file:///etc/passwd"}]}), "none that we understand"),
        (answers(200, {"data": [{"url": "http://["}]}), "none that we understand"),
        (cut, "broke off"),
        (cut_stream, "broke off"),
        (endless, "none that we understand"),
    ],
)
async def test_whatever_comes_back_is_a_failure_in_words(generic: ImagesServer, trouble: Any, sentence: str) -> None:
    generic.troubles = [trouble]

    failed = await failure_of(generic)

    assert sentence in str(failed)
    assert (failed.retry, failed.down) == (True, True)


async def test_a_slow_server_is_given_up(generic: ImagesServer) -> None:
    generic.troubles = [hanging(generic)]

    failed = await failure_of(generic, seconds=0.3)

    assert str(failed) == "it took too long"
    assert failed.down


async def test_a_server_that_is_not_there_is_down() -> None:
    painter = ImagesPainter("m", "http://127.0.0.1:9/v1", "generic")

    with pytest.raises(PainterFailed, match="can't be reached") as told:
        await painter.paint([item()], nothing)

    assert told.value.down
    assert [one.why for one in await painter.examine()] == ["it can't be reached"]


async def test_cancelling_closes_the_connection(generic: ImagesServer) -> None:
    generic.always = hanging(generic)
    painting = asyncio.create_task(painter_at(generic).paint([item()], nothing))
    await generic.reached.wait()

    painting.cancel()

    await asyncio.wait_for(generic.dropped.wait(), 5)
    with pytest.raises(asyncio.CancelledError):
        await painting


async def test_a_picture_at_the_painters_own_server_is_fetched_with_the_key(generic: ImagesServer) -> None:
    seen: list[str] = []

    async def content(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization", ""))
        return web.Response(body=png(64, 64), content_type="image/png")

    async def generations(_request: web.Request) -> web.Response:
        return web.json_response({"data": [{"url": "/v1/images/1/content"}]})

    app = web.Application()
    app.router.add_get("/v1/images/1/content", content)
    app.router.add_post("/v1/images/generations", generations)
    async with listening(app) as url:
        (painted,) = await ImagesPainter("m", f"{url}/v1", "generic", key=KEY).paint([item()], nothing)

    assert painted.pixels.size == (64, 64)
    assert seen == [f"Bearer {KEY}"]


async def test_a_healthy_server_is_told_from_one_that_wants_another_key(server: ImagesServer) -> None:
    well, ill = await painter_at(server).examine(), await painter_at(server, key="no").examine()

    assert [one.why for one in well + ill] == ["", "it does not accept the key of this house"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700:4700::1111", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b:1::a00:1", False),
        ("2002:a00:1::", False),
        ("not an address", False),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://2130706433/x", "http://0x7f.1/x", "http://user@8.8.8.8/", "ftp://8.8.8.8/"]
)
async def test_nothing_is_fetched_from_a_house_of_our_own(url: str) -> None:
    with pytest.raises(NotFetched):
        await fetch(url, 1000, 5)


class Looker:
    """Somebody who looks on, and keeps what was seen of which picture."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, bytes]] = []

    def __call__(self, done: int, of: int) -> None:
        return

    def see(self, n: int, picture: Any) -> None:
        self.seen.append((n, picture))


async def test_pictures_on_the_way_are_shown_where_a_server_streams_them(server: ImagesServer) -> None:
    looker, painter = Looker(), painter_at(server)

    await painter.paint([item(3), item(4)], looker)

    previews = PRESETS[server.preset].previews
    assert painter.capabilities.previews == (previews > 0)
    assert sorted(n for n, _file in looker.seen) == [0] * previews + [1] * previews
    assert all(file.startswith(b"\x89PNG") for _n, file in looker.seen)


@pytest.mark.parametrize("broken", ["", "not base64!", "====", base64.b64encode(b"no picture").decode()])
async def test_broken_pictures_on_the_way_keep_none_from_its_end(broken: str) -> None:
    async with images_server("openai") as server:
        server.partial = [broken, broken]
        looker = Looker()

        (painted,) = await painter_at(server).paint([item()], looker)

    assert painted.pixels.size == (1024, 1024)
    assert {file for _n, file in looker.seen} <= {b"no picture", b""}
