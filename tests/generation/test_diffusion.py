"""The diffusion painter paints with real pipelines of tiny models, in a process that can be trusted."""

import asyncio
import io
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.brief import Brief
from core.painter import PainterFailed, PaintItem
from generation.painters.diffusion.model import read_model
from generation.painters.diffusion.painter import DiffusionPainter

PROMPTS = ("a fox", "a heron in fog by the lake, woodblock print", "two cats")
Tiny = Callable[[str], Path]


def items(*prompts: str, **more: object) -> list[PaintItem]:
    return [PaintItem(prompt, "", "", 64, 64, n, **more) for n, prompt in enumerate(prompts, start=1)]  # type: ignore[arg-type]


def nothing(_done: int, _of: int) -> None:
    return


def array(picture: Image.Image) -> "np.typing.NDArray[np.int64]":
    return np.asarray(picture, dtype=int)


@pytest.mark.parametrize("kind", ["sd", "sdxl", "flux", "z-image"])
@pytest.mark.parametrize("mode", ["text", "image", "inpaint"])
def test_a_picture_painted_in_company_equals_the_one_painted_alone(tiny_model: Tiny, kind: str, mode: str) -> None:
    from generation.painters.diffusion.loading import load
    from generation.painters.diffusion.passes import Easel

    model = read_model(str(tiny_model(kind)))
    easel = Easel(model, load(model))
    grey, half = _png(Image.new("RGB", (64, 64), "grey")), _png(Image.linear_gradient("L"))
    more = {"text": {}, "image": {"source": grey}, "inpaint": {"source": grey, "mask": half}}[mode]
    asked = items(*PROMPTS, **more)
    shared = easel.pass_for(asked[0], 64, 64)

    together = easel.paint(shared, asked, nothing).numpy()
    alone = [easel.paint(shared, [item], nothing)[0].numpy() for item in asked]

    assert together.shape == (3, 3, 64, 64)
    assert max(np.abs(one - other).max() for one, other in zip(together, alone, strict=True)) < 1e-4
    assert np.abs(together[0] - together[1]).mean() > 0.01


async def test_the_same_seed_gives_the_same_picture_and_another_another(diffusion: DiffusionPainter) -> None:
    (item,) = items("a fox")

    first, again, other = [(await diffusion.paint([one], nothing))[0] for one in (item, item, replace(item, seed=99))]

    assert first.pixels.tobytes() == again.pixels.tobytes()
    assert np.abs(array(first.pixels) - array(other.pixels)).mean() > 4


async def test_progress_counts_every_step_to_the_end(diffusion: DiffusionPainter) -> None:
    told: list[tuple[int, int]] = []

    await diffusion.paint(items(*PROMPTS), lambda done, of: told.append((done, of)))

    assert told[0] == (0, 0)
    assert [done for done, _of in told] == sorted(done for done, _of in told)
    assert told[-1] == (9, 9)


async def test_a_picture_can_be_the_start(diffusion: DiffusionPainter) -> None:
    red = _png(Image.new("RGB", (200, 90), (220, 20, 20)))
    weak, strong = items("a fox", source=red, strength=0.1)[0], items("a fox", source=red, strength=1.0)[0]

    near, far = await diffusion.paint([weak], nothing), await diffusion.paint([strong], nothing)

    assert near[0].pixels.size == (64, 64)
    assert not np.array_equal(array(near[0].pixels), array(far[0].pixels))


async def test_only_the_white_of_a_mask_is_painted_anew(diffusion: DiffusionPainter) -> None:
    source = _png(Image.effect_mandelbrot((64, 64), (-2, -1.5, 1, 1.5), 50).convert("RGB"))
    mask = Image.new("L", (64, 64))
    mask.paste(255, (32, 0, 64, 64))
    item = items("a fox", source=source, mask=_png(mask), strength=1.0)[0]

    first, other = [array((await diffusion.paint([one], nothing))[0].pixels) for one in (item, replace(item, seed=50))]

    apart = np.abs(first - other).mean(axis=(0, 2))
    assert apart[48:].mean() > 4 * apart[:16].mean()


