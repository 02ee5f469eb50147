"""Several painters, one of them at another house's address and with a price: what members see of refusals, outages and caps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from api.examine import examine
from core import worker
from core.painter import Painter, Style
from core.settings import Settings
from generation.easels import Easels
from generation.painters.registry import painter_for
from tests.generation.images_server import KEY, ImagesServer, answers, hanging, images_server
from tests.house import House, opened


@pytest.fixture
async def server() -> AsyncIterator[ImagesServer]:
    async with images_server("openai") as one:
        yield one


@asynccontextmanager
async def house_with(
    settings: Settings, server: ImagesServer, sketch: Painter, order: str = "images:m, sketch", **own: Any
) -> AsyncIterator[House]:
    """A house whose painters are those of its settings; the sketch painter's process is shared."""
    elsewhere = {"images_url": server.url, "images_key": KEY, "images_preset": "openai", "painter": order}
    chosen = Settings(_env_file=None, **{**settings.model_dump(), "price": "images:0.04", **elsewhere, **own})
    painters = [sketch if name == "sketch" else painter_for(name, chosen) for name in chosen.painters]
    async with opened(chosen, Easels(painters, chosen.price_of)) as house:
        yield house


async def details(house: House, who: str = "ana") -> str:
    post = [one for one in await house.wall("lobby", who) if one["post"]][-1]
    await house.presses(who, post, "details")
    return str((await house.last(who))["text"])


async def test_the_first_painter_paints_and_model_names_another(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter) as house:
        await house.paints("ana", "a fox")
        first = await details(house)
        await house.says("ana", "/imagine a crow --n 1 --model sketch")

        assert "painter images:m" in first
        assert "painter sketch" in await details(house)
        assert len(server.asked) == 1


async def test_an_unknown_painter_is_answered_with_those_there_are(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter) as house:
        told = await house.says("ana", "/imagine a fox --model rembrandt")

        assert told is not None
        assert told["text"] == "No painter here is called “rembrandt”. The painters are: images:m, sketch"


class Velvet:
    """The shipped painter with one look, its own."""

    def __init__(self, painter: Painter) -> None:
        self._painter = painter
        self.capabilities = replace(painter.capabilities, styles=(Style("velvet", "Velvet", "丝绒"),))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._painter, name)


async def test_a_style_chooses_the_painter_that_knows_it(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, Velvet(painter)) as house:
        await house.says("ana", "/imagine a fox --n 1 --style velvet")

        assert "painter sketch" in await details(house)
        assert server.asked == []


async def test_a_room_chooses_who_paints_there(settings: Settings, server: ImagesServer, painter: Painter) -> None:
    async with house_with(settings, server, painter) as house:
        await house.says("ana", "/setup painter sketch")
        await house.paints("ana", "a fox")
        told = await house.says("ana", "/setup")

        assert "painter sketch" in await details(house)
        assert told is not None
        assert "✅ paint: sketch" in told["text"]
        assert "with --model: images:m" in told["text"]


async def test_a_seed_that_means_nothing_has_no_button(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter) as house:
        elsewhere = await house.paints("ana", "a fox")
        await house.says("ana", "/imagine a crow --n 1 --model sketch")
        here = await house.last("ana")

        assert '"seed"' not in str(elsewhere["buttons"]).replace("'", '"')
        assert '"seed"' in str(here["buttons"]).replace("'", '"')


async def test_a_persona_keeps_its_face_in_a_picture_of_itself(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter, spend_persona="1") as house:
        house.quiet = False
        await house.says("ana", "Iris, draw yourself")
        await house.says("ana", "Iris, paint me a lighthouse at night")
        portrait = await house.salon.media.get("avatars/iris.png")

        started = [(one["image"], "lighthouse" in one["prompt"]) for one in server.asked if "image" in one]
        assert portrait is not None
        assert started == [(len(portrait), False)]
        assert any("lighthouse" in one["prompt"] for one in server.asked)


