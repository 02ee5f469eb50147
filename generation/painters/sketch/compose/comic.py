"""The comic: four panels of one story, each framed its own way, with captions that can be read."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw

from generation.painters.sketch.compose import lettering, scene
from generation.painters.sketch.plan import Plan
from generation.painters.sketch.reading import read
from generation.painters.sketch.styling.marks import Canvas, image_of, outline, palettised, saturated

FRAMINGS = ("wide", "", "close", "low")


def page(plan: Plan, width: int, height: int, seed: int, step: Callable[[], None]) -> Image.Image:
    """Return a page of four panels, two by two, or in a row or a column where the page is long."""
    columns, rows = (4, 1) if width > height * 2 else (1, 4) if height > width * 2 else (2, 2)
    gutter = max(8, round(min(width, height) * 0.018))
    wide, tall = (width - gutter * (columns + 1)) // columns, (height - gutter * (rows + 1)) // rows
    sheet = Image.new("RGB", (width, height), "#fbf8f0")
    for n in range(4):
        panel = _panel(plan, n, wide, tall, seed)
        x, y = gutter + (n % columns) * (wide + gutter), gutter + (n // columns) * (tall + gutter)
        sheet.paste(panel, (x, y))
        ImageDraw.Draw(sheet).rectangle((x, y, x + wide, y + tall), outline="#1a1a1a", width=max(2, gutter // 4))
        step()
    step()
    return sheet


def _panel(plan: Plan, n: int, width: int, height: int, seed: int) -> Image.Image:
    words = plan.panels[n] if n < len(plan.panels) else ""
    told = read(words)
    own = replace(plan, framing=FRAMINGS[n] if not told.framing else told.framing, style="", lettering=(), unknown=())  # type: ignore[arg-type]
    own = replace(
        own,
        setting=told.setting
        if told.setting and told.setting != plan.setting and told.second_setting == "" and _names_place(words)
        else plan.setting,
    )
    own = replace(own, time=told.time or plan.time, weather=told.weather or plan.weather)
    if told.subjects and plan.subjects:
        known = {one.drawing for one in plan.subjects[:1]}
        others = tuple(replace(one, hero=False, to=None) for one in told.subjects if one.drawing not in known)[:2]
        own = replace(own, subjects=(plan.subjects[0], *others))
    if (
        (plan.subjects and any(trait == "sleeping" for one in told.subjects for trait in one.traits))
        or "sleep" in words
        or "nap" in words
        or "睡" in words
    ):
        own = replace(
            own, subjects=(replace(own.subjects[0], traits=("sleeping",)), *own.subjects[1:]) if own.subjects else ()
        )
    composed = scene.compose(own, width, height, seed * 5 + n, lambda: None)
    canvas = Canvas(composed.pixels, composed.mask, own, np.random.default_rng(seed + n))
    drawn = _drawn(canvas)
    if words:
        lettering.caption(drawn, words, top=n % 2 == 0)
    return drawn


def _names_place(words: str) -> bool:
    return any(part in words for part in (" in ", " at ", " on ", "在", "里", "上"))


def _drawn(canvas: Canvas) -> Image.Image:
    """Return a scene in flat colours with black lines, and dots of print in its darker parts."""
    flat = palettised(saturated(canvas.pixels, 1.3), 40)
    line = outline(canvas, 0.9, 0.22)[..., None]
    rows, columns = np.mgrid[0 : canvas.height, 0 : canvas.width]
    pitch = max(4, int(9 * canvas.unit))
    dots = (
        (rows % pitch - pitch / 2) ** 2 + ((columns + (rows // pitch % 2) * pitch // 2) % pitch - pitch / 2) ** 2
    ) < (pitch * 0.24) ** 2
    shade = (dots & (flat.mean(-1) < 0.62) & (canvas.mask < 0.5))[..., None] * 0.16
    return image_of(np.clip(flat * (1 - shade), 0, 1) * (1 - line) + 0.07 * line)
