"""Painted looks: watercolour, ink wash, oil, pastel, pencil, storybook."""

import numpy as np
from PIL import Image, ImageDraw

from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.styling.marks import (
    Canvas,
    array_of,
    bent,
    blur,
    cloudy,
    deckle,
    edges,
    grain,
    grey,
    image_of,
    outline,
    paper,
    resize,
    saturated,
    smooth,
    toned,
    vignette,
)


def watercolor(canvas: Canvas) -> Array:
    """Thin washes that run at their edges, on rough paper with a ragged border."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    wide, tall = width // 2, height // 2  # washes are soft, so they run at half size
    lumps = [cloudy(canvas.noise, tall, wide, size * unit / 2) - 0.5 for size in (26, 26)]
    half = smooth(resize(canvas.pixels, wide, tall), 3)
    washed = resize(bent(half, lumps[0] * 4.5 * unit, lumps[1] * 4.5 * unit), width, height)
    thickness = cloudy(canvas.noise, height, width, 70 * unit) - 0.5
    pools = blur(edges(washed, 1.4 * unit), 1.2 * unit)[..., None]
    pale = 1 - (1 - washed) * (0.8 + 0.42 * thickness)[..., None]
    colour = saturated(pale, 1.12) * (1 - 0.26 * pools)
    detail = np.clip(edges(canvas.pixels, 0.7 * unit) * canvas.mask * 1.1, 0, 1)[..., None]
    colour = colour * (1 - 0.3 * detail)
    sheet = np.array([0.985, 0.975, 0.95], dtype=np.float32) * paper(canvas, 0.05)
    inside = deckle(canvas, 26)
    return np.asarray((colour * paper(canvas, 0.13)) * inside + sheet * (1 - inside), dtype=np.float32)


def ink(canvas: Canvas) -> Array:
    """Brush and water on rice paper: washes of black, a breath of colour on the subject, and a seal."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    light = grey(canvas.pixels)
    low, high = np.quantile(light, 0.02), np.quantile(light, 0.98)
    light = np.clip((light - low) / max(0.1, high - low), 0, 1)
    if light.mean() < 0.42:  # a night is painted pale, so that brush marks show on it
        light = light**0.55
    far = blur(light, 5 * unit)
    wash = 0.42 + 0.58 * (far * (1 - canvas.mask) + light * canvas.mask)
    wet = cloudy(canvas.noise, height, width, 60 * unit) - 0.5
    wash = np.clip(wash + wet * 0.12, 0, 1)
    stroke = outline(canvas, 1.2, 0.14) * (0.55 + 0.45 * cloudy(canvas.noise, height, width, 14 * unit))
    dry = (cloudy(canvas.noise, height, width, 3 * unit) > 0.3).astype(np.float32)
    dark = np.clip(stroke * (0.7 + 0.3 * dry), 0, 1) * (0.5 + 0.5 * canvas.mask)
    tone = np.clip(wash * (1 - 0.88 * dark), 0, 1)
    sheet = toned(tone, (0.09, 0.09, 0.1), (0.955, 0.94, 0.895))
    hint = (saturated(canvas.pixels, 1.1) - grey(canvas.pixels)[..., None]) * (canvas.mask[..., None] * 0.42 + 0.05)
    return _sealed(np.clip(sheet + hint, 0, 1) * paper(canvas, 0.06), unit)