async def test_a_refusal_by_the_painters_provider_is_told_and_costs_nothing(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    refusal = {"error": {"message": "rejected by the safety system", "code": "moderation_blocked"}}
    server.always = answers(400, refusal)
    async with house_with(settings, server, painter) as house:
        await asks(house, "/imagine a fox --n 1")
        await at_work(house)
        await house.settle()
        quota = await house.says("ana", "/quota")

        shown = [one["text"] for one in await house.wall("lobby", "ana")]
        assert any("its provider's own rules refuse this" in text for text in shown)
        assert len(server.asked) == 1
        assert quota is not None
        assert quota["text"].splitlines() == [
            "0 of 200 today, resets 00:00 (UTC); 0 painting, 0 waiting.",
            "Spent on painters with a price today: 0.00 of 1.00.",
        ]


async def asks(house: House, line: str) -> dict[str, Any]:
    """Let Ana ask for a picture that nobody paints yet; return its placeholder."""
    await house.join("ana")
    await house.client("ana").post("/rooms/lobby/say", json={"id": "asked", "text": line})
    await house.hear_only()
    return next(one for one in await house.wall("lobby", "ana") if one["waiting"])


async def at_work(house: House) -> None:
    """Paint as the worker does, which sees to failures by itself."""
    for held in await worker._claim(house.salon, house.built.handlers, "paint", 1):
        await worker._run_held(house.salon, house.built.handlers, held)


async def test_a_busy_painter_is_asked_again_when_it_says(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    server.troubles = [answers(429, {"error": {"message": "slow down"}}, **{"Retry-After": "90"})]
    async with house_with(settings, server, painter) as house:
        await asks(house, "/imagine a fox --n 1")
        await at_work(house)
        await house.wind(seconds=60)
        early = len(server.asked)
        await house.wind(seconds=40)

        assert (early, len(server.asked)) == (1, 2)
        assert [post["prompt"] for post in await house.feed()] == ["a fox"]


async def test_cancelling_hangs_up_on_the_painter_which_is_paid_all_the_same(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    server.always = hanging(server)
    async with house_with(settings, server, painter) as house:
        waiting = await asks(house, "/imagine a slow fox --n 1")
        working = asyncio.create_task(at_work(house))
        await server.reached.wait()
        await house.presses("ana", waiting, "cancel")

        await asyncio.wait_for(server.dropped.wait(), 10)
        await working
        quota = await house.says("ana", "/quota")
        assert quota is not None
        assert quota["text"].endswith("0.04 of 1.00.")
        assert await house.feed() == []


async def test_while_a_painter_is_down_another_paints_and_says_so_and_only_its_price_is_paid(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    server.always = answers(503, "<html>Service Unavailable</html>")
    async with house_with(settings, server, painter) as house:
        await house.paints("ana", "a fox")
        text = await details(house)
        setup = await house.says("ana", "/setup")
        quota = await house.says("ana", "/quota")
        wrong = await examine(house.salon)

        assert "painter sketch" in text
        assert "Asked of images:m, which was down." in text
        assert setup is not None
        assert "❌ paint: images:m (it has a fault of its own: HTTP 503)" in setup["text"]
        assert quota is not None
        assert quota["text"].endswith("0.00 of 1.00.")
        assert wrong == []  # it lists its models, so it is there


async def test_the_doctor_names_a_painter_that_is_not_there(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter, images_url="http://127.0.0.1:9/v1") as house:
        assert await examine(house.salon) == ["the painter images:m does not paint: it can't be reached"]


async def test_a_member_who_has_spent_their_share_is_told_and_may_still_paint_for_nothing(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter, spend_member=Decimal("0.10")) as house:
        await house.says("ana", "/imagine a fox --n 2")
        told = await house.says("ana", "/imagine a crow --n 1")
        await house.says("ana", "/imagine a heron --n 1 --model sketch")
        await house.paints("bo", "a tin moon")

        assert told is not None
        assert told["private"]
        assert "your share of today is 0.10" in told["text"]
        assert [post["prompt"] for post in await house.feed()] == ["a tin moon", "a heron", "a fox"]
        assert len(server.asked) == 3


async def test_a_request_taken_back_while_it_waits_costs_nothing(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter) as house:
        waiting = await asks(house, "/imagine a slow fox --n 1")
        await house.presses("ana", waiting, "cancel")
        quota = await house.says("ana", "/quota")

        assert quota is not None
        assert quota["text"].endswith("0.00 of 1.00.")
        assert server.asked == []


async def test_outage_and_caps_are_told_in_chinese_too(
    settings: Settings, server: ImagesServer, painter: Painter
) -> None:
    async with house_with(settings, server, painter, spend_room=Decimal("0.01")) as house:
        await house.says("ana", "/language zh")
        told = await house.says("ana", "/imagine 一只狐狸 --n 1")

        assert told is not None
        assert "本群今天的份额为 0.01" in told["text"]