async def test_sizes_are_those_the_model_can_paint(diffusion: DiffusionPainter) -> None:
    (wide,) = await diffusion.paint([replace(items("a fox")[0], width=300, height=101)], nothing)

    assert wide.pixels.size == (128, 40)


async def test_items_of_several_sizes_come_back_in_their_order(diffusion: DiffusionPainter) -> None:
    mixed = [replace(item, width=width) for item, width in zip(items(*PROMPTS), (64, 96, 64), strict=True)]

    painted = await diffusion.paint(mixed, nothing)

    assert [one.pixels.size[0] for one in painted] == [64, 96, 64]
    assert [one.seed for one in painted] == [1, 2, 3]


async def test_cancelling_leaves_the_model_loaded_and_fit(diffusion: DiffusionPainter) -> None:
    before = await diffusion.paint(items("a fox"), nothing)
    running = _process(diffusion)
    begun = asyncio.Event()
    painting = asyncio.create_task(
        diffusion.paint(items(*PROMPTS * 20), lambda done, of: begun.set() if done else None)
    )
    await begun.wait()

    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting
    after = await diffusion.paint(items("a fox"), nothing)

    assert before[0].pixels.tobytes() == after[0].pixels.tobytes()
    assert _process(diffusion) == running


async def test_requests_that_overlap_get_their_own_pictures(diffusion: DiffusionPainter) -> None:
    alone = [(await diffusion.paint([item], nothing))[0].pixels.tobytes() for item in items(*PROMPTS)]

    at_once = await asyncio.gather(*(diffusion.paint([item], nothing) for item in items(*PROMPTS) * 2))

    assert [one[0].pixels.tobytes() for one in at_once] == alone * 2


async def test_a_hang_is_ended_and_told_and_the_next_request_is_painted(tiny_model: Tiny) -> None:
    painter = DiffusionPainter(str(tiny_model("sd")))
    painter.model = painter.model.model_copy(update={"patience": 1.0, "batch": 1})
    try:
        await painter.start()
        os.kill(_process(painter), signal.SIGSTOP)
        with pytest.raises(PainterFailed, match="hung"):
            await painter.paint(items("a fox"), nothing)
        (painted,) = await painter.paint(items("a fox"), nothing)
    finally:
        await painter.close()

    assert painted.pixels.size == (64, 64)


async def test_a_process_that_is_killed_fails_what_it_painted_and_comes_back(tiny_model: Tiny) -> None:
    painter = DiffusionPainter(str(tiny_model("sd")))
    try:
        await painter.start()
        painting = asyncio.create_task(painter.paint(items(*PROMPTS * 20), nothing))
        await asyncio.sleep(0.2)
        os.kill(_process(painter), signal.SIGKILL)
        with pytest.raises(PainterFailed, match="ended"):
            await painting
        (painted,) = await painter.paint(items("a fox"), nothing)
    finally:
        await painter.close()

    assert painted.pixels.size == (64, 64)


def test_briefs_share_a_batch_only_where_they_share_a_pass(tiny_model: Tiny) -> None:
    painter = DiffusionPainter(str(tiny_model("sd")))
    one = Brief("a fox", width=64, height=64, seed=1)

    same = [replace(one, prompt="a crow", seed=2, negative="fog"), replace(one, width=65)]
    other = [replace(one, width=128), replace(one, source="k"), replace(one, source="k", strength=0.3)]
    other.append(replace(one, source="k", mask="m"))

    assert {painter.batch_key(brief) for brief in same} == {painter.batch_key(one)}
    assert len({painter.batch_key(brief) for brief in [one, *other]}) == 5


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _process(painter: DiffusionPainter) -> int:
    assert painter._link is not None
    assert painter._link._child is not None
    return painter._link._child.pid
