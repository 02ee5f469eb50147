"""Lettering: words of the prompt, written so that they can be read in every style."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent.parent / "fonts"
INKS = {
    "blueprint": ("#ffffff", "#123a70"),
    "neon": ("#ffe6f7", "#c02a8a"),
    "noir": ("#f4f4f4", "#101010"),
    "vaporwave": ("#e9fffd", "#a01f86"),
}


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the house's face at a size in pixels; it has Latin, Greek, Cyrillic, kana and the common Chinese characters."""
    return ImageFont.truetype(str(FONTS / "NotoSansSC-Bold-subset.otf"), size)


def is_chinese(text: str) -> bool:
    """Say whether a text needs the Chinese face."""
    return any(sign >= "\u2e80" for sign in text)


def written(picture: Image.Image, words: Sequence[str], style: str) -> Image.Image:
    """Return the picture with the words on a board near its lower edge; unchanged without words."""
    if not words:
        return picture
    text = "  ·  ".join(words)
    size = max(18, round(min(picture.size) * 0.085))
    face = font(size)
    pen = ImageDraw.Draw(picture)
    while size > 14 and pen.textlength(text, font=face) > picture.width * 0.8:
        size = round(size * 0.9)
        face = font(size)
    ink, board = INKS.get(style, ("#2b211a", "#f7efdd"))
    long = pen.textlength(text, font=face)
    x, y = (picture.width - long) / 2, picture.height * 0.86 - size / 2
    pad = size * 0.55
    box = (x - pad, y - pad * 0.55, x + long + pad, y + size + pad * 0.75)
    pen.rounded_rectangle(box, radius=size * 0.25, fill=board, outline=ink, width=max(2, size // 14))
    pen.text((x, y - size * 0.06), text, font=face, fill=ink)
    return picture


def caption(picture: Image.Image, text: str, *, top: bool) -> None:
    """Write a comic's caption into its box at the top or the bottom of a panel, in as many lines as it needs."""
    size = max(13, round(picture.width * 0.062))
    chinese = is_chinese(text)
    face = font(size)
    pen = ImageDraw.Draw(picture)
    lines = wrapped(pen, text, face, picture.width * 0.86, chinese)[:3]
    tall = len(lines) * size * 1.25 + size * 0.5
    y = 0 if top else picture.height - tall
    pen.rectangle((0, y, picture.width, y + tall), fill="#fffbe9", outline="#1a1a1a", width=max(2, size // 10))
    for n, line in enumerate(lines):
        pen.text((size * 0.5, y + size * (0.2 + 1.25 * n)), line, font=face, fill="#1a1a1a")


def wrapped(
    pen: ImageDraw.ImageDraw, text: str, face: ImageFont.FreeTypeFont, width: float, chinese: bool
) -> list[str]:
    """Return a text in lines of at most a width in pixels, parted at spaces, Chinese anywhere."""
    parts = list(text) if chinese else text.split()
    lines, line = [], ""
    for part in parts:
        longer = line + ("" if chinese or not line else " ") + part
        if line and pen.textlength(longer, font=face) > width:
            lines.append(line)
            line = part
        else:
            line = longer
    return [*lines, line] if line else lines
