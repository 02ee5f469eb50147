"""Marks shared by the styles: blurs, edges, noise, paper. Arrays are float32 in 0..1; shapes (height, width[, 3])."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from generation.painters.sketch.compose.svg import Array, Colour
from generation.painters.sketch.plan import Plan

Noise = np.random.Generator
LIGHT = np.array([0.299, 0.587, 0.114], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A composed picture on its way through a style: pixels RGB, the subjects' coverage, the plan, and a source of chance."""

    pixels: Array
    mask: Array
    plan: Plan
    noise: Noise

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return int(self.pixels.shape[1])

    @property
    def unit(self) -> float:
        """A length that looks alike at every size: a thousandth of the longer side, in pixels."""
        return max(self.width, self.height) / 1000


Style = Callable[[Canvas], Array]


def image_of(pixels: Array) -> Image.Image:
    """Return an array as an 8-bit image, RGB or grey."""
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))


def array_of(image: Image.Image) -> Array:
    """Return an 8-bit image as an array."""
    return np.asarray(image, dtype=np.float32) / 255


def blur(pixels: Array, radius: float) -> Array:
    """Blur by a Gaussian of a radius in pixels."""
    return array_of(image_of(pixels).filter(ImageFilter.GaussianBlur(radius))) if radius > 0.2 else pixels


def resize(pixels: Array, width: int, height: int, *, smooth: bool = True) -> Array:
    """Return pixels at another size."""
    way = Image.Resampling.BICUBIC if smooth else Image.Resampling.NEAREST
    return array_of(image_of(pixels).resize((width, height), way))


def grey(pixels: Array) -> Array:
    """Return luminance."""
    return np.asarray(pixels @ LIGHT, dtype=np.float32)


def edges(pixels: Array, radius: float = 1.0) -> Array:
    """Return how strongly colour changes at each pixel, about 0..1."""
    soft = blur(pixels, radius)
    across = np.abs(np.diff(soft, axis=1, prepend=soft[:, :1])).sum(-1)
    down = np.abs(np.diff(soft, axis=0, prepend=soft[:1])).sum(-1)
    return np.asarray(np.clip((across + down) * 2.2, 0, 1), dtype=np.float32)


def outline(canvas: Canvas, width: float, threshold: float = 0.16) -> Array:
    """Return drawn lines in 0..1: where colours meet, `width` units thick."""
    lines = (edges(canvas.pixels, 0.8 * canvas.unit) > threshold).astype(np.float32)
    return np.clip(blur(lines, width * canvas.unit) * 1.9, 0, 1)


def cloudy(noise: Noise, height: int, width: int, cell: float) -> Array:
    """Return smooth noise in 0..1 whose lumps are about `cell` pixels wide."""
    rows, columns = max(2, int(height / cell)), max(2, int(width / cell))
    return resize(noise.random((rows, columns), dtype=np.float32), width, height)


def grain(noise: Noise, height: int, width: int) -> Array:
    """Return fine noise about 0."""
    return noise.standard_normal((height, width), dtype=np.float32)


def paper(canvas: Canvas, depth: float) -> Array:
    """Return the light of rough paper, about 1."""
    fine = cloudy(canvas.noise, canvas.height, canvas.width, 2.6 * canvas.unit)
    coarse = cloudy(canvas.noise, canvas.height, canvas.width, 9 * canvas.unit)
    return 1 + ((fine - 0.5) * 0.7 + (coarse - 0.5) * 0.5)[..., None] * depth


def steps(pixels: Array, count: int) -> Array:
    """Return pixels in `count` levels per channel."""
    return np.round(pixels * (count - 1)) / (count - 1)


def palettised(pixels: Array, count: int) -> Array:
    """Return pixels in the `count` colours that serve the picture best."""
    small = image_of(pixels)
    return array_of(
        small.quantize(
            count,
            method=Image.Quantize.FASTOCTREE if count > 200 else Image.Quantize.MEDIANCUT,
            dither=Image.Dither.NONE,
        ).convert("RGB")
    )


def smooth(pixels: Array, size: int) -> Array:
    """Return pixels without small detail; edges stay. Works at half size, for medians are slow."""
    height, width = pixels.shape[:2]
    half = image_of(pixels).resize((max(1, width // 2), max(1, height // 2)), Image.Resampling.BILINEAR)
    return array_of(half.filter(ImageFilter.MedianFilter(size)).resize((width, height), Image.Resampling.BICUBIC))


def bent(pixels: Array, shift_x: Array, shift_y: Array) -> Array:
    """Return pixels taken from shifted places (in pixels)."""
    height, width = pixels.shape[:2]
    rows = np.clip(np.arange(height)[:, None] + shift_y.astype(int), 0, height - 1)
    columns = np.clip(np.arange(width)[None, :] + shift_x.astype(int), 0, width - 1)
    return np.asarray(pixels[rows, columns], dtype=np.float32)


def saturated(pixels: Array, strength: float) -> Array:
    """Return pixels with their colour strengthened (above 1) or faded (below 1)."""
    base = grey(pixels)[..., None]
    return np.clip(base + (pixels - base) * strength, 0, 1)


def toned(light: Array, dark: Colour, bright: Colour) -> Array:
    """Return luminance as a mixture of two colours."""
    low, high = np.array(dark, dtype=np.float32), np.array(bright, dtype=np.float32)
    return low + (high - low) * light[..., None]


def vignette(canvas: Canvas, strength: float) -> Array:
    """Return a factor that darkens the corners."""
    rows = np.linspace(-1, 1, canvas.height, dtype=np.float32)[:, None]
    columns = np.linspace(-1, 1, canvas.width, dtype=np.float32)[None, :]
    return (1 - strength * np.clip((rows**2 + columns**2) - 0.55, 0, 1))[..., None]


def deckle(canvas: Canvas, margin: float) -> Array:
    """Return coverage in 0..1 with a ragged edge, `margin` units from the border."""
    height, width = canvas.height, canvas.width
    rows = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None].astype(np.float32)
    columns = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :].astype(np.float32)
    ragged = (
        cloudy(canvas.noise, height, width, 46 * canvas.unit) * 26
        + cloudy(canvas.noise, height, width, 12 * canvas.unit) * 12
    )
    return np.clip((np.minimum(rows, columns) / canvas.unit - margin - ragged + 16) / 6, 0, 1)[..., None]
