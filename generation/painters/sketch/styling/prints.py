"""Printed looks: woodblock, risograph, paper cut, blueprint."""

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


def woodblock(canvas: Canvas) -> Array:
    """Few muted inks with the wood's grain in them, and a dark blue key block."""
    flat = palettised(smooth(saturated(canvas.pixels, 0.82), 5), 14)
    rows = np.arange(canvas.height, dtype=np.float32)[:, None]
    wave = cloudy(canvas.noise, canvas.height, canvas.width, 120 * canvas.unit) * 60
    wood = 0.5 + 0.5 * np.sin((rows / canvas.unit + wave) / 2.1)
    inks = flat * (1 - 0.07 * wood[..., None]) * np.array([1.0, 0.97, 0.9], dtype=np.float32)
    line = outline(canvas, 0.9, 0.2)[..., None]
    printed = inks * (1 - line) + np.array([0.11, 0.15, 0.25], dtype=np.float32) * line
    sheet = np.array([0.955, 0.925, 0.855], dtype=np.float32) * paper(canvas, 0.05)
    worn = cloudy(canvas.noise, canvas.height, canvas.width, 4 * canvas.unit)[..., None] > 0.86
    printed = np.where(worn, printed * 0.82 + sheet * 0.18, printed)
    inside = deckle(canvas, 14)
    return printed * inside + sheet * (1 - inside)


def risograph(canvas: Canvas) -> Array:
    """Three spot inks in grain, each a little out of register."""
    inks = [((0.95, 0.31, 0.36), 0), ((0.0, 0.48, 0.75), 2), ((1.0, 0.82, 0.2), 1)]
    light = np.clip(canvas.pixels, 0, 1)
    sheet = np.ones_like(light) * np.array([0.965, 0.95, 0.91], dtype=np.float32)
    amounts = (
        np.clip(1 - light[..., 1] * 1.05, 0, 1),
        np.clip(1 - light[..., 2] * 1.02, 0, 1) * 0.95,
        np.clip(1 - light[..., 0] * 1.05, 0, 1),
    )
    result = sheet
    for (ink, shift), amount in zip(inks, (amounts[0], amounts[2], amounts[1]), strict=True):
        moved = np.roll(amount, (int(shift * 1.6 * canvas.unit), int((shift - 1) * 2.2 * canvas.unit)), (0, 1))
        spread = np.clip(moved * 1.05 + grain(canvas.noise, canvas.height, canvas.width) * 0.13, 0, 1)
        dots = np.clip((spread - 0.28) * 2.4, 0, 1)[..., None] * 0.88
        result = result * (1 - dots + dots * np.array(ink, dtype=np.float32))
    dark = np.clip((0.3 - grey(light)) * 4, 0, 1)[..., None] * 0.6
    return result * (1 - dark)


def papercut(canvas: Canvas) -> Array:
    """Layers of coloured paper, each casting its shadow on the one below."""
    solid = (canvas.mask > 0.5)[..., None]
    flat = np.where(solid, palettised(canvas.pixels, 26), palettised(smooth(canvas.pixels, 7), 12))
    weight = grey(flat)
    reach = int(7 * canvas.unit) + 2
    shadow = np.zeros_like(weight)
    for step in range(2, reach + 1, 2):
        above = np.roll(weight, (step, step), (0, 1))
        shadow = np.maximum(shadow, (np.abs(above - weight) > 0.05).astype(np.float32) * (1 - step / (reach + 2)))
    soft = blur(shadow, 2.2 * canvas.unit)[..., None]
    rim = np.clip(np.roll(weight, (-2, -2), (0, 1)) - weight, 0, 1)[..., None]
    body = canvas.mask[..., None]
    lift = blur(np.roll(canvas.mask, (int(9 * canvas.unit), int(7 * canvas.unit)), (0, 1)), 5 * canvas.unit)[
        ..., None
    ] * (1 - body)
    sheets = flat * (1 - 0.42 * soft) * (1 - 0.4 * lift) + rim * 0.25
    return sheets * paper(canvas, 0.12)


def blueprint(canvas: Canvas) -> Array:
    """White lines on blue, with a grid and a fold or two."""
    light = edges(canvas.pixels, 0.7 * canvas.unit)
    lines = np.clip(light * 1.7, 0, 1) ** 0.8
    fill = canvas.mask * (0.12 + 0.1 * grey(canvas.pixels))
    hatch = (
        (
            (np.add.outer(np.arange(canvas.height), np.arange(canvas.width)) % max(4, int(9 * canvas.unit)))
            < 1.2 * canvas.unit
        )
        * (1 - grey(canvas.pixels))
        * 0.16
    )
    step = max(8, int(25 * canvas.unit))
    grid = np.zeros_like(lines)
    grid[::step, :] = 0.1
    grid[:, ::step] = 0.1
    grid[:: step * 5, :] = 0.2
    grid[:, :: step * 5] = 0.2
    ink = np.clip(lines + fill + hatch + grid, 0, 1)
    sheet = toned(ink, (0.07, 0.2, 0.43), (0.93, 0.97, 1.0))
    return sheet * (0.94 + 0.12 * cloudy(canvas.noise, canvas.height, canvas.width, 160 * canvas.unit))[..., None]
