"""Regions: what a painter is shown of a picture, and how its part is put back."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.painter import Capabilities, Painted, PaintItem
from generation import regions

CAN = Capabilities(smallest=64, largest=128, multiple=16, best=64)
SIZES = [(64, 64), (100, 60), (37, 119), (128, 128), (200, 500), (1536, 512), (16, 16)]


def png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.effect_noise(size, 90).convert("RGB")


def mask_of(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size)
    across, down = size
    ImageDraw.Draw(mask).rectangle((across * 0.6, down * 0.5, across * 0.8, down * 0.7), fill=255)
    return mask


def item_of(picture: Image.Image, mask: Image.Image) -> PaintItem:
    return PaintItem("a fox", "", "", *picture.size, 1, source=png(picture), mask=png(mask))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("can", [CAN, replace(CAN, sizes=((96, 96), (144, 96), (96, 144)))])
def test_a_painter_is_asked_for_a_size_that_it_paints(size: tuple[int, int], can: Capabilities) -> None:
    picture, mask = noise(size), mask_of(size)

    asked = regions.region_of(png(picture), png(mask), can).asked(item_of(picture, mask))

    sent = [Image.open(io.BytesIO(data or b"")) for data in (asked.source, asked.mask)]
    assert {one.size for one in sent} == {(asked.width, asked.height)}
    assert [one.mode for one in sent] == ["RGB", "L"]
    if can.sizes:
        assert (asked.width, asked.height) in can.sizes
    else:
        assert max(asked.width, asked.height) <= can.largest
        assert (asked.width % can.multiple, asked.height % can.multiple) == (0, 0)
    assert set(np.unique(np.asarray(sent[1]))) <= {0, 255}
    assert np.asarray(sent[1]).max() == 255


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("answered", [None, (64, 64), (333, 222)])
def test_whatever_comes_back_only_the_part_changes(size: tuple[int, int], answered: tuple[int, int] | None) -> None:
    picture, mask = noise(size), mask_of(size)
    region = regions.region_of(png(picture), png(mask), CAN)
    asked = region.asked(item_of(picture, mask))

    red = Image.new("RGB", answered or (asked.width, asked.height), "red")
    after = np.asarray(region.composed(Painted(red, 1, ""), "a fox").pixels)

    before, marked, fade = np.asarray(picture), np.asarray(mask), np.asarray(region.fade)
    assert after.shape == before.shape
    assert (after[fade == 0] == before[fade == 0]).all()
    assert (after[marked == 255] == (255, 0, 0)).all()
    assert (fade[marked == 255] == 255).all()


def test_what_a_painter_leaves_as_it_was_comes_back_in_its_place() -> None:
    picture, mask = Image.effect_mandelbrot((500, 300), (-2, -1.5, 1, 1.5), 60).convert("RGB"), mask_of((500, 300))
    region = regions.region_of(png(picture), png(mask), replace(CAN, largest=512))
    asked = region.asked(item_of(picture, mask))

    same = Image.open(io.BytesIO(asked.source or b""))
    after = np.asarray(region.composed(Painted(same, 1, ""), "as it was").pixels).astype(int)

    assert (after == np.asarray(picture)).all()  # it fits without being scaled, so nothing at all is lost


def test_of_a_picture_too_large_only_what_surrounds_the_part_is_shown() -> None:
    picture, mask = noise((1536, 1024)), Image.new("L", (1536, 1024))
    ImageDraw.Draw(mask).ellipse((1400, 900, 1450, 950), fill=255)

    region = regions.region_of(png(picture), png(mask), CAN)

    left, top, right, bottom = region.window
    assert max(right - left, bottom - top) <= CAN.largest
    assert left <= 1400 < 1450 <= right
    assert top <= 900 < 950 <= bottom


def test_a_thin_stroke_is_painted_whole_in_its_middle() -> None:
    mask = Image.new("L", (1024, 1024))
    ImageDraw.Draw(mask).line((100, 500, 900, 500), fill=255, width=3)

    fade = np.asarray(regions.faded(mask))

    assert (fade[500, 150:850] == 255).all()
    assert (fade[540] == 0).all()


def test_one_file_says_the_same_in_both_senses() -> None:
    both = Image.open(io.BytesIO(regions.both_senses(png(mask_of((100, 100))))))

    assert both.getpixel((70, 60)) == (255, 255, 255, 0)
    assert both.getpixel((10, 10)) == (0, 0, 0, 255)
