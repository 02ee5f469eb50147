"""Looks of posters and photographs: pop art, travel poster, sticker, sepia, instant film, cyanotype, worn tape."""

import numpy as np
from PIL import Image, ImageDraw

from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.styling.drawings import stretched
from generation.painters.sketch.styling.marks import (
    Canvas,
    array_of,
    blur,
    cloudy,
    edges,
    grain,
    grey,
    outline,
    palettised,
    paper,
    resize,
    saturated,
    smooth,
    toned,
    vignette,
)


def popart(canvas: Canvas) -> Array:
    """Loud flat inks, a screen of dots in the middle tones, and a thick black line."""
    unit = canvas.unit
    inks = np.array(
        [
            [0.09, 0.08, 0.12],
            [0.87, 0.13, 0.2],
            [0.0, 0.47, 0.75],
            [1.0, 0.84, 0.11],
            [0.99, 0.72, 0.66],
            [0.99, 0.97, 0.92],
        ],
        dtype=np.float32,
    )
    loud = saturated(blur(smooth(canvas.pixels, 5), 1.0 * unit), 2.0)
    apart = ((loud[..., None, :] - inks) ** 2).sum(-1)
    flat = inks[apart.argmin(-1)]
    light = stretched(canvas)
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width].astype(np.float32)
    cell = max(5.0, 11 * unit)
    a, b = (rows + columns) / cell * 0.7071, (rows - columns) / cell * 0.7071
    away = np.sqrt(((a % 1) - 0.5) ** 2 + ((b % 1) - 0.5) ** 2)
    dots = (away < 0.52 * np.sqrt(np.clip(1.05 - light, 0, 1))) & (light > 0.35) & (light < 0.93)
    dots = dots & (canvas.mask < 0.5)
    deeper = flat * np.array([0.9, 0.55, 0.62], dtype=np.float32)
    printed = np.where(dots[..., None], deeper, flat)
    line = np.clip(outline(canvas, 1.5, 0.22) * (0.25 + 0.75 * canvas.mask), 0, 1)[..., None]
    return np.asarray(printed * (1 - line) + inks[0] * line, dtype=np.float32)


def travelposter(canvas: Canvas) -> Array:
    """A railway poster: few clear tones, light from low down, grain in the shadows, a cream border."""
    unit = canvas.unit
    tones = palettised(blur(smooth(saturated(canvas.pixels, 1.2), 9), 1.2 * unit), 11)
    fine = palettised(smooth(canvas.pixels, 3), 28)
    body = canvas.mask[..., None]
    flat = tones * (1 - body) + fine * body
    warm = np.linspace(0.96, 1.07, canvas.height, dtype=np.float32)[:, None, None] * np.array(
        [1.04, 1.0, 0.9], dtype=np.float32
    )
    speck = grain(canvas.noise, canvas.height, canvas.width)[..., None] * 0.035 * (1 - grey(flat))[..., None]
    poster = np.clip(flat * warm + speck, 0, 1)
    return _framed(canvas, poster, 30, 30, (0.965, 0.93, 0.83), corner=0)


def _framed(
    canvas: Canvas, picture: Array, margin: float, foot: float, sheet: tuple[float, float, float], corner: float
) -> Array:
    """Put a picture, made smaller, on a sheet: margins and foot in units."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    left, bottom = max(2, int(margin * unit)), max(2, int(foot * unit))
    across, down = width - 2 * left, height - left - bottom
    share = max(across / width, down / height)
    large = resize(picture, max(across, round(width * share)), max(down, round(height * share)))
    top, side = (large.shape[0] - down) // 2, (large.shape[1] - across) // 2
    window = Image.new("L", (across, down), 0)
    ImageDraw.Draw(window).rounded_rectangle((0, 0, across - 1, down - 1), radius=int(corner * unit), fill=255)
    inside = array_of(window)[..., None]
    ground = np.ones_like(picture) * np.array(sheet, dtype=np.float32) * paper(canvas, 0.035)
    place = (slice(left, left + down), slice(left, left + across))
    cut = large[top : top + down, side : side + across]
    ground[place] = cut * inside + ground[place] * (1 - inside)
    return np.asarray(ground, dtype=np.float32)


def sticker(canvas: Canvas) -> Array:
    """The subject cut out with a white edge and a shadow, on a plain ground of its own colours."""
    unit = canvas.unit
    solid = (canvas.mask > 0.35).astype(np.float32)
    if solid.mean() < 0.004:  # nothing to cut out: the whole picture is the sticker
        return _framed(canvas, saturated(canvas.pixels, 1.25), 60, 60, (1.0, 1.0, 1.0), corner=90)
    edge = (blur(solid, 11 * unit) > 0.06).astype(np.float32)
    edge = blur(edge, 1.2 * unit)[..., None]
    shade = blur(np.roll(edge[..., 0], (int(12 * unit), int(8 * unit)), (0, 1)), 10 * unit)[..., None]
    mood = saturated(blur(canvas.pixels, 60 * unit), 1.1) * 0.35 + 0.62
    away = np.add.outer(np.arange(canvas.height), np.arange(canvas.width))
    stripes = ((away // max(6, int(34 * unit))) % 2)[..., None] * 0.035
    ground = np.clip(mood + stripes, 0, 1) * (1 - 0.38 * shade)
    subject = saturated(palettised(canvas.pixels, 48), 1.25)
    line = np.clip(outline(canvas, 0.8, 0.28), 0, 1)[..., None] * solid[..., None] * 0.5
    subject = subject * (1 - line) + 0.1 * line
    body = blur(solid, 0.8 * unit)[..., None]
    cut = ground * (1 - edge) + edge
    return np.asarray(cut * (1 - body) + subject * body, dtype=np.float32)


def sepia(canvas: Canvas) -> Array:
    """An old photograph: brown, soft at its edges, scratched, in a worn mount."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    light = np.clip(blur(stretched(canvas), 1.1 * unit) * 0.86 + 0.1, 0, 1)
    light = light + grain(canvas.noise, height, width) * 0.03
    print_ = toned(np.clip(light, 0, 1), (0.17, 0.1, 0.06), (0.95, 0.87, 0.71)) * vignette(canvas, 0.4)
    spots = np.clip((cloudy(canvas.noise, height, width, 5 * unit) - 0.9) * 12, 0, 1)[..., None] * 0.5
    stain = np.clip(cloudy(canvas.noise, height, width, 220 * unit) - 0.6, 0, 1)[..., None] * 0.35
    aged = print_ * (1 - spots) + spots * 0.9
    aged = aged * (1 - stain) + np.array([0.78, 0.62, 0.4], dtype=np.float32) * stain
    for column in canvas.noise.integers(0, width, 4):
        aged[:, column : column + max(1, int(unit))] = np.clip(
            aged[:, column : column + max(1, int(unit))] + 0.12, 0, 1
        )
    return _framed(canvas, aged, 34, 34, (0.9, 0.85, 0.74), corner=6)


