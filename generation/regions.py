"""Regions: the part of a picture that is painted anew. Whoever paints it, all else comes out as it was, to the pixel."""

import io
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from core.painter import Capabilities, Painted, PaintItem
from core.text import short

FEATHER = 0.008
"""How soft the edge of a part is, as a share of the picture's shorter side; it fades outwards from what was marked."""
WHITE = 128
AROUND, AT_LEAST = 2.0, 1.25
"""How much of a picture too large for its painter is shown around a part: so many times the part's own sides."""
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, as it is asked of a painter and put back: the picture, how far its pixels give way (0 to 255,
    grey), the `window` of it that the painter sees (left, top, right, bottom), and the painter's `canvas`, whose upper
    left corner of the size `inner` is the window. Sizes in pixels.
    """

    picture: Image.Image
    fade: Image.Image
    window: Box
    inner: tuple[int, int]
    canvas: tuple[int, int]

    def asked(self, item: PaintItem) -> PaintItem:
        """Return the item as the painter gets it: picture and mask fill its canvas, whatever the picture's own size."""
        grown = self.fade.point(lambda grey: 255 if grey else 0)
        source = self._on_canvas(self.picture, Image.Resampling.LANCZOS, "edge")
        mask = self._on_canvas(grown, Image.Resampling.NEAREST, "constant")
        width, height = self.canvas
        return replace(item, source=_png(source), mask=_png(mask), width=width, height=height)

    def composed(self, painted: Painted, prompt: str) -> Painted:
        """Return the whole picture with what was painted in its place: where nothing fades, not a value has changed."""
        left, top, right, bottom = self.window
        fresh = painted.pixels.convert("RGB")
        if fresh.size != self.canvas:
            fresh = fresh.resize(self.canvas, Image.Resampling.LANCZOS)
        fresh = fresh.crop((0, 0, *self.inner)).resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        whole = self.picture.copy()
        whole.paste(fresh, (left, top))
        return replace(painted, pixels=Image.composite(whole, self.picture, self.fade), alt=_told(prompt))

    def _on_canvas(self, picture: Image.Image, resampling: Image.Resampling, how: str) -> Image.Image:
        seen = np.asarray(picture.crop(self.window).resize(self.inner, resampling))
        margins = [(0, self.canvas[1] - self.inner[1]), (0, self.canvas[0] - self.inner[0])]
        padded = np.pad(seen, margins + [(0, 0)] * (seen.ndim - 2), mode=how)  # type: ignore[call-overload]
        return Image.fromarray(padded)


def region_of(source: bytes, mask: bytes, can: Capabilities) -> Region:
    """Read a picture and a mask of it, both PNG, and fit them to what a painter can do."""
    with Image.open(io.BytesIO(source), formats=("PNG",)) as opened:
        picture = opened.convert("RGB")
    with Image.open(io.BytesIO(mask), formats=("PNG",)) as opened:
        marked = opened.convert("L")
    if marked.size != picture.size:
        marked = marked.resize(picture.size, Image.Resampling.BILINEAR)
    fade = faded(marked)
    window = _window(picture.size, fade.getbbox() or (0, 0, *picture.size), can)
    inner, canvas = _fitted(window[2] - window[0], window[3] - window[1], can)
    return Region(picture, fade, window, inner, canvas)


def faded(marked: Image.Image) -> Image.Image:
    """Return how far each pixel gives way: wholly where it is marked, less and less just outside, not at all elsewhere."""
    sharp = marked.point(lambda grey: 255 if grey >= WHITE else 0)
    radius = max(2.0, min(marked.size) * FEATHER)
    soft = sharp.filter(ImageFilter.GaussianBlur(radius)).point(lambda grey: min(255, 2 * grey))
    return ImageChops.lighter(soft, sharp)


def _window(size: tuple[int, int], part: Box, can: Capabilities) -> Box:
    """Return what a painter sees: the whole picture, or where that is too large for it, the part with some of it around."""
    most = max((max(one) for one in can.sizes), default=can.largest)
    if max(size) <= most:
        return (0, 0, *size)
    (left, right), (top, bottom) = (
        _span(part[side], part[side + 2], length, can.best or most, most) for side, length in enumerate(size)
    )
    return left, top, right, bottom


def _span(begin: int, end: int, length: int, least: int, most: int) -> tuple[int, int]:
    """Return a span about the middle of a part, within a length: not so wide that the painter would see it smaller, if
    there is enough around the part all the same.
    """
    part = end - begin
    wide = min(length, max(least, round(min(part * AROUND, max(most, part * AT_LEAST)))))
    start = max(0, min(length - wide, (begin + end - wide) // 2))
    return start, start + wide


def _fitted(across: int, down: int, can: Capabilities) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return how large a painter sees a window, and the nearest size to that which it paints."""
    if can.sizes:
        canvas = min(can.sizes, key=lambda size: abs(size[0] / size[1] - across / down))
        scale = min(canvas[0] / across, canvas[1] / down)
        return (min(canvas[0], round(across * scale) or 1), min(canvas[1], round(down * scale) or 1)), canvas
    step = can.multiple
    most = can.largest // step * step
    scale = min(max(1.0, can.smallest / min(across, down)), most / max(across, down))
    inner = (min(most, round(across * scale) or 1), min(most, round(down * scale) or 1))
    return inner, (-(-inner[0] // step) * step, -(-inner[1] // step) * step)


def both_senses(mask: bytes) -> bytes:
    """Return a mask (PNG) that reads alike in both senses: white and transparent where the picture is to be painted anew."""
    with Image.open(io.BytesIO(mask), formats=("PNG",)) as opened:
        grey = opened.convert("L")
    return _png(Image.merge("RGBA", (grey, grey, grey, ImageChops.invert(grey))))


def _told(prompt: str) -> str:
    """Describe an edit in a sentence, in the language of its words."""
    words = short(prompt, 160)
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in prompt)
    return f"一张图片，其中一处改画为“{words}”。" if chinese else f"A picture with a part painted anew: “{words}”."


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()
