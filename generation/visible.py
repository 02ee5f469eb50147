"""The visible mark: two letters in a corner that say that AI made the picture, at least 5 % of its short side high."""

import math

from PIL import Image, ImageDraw, ImageFilter

from generation.painters.sketch.compose.lettering import font

HEIGHT = 0.052
"""The letters' height, of the short side: a little above the 5 % that the rules ask for."""
MARGIN = 0.022
CAPTION = "caption"
"""A room's choice to have it said in the caption alone."""
INK, GROUND, VEIL = (255, 255, 255), (18, 16, 14), 120
Box = tuple[int, int, int, int]


def marked(pixels: Image.Image, words: str) -> tuple[Image.Image, Box]:
    """Return a picture with its mark at the lower left, and the box (left, top, right, bottom) that the mark covers."""
    whole = pixels.convert("RGB")
    short = min(whole.size)
    face = font(_size_for(words, short))
    left, top, right, bottom = (round(side) for side in face.getbbox(words))
    high, wide = bottom - top, right - left
    pad = max(2, round(high * 0.34))
    margin = max(2, round(short * MARGIN))
    across, down = round(wide + pad * 2.6), high + pad * 2
    x, y = margin, whole.height - margin - down
    box = (max(0, x - 1), max(0, y - 1), min(whole.width, x + across + 1), min(whole.height, y + down + 1))
    plate = Image.new("L", (across * 2, down * 2), 0)
    ImageDraw.Draw(plate).rounded_rectangle((0, 0, across * 2 - 1, down * 2 - 1), radius=down, fill=VEIL)
    plate = plate.resize((across, down), Image.Resampling.LANCZOS)
    behind = whole.crop((x, y, x + across, y + down)).filter(ImageFilter.GaussianBlur(pad / 2))
    behind.paste(Image.new("RGB", (across, down), GROUND), (0, 0), plate)
    cut = plate.point(lambda value: min(255, value * 255 // VEIL))
    whole.paste(behind, (x, y), cut)
    ImageDraw.Draw(whole).text((x + (across - wide) / 2 - left, y + pad - top), words, font=face, fill=INK)
    return whole, box


def _size_for(words: str, short: int) -> int:
    """Return the size of the face at which its letters are as high as they must be."""
    wanted = max(8, round(short * HEIGHT))
    _left, top, _right, bottom = font(200).getbbox(words)
    return max(10, math.ceil(wanted * 200 / (bottom - top)))


def words_for(profile: str, language: str, choice: str) -> str:
    """Return what the mark says under a profile and in a room's language; empty where the room says it in the caption instead."""
    said = "AI生成" if profile == "cn" or language == "zh" else "AI"
    return said if profile == "cn" or choice != CAPTION else ""
