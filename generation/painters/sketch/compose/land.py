"""The land: ridges in the haze, and ground with what grows or stands on it."""

import itertools
import math
from collections.abc import Sequence
from random import Random

from generation.painters.sketch import library
from generation.painters.sketch.compose.palette import Palette
from generation.painters.sketch.compose.svg import mix, placed, repaint
from generation.painters.sketch.plan import Plan

# What a place grows or holds, by how often; drawn small and hazy far away, larger near.
GROWS: dict[str, Sequence[str]] = {
    "forest": ("evergreen-tree", "evergreen-tree", "deciduous-tree", "evergreen-tree"),
    "jungle": ("palm-tree", "deciduous-tree", "palm-tree", "bamboo"),
    "meadow": ("deciduous-tree", "blossom", "herb", "deciduous-tree"),
    "garden": ("tulip", "rose", "sunflower", "hibiscus", "blossom", "deciduous-tree"),
    "mountain": ("evergreen-tree", "rock", "evergreen-tree"),
    "desert": ("cactus", "rock", "cactus"),
    "snowfield": ("evergreen-tree", "rock"),
    "village": ("house", "deciduous-tree", "hut", "house-with-garden"),
    "lake": ("evergreen-tree", "deciduous-tree"),
    "river": ("deciduous-tree", "bamboo", "deciduous-tree"),
    "shore": ("palm-tree", "rock", "spiral-shell"),
    "volcano": ("rock", "rock"),
    "cave": ("rock", "mushroom"),
}
SOIL = {
    "desert": "#dcb378",
    "snowfield": "#eef4f8",
    "shore": "#e6cf9e",
    "volcano": "#4a3b3d",
    "cave": "#4a4450",
    "space": "#9a9aa6",
    "city": "#7d838c",
    "street": "#6f757e",
}


def ridge(width: int, base: float, rise: float, rng: Random, rough: float = 1.0) -> list[tuple[float, float]]:
    """Return a skyline as points from left to right, by midpoint displacement."""
    heights = [rng.uniform(0.2, 1.0), rng.uniform(0.1, 0.9)]
    span = 0.55
    while len(heights) < 65:
        finer = [heights[0]]
        for left, right in itertools.pairwise(heights):
            finer += [(left + right) / 2 + rng.uniform(-span, span), right]
        heights, span = finer, span * (0.5 + 0.08 * rough)
    return [
        (width * at / (len(heights) - 1), base - rise * max(0.0, min(1.3, value))) for at, value in enumerate(heights)
    ]


def hills(width: int, base: float, rise: float, rng: Random) -> list[tuple[float, float]]:
    """Return a soft skyline of a few waves."""
    waves = [(rng.uniform(0.6, 2.4), rng.uniform(0, 6.28), rng.uniform(0.3, 1)) for _wave in range(3)]
    total = sum(weight for *_rest, weight in waves)

    def height(at: float) -> float:
        return (
            sum(weight * (0.5 + 0.5 * math.sin(turns * math.tau * at + shift)) for turns, shift, weight in waves)
            / total
        )

    return [(width * n / 48, base - rise * height(n / 48)) for n in range(49)]


def filled(points: Sequence[tuple[float, float]], bottom: float, colour: str) -> str:
    """Return the area under a skyline."""
    line = " ".join(f"L{x:.0f} {y:.1f}" for x, y in points)
    return f'<path d="M{points[0][0]:.0f} {bottom:.0f} {line} L{points[-1][0]:.0f} {bottom:.0f}z" fill="{colour}"/>'


