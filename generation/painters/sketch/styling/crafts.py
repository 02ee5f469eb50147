"""Looks of made things: gouache, fresco, porcelain, lacquer, batik, embroidery, knitting."""

import numpy as np

from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.styling.drawings import hatched, stretched
from generation.painters.sketch.styling.marks import (
    Canvas,
    blur,
    cloudy,
    deckle,
    edges,
    outline,
    palettised,
    paper,
    resize,
    saturated,
    smooth,
    toned,
    vignette,
)


def gouache(canvas: Canvas) -> Array:
    """Opaque, matt paint in few tones, laid with a dry brush at its edges."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    body = canvas.mask[..., None]
    shift = (cloudy(canvas.noise, height, width, 7 * unit) - 0.5)[..., None] * 0.1
    broad = palettised(np.clip(smooth(canvas.pixels, 9) + shift, 0, 1), 16)
    fine = palettised(smooth(canvas.pixels, 3), 40)
    paint = broad * (1 - body) + fine * body
    chalky = saturated(paint, 1.12) * 0.88 + 0.07
    bristle = hatched(canvas, 0.12, 3.4, 90) * cloudy(canvas.noise, height, width, 34 * unit)
    dry = np.clip(edges(paint, 1.2 * unit) * 1.6, 0, 1) * (bristle > 0.42)
    sheet = np.array([0.97, 0.95, 0.9], dtype=np.float32)
    laid = chalky * (0.96 + 0.07 * bristle[..., None])
    laid = laid * (1 - 0.25 * dry[..., None]) + sheet * 0.25 * dry[..., None]
    inside = deckle(canvas, 24)
    return laid * paper(canvas, 0.06) * inside + sheet * (1 - inside)


def fresco(canvas: Canvas) -> Array:
    """A cave wall of long ago: mineral colours, worn to the plaster, with fine cracks."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    calm = smooth(canvas.pixels, 5) * (1 - canvas.mask[..., None] * 0.7) + canvas.pixels * canvas.mask[..., None] * 0.7
    earth = np.array(
        [[0.16, 0.11, 0.09], [0.48, 0.2, 0.13], [0.72, 0.5, 0.3], [0.42, 0.58, 0.52], [0.93, 0.87, 0.74]],
        dtype=np.float32,
    )
    light = stretched(canvas)
    at = np.clip(light, 0, 1) * (len(earth) - 1)
    low = np.clip(at.astype(int), 0, len(earth) - 2)
    share = (at - low)[..., None]
    mineral = (earth[low] * (1 - share) + earth[low + 1] * share) * 0.5 + saturated(calm, 0.9) * 0.5
    line = outline(canvas, 0.9, 0.22)[..., None] * 0.7
    mineral = mineral * (1 - line) + np.array([0.3, 0.13, 0.09], dtype=np.float32) * line
    worn = cloudy(canvas.noise, height, width, 120 * unit) * 0.72 + cloudy(canvas.noise, height, width, 9 * unit) * 0.28
    bare = np.clip((worn - 0.68 - canvas.mask * 0.1) * 8, 0, 1)[..., None] * 0.85
    plaster = np.array([0.85, 0.78, 0.66], dtype=np.float32) * paper(canvas, 0.16)
    wall = mineral * paper(canvas, 0.14) * (1 - bare) + plaster * bare
    return np.asarray(wall * (1 - 0.45 * _cracks(canvas, 0.012)[..., None]), dtype=np.float32)


def _cracks(canvas: Canvas, width: float) -> Array:
    """Return thin wandering lines in 0..1: where smooth noise passes its middle."""
    found = np.zeros((canvas.height, canvas.width), dtype=np.float32)
    for cell in (150, 70):
        noise = cloudy(canvas.noise, canvas.height, canvas.width, cell * canvas.unit)
        rough: Array = noise + (cloudy(canvas.noise, canvas.height, canvas.width, 9 * canvas.unit) - 0.5) * 0.05
        found = np.maximum(found, np.clip(1 - np.abs(rough - 0.5) / width, 0, 1))
    return blur(found, 0.5 * canvas.unit)


def porcelain(canvas: Canvas) -> Array:
    """Cobalt brushed on white glaze, darker where the brush rested, a double line around."""
    unit = canvas.unit
    light = stretched(canvas)
    pool = cloudy(canvas.noise, canvas.height, canvas.width, 22 * unit) - 0.5
    wash = np.clip((1 - blur(light, 2 * unit)) ** 1.3 * 0.85 + pool * 0.12, 0, 1)
    wash = np.round(wash * 5) / 5 * 0.6 + wash * 0.4
    line = np.clip(outline(canvas, 0.9, 0.18) * (0.75 + pool), 0, 1)
    cobalt = np.clip(np.maximum(wash * (0.75 + 0.25 * canvas.mask), line), 0, 1)
    rim = _rings(canvas, (26, 40), (7, 3))
    cobalt = np.where(_rings(canvas, (0,), (52,)) > 0, rim, cobalt)
    glaze = toned(1 - blur(cobalt, 0.5 * unit), (0.06, 0.15, 0.46), (0.965, 0.975, 0.985))
    shine = np.clip(cloudy(canvas.noise, canvas.height, canvas.width, 300 * unit) - 0.55, 0, 1)[..., None] * 0.14
    return np.clip(glaze * (1 - 0.05 * _cracks(canvas, 0.008)[..., None]) + shine, 0, 1)


