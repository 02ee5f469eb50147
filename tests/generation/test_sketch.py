"""The sketch painter paints: the same twice, at any size, in every style, and its process can be trusted."""

import asyncio
import io

import numpy as np
import pytest

from core.ports import Painter, PainterFailed, PaintItem
from generation.painters.sketch.painter import SketchPainter
from generation.painters.sketch.reading import read
from generation.painters.sketch.render import render
from generation.painters.sketch.styling.shelf import LOOKS


def item(prompt: str, style: str = "", seed: int = 1, side: int = 512, **more: object) -> PaintItem:
    return PaintItem(prompt, style, "", side, side, seed, **more)  # type: ignore[arg-type]


def nothing(_done: int, _of: int) -> None:
    return


@pytest.mark.parametrize("style", list(LOOKS))
def test_every_style_gives_the_same_picture_twice_and_another_for_another_seed(style: str) -> None:
    plan = read("a red fox in a meadow", style=style)

    first, again, other = (np.asarray(render(plan, 512, 512, seed)) for seed in (3, 3, 4))

    assert np.array_equal(first, again)
    assert np.abs(first.astype(int) - other.astype(int)).mean() > 4
    assert first.std() > 12


def test_styles_differ_at_a_glance() -> None:
    small = {
        style: np.asarray(render(read("a red fox in a meadow", style=style), 512, 512, 3).resize((64, 64)), dtype=int)
        for style in LOOKS
        if style not in ("", "flat")
    }

    apart = [np.abs(small[a] - small[b]).mean() for a in small for b in small if a < b]

    assert min(apart) > 5


@pytest.mark.parametrize(("width", "height"), [(512, 512), (1536, 512), (512, 1536), (768, 1152)])
def test_any_size_is_painted_at_exactly_that_size(width: int, height: int) -> None:
    assert render(read("two cats on a roof at night"), width, height, 1).size == (width, height)


@pytest.mark.parametrize(
    "place",
    ["sky", "sea", "beach", "lake", "river", "underwater", "outer space", "city", "street", "village", "forest", "jungle", "desert",
     "meadow", "garden", "mountains", "tundra", "cave", "volcano", "bedroom", "kitchen", "library", "cafe", "still life", "abstract"],
)  # fmt: skip
def test_every_place_can_be_painted_with_and_without_somebody_there(place: str) -> None:
    for prompt in (place, f"a fox, {place}", f"{place} at night in the rain", f"{place}, winter, fog"):
        assert np.asarray(render(read(prompt), 512, 512, 2)).std() > 5


def test_a_picture_can_be_restyled() -> None:
    photo = io.BytesIO()
    render(read("a castle by the sea"), 640, 480, 1).save(photo, "JPEG")

    ink = render(read("", style="ink"), 512, 512, 1, photo.getvalue())

    assert ink.size == (512, 512)
    assert np.asarray(ink).std() > 10


async def test_progress_comes_in_real_steps(painter: Painter) -> None:
    seen: list[tuple[int, int]] = []

    await painter.paint([item("a fox"), item("a crow", seed=2)], lambda done, of: seen.append((done, of)))

    assert [done for done, _of in seen] == sorted({done for done, _of in seen})
    assert seen[-1] == (seen[-1][1], seen[-1][1])
    assert len(seen) >= 8


async def test_it_says_what_it_did_not_understand(painter: Painter) -> None:
    (painted,) = await painter.paint([item("a fox with a zorblax")], nothing)

    assert painted.notes["unknown"] == ["zorblax"]
    assert "fox" in painted.alt


async def test_cancelling_stops_the_work_and_the_next_picture_is_painted() -> None:
    painter = SketchPainter()
    long = asyncio.create_task(painter.paint([item("a fox", "neon", n, 1536) for n in range(4)], nothing))
    await asyncio.sleep(0.4)

    long.cancel()
    with pytest.raises(asyncio.CancelledError):
        await long

    (painted,) = await painter.paint([item("a crow")], nothing)
    assert painted.pixels.size == (512, 512)
    await painter.close()


async def test_a_process_that_dies_is_told_and_replaced() -> None:
    painter = SketchPainter()
    await painter.start()
    assert painter._child is not None
    painter._child.kill()

    with pytest.raises(PainterFailed, match="ended"):
        await painter.paint([item("a fox")], nothing)

    assert len(await painter.paint([item("a fox")], nothing)) == 1
    await painter.close()


async def test_a_source_that_is_no_picture_fails_once_and_for_all(painter: Painter) -> None:
    with pytest.raises(PainterFailed) as told:
        await painter.paint([item("a fox", source=b"not a picture")], nothing)

    assert not told.value.retry
