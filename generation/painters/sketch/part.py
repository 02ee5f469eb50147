"""A part: what the words name, drawn into a marked place of a picture, in a look, and matched to what surrounds it.

There is no model that could look at the picture: what surrounds the part grows over it, and what the words name is drawn
into that; where they name a place and no thing, the place is drawn. Words that name neither leave the surroundings.
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
from PIL import Image

from generation.painters.sketch.compose import lettering, scene
from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.plan import Plan
from generation.painters.sketch.styling.marks import Canvas, Noise, array_of, image_of
from generation.painters.sketch.styling.shelf import LOOKS

STEPS = 5
MARGIN = 0.15
"""How much of the surroundings goes through the look as well, as a share of the part's longer side: looks have edges."""
DRAWN, MOST = 512, 1536
"""The sides, in pixels, that a part is drawn at, however small it is."""
OWN = 0.7
"""How much of its own colour a thing keeps, where all else takes on that of its surroundings."""
GRIDS = (6, 12, 24, 48, 96)
ROUNDS = 60
FAINT, FILLS = 0.06, 0.84
"""From which cover on something counts as a thing, and how much of its place it takes."""
NOTHING = frozenset(("nothing", "nobody", "none", "no one"))
Box = tuple[int, int, int, int]


def painted_in(
    plan: Plan, source: Image.Image, mask: Image.Image, seed: int, noise: Noise, step: Callable[[], None]
) -> Image.Image:
    """Return the source with the plan drawn where the mask is white; the rest is for whoever blends the two."""
    part = mask.getbbox() or (0, 0, *mask.size)
    window = _grown(part, source.size)
    wide, tall = window[2] - window[0], window[3] - window[1]
    scale = min(max(1.0, DRAWN / min(wide, tall)), MOST / max(wide, tall))
    size = (max(1, round(wide * scale)), max(1, round(tall * scale)))
    left, top, right, bottom = (round((part[n] - window[n % 2]) * scale) for n in range(4))
    seen = array_of(source.crop(window).resize(size, Image.Resampling.LANCZOS))
    known = 1 - array_of(mask.crop(window).resize(size, Image.Resampling.BILINEAR))
    if not plan.setting and (part[1] + part[3]) / 2 < mask.height * 0.45:
        plan = replace(plan, setting="sky")
    drawn, things = _drawn(plan, grown_over(seen, known), (left, top, right, bottom), seed, step)
    style = "flat" if plan.style == "comic" else plan.style
    looked = LOOKS.get(style, LOOKS[""])(Canvas(drawn, things, replace(plan, style=style), noise))
    shown = image_of(looked + grown_over(seen - looked, known) * (1 - OWN * things[..., None]))
    step()
    if plan.lettering:
        shown.paste(lettering.written(shown.crop((left, top, right, bottom)), plan.lettering, style), (left, top))
    whole = source.copy()
    whole.paste(shown.resize((wide, tall), Image.Resampling.LANCZOS), window[:2])
    step()
    return whole


def _drawn(plan: Plan, filled: Array, place: Box, seed: int, step: Callable[[], None]) -> tuple[Array, Array]:
    """Return the part before its look, and where things stand in it (0 to 1)."""
    height, width = filled.shape[:2]
    bare: Array = np.zeros((height, width), np.float32)
    plan = replace(plan, subjects=tuple(one for one in plan.subjects if one.said.casefold() not in NOTHING))
    if not (plan.subjects or plan.weather or plan.time) and plan.setting in ("", "sky"):
        for _unneeded in range(3):
            step()
        return filled, bare
    if not plan.subjects:
        composed = scene.compose(plan, width, height, seed, step)
        return composed.pixels, composed.mask
    side = max(place[2] - place[0], place[3] - place[1], 16)
    composed = scene.compose(replace(plan, framing=plan.framing or "portrait"), side, side, seed, step)
    return _set_in(filled, composed, place, Random(seed), standing=plan.subjects[0].place in ("ground", "table"))


def _set_in(filled: Array, composed: scene.Scene, place: Box, chance: Random, *, standing: bool) -> tuple[Array, Array]:
    """Return pixels with the things of a scene in the middle of a place, as large as fits, and where they are."""
    height, width = filled.shape[:2]
    rows, columns = (np.flatnonzero(composed.mask.max(axis=axis) > FAINT) for axis in (1, 0))
    things: Array = np.zeros((height, width), np.float32)
    if not len(rows):
        return filled, things
    cut = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    cover, colours = composed.mask[cut], composed.pixels[cut]
    if chance.random() < 0.5:
        cover, colours = cover[:, ::-1], colours[:, ::-1]
    across, down = place[2] - place[0], place[3] - place[1]
    scale = FILLS * chance.uniform(0.88, 1.0) * min(across / cover.shape[1], down / cover.shape[0])
    size = (max(1, round(cover.shape[1] * scale)), max(1, round(cover.shape[0] * scale)))
    soft = np.clip(_sized(cover[..., None], *size, Image.Resampling.LANCZOS), 0, 1)
    fresh = np.clip(_sized(colours, *size, Image.Resampling.LANCZOS), 0, 1)
    left = place[0] + round((across - size[0]) * chance.uniform(0.42, 0.58))
    top = place[1] + round((down - size[1]) * (0.85 if standing else 0.5))
    left, top = max(0, min(width - size[0], left)), max(0, min(height - size[1], top))
    inside = (slice(top, top + size[1]), slice(left, left + size[0]))
    pixels = filled.copy()
    pixels[inside] = filled[inside] * (1 - soft) + fresh * soft
    things[inside] = soft[..., 0]
    return pixels, things


def grown_over(pixels: Array, known: Array) -> Array:
    """Return pixels with the unknown ones (where `known` is 0) as smooth as they can be between those that are known.

    It is the membrane of Laplace's equation, relaxed on ever finer grids; finer ones would show no difference.
    """
    height, width = known.shape
    held: Array = np.zeros((1, 1, pixels.shape[2]), np.float32)
    for grid in GRIDS:
        across, down = (
            max(2, round(width * grid / max(width, height))),
            max(2, round(height * grid / max(width, height))),
        )
        weight = _sized(known[..., None], across, down)
        mean = _sized(pixels * known[..., None], across, down) / np.maximum(weight, 1e-6)
        free = weight[..., 0] < 0.5
        held = np.where(free[..., None], _sized(held, across, down, Image.Resampling.BILINEAR), mean)
        for _round in range(ROUNDS if free.any() else 0):
            edged = np.pad(held, ((1, 1), (1, 1), (0, 0)), mode="edge")
            around = (edged[:-2, 1:-1] + edged[2:, 1:-1] + edged[1:-1, :-2] + edged[1:-1, 2:]) / 4
            held = np.where(free[..., None], around, held)
    smooth = _sized(held, width, height, Image.Resampling.BICUBIC)
    result: Array = pixels * known[..., None] + smooth * (1 - known[..., None])
    return result


def _sized(pixels: Array, width: int, height: int, resampling: Image.Resampling = Image.Resampling.BOX) -> Array:
    """Return values of any range at another size."""
    planes = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(pixels[..., n], np.float32)).resize((width, height), resampling)
        )
        for n in range(pixels.shape[2])
    ]
    return np.stack(planes, axis=-1)


def _grown(part: Box, size: tuple[int, int]) -> Box:
    """Return a part with some of its surroundings, within the picture."""
    margin = max(8, round(max(part[2] - part[0], part[3] - part[1]) * MARGIN))
    left, top = max(0, part[0] - margin), max(0, part[1] - margin)
    return left, top, min(size[0], part[2] + margin), min(size[1], part[3] + margin)