def _rings(canvas: Canvas, starts: tuple[float, ...], widths: tuple[float, ...]) -> Array:
    """Return frames in 0 or 1: each begins so many units from the border and is so many wide."""
    rows = np.minimum(np.arange(canvas.height), np.arange(canvas.height)[::-1])[:, None]
    columns = np.minimum(np.arange(canvas.width), np.arange(canvas.width)[::-1])[None, :]
    away = np.minimum(rows, columns) / canvas.unit
    found = np.zeros(away.shape, dtype=np.float32)
    for start, width in zip(starts, widths, strict=True):
        found = np.maximum(found, ((away >= start) & (away < start + width)).astype(np.float32))
    return found


def lacquer(canvas: Canvas) -> Array:
    """Gold drawn on black lacquer, a little vermilion, and the sheen of many coats."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    light = stretched(canvas)
    line = np.clip(edges(canvas.pixels, 0.9 * unit) * 1.6, 0, 1)
    dust: Array = (canvas.noise.random((height, width), dtype=np.float32) < light**2 * 0.42).astype(np.float32)
    dust = blur(dust, 0.55 * unit) * (0.5 + 0.5 * canvas.mask)
    gold = np.clip(line * (0.5 + 0.5 * canvas.mask) + dust * 0.75 + canvas.mask * light * 0.35, 0, 1)
    glimmer = 0.72 + 0.4 * cloudy(canvas.noise, height, width, 46 * unit)
    warm = canvas.pixels[..., 0] - canvas.pixels[..., 1:].max(-1)
    red = np.clip(blur(warm, 2 * unit) * 2.6, 0, 1)[..., None] * 0.75
    sheen = np.linspace(0.09, 0.0, height, dtype=np.float32)[:, None, None]
    black = np.array([0.055, 0.04, 0.045], dtype=np.float32) + sheen
    ground = black * (1 - red) + np.array([0.55, 0.1, 0.07], dtype=np.float32) * red
    ink = (gold * glimmer)[..., None]
    drawn = ground * (1 - np.clip(ink, 0, 1)) + np.array([0.93, 0.74, 0.36], dtype=np.float32) * ink
    frame = _rings(canvas, (20,), (4,))[..., None] * 0.8
    return np.clip(drawn * (1 - frame) + np.array([0.85, 0.66, 0.3], dtype=np.float32) * frame, 0, 1)


def batik(canvas: Canvas) -> Array:
    """Cloth dyed in a few baths, lighter lines where wax lay, and veins where the wax broke."""
    unit = canvas.unit
    dyed = saturated(palettised(blur(smooth(canvas.pixels, 7), 1.5 * unit), 9), 1.35)
    indigo = np.array([0.16, 0.2, 0.42], dtype=np.float32)
    cloth = dyed * 0.78 + indigo * 0.22
    wax = np.clip(outline(canvas, 2.2, 0.18) * (0.6 + 0.4 * canvas.mask), 0, 1)[..., None]
    cloth = cloth * (1 - wax) + np.array([0.95, 0.9, 0.78], dtype=np.float32) * wax
    veins = np.maximum(_cracks(canvas, 0.02), _cracks(canvas, 0.014))[..., None]
    cloth = cloth * (1 - 0.6 * veins) + indigo * 0.6 * veins
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width]
    weave = ((rows + columns) // max(1, int(1.6 * unit)) % 2)[..., None] * 0.05
    return np.asarray(cloth * (0.97 + weave), dtype=np.float32)


def embroidery(canvas: Canvas) -> Array:
    """Satin stitches of silk, turned with the form, on linen."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    thread = saturated(palettised(smooth(canvas.pixels, 5), 36), 1.25)
    patches = np.round(cloudy(canvas.noise, height, width, 130 * unit) * 5) / 5  # one way within a patch: no moire
    turn = np.where(canvas.mask > 0.5, 0.75, 1.75) + (patches - 0.5) * 1.6
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    across = (columns * np.cos(turn) + rows * np.sin(turn)) / (4.2 * unit)
    along = (rows * np.cos(turn) - columns * np.sin(turn)) / (30 * unit) + np.floor(across) * 0.37
    round_ = np.abs(np.sin(across * np.pi))
    ends = np.clip((np.abs((along % 1) - 0.5) - 0.44) * 14, 0, 1)
    light = (0.62 + 0.5 * round_) * (1 - 0.35 * ends)
    sewn = np.clip(thread * light[..., None], 0, 1) + (round_**6)[..., None] * 0.08
    lift = blur(np.roll(canvas.mask, (int(4 * unit), int(3 * unit)), (0, 1)), 3 * unit) * (1 - canvas.mask)
    return np.asarray(np.clip(sewn * (1 - 0.4 * lift[..., None]), 0, 1) * vignette(canvas, 0.15), dtype=np.float32)


def knitted(canvas: Canvas) -> Array:
    """A jumper: rows of stitches, each of one wool."""
    height, width = canvas.height, canvas.width
    across = max(48, round(92 * width / max(width, height)))
    down = max(48, round(across * height / width * 1.25))
    wool = palettised(resize(saturated(canvas.pixels, 1.3), across, down), 22)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    x = columns / width * across
    leg = np.abs((x % 1) - 0.5)
    y = rows / height * down + leg * 0.9
    line, place = np.clip(y.astype(int), 0, down - 1), np.clip(x.astype(int), 0, across - 1)
    middle = 1 - np.abs((y % 1) - 0.5) * 1.2
    seam = np.clip((0.5 - np.abs(leg - 0.25) * 2) * 2.4, 0, 1)
    fluff = cloudy(canvas.noise, height, width, 2.2 * canvas.unit) * 0.18
    light = 0.42 + 0.5 * middle * seam + fluff
    return np.clip(wool[line, place] * light[..., None] * 1.16, 0, 1) * vignette(canvas, 0.18)
