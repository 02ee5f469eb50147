"""Digest covers: every number of pictures has its layout, names in both languages fit, and the whole is no blank sheet."""

import io

import pytest
from PIL import Image

from generation.digest_cover import WIDTH, Place, draw_cover

HUES = ("#335577", "#884422", "#557733", "#775588", "#aa8833", "#227766", "#993355", "#446699", "#666622")


def place(n: int, author: str = "Ana", likes: int = 3) -> Place:
    """Return a place with a picture of one colour."""
    file = io.BytesIO()
    Image.new("RGB", (640, 480), HUES[n]).save(file, "WEBP")
    return Place(file.getvalue(), author, likes)


@pytest.mark.parametrize("count", range(1, 10))
def test_every_picture_is_on_the_cover(count: int) -> None:
    cover = draw_cover("The Lobby", "Best of the day · 2026-11-23", [place(n) for n in range(count)])

    small = cover.convert("RGB").resize((cover.width // 4, cover.height // 4))
    colours = {colour for _number, colour in small.getcolors(maxcolors=1_000_000) or []}
    seen = [n for n in range(count) if any(_near(colour, HUES[n]) for colour in colours)]
    assert cover.width == WIDTH
    assert seen == list(range(count))


def _near(colour: tuple[int, ...], hue: str) -> bool:
    wanted = tuple(int(hue[at : at + 2], 16) for at in (1, 3, 5))
    return all(abs(one - other) <= 6 for one, other in zip(colour, wanted, strict=True))


def test_long_names_in_both_languages_stay_on_the_sheet() -> None:
    names = ["一个名字特别特别长的朋友从很远的地方来", "Maximiliana Featherstonehaugh-Cholmondeley the Third", "Bo"]
    room = "一个名字非常非常长的房间，长到放不下，还在继续长下去，直到纸的边上"

    cover = draw_cover(room, "本周精选 · 2026-11-23", [place(n, names[n], 10_000 + n) for n in range(3)])

    edge = cover.crop((WIDTH - 10, 0, WIDTH, 140)).getcolors()
    assert edge is not None
    assert len(edge) == 1  # nothing is written over the margin
