"""Drawn looks: charcoal, crayon, chalk on a board, etching, linocut, dots of colour."""

import numpy as np

from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.styling.marks import (
    Canvas,
    blur,
    cloudy,
    deckle,
    edges,
    grain,
    grey,
    outline,
    palettised,
    paper,
    saturated,
    smooth,
    toned,
)


def stretched(canvas: Canvas, least: float = 0.45) -> Array:
    """Return luminance over the whole range; a night is lifted, so that marks show on it."""
    light = grey(canvas.pixels)
    low, high = np.quantile(light, 0.02), np.quantile(light, 0.98)
    light = np.clip((light - low) / max(0.1, high - low), 0, 1)
    return np.asarray(light**0.6 if light.mean() < least else light, dtype=np.float32)


def hatched(canvas: Canvas, turn: float, apart: float, wobble: float = 0.0) -> Array:
    """Return waves in 0..1 across the picture: lines `apart` units from each other, turned by radians."""
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    shift = cloudy(canvas.noise, canvas.height, canvas.width, 60 * canvas.unit) * wobble * canvas.unit
    along = columns * np.cos(turn) + rows * np.sin(turn) + shift
    return np.asarray(0.5 + 0.5 * np.sin(along * 2 * np.pi / (apart * canvas.unit)), dtype=np.float32)


def charcoal(canvas: Canvas) -> Array:
    """Soft black rubbed into toothed paper, highlights lifted out with a rubber."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    light = stretched(canvas)
    rubbed = blur(light, 6 * unit) * 0.45 + light * 0.55
    tooth = cloudy(canvas.noise, height, width, 2.4 * unit) * 0.6 + cloudy(canvas.noise, height, width, 5 * unit) * 0.4
    strokes = hatched(canvas, 0.95, 9, 14)
    laid = np.clip((1 - rubbed) * 1.25 - (tooth - 0.35) * 0.55 - strokes * 0.1, 0, 1)
    line = outline(canvas, 1.5, 0.2) * (0.4 + 0.6 * tooth) * (0.45 + 0.55 * canvas.mask)
    tone = np.clip(1 - np.maximum(laid, line * 0.95), 0, 1)
    return toned(tone, (0.1, 0.095, 0.1), (0.93, 0.915, 0.88)) * paper(canvas, 0.08)


def crayon(canvas: Canvas) -> Array:
    """Wax crayons on white paper: strokes one way, the paper shining through, a thick dark contour."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    colour = saturated(palettised(smooth(canvas.pixels, 7), 18), 1.5) * 0.9 + 0.08
    detail = saturated(canvas.pixels, 1.4)
    body = canvas.mask[..., None] * 0.75
    wax = colour * (1 - body) + detail * body
    tooth = cloudy(canvas.noise, height, width, 2.8 * unit)
    strokes = hatched(canvas, 0.7, 10, 40) * 0.6 + hatched(canvas, 0.9, 6, 30) * 0.4
    covered = np.clip(0.42 + strokes * 0.55 + (tooth - 0.5) * 0.9 + canvas.mask * 0.3, 0.06, 1)[..., None]
    line = np.clip(outline(canvas, 1.7, 0.2) * (0.35 + tooth), 0, 1)[..., None] * (0.3 + 0.6 * canvas.mask[..., None])
    sheet = np.array([0.985, 0.98, 0.965], dtype=np.float32)
    drawn = wax * covered + sheet * (1 - covered)
    inside = deckle(canvas, 20)
    drawn = drawn * (1 - line) + np.array([0.16, 0.12, 0.16], dtype=np.float32) * line
    return drawn * inside + sheet * (1 - inside)


def chalkboard(canvas: Canvas) -> Array:
    """White and coloured chalk on a green board that was wiped before."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    wiped = cloudy(canvas.noise, height, width, 150 * unit)[..., None]
    streaks = cloudy(canvas.noise, height, width, 8 * unit)[..., None]
    board = np.array([0.13, 0.2, 0.17], dtype=np.float32) * (0.86 + 0.3 * wiped) + 0.025 * streaks
    tooth = np.clip(cloudy(canvas.noise, height, width, 2.3 * unit) * 1.5 - 0.25, 0, 1)
    line = np.clip(edges(canvas.pixels, 1.0 * unit) * 1.5, 0, 1) * (0.4 + 0.6 * canvas.mask)
    pale = np.clip(saturated(canvas.pixels, 1.3) * 0.55 + 0.45, 0, 1)
    rubbed = stretched(canvas) * hatched(canvas, 0.8, 8, 26) * 0.34 + canvas.mask * 0.3
    laid = (np.clip(rubbed, 0, 1) * tooth)[..., None]
    drawn = board * (1 - laid) + pale * laid
    strong = np.clip(blur(line, 0.8 * unit) * 1.7, 0, 1)[..., None] * (0.45 + 0.55 * tooth[..., None])
    return np.asarray(drawn * (1 - strong) + (pale * 0.35 + 0.63) * strong, dtype=np.float32)


def etching(canvas: Canvas) -> Array:
    """Copper-plate lines that swell where it is dark, crossed in the shadows, and the plate's edge in the paper."""
    unit = canvas.unit
    light = blur(stretched(canvas), 0.8 * unit)
    form = blur(light, 16 * unit)
    down, across = np.gradient(form)
    bend = np.clip((down - across) * 260, -3, 3) * unit
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    ink = np.zeros_like(light)
    for turn, apart, limit in ((1.45, 5.2, 1.0), (0.55, 5.6, 0.62), (2.4, 5.0, 0.36)):
        along = columns * np.cos(turn) + rows * np.sin(turn) + bend
        wave = 0.5 + 0.5 * np.sin(along * 2 * np.pi / (apart * unit))
        want = np.clip((limit - light) / limit, 0, 1)
        ink = np.maximum(ink, np.clip((wave - 1 + want * 0.95) * 5, 0, 1) * (want > 0.06))
    line = np.clip(edges(canvas.pixels, 0.6 * unit) * 1.9, 0, 1)
    ink = np.clip(np.maximum(ink, line * (0.55 + 0.45 * canvas.mask)), 0, 1)
    page = toned(1 - ink, (0.15, 0.12, 0.1), (0.95, 0.925, 0.87)) * paper(canvas, 0.05)
    return _plated(canvas, page)


