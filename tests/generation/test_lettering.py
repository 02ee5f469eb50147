"""Words that can be read, with painters that can't write."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from core.painter import Capabilities, Painted, PaintItem
from generation import lettering

MUTE = Capabilities(smallest=64, largest=1024, multiple=8)
WRITES = Capabilities(letters=True)


def item(prompt: str, style: str = "", side: int = 512) -> PaintItem:
    return PaintItem(prompt, style, "", side, side, 7)


def painted(hue: str, side: int = 512) -> Painted:
    return Painted(Image.new("RGB", (side, side), hue), 7, "a colour")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ('a cat holding a sign that says "OPEN LATE"', "a cat holding"),
        ("一只猫，牌子上写着“营业中”", "一只猫，牌子上"),
        ("a quiet lake", "a quiet lake"),
        ('"HELLO"', '"HELLO"'),
    ],
)
def test_the_words_to_be_written_are_not_left_to_a_painter_that_cannot(typed: str, asked: str) -> None:
    (only,) = lettering.asked(item(typed), MUTE, free=True)

    assert only.prompt == asked


def test_they_are_set_on_the_picture_afterwards() -> None:
    wish = item('a shop with the words "OPEN LATE"')

    made = lettering.composed(wish, MUTE, [painted("teal")])

    changed = np.abs(np.asarray(made.pixels).astype(int) - np.asarray(painted("teal").pixels)).sum(-1) > 0
    assert 0.02 < changed.mean() < 0.4
    assert changed[: made.pixels.height // 2].sum() == 0  # near the lower edge


def test_a_painter_that_writes_gets_the_wish_as_it_is() -> None:
    wish = item('a sign saying "OPEN"', "comic")

    assert lettering.asked(wish, WRITES, free=True) == [wish]
    assert lettering.composed(wish, WRITES, [painted("red")]).pixels == painted("red").pixels


def test_a_comic_is_four_panels_with_the_storys_own_captions() -> None:
    wish = item("a fox wakes up; it meets a crow; they bake bread; the end", "comic")

    panels = lettering.asked(wish, MUTE, free=True)
    made = lettering.composed(wish, MUTE, [painted(hue, 256) for hue in ("red", "lime", "blue", "gold")])

    assert [panel.prompt.split(",")[0] for panel in panels] == [
        "a fox wakes up",
        "it meets a crow",
        "they bake bread",
        "the end",
    ]
    assert {(panel.width, panel.height, panel.style) for panel in panels} == {(256, 256, "")}
    assert len({panel.seed for panel in panels}) == 4
    assert made.pixels.size == (512, 512)
    corners = [made.pixels.getpixel((x, y)) for y in (128, 384) for x in (128, 384)]
    assert corners == [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 215, 0)]
    assert made.pixels.getpixel((128, 20)) != (255, 0, 0)  # the first caption stands at the top


def test_panels_are_not_painted_one_by_one_where_each_costs_money() -> None:
    assert len(lettering.asked(item("a fox; a crow", "comic"), MUTE, free=False)) == 1


def test_a_panel_is_no_smaller_than_the_painter_paints() -> None:
    can = Capabilities(smallest=512, largest=1024, multiple=64)

    assert {(one.width, one.height) for one in lettering.asked(item("a fox", "comic", 640), can, free=True)} == {
        (512, 512)
    }


def test_the_captions_of_an_enlarged_comic_are_written_anew() -> None:
    wish = item("a fox wakes up; it meets a crow; they bake bread; the end", "comic")
    page = lettering.composed(wish, MUTE, [painted(hue, 256) for hue in ("red", "lime", "blue", "gold")]).pixels
    larger = replace(item(wish.prompt, "comic", 1024), source=b"png", enlarge=2.0)
    (only,) = lettering.asked(larger, MUTE, free=True)
    smeared = replace(painted("red"), pixels=page.resize((64, 64)).resize((1024, 1024)))

    made = lettering.composed(larger, MUTE, [smeared], free=True).pixels

    whole = lettering.composed(
        replace(larger, enlarge=0.0), MUTE, [painted(hue, 512) for hue in ("red", "lime", "blue", "gold")]
    ).pixels
    top = (20, 20, 500, 60)
    assert only.width == 1024
    assert made.crop(top).tobytes() == whole.crop(top).tobytes()  # as sharp as on a page of this size
    assert made.getpixel((256, 256)) == (255, 0, 0)
