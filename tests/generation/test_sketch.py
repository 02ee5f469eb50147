"""The sketch painter paints: the same twice, at any size, in every style, and its process can be trusted."""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from core.painter import Painter, PainterFailed, PaintItem
from generation.painters.sketch import part
from generation.painters.sketch.painter import SketchPainter
from generation.painters.sketch.reading import read
from generation.painters.sketch.render import STEPS, render
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


def part_of(words: str, style: str = "", seed: int = 3) -> tuple[Image.Image, Image.Image, Image.Image]:
    """Return a meadow, a mask of a place in its sky, and what is drawn there."""
    source = render(read("a meadow", style=style), 512, 512, 1)
    mask = Image.new("L", source.size)
    mask.paste(255, (80, 60, 280, 220))
    files = [io.BytesIO(), io.BytesIO()]
    for picture, file in zip((source, mask), files, strict=True):
        picture.save(file, "PNG")
    steps: list[int] = []
    drawn = render(
        read(words, style=style), 512, 512, seed, files[0].getvalue(), 0.9, lambda: steps.append(1),
        files[1].getvalue(),
    )  # fmt: skip
    assert len(steps) == STEPS
    return source, mask, drawn


@pytest.mark.parametrize("style", ["", "watercolor", "woodblock", "comic", "pixel"])
@pytest.mark.parametrize("words", ["a red balloon", "a night sky", "snow", "zzyzx", "nothing"])
def test_a_part_is_drawn_in_any_look_from_any_words(words: str, style: str) -> None:
    source, _mask, drawn = part_of(words, style)

    assert (drawn.size, drawn.mode) == (source.size, "RGB")
    assert drawn.tobytes() == part_of(words, style)[2].tobytes()


def test_a_thing_stands_within_its_part_and_another_seed_sets_it_otherwise() -> None:
    source, mask, drawn = part_of("a red balloon", "flat")

    apart = np.abs(np.asarray(source, dtype=int) - np.asarray(drawn, dtype=int)).sum(axis=2) > 90
    rows, columns = np.flatnonzero(apart.any(axis=1)), np.flatnonzero(apart.any(axis=0))
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    assert apart.sum() > 0.2 * (right - left) * (bottom - top)
    assert top <= rows[0] < rows[-1] <= bottom
    assert left <= columns[0] < columns[-1] <= right
    assert drawn.tobytes() != part_of("a red balloon", "flat", seed=4)[2].tobytes()


def test_words_it_does_not_know_leave_what_surrounds_the_part() -> None:
    source, _mask, drawn = part_of("zzyzx", "flat")
    _same, _mask, thing = part_of("a red balloon", "flat")

    far, near = (
        np.abs(np.asarray(source, dtype=int) - np.asarray(one, dtype=int))[60:220, 80:280].mean()
        for one in (thing, drawn)
    )
    assert near < far / 2


def test_the_surroundings_grow_over_a_hole_without_a_seam() -> None:
    ramp = np.repeat(np.linspace(0, 1, 200, dtype=np.float32)[None, :, None], 120, axis=0)
    known = np.ones((120, 200), np.float32)
    known[30:90, 50:150] = 0

    grown = part.grown_over(np.where(known[..., None] > 0, ramp, 9), known)

    assert np.abs(grown - ramp).max() < 0.05
