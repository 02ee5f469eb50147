"""The whole way with a diffusion model: members ask in the room, a tiny model paints, each gets their own picture."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from core import jobs, marks, worker
from core.brief import Brief
from core.models.making import Creation, Picture
from core.painter import PaintItem
from core.settings import Settings
from generation import regions
from generation.painters.diffusion.painter import DiffusionPainter
from tests.house import House, opened
from tests.stories.test_edits import edits, mask_of, masters_in, png

Tiny = Callable[[str], Path]


@pytest.fixture
async def studio_house(diffusion: DiffusionPainter, tmp_path: Path) -> AsyncIterator[House]:
    """A house on SQLite whose painter is a tiny Stable Diffusion."""
    settings = Settings(_env_file=None, database=f"sqlite:///{tmp_path}/salon.db", media=str(tmp_path / "media"))
    await diffusion.start()
    async with opened(settings, diffusion) as one:
        yield one


async def test_a_request_becomes_marked_pictures_of_the_models_size(studio_house: House) -> None:
    shown = await studio_house.paints("ana", "a heron in fog")

    (picture,) = shown["pictures"]
    file = await studio_house.client("ana").get(picture["url"])
    assert (picture["width"], picture["height"]) == (64, 64)
    assert marks.is_marked(file.content)
    assert b"diffusion:tiny-sd" in file.content


async def test_a_remix_starts_from_the_picture_it_answers(studio_house: House) -> None:
    parent = await studio_house.paints("ana", "a heron in fog")

    await studio_house.says("bo", "/imagine a heron in rain --n 1", reply_to=parent["id"])

    child = await studio_house.last()
    assert f"remix of #{parent['post']['id']} by Ana" in child["text"]


async def test_members_of_one_batch_each_get_the_picture_they_would_get_alone(studio_house: House) -> None:
    asked = {"ana": "a fox --n 1 --seed 1", "bo": "two cats --n 2 --seed 5", "cy": "a tin moon --n 1 --seed 9"}
    for who in asked:
        await studio_house.join(who)
    studio_house.salon.painter.capabilities = replace(studio_house.salon.painter.capabilities, together=4)
    takes = await _together(studio_house, asked)

    assert takes == [3]
    alone = {}
    for who, words in asked.items():
        await studio_house.says(who, f"/imagine {words}")
        alone[who] = await _pictures(studio_house, (await studio_house.last(who))["post"]["id"])
    for who, words in asked.items():
        prompt = words.split(" --")[0]
        first = next(
            one for one in await studio_house.wall("lobby", who) if one["post"] and one["post"]["prompt"] == prompt
        )
        assert first["speaker"]["name"].lower().startswith(who)
        for one, other in zip(await _pictures(studio_house, first["post"]["id"]), alone[who], strict=True):
            assert np.abs(one - other).max() <= 1  # two floats 1e-4 apart can still be rounded to neighbours


async def test_a_batch_waits_with_the_painter_while_another_is_painted(studio_house: House) -> None:
    people = ("ana", "bo", "cy", "dee")
    for who in people:
        await studio_house.join(who)
    for n, who in enumerate(people):
        await _ask(studio_house, who, f"/imagine a fox --n 4 --seed {n}")
    await studio_house.hear_only()
    salon, stop, held = studio_house.salon, asyncio.Event(), list[int]()
    working = asyncio.create_task(worker.run_forever(salon, studio_house.built.handlers, "paint", 4, stop))

    while len(await _done(studio_house)) < 4:
        async with salon.read() as db:
            in_hand = select(jobs.Job.id).where(jobs.Job.kind == "paint", jobs.Job.locked_until.is_not(None))
            held.append(len((await db.scalars(in_hand)).all()))
        await asyncio.sleep(0.005)
    stop.set()
    await working

    assert max(held) >= 2


async def test_a_part_is_painted_by_the_models_inpainting_form_and_the_rest_stays(studio_house: House) -> None:
    code = (await studio_house.paints("ana", "a heron in fog"))["post"]["id"]
    mask = mask_of((64, 64), (32, 8, 60, 40))

    first = await edits(studio_house, "bo", code, "a boat --n 1 --seed 3", mask)
    second = await edits(studio_house, "bo", code, "a boat --n 1 --seed 4", mask)

    assert (first.status_code, second.status_code) == (202, 202)
    newest, before = [one["id"] for one in (await studio_house.feed())[:2]]
    (old,), (one,), (other,) = [await masters_in(studio_house, each) for each in (code, before, newest)]
    fade = np.asarray(regions.faded(Image.open(BytesIO(mask)).convert("L")))
    for edited in (one, other):
        assert (edited[fade == 0] == old[fade == 0]).all()
        assert np.abs(edited - old)[fade == 255].mean() > 4
    assert np.abs(one - other)[fade == 255].mean() > 2


@pytest.mark.parametrize("kind", ["sdxl", "flux", "z-image"])
async def test_every_architecture_paints_a_part_of_any_size(tiny_model: Tiny, kind: str) -> None:
    painter = DiffusionPainter(str(tiny_model(kind)))
    source = Image.effect_mandelbrot((100, 75), (-2, -1.5, 1, 1.5), 50).convert("RGB")
    data, mask = png(source), mask_of((100, 75), (20, 10, 60, 50))
    region = regions.region_of(data, mask, painter.capabilities)
    item = PaintItem("a fox", "", "", 100, 75, 1, source=data, mask=mask, strength=0.95)
    try:
        (painted,) = await painter.paint([region.asked(item)], lambda _done, _of: None)
    finally:
        await painter.close()

    after, fade = np.asarray(region.composed(painted, "a fox").pixels, dtype=int), np.asarray(region.fade)
    assert painter.capabilities.masks
    assert painted.pixels.size == region.canvas
    assert (after[fade == 0] == np.asarray(source)[fade == 0]).all()
    assert np.abs(after - np.asarray(source))[fade == 255].mean() > 4


async def _ask(house: House, who: str, text: str) -> None:
    body = {"id": uuid4().hex, "text": text, "reply_to": None}
    answer = await house.client(who).post("/rooms/lobby/say", json=body)
    assert answer.status_code == 202, answer.text


async def _together(house: House, asked: dict[str, str]) -> list[int]:
    """Let everybody ask before anything is painted; return how many jobs each pass over the queue did."""
    for who, words in asked.items():
        await _ask(house, who, f"/imagine {words}")
    await house.hear_only()
    did = await worker.run_due(house.salon, house.built.handlers, "paint")
    await house.settle()
    return [did]


async def _done(house: House) -> list[int]:
    async with house.salon.read() as db:
        return list(await db.scalars(select(Creation.id).where(Creation.state == "done")))


async def _pictures(house: House, code: str) -> list[Any]:
    post = await house.post(code)
    async with house.salon.read() as db:
        found = select(Picture.key).where(Picture.creation_id == post.creation_id).order_by(Picture.n)
        keys = list(await db.scalars(found))
    return [np.asarray(Image.open(BytesIO(await house.salon.media.get(key))), dtype=int) for key in keys]


async def test_hd_is_a_second_pass_from_the_picked_picture(studio_house: House) -> None:
    small = await studio_house.paints("ana", "a heron in fog")

    await studio_house.presses("bo", small, "hd")

    large = [one for one in await studio_house.wall("lobby", "bo") if one["post"]][-1]
    (after,) = await _pictures(studio_house, large["post"]["id"])
    async with studio_house.salon.read() as db:
        parent, child = [await studio_house.post(one["post"]["id"]) for one in (small, large)]
        source = await db.scalar(select(Picture.key).where(Picture.creation_id == parent.creation_id))
        brief = Brief.of_json((await db.get_one(Creation, child.creation_id)).brief)
    assert after.shape == (128, 128, 3)
    assert (brief.source, brief.enlarge, brief.prompt) == (source, 2.0, "a heron in fog")
    assert f"#{small['post']['id']} by Ana, enlarged" in large["text"]