def far_land(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    """Return three or four ridges, each nearer one darker and less hazy."""
    steep = plan.setting in ("mountain", "volcano", "snowfield", "lake", "cave")
    layers = []
    count = 4 if steep else 2
    for n in range(count):
        near = n / count
        colour = mix(colours.haze, colours.far, 0.25 + 0.6 * near)
        colour = mix(colour, colours.ground, 0.35 * near)
        rise = height * (
            (0.34 if plan.setting == "mountain" else 0.24) * (1 - 0.55 * near) if steep else 0.1 * (1 - 0.4 * near)
        )
        points = ridge(width, horizon + 2, rise, rng) if steep else hills(width, horizon + 2, rise, rng)
        layers.append(filled(points, horizon + 4, colour))
        if steep and n == 0 and (plan.setting in ("mountain", "snowfield") or plan.season == "winter"):
            layers.append(_snowcaps(points, horizon, rise, colours))
    if plan.setting == "volcano":
        layers.append(_cone(width, horizon, height, rng))
    return "".join(layers)


def _snowcaps(points: Sequence[tuple[float, float]], horizon: float, rise: float, colours: Palette) -> str:
    line = horizon - rise * 0.62
    white = mix("#ffffff", colours.haze, 0.25 if not colours.night else 0.6)
    caps = [(x, y) if y < line else (x, line) for x, y in points]
    lower = [
        (x, min(line, y + rise * 0.16 + (8 if n % 2 else -8))) if y < line else (x, line)
        for n, (x, y) in enumerate(points)
    ]
    path = " ".join(f"L{x:.0f} {y:.1f}" for x, y in [*caps, *reversed(lower)])
    return f'<path d="M{path[1:]}z" fill="{white}"/>'


def _cone(width: int, horizon: float, height: int, rng: Random) -> str:
    x, top, reach = width * rng.uniform(0.35, 0.65), horizon - height * 0.34, width * 0.34
    lip = width * 0.05
    return (
        f'<path d="M{x - reach:.0f} {horizon + 4:.0f} L{x - lip:.0f} {top:.0f} L{x + lip:.0f} {top:.0f} L{x + reach:.0f} {horizon + 4:.0f}z" fill="#3f3138"/>'
        f'<ellipse cx="{x:.0f}" cy="{top - height * 0.05:.0f}" rx="{lip * 3:.0f}" ry="{height * 0.09:.0f}" fill="#ff8a3c" opacity="0.35"/>'
        f'<path d="M{x - lip:.0f} {top:.0f} q{lip:.0f} {lip * 0.7:.0f} {lip * 2:.0f} 0 l{lip * 0.4:.0f} {height * 0.12:.0f} q-{lip:.0f} -{lip:.0f} -{lip * 1.2:.0f} {height * 0.04:.0f} q-{lip * 0.6:.0f} -{lip:.0f} -{lip * 1.4:.0f} {height * 0.02:.0f}z" fill="#ff7a2e"/>'
        + "".join(
            f'<circle cx="{x + rng.uniform(-1, 1) * lip * 2:.0f}" cy="{top - rng.uniform(0, height * 0.2):.0f}" r="{width * rng.uniform(0.003, 0.009):.1f}" fill="#ffb347"/>'
            for _spark in range(16)
        )
        + "".join(
            f'<circle cx="{x + rng.uniform(-1, 2) * lip * 2:.0f}" cy="{top - height * rng.uniform(0.08, 0.28):.0f}" r="{width * rng.uniform(0.03, 0.07):.0f}" fill="#4b4450" opacity="0.45"/>'
            for _puff in range(9)
        )
    )


def ground(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    """Return the ground from the horizon to the lower edge, in two or three soft steps."""
    soil = SOIL.get(plan.setting)
    near = (
        mix(colours.ground, soil, 0.8)
        if soil and not colours.night
        else mix(colours.ground, soil, 0.35)
        if soil
        else colours.ground
    )
    if "snow" in plan.weather or plan.season == "winter":
        near = mix(near, "#eef4f8", 0.7 if not colours.night else 0.25)
    layers = []
    for n, at in enumerate((0.0, 0.22, 0.55)):
        top = horizon + (height - horizon) * at
        colour = mix(mix(near, colours.haze, 0.5 - 0.25 * n), "#10202a", 0.05 * n)
        points = hills(width, top + (height - horizon) * 0.04, (height - horizon) * 0.09, rng)
        layers.append(filled(points, height + 2, colour))
    return "".join(layers)


def growth(
    plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random, clear: tuple[float, float]
) -> str:
    """Return what grows there, far ones first; `clear` is a stretch (left, right) in pixels kept open for the subject."""
    kinds = GROWS.get(plan.setting)
    if not kinds:
        return ""
    dense = plan.setting in ("forest", "jungle")
    depths = sorted(rng.random() ** (1.1 if dense else 1.5) for _one in range(46 if dense else 15))
    drawn = []
    for depth in depths:
        x, y = rng.uniform(-0.05, 1.05) * width, horizon + (height - horizon) * (0.02 + 0.72 * depth**1.3)
        name = rng.choice(kinds)
        size = (
            height
            * (0.07 + 0.3 * depth)
            * (1.0 if name.endswith("tree") or name in ("bamboo", "house", "hut") else 0.36)
        )
        if depth > (0.5 if dense else 0.32) and clear[0] - size * 0.3 < x < clear[1] + size * 0.3:
            continue
        drawn.append(_in_air(name, plan, colours, x, y, size, depth, rng))
    return "".join(drawn)


def _in_air(name: str, plan: Plan, colours: Palette, x: float, y: float, size: float, depth: float, rng: Random) -> str:
    """Return a thing on the ground as the air between shows it: far things take the haze's colour."""
    haze = (0.72 if "fog" in plan.weather else 0.55) * (1 - depth) + (0.1 if "fog" in plan.weather else 0.0)

    def change(colour: str) -> str:
        base = _seasoned(colour, plan, rng.random() if name == "deciduous-tree" else 0.5)
        return mix(mix(base, colours.tint, colours.tinted * 1.2), colours.haze, haze)

    body = repaint(library.drawing(name), change)
    shadow = f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{size * 0.3:.0f}" ry="{size * 0.045:.1f}" fill="#0c1a22" opacity="{0.1 + 0.16 * depth:.2f}"/>'
    return shadow + placed(body, x, y + size * 0.02, size, flip=rng.random() < 0.5)


def _seasoned(colour: str, plan: Plan, draw: float) -> str:
    """Return a leaf's colour in its season; other colours stay."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5)) if len(colour) >= 7 else (0, 0, 0)
    leafy = green > red + 12 and green > blue + 12
    if not leafy or not plan.season or plan.season == "summer":
        return colour
    if plan.season == "autumn":
        return mix(colour, ("#d9772b", "#c8452c", "#e2a93a")[int(draw * 2.99)], 0.75)
    if plan.season == "winter":
        return mix(colour, "#f2f6f8", 0.6)
    return mix(colour, "#b7dd7a", 0.4)