def _sealed(pixels: Array, unit: float) -> Array:
    side, margin = int(58 * unit), int(44 * unit)
    image = image_of(pixels)
    pen = ImageDraw.Draw(image)
    right, bottom = image.width - margin, image.height - margin
    box = (right - side, bottom - side, right, bottom)
    pen.rounded_rectangle(box, radius=side // 9, fill=(176, 42, 36))
    for n in range(3):
        pen.rectangle(
            (
                box[0] + side * 0.18,
                box[1] + side * (0.2 + 0.24 * n),
                box[2] - side * 0.18,
                box[1] + side * (0.27 + 0.24 * n),
            ),
            fill=(240, 226, 204),
        )
    pen.rectangle(
        (box[0] + side * 0.46, box[1] + side * 0.2, box[0] + side * 0.54, box[3] - side * 0.2), fill=(240, 226, 204)
    )
    return array_of(image)


def oil(canvas: Canvas) -> Array:
    """Thick strokes that follow the forms: broad behind, fine on the subject, lit from one side."""
    base = saturated(smooth(canvas.pixels, 7), 1.15)
    light = blur(grey(base), 2.5 * canvas.unit)
    down, across = np.gradient(light)
    turn = (
        np.arctan2(down, across)
        + np.pi / 2
        + (cloudy(canvas.noise, canvas.height, canvas.width, 90 * canvas.unit) - 0.5) * 2.4
    )
    painted = image_of(base)
    pen = ImageDraw.Draw(painted)
    _strokes(canvas, pen, base, turn, count=3600, length=34, width=11, subject=False)
    _strokes(canvas, pen, saturated(canvas.pixels, 1.15), turn, count=5200, length=13, width=4, subject=True)
    coated = blur(array_of(painted), 0.5 * canvas.unit)
    keep = np.clip(edges(canvas.pixels, 0.7 * canvas.unit) * canvas.mask * 1.6, 0, 1)[..., None]
    coated = coated * (1 - keep * 0.7) + canvas.pixels * keep * 0.7
    relief = blur(grey(array_of(painted)), 0.6 * canvas.unit)
    ridge = np.clip(relief - np.roll(relief, (2, 2), (0, 1)), -0.12, 0.12)[..., None]
    return np.clip(coated + ridge * 0.9, 0, 1)


def _strokes(
    canvas: Canvas,
    pen: ImageDraw.ImageDraw,
    colours: Array,
    turn: Array,
    *,
    count: int,
    length: float,
    width: float,
    subject: bool,
) -> None:
    rng, unit = canvas.noise, canvas.unit
    xs, ys = rng.integers(0, canvas.width, count), rng.integers(0, canvas.height, count)
    jitter = rng.normal(0, 0.035, (count, 3))
    reach = rng.uniform(0.6, 1.3, count) * length * unit / 2
    for n in range(count):
        x, y = int(xs[n]), int(ys[n])
        if subject != (canvas.mask[y, x] > 0.5):
            continue
        dx, dy = np.cos(turn[y, x]) * reach[n], np.sin(turn[y, x]) * reach[n]
        red, green, blue = ((np.clip(colours[y, x] + jitter[n], 0, 1)) * 255).astype(int).tolist()
        pen.line((x - dx, y - dy, x + dx, y + dy), fill=(red, green, blue), width=max(2, int(width * unit)))


def pastel(canvas: Canvas) -> Array:
    """Soft chalk on tinted paper, the tooth of the paper showing through."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    soft = (
        blur(smooth(canvas.pixels, 5), 1.2 * unit) * (1 - canvas.mask[..., None] * 0.7)
        + canvas.pixels * canvas.mask[..., None] * 0.7
    )
    pale = saturated(0.17 + soft * 0.83, 1.05)
    slanted = cloudy(canvas.noise, height, width, 3.2 * unit)
    tooth = np.clip((slanted + cloudy(canvas.noise, height, width, 2.2 * unit)) * 0.75 - 0.25, 0, 1)[..., None]
    sheet = np.array([0.93, 0.89, 0.84], dtype=np.float32)
    chalk = pale * (0.72 + 0.28 * tooth) + sheet * (0.28 - 0.28 * tooth)
    line = outline(canvas, 0.7, 0.3)[..., None] * tooth
    return chalk * (1 - 0.3 * line)


def pencil(canvas: Canvas) -> Array:
    """Graphite: contour, and hatching that is denser where it is dark."""
    height, width, unit = canvas.height, canvas.width, canvas.unit
    light = np.clip(grey(canvas.pixels) * 0.96 + 0.1, 0, 1)
    if light.mean() < 0.45:
        light = light**0.6
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    wobble = cloudy(canvas.noise, height, width, 40 * unit) * 5 * unit
    tone = np.ones_like(light)
    for n, (turn, limit) in enumerate(((0.9, 0.78), (2.2, 0.55), (0.2, 0.36), (1.5, 0.22))):
        phase = (columns * np.cos(turn) + rows * np.sin(turn) + wobble) / ((3.6 - 0.3 * n) * unit)
        line = 0.5 + 0.5 * np.sin(phase)
        tone *= 1 - np.clip((limit - light) * 3.2, 0, 0.5) * line
    contour = np.clip(edges(canvas.pixels, 0.7 * unit) * 1.6, 0, 1) * (0.65 + 0.35 * canvas.mask)
    tone = np.clip(tone * (1 - 0.8 * contour) + grain(canvas.noise, height, width) * 0.025, 0, 1)
    return toned(tone, (0.17, 0.17, 0.19), (0.97, 0.96, 0.93)) * paper(canvas, 0.06)


def storybook(canvas: Canvas) -> Array:
    """A warm page: soft paint, brown pencil lines, rounded corners on cream paper."""
    unit = canvas.unit
    soft = smooth(canvas.pixels, 5) * 0.6 + canvas.pixels * 0.4
    warm = saturated(soft, 1.08) * np.array([1.03, 1.0, 0.92], dtype=np.float32)
    warm = warm * (0.93 + 0.14 * cloudy(canvas.noise, canvas.height, canvas.width, 30 * unit))[..., None]
    line = (
        outline(canvas, 0.75, 0.2)[..., None]
        * (0.5 + 0.5 * cloudy(canvas.noise, canvas.height, canvas.width, 6 * unit))[..., None]
    )
    page = warm * (1 - line) + np.array([0.3, 0.19, 0.14], dtype=np.float32) * line
    page = np.clip(page, 0, 1) * vignette(canvas, 0.22) * paper(canvas, 0.09)
    frame = Image.new("L", (canvas.width, canvas.height), 0)
    margin = int(34 * unit)
    ImageDraw.Draw(frame).rounded_rectangle(
        (margin, margin, canvas.width - margin, canvas.height - margin), radius=int(60 * unit), fill=255
    )
    inside = blur(array_of(frame), 1.2 * unit)[..., None]
    return np.asarray(
        page * inside + np.array([0.975, 0.945, 0.88], dtype=np.float32) * paper(canvas, 0.05) * (1 - inside),
        dtype=np.float32,
    )
