"""Rendering: a plan, a size and a seed to pixels, always the same for the same hand."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageOps

from generation.painters.sketch import part
from generation.painters.sketch.compose import comic, lettering, scene
from generation.painters.sketch.plan import Plan
from generation.painters.sketch.styling.marks import Canvas, array_of, edges, image_of, smooth
from generation.painters.sketch.styling.shelf import LOOKS

STEPS = 5
"""Steps of one picture: behind, subjects, weather, look, lettering."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand draws: the seed places things, the touch moves the brush; 0 is the seed's own."""

    seed: int
    touch: int = 0

    def noise(self) -> np.random.Generator:
        """Return the chance that the look is painted with."""
        return np.random.default_rng((self.seed, self.touch) if self.touch else self.seed)


def render(
    plan: Plan,
    width: int,
    height: int,
    hand: "Hand | int",
    source: bytes | None = None,
    strength: float = 0.6,
    step: Callable[[], None] = lambda: None,
    mask: bytes | None = None,
) -> Image.Image:
    """Return the picture of a plan, RGB, width x height pixels; from a `source` picture, that one in the plan's style, or
    with a `mask` that one with the plan drawn where the mask is white.
    """
    own = hand if isinstance(hand, Hand) else Hand(hand)
    if source is not None and mask is not None:
        photo = ImageOps.fit(Image.open(io.BytesIO(source)).convert("RGB"), (width, height))
        marked = Image.open(io.BytesIO(mask)).convert("L").resize((width, height), Image.Resampling.NEAREST)
        return part.painted_in(plan, photo, marked, own.seed, own.noise(), step)
    if source is not None:
        return _restyled(plan, width, height, own.seed + own.touch, source, strength, step)
    if plan.style == "comic":
        return comic.page(plan, width, height, own.seed + own.touch, step)
    composed = scene.compose(plan, width, height, own.seed, step)
    canvas = Canvas(composed.pixels, composed.mask, plan, own.noise())
    looked = LOOKS.get(plan.style, LOOKS[""])(canvas)
    step()
    picture = lettering.written(image_of(looked), plan.lettering, plan.style)
    step()
    return picture


def _restyled(
    plan: Plan, width: int, height: int, seed: int, source: bytes, strength: float, step: Callable[[], None]
) -> Image.Image:
    photo = ImageOps.fit(Image.open(io.BytesIO(source)).convert("RGB"), (width, height), Image.Resampling.LANCZOS)
    step()
    pixels = array_of(photo)
    calm = smooth(pixels, 5)
    pixels = pixels * (1 - strength * 0.7) + calm * (strength * 0.7)
    detail = edges(pixels, 1.2)
    rows, columns = np.linspace(-1, 1, height)[:, None], np.linspace(-1, 1, width)[None, :]
    middle = np.clip(1.15 - (rows**2 + columns**2), 0, 1)
    mask = np.clip(array_of(image_of((detail > 0.2).astype(np.float32)).resize((width, height))) * middle, 0, 1).astype(
        np.float32
    )
    step()
    style = plan.style if plan.style not in ("", "comic") else "watercolor"
    looked = LOOKS[style](
        Canvas(pixels.astype(np.float32), mask, replace(plan, style=style), np.random.default_rng(seed))
    )
    for _rest in range(3):
        step()
    return lettering.written(image_of(looked), plan.lettering, style)
