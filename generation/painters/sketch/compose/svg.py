"""SVG: small builders of markup, and rasterising it to arrays."""

import re
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import resvg_py
from PIL import Image

FONTS = Path(__file__).parent.parent / "fonts"
_HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")
Colour = tuple[float, float, float]
Array = npt.NDArray[Any]


def raster(body: str, width: int, height: int, scale: float = 1.0) -> Array:
    """Draw markup on a canvas of width x height; return RGBA in 0..1, shape (height, width, 4), times `scale`."""
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}" viewBox="0 0 {width} {height}">{body}</svg>'
    data = resvg_py.svg_to_bytes(
        svg_string=svg, skip_system_fonts=True, font_dirs=[str(FONTS)] if FONTS.is_dir() else None
    )
    image = Image.open(BytesIO(bytes(data))).convert("RGBA")
    return np.asarray(image, dtype=np.float32) / 255.0


def gradient(name: str, stops: Sequence[tuple[float, str]], *, vertical: bool = True) -> str:
    """Return a linear gradient's definition: (place in 0..1, colour) stops."""
    axis = 'x2="0" y2="1"' if vertical else 'x2="1" y2="0"'
    marks = "".join(f'<stop offset="{place}" stop-color="{colour}"/>' for place, colour in stops)
    return f'<linearGradient id="{name}" x1="0" y1="0" {axis}>{marks}</linearGradient>'


def glow(name: str, colour: str, strength: float = 0.8) -> str:
    """Return a radial gradient that fades to nothing."""
    return (
        f'<radialGradient id="{name}"><stop offset="0" stop-color="{colour}" stop-opacity="{strength}"/>'
        f'<stop offset="0.45" stop-color="{colour}" stop-opacity="{strength * 0.35:.2f}"/><stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>'
    )


def rgb(colour: str) -> Colour:
    """Return '#rgb' or '#rrggbb' as three numbers in 0..1."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits[:3]) if len(digits) in (3, 4) else digits[:6]
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def hexed(colour: Sequence[float]) -> str:
    """Return three numbers in 0..1 as '#rrggbb'."""
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in colour[:3])


def mix(one: str, other: str, share: float) -> str:
    """Return a colour `share` of the way from one to the other."""
    return hexed([a + (b - a) * share for a, b in zip(rgb(one), rgb(other), strict=True)])


def light_of(colour: str) -> float:
    """Return a colour's luminance in 0..1."""
    red, green, blue = rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def repaint(markup: str, change: Callable[[str], str]) -> str:
    """Return markup with each of its colours changed."""
    return _HEX.sub(lambda found: change(found.group()), markup)


def placed(body: str, x: float, y: float, size: float, *, flip: bool = False, turn: float = 0, fade: float = 1) -> str:
    """Return a 32 x 32 drawing at a place: x its centre, y its foot, size its height, all in pixels."""
    scale = size / 32
    mirror = f"translate({x} {y - size}) scale({-scale if flip else scale} {scale}) translate(-16 0)"
    spin = f"rotate({turn} {x} {y - size / 2}) " if turn else ""
    seen = f' opacity="{fade:.2f}"' if fade < 1 else ""
    return f'<g transform="{spin}{mirror}"{seen}>{body}</g>'
