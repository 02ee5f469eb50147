"""Looks of the screen: flat, anime, neon, pixel, noir, vaporwave."""

import numpy as np

from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.styling.marks import (
    Canvas,
    blur,
    edges,
    grain,
    grey,
    outline,
    palettised,
    resize,
    saturated,
    vignette,
)


def house(canvas: Canvas) -> Array:
    """The house's own look: the scene as composed, with a bloom, a breath of grain and soft corners."""
    bloom = np.clip(canvas.pixels - 0.72, 0, 1)
    lit = canvas.pixels + blur(bloom, 14 * canvas.unit) * 0.8
    noise = grain(canvas.noise, canvas.height, canvas.width)[..., None] * 0.014
    return np.clip(lit * vignette(canvas, 0.2) + noise, 0, 1)


def flat(canvas: Canvas) -> Array:
    """Clean vector shapes, as composed."""
    return canvas.pixels


def anime(canvas: Canvas) -> Array:
    """A still of an animated film: clear colours, a thin line, light that blooms, and the film's own bars."""
    unit = canvas.unit
    line = outline(canvas, 0.5, 0.3)[..., None] * canvas.mask[..., None]
    base = saturated(canvas.pixels, 1.22)
    base = base * (1 - 0.55 * line) + np.array([0.16, 0.12, 0.2], dtype=np.float32) * 0.55 * line
    bloom = blur(np.clip(base - 0.66, 0, 1), 22 * unit) * 1.5 + blur(base, 40 * unit) * 0.08
    glow = np.clip(base + bloom, 0, 1)
    rays = np.linspace(0.1, 0.0, canvas.height, dtype=np.float32)[:, None, None] * np.array(
        [1.0, 0.95, 0.8], dtype=np.float32
    )
    result = np.clip(glow + rays * (0.4 if grey(base).mean() > 0.35 else 0.1), 0, 1)
    if canvas.width > canvas.height * 1.2:
        bar = int(canvas.height * 0.055)
        result[:bar], result[-bar:] = 0.02, 0.02
    return result


def neon(canvas: Canvas) -> Array:
    """Glowing tubes in the dark: every edge lit in its own colour."""
    unit = canvas.unit
    line = edges(canvas.pixels, 0.8 * unit)
    tube = np.clip((line - 0.1) * 2.2, 0, 1)[..., None]
    around = saturated(blur(canvas.pixels, 2 * unit), 3.0)
    strongest = around.max(-1, keepdims=True)
    hue = around / np.maximum(strongest, 0.25)
    hue = hue * 0.8 + np.array([0.25, 0.05, 0.3], dtype=np.float32) * 0.5
    boost = 0.45 + 0.75 * canvas.mask[..., None]
    lamp = tube * hue * boost
    glow = blur(lamp, 3 * unit) * 1.4 + blur(lamp, 12 * unit) * 1.6 + blur(lamp, 34 * unit) * 1.1
    dark = canvas.pixels * np.array([0.13, 0.1, 0.2], dtype=np.float32)
    fill = saturated(canvas.pixels, 1.5) * canvas.mask[..., None] * 0.2
    return np.clip(dark + fill + glow + tube * boost * (0.55 + 0.45 * hue), 0, 1)


def pixel(canvas: Canvas) -> Array:
    """Big square pixels in a small palette, with a dark line around the subject."""
    across = 128 if canvas.width >= canvas.height else max(72, round(128 * canvas.width / canvas.height))
    down = max(40, round(across * canvas.height / canvas.width))
    small = resize(saturated(canvas.pixels, 1.2), across, down)
    mask = resize(canvas.mask, across, down)
    solid = mask > 0.5
    around = solid | np.roll(solid, 1, 0) | np.roll(solid, -1, 0) | np.roll(solid, 1, 1) | np.roll(solid, -1, 1)
    rim = around & ~solid
    rows, columns = np.mgrid[0:down, 0:across]
    order = np.array([[0, 2], [3, 1]], dtype=np.float32)[rows % 2, columns % 2] / 4 - 0.375
    art = palettised(np.clip(small + order[..., None] * 0.05, 0, 1), 30)
    art = np.where(rim[..., None], art * 0.3, art)
    return resize(art, canvas.width, canvas.height, smooth=False)


def noir(canvas: Canvas) -> Array:
    """Black and white, hard light through a blind, grain and dark corners."""
    light = grey(canvas.pixels)
    low, high = np.quantile(light, 0.03), np.quantile(light, 0.97)
    light = np.clip((light - low) / max(0.12, high - low), 0, 1)
    hard = np.clip((light - 0.5) * 1.45 + 0.46, 0, 1)
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    blind = 0.5 + 0.5 * np.sin((rows - columns * 0.35) / (18 * canvas.unit))
    slats = blur((blind > 0.35).astype(np.float32), 3 * canvas.unit)
    lit = hard * (0.72 + 0.28 * slats * (1 - 0.6 * canvas.mask) + 0.17 * canvas.mask)
    line = outline(canvas, 0.6, 0.25) * canvas.mask
    tone = np.clip(lit * (1 - 0.6 * line) + grain(canvas.noise, canvas.height, canvas.width) * 0.045, 0, 1)
    return np.clip(np.repeat(tone[..., None], 3, axis=2) * vignette(canvas, 0.6), 0, 1)


def vaporwave(canvas: Canvas) -> Array:
    """Pink and cyan, scan lines, and a grid of light on the ground."""
    height, width = canvas.height, canvas.width
    light = grey(canvas.pixels)
    stops = np.array(
        [[0.12, 0.03, 0.3], [0.5, 0.12, 0.62], [1.0, 0.36, 0.7], [1.0, 0.72, 0.6], [0.75, 1.0, 0.98]], dtype=np.float32
    )
    at = np.clip(light, 0, 1) * 4
    low = np.clip(at.astype(int), 0, 3)
    share = (at - low)[..., None]
    mapped = stops[low] * (1 - share) + stops[low + 1] * share
    own = saturated(canvas.pixels, 1.5)
    body = canvas.mask[..., None] * 0.6
    mixed = mapped * (1 - body) + (own * 0.75 + mapped * 0.25) * body
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    depth = np.clip((rows / height - 0.66) / 0.34, 0, 1)
    far = 1 / (0.12 + depth)
    grid_x = np.abs(((columns / width - 0.5) * far * 5) % 1 - 0.5) > 0.46
    grid_y = np.abs((far * 3.2) % 1 - 0.5) > 0.44
    grid = ((grid_x | grid_y) & (depth > 0)).astype(np.float32) * (1 - canvas.mask) * np.clip(depth * 3, 0, 1)
    lines = blur(grid, 0.7 * canvas.unit)[..., None]
    result = np.clip(mixed + lines * np.array([0.1, 0.75, 0.85], dtype=np.float32) * 0.6, 0, 1)
    scan = 0.93 + 0.07 * ((rows // max(2, int(3 * canvas.unit))) % 2)
    red = np.roll(result[..., 0], int(2 * canvas.unit), 1)
    return np.stack([red, result[..., 1], result[..., 2]], -1) * scan[..., None]