def polaroid(canvas: Canvas) -> Array:
    """Instant film: milky blacks, warm light, and the white card with its broad foot."""
    unit = canvas.unit
    faded = saturated(canvas.pixels, 0.86) * 0.82 + 0.09
    cast = np.array([1.06, 1.0, 0.9], dtype=np.float32)
    leak = np.linspace(0.16, 0.0, canvas.width, dtype=np.float32)[None, :, None] ** 1.5 * np.array(
        [1.6, 0.8, 0.4], dtype=np.float32
    )
    soft = blur(faded * cast, 0.9 * unit) + leak + blur(np.clip(faded - 0.6, 0, 1), 18 * unit) * 0.3
    film = np.clip(soft + grain(canvas.noise, canvas.height, canvas.width)[..., None] * 0.012, 0, 1)
    return _framed(canvas, film * vignette(canvas, 0.35), 52, 170, (0.965, 0.96, 0.94), corner=5)


def cyanotype(canvas: Canvas) -> Array:
    """A sun print: deep blue where light fell, white where things lay, brushed at the edges."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    light = stretched(canvas)
    light = np.clip(light * 0.8 + canvas.mask * 0.18, 0, 1)
    line = edges(canvas.pixels, 0.7 * unit) * canvas.mask * 0.35
    tone = np.clip(light - line + grain(canvas.noise, height, width) * 0.022, 0, 1)
    blue = toned(tone, (0.02, 0.11, 0.29), (0.86, 0.93, 0.95)) * paper(canvas, 0.1)
    rows = np.minimum(np.arange(height), np.arange(height)[::-1])[:, None]
    columns = np.minimum(np.arange(width), np.arange(width)[::-1])[None, :]
    brush = cloudy(canvas.noise, height, width, 40 * unit) * 44 + cloudy(canvas.noise, height, width, 6 * unit) * 14
    inside = np.clip((np.minimum(rows, columns) / unit - 8 - brush) / 5, 0, 1)[..., None]
    sheet = np.array([0.95, 0.945, 0.91], dtype=np.float32) * paper(canvas, 0.06)
    return np.asarray(blue * inside + sheet * (1 - inside), dtype=np.float32)


def glitch(canvas: Canvas) -> Array:
    """A worn tape on an old screen: colours apart, rows that slip, lines and noise."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    loud = saturated(canvas.pixels, 1.35)
    slip = np.zeros(height, dtype=int)
    for _band in range(9):
        top = int(canvas.noise.integers(0, height))
        tall = int(canvas.noise.integers(max(2, int(4 * unit)), max(4, int(46 * unit))))
        slip[top : top + tall] = int(canvas.noise.normal(0, 34 * unit))
    columns = (np.arange(width)[None, :] + slip[:, None]) % width
    rows = np.arange(height)[:, None]
    apart = max(1, int(6 * unit))
    red, green, blue = (loud[rows, (columns + shift) % width, part] for part, shift in enumerate((apart, 0, -apart)))
    torn = np.stack([red, green, blue], -1)
    scan = 0.86 + 0.14 * ((rows // max(1, int(2.5 * unit))) % 2)
    static = (canvas.noise.random((height, width)) > 0.997)[..., None] * 0.5
    roll = np.exp(-(((rows / height - 0.78) / 0.05) ** 2))[..., None] * 0.14
    return np.clip(torn * scan[..., None] + static + roll, 0, 1) * vignette(canvas, 0.35)