def _plated(canvas: Canvas, page: Array) -> Array:
    """Leave a margin of bare paper around, with the dent of the plate."""
    margin, dent = int(46 * canvas.unit), max(2, int(5 * canvas.unit))
    bare = np.array([0.955, 0.935, 0.885], dtype=np.float32) * paper(canvas, 0.05)
    whole = bare.copy()
    whole[margin - dent : -(margin - dent), margin - dent : -(margin - dent)] *= 0.93
    whole[margin:-margin, margin:-margin] = page[margin:-margin, margin:-margin]
    return np.asarray(whole, dtype=np.float32)


def linocut(canvas: Canvas) -> Array:
    """One black block, cut boldly, over two flat inks; the gouge's marks stay where it was cleared."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    calm = blur(smooth(canvas.pixels, 9), 1.5 * unit)
    light = stretched(canvas, 0.4)
    soft = blur(light, 2.5 * unit)
    lines = hatched(canvas, 1.45, 12, 9)
    block = soft < 0.27 + 0.2 * (lines - 0.5)
    gouged = (
        (hatched(canvas, 1.3, 16, 12) > 0.95) & (soft > 0.6) & (cloudy(canvas.noise, height, width, 30 * unit) > 0.66)
    )
    key = np.clip(outline(canvas, 1.4, 0.2) * canvas.mask + block + gouged * 0.8, 0, 1)
    inks = saturated(palettised(calm, 5), 1.35) * 0.8 + 0.2 * np.array([0.95, 0.86, 0.68], dtype=np.float32)
    speckle = (grain(canvas.noise, height, width) > 2.2).astype(np.float32)
    key = blur(np.clip(key - speckle, 0, 1).astype(np.float32), 0.7 * unit)[..., None]
    printed = inks * (1 - key) + np.array([0.1, 0.09, 0.11], dtype=np.float32) * key
    sheet = np.array([0.96, 0.94, 0.89], dtype=np.float32) * paper(canvas, 0.06)
    inside = deckle(canvas, 16)
    return printed * paper(canvas, 0.05) * inside + sheet * (1 - inside)


def pointillism(canvas: Canvas) -> Array:
    """Dots of nearly pure colour that mix in the eye, small on the subject."""
    base = saturated(canvas.pixels, 1.45)
    ground = (
        np.full_like(base, 0.92) * np.array([1.0, 0.97, 0.9], dtype=np.float32) * 0.55
        + blur(base, 8 * canvas.unit) * 0.45
    )
    picture = _dotted(canvas, ground, base, 9.5, 0.11, everywhere=True)
    picture = _dotted(canvas, picture, base, 7.0, 0.09, everywhere=True)
    return _dotted(canvas, picture, base, 4.2, 0.06, everywhere=False)


def _dotted(canvas: Canvas, below: Array, colours: Array, size: float, jitter: float, *, everywhere: bool) -> Array:
    """Lay a layer of dots `size` units across over a picture, one in each cell of a shaken grid."""
    height, width = canvas.height, canvas.width
    cell = max(3.0, size * canvas.unit)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    line, place = (rows / cell).astype(int), (columns / cell).astype(int)
    down, across = int(height / cell) + 1, int(width / cell) + 1
    shake = canvas.noise.uniform(0.25, 0.75, (2, down, across)).astype(np.float32)
    y, x = (line + shake[0][line, place]) * cell, (place + shake[1][line, place]) * cell
    near = (rows - y) ** 2 + (columns - x) ** 2 < (cell * 0.47) ** 2
    hue = canvas.noise.normal(0, jitter, (down, across, 3)).astype(np.float32)
    at_y, at_x = np.clip(y.astype(int), 0, height - 1), np.clip(x.astype(int), 0, width - 1)
    dots = np.clip(colours[at_y, at_x] + hue[line, place], 0, 1)
    seen = near & (everywhere | (canvas.mask[at_y, at_x] > 0.4))
    soft = blur(seen.astype(np.float32), 0.4 * canvas.unit)[..., None]
    return np.asarray(below * (1 - soft) + dots * soft, dtype=np.float32)
