"""The scene: from a plan to pixels, before any style: land or room behind, subjects before it, weather over all."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from PIL import Image

from generation.painters.sketch import words
from generation.painters.sketch.compose import city, deep, inside, land, sky, staging, svg
from generation.painters.sketch.compose.palette import Palette, palette_of
from generation.painters.sketch.compose.svg import Array
from generation.painters.sketch.plan import Plan

INDOORS = ("room", "kitchen", "library", "cafe", "studio", "table")
OPEN = ("meadow", "lake", "mountain", "forest", "shore", "river", "garden")


@dataclass(frozen=True, slots=True)
class Scene:
    """A composed picture: RGB in 0..1 (height, width, 3), the subjects' coverage in 0..1 (height, width), its colours."""

    pixels: Array
    mask: Array
    colours: Palette
    horizon: float


def compose(plan: Plan, width: int, height: int, seed: int, step: Callable[[], None]) -> Scene:
    """Compose a plan at a size in pixels; another seed gives another composition."""
    rng = Random(seed * 7919 + 13)
    plan = _settled(plan, rng)
    colours = palette_of(plan, rng)
    horizon = height * _horizon(plan, rng)
    actors = staging.cast_of(plan, width, height, horizon, rng)
    clear = _clearing(actors, width)
    scenery = _behind(plan, colours, width, height, horizon, rng, clear)
    around = _around(svg.raster(scenery, width, height, scale=0.15), actors, width, height)
    below, above = staging.drawn(actors, plan, colours, around)
    pale = "#fff6dc" if svg.light_of(around) < 0.5 else "#ffffff"
    defs = f"<defs>{svg.glow('halo', pale, 0.5)}{svg.glow('lamp', colours.light, 0.7)}</defs>"
    front = svg.raster(defs + above, width, height)
    step()
    if plan.setting in staging.WATERS:
        pixels = _with_water(_far(scenery, width, height), plan, colours, horizon, rng)
        pixels = _reflected(_near_bank(pixels, plan, colours, actors, rng), front, actors, plan)
        pixels = _over(pixels, svg.raster(defs + below, width, height)) if below else pixels
    else:
        pixels = _far(scenery + defs + below, width, height)
    pixels = _over(pixels, front)
    step()
    falling = _weather(plan, colours, width, height, horizon, rng)
    falling += deep.cave(colours, width, height, rng) if plan.setting == "cave" else ""
    pixels = _over(pixels, svg.raster(falling, width, height)) if falling else pixels
    step()
    return Scene(pixels, front[..., 3], colours, horizon)


def _far(markup: str, width: int, height: int) -> Array:
    """Return what lies behind, RGB. In large pictures it is drawn smaller and enlarged: far things are soft, and it takes half the time."""
    scale = 0.7 if max(width, height) > 800 else 1.0
    drawn = svg.raster(markup, width, height, scale)[..., :3]
    if scale == 1.0:
        return drawn
    small = Image.fromarray((drawn * 255).astype(np.uint8))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32) / 255


def _settled(plan: Plan, rng: Random) -> Plan:
    """Choose a place where the prompt named none, so that the subjects are somewhere that suits them."""
    if plan.setting:
        return plan
    if plan.second_setting:
        return replace(plan, setting=plan.second_setting)
    first = plan.subjects[0].place if plan.subjects else "ground"
    if "fireworks" in plan.weather:
        return replace(plan, setting="city")
    by_place = {"air": "sky", "water": "lake", "underwater": "undersea", "space": "space", "table": "table"}
    if plan.framing in ("close", "portrait", "macro"):
        return replace(plan, setting=rng.choice(("room", "meadow", "garden")))
    small = bool(plan.subjects) and plan.subjects[0].metres < 0.4 and first == "ground"
    chosen = by_place.get(first) or (
        "table" if small else rng.choice(OPEN if not plan.unknown else ("meadow", "mountain", "sky"))
    )
    return replace(plan, setting=chosen)  # type: ignore[arg-type]


def _horizon(plan: Plan, rng: Random) -> float:
    if plan.setting in INDOORS:
        return rng.uniform(0.58, 0.64)
    if plan.setting in ("sky", "abstract"):
        return 0.9
    if plan.setting in ("undersea", "space"):
        return rng.uniform(0.74, 0.8)
    low = {"low": 0.72, "aerial": 0.28}.get(plan.framing)
    return low if low is not None else rng.uniform(0.5, 0.64)


def _clearing(actors: list[staging.Actor], width: int) -> tuple[float, float]:
    if not actors:
        return (width * 0.4, width * 0.6)
    return (min(actor.x - actor.size * 0.45 for actor in actors), max(actor.x + actor.size * 0.45 for actor in actors))


def _behind(
    plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random, clear: tuple[float, float]
) -> str:
    """Return all that lies behind the subjects."""
    if plan.setting == "undersea":
        return deep.undersea(plan, colours, width, height, horizon, rng)
    if plan.setting == "space":
        standing = any(subject.place == "ground" for subject in plan.subjects)
        return deep.space(plan, colours, width, height, horizon, rng, standing=standing) + _motif(
            plan, colours, width, height, rng
        )
    if plan.setting in INDOORS:
        return inside.inside(plan, colours, width, height, horizon, rng, clear) + _motif(
            plan, colours, width, height, rng
        )
    parts = [sky.sky(plan, colours, width, height, horizon, rng)]
    if plan.setting == "abstract":
        return "".join(parts) + deep.pattern(plan.unknown, colours, width, height, rng)
    if plan.setting == "sky":
        return "".join(parts) + _sea_of_clouds(colours, width, height, rng) + _motif(plan, colours, width, height, rng)
    parts.append(land.far_land(plan, colours, width, height, horizon, rng))
    if plan.setting in ("city", "street"):
        parts += [
            city.skyline(plan, colours, width, height, horizon, rng),
            city.street(plan, colours, width, height, horizon, rng),
        ]
    elif plan.setting not in staging.WATERS:
        parts.append(land.ground(plan, colours, width, height, horizon, rng))
        parts.append(land.growth(plan, colours, width, height, horizon, rng, clear))
    elif plan.setting != "sea":
        parts.append(_far_bank(plan, colours, width, height, horizon, rng))
    return "".join(parts) + _motif(plan, colours, width, height, rng)


def _motif(plan: Plan, colours: Palette, width: int, height: int, rng: Random) -> str:
    """Return what words nobody taught the painter look like; alone they are the picture, beside subjects a pattern in the air."""
    if not plan.unknown:
        return ""
    return deep.pattern(plan.unknown, colours, width, height, rng, 0.9 if not plan.subjects else 0.16)


def _far_bank(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    bank = svg.mix(colours.ground, colours.haze, 0.45)
    parts = [land.filled(land.hills(width, horizon + 2, height * 0.045, rng), horizon + 4, bank)]
    if plan.second_setting in ("village", "city"):
        parts.insert(0, city.skyline(replace(plan, setting="village"), colours, width, height, horizon, rng))
    trees = replace(plan, setting="lake" if plan.setting == "shore" else plan.setting)
    parts.append(
        land.growth(trees, colours, width, round(horizon + height * 0.02), horizon - height * 0.02, rng, (0, 0))
    )
    return "".join(parts)


def _sea_of_clouds(colours: Palette, width: int, height: int, rng: Random) -> str:
    white = svg.mix("#ffffff", colours.horizon, 0.25 if not colours.night else 0.75)
    rows = []
    for n, at in enumerate((0.8, 0.87, 0.94)):
        shade = svg.mix(white, colours.middle, 0.35 - 0.12 * n)
        rows += [
            f'<ellipse cx="{rng.uniform(0, width):.0f}" cy="{height * at + rng.uniform(-8, 14):.0f}" rx="{width * rng.uniform(0.1, 0.2):.0f}" ry="{height * rng.uniform(0.05, 0.09):.0f}" fill="{shade}"/>'
            for _puff in range(16)
        ]
    return (
        "".join(rows) + f'<rect y="{height * 0.95:.0f}" width="{width}" height="{height * 0.06:.0f}" fill="{white}"/>'
    )


def _with_water(behind: Array, plan: Plan, colours: Palette, horizon: float, rng: Random) -> Array:
    """Return the picture with water below the horizon: what stands above, mirrored, rippled, and tinted."""
    height, width = behind.shape[:2]
    top = int(horizon)
    depth = height - top
    rows = np.arange(depth)
    ripple = np.sin(rows / (3 + rows * 0.05) + rng.uniform(0, 6)) * (0.6 + rows * 0.03) * width / 700
    source = np.clip(top - 1 - (rows * (0.95 if plan.setting != "sea" else 0.7)).astype(int), 0, top - 1)
    columns = np.clip(np.arange(width)[None, :] + ripple[:, None].astype(int), 0, width - 1)
    mirror = behind[source[:, None], columns]
    tint = np.array(svg.rgb(colours.water), dtype=np.float32)
    deepening = np.linspace(0.35, 0.72 if plan.setting != "sea" else 0.85, depth, dtype=np.float32)[:, None, None]
    water = mirror * (1 - deepening) + tint * deepening
    noise = np.random.default_rng(rng.randrange(2**31))
    coarse = noise.random((max(2, depth // 5), max(2, width // 46)), dtype=np.float32)
    waves = (
        np.asarray(
            Image.fromarray((coarse * 255).astype(np.uint8)).resize((width, depth), Image.Resampling.BICUBIC),
            dtype=np.float32,
        )
        / 255
    )
    strength = (0.16 if "storm" not in plan.weather else 0.3) * (0.5 if plan.setting in ("lake", "river") else 1.0)
    water += ((waves - 0.5) * strength)[..., None]
    result = behind.copy()
    result[top:] = np.clip(water, 0, 1)
    if plan.setting == "shore":
        result = _over(result, svg.raster(_beach(colours, width, height, horizon, rng), width, height))
    return result


def _near_bank(behind: Array, plan: Plan, colours: Palette, actors: list[staging.Actor], rng: Random) -> Array:
    """Return the water with a bank before it, if somebody stands there who would not stand in water."""
    standing = [
        one
        for one in actors
        if one.shade and one.subject.place == "ground" and one.subject.drawing not in words.WADERS.split()
    ]
    if plan.setting == "shore" or not standing:
        return behind
    height, width = behind.shape[:2]
    top = max(one.y for one in standing) - height * 0.05
    soil = svg.mix("#c9b483" if plan.setting == "sea" else colours.ground, colours.tint, colours.tinted)
    points = [(x, max(y, top - height * 0.04)) for x, y in land.hills(width, top + height * 0.02, height * 0.06, rng)]
    edge = svg.mix(soil, "#ffffff", 0.3)
    bank = land.filled([(x, y - 4) for x, y in points], height + 2, edge) + land.filled(points, height + 2, soil)
    return _over(behind, svg.raster(bank, width, height))


def _beach(colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    sand = svg.mix("#e6cf9e", colours.tint, colours.tinted)
    points = land.hills(width, horizon + (height - horizon) * 0.52, (height - horizon) * 0.16, rng)
    foam = [(x, y - 7) for x, y in points]
    return land.filled(foam, height + 2, svg.mix("#ffffff", colours.haze, 0.2)) + land.filled(points, height + 2, sand)


def _reflected(behind: Array, front: Array, actors: list[staging.Actor], plan: Plan) -> Array:
    """Return the water with the reflections of what floats on it or stands in it."""
    height = behind.shape[0]
    result = behind
    for actor in actors:
        foot = int(min(actor.y, height - 1))
        if (plan.setting == "shore" and actor.subject.place != "water") or not actor.shade:
            continue
        if actor.subject.place == "ground" and actor.subject.drawing not in words.WADERS.split():
            continue
        reach = min(foot, height - foot)
        left, right = int(max(0, actor.x - actor.size * 0.6)), int(actor.x + actor.size * 0.6)
        mirror = front[foot - reach : foot, left:right][::-1]
        fade = np.linspace(0.5, 0.0, reach, dtype=np.float32)[:, None, None]
        alpha = mirror[..., 3:] * fade
        result = result.copy() if result is behind else result
        result[foot : foot + reach, left:right] = (
            result[foot : foot + reach, left:right] * (1 - alpha) + mirror[..., :3] * alpha
        )
    return result


def _around(small: Array, actors: list[staging.Actor], width: int, height: int) -> str:
    """Return the mean colour behind the hero, looked up in a small picture of the scenery."""
    if not actors:
        return "#808080"
    hero = max(actors, key=lambda actor: actor.size)
    down, across = small.shape[0] / height, small.shape[1] / width
    top, bottom = int(max(0, hero.y - hero.size) * down), int(min(height, hero.y) * down)
    left, right = int(max(0, hero.x - hero.size / 2) * across), int(min(width, hero.x + hero.size / 2) * across)
    patch = small[top : max(bottom, top + 1), left : max(right, left + 1), :3]
    return svg.hexed([float(part) for part in patch.reshape(-1, 3).mean(axis=0)])


def _weather(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    """Return what falls or drifts before everything."""
    parts = []
    if "fog" in plan.weather:
        parts.append(f"<defs>{svg.glow('fog', svg.mix(colours.haze, '#ffffff', 0.3), 0.55)}</defs>")
        for _bank in range(9):
            parts.append(
                f'<ellipse cx="{rng.uniform(0, width):.0f}" cy="{horizon + height * rng.uniform(-0.14, 0.2):.0f}" rx="{width * rng.uniform(0.25, 0.5):.0f}" ry="{height * rng.uniform(0.04, 0.1):.0f}" fill="url(#fog)"/>'
            )
    if "rain" in plan.weather or "storm" in plan.weather:
        slant = width * 0.02
        parts += [
            f'<path d="M{x:.0f} {y:.0f}l{-slant:.0f} {height * rng.uniform(0.03, 0.07):.0f}" stroke="#dfeaf4" stroke-width="{width / 620:.1f}" opacity="{rng.uniform(0.2, 0.5):.2f}"/>'
            for x, y in ((rng.uniform(0, width * 1.05), rng.uniform(-0.05, 1) * height) for _drop in range(220))
        ]
    if "snow" in plan.weather:
        parts += [
            f'<circle cx="{rng.uniform(0, width):.0f}" cy="{rng.uniform(0, height):.0f}" r="{width * rng.uniform(0.0015, 0.006):.1f}" fill="#fff" opacity="{rng.uniform(0.5, 0.95):.2f}"/>'
            for _flake in range(190)
        ]
    if "petals" in plan.weather or (plan.season == "spring" and "wind" in plan.weather):
        parts += [_leaf(width, height, rng, ("#f8bfd1", "#f3a9c0", "#fde3ec")) for _petal in range(60)]
    if plan.season == "autumn" and plan.setting in ("forest", "garden", "meadow", "street"):
        parts += [_leaf(width, height, rng, ("#d9772b", "#c8452c", "#e2a93a")) for _fallen in range(26)]
    return "".join(parts)


def _leaf(width: int, height: int, rng: Random, hues: tuple[str, ...]) -> str:
    x, y, r = rng.uniform(0, width), rng.uniform(0, height), width * rng.uniform(0.005, 0.011)
    return f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r:.1f}" ry="{r * 0.55:.1f}" fill="{rng.choice(hues)}" opacity="0.9" transform="rotate({rng.uniform(0, 180):.0f} {x:.0f} {y:.0f})"/>'


def _over(below: Array, above: Array) -> Array:
    """Lay RGBA (straight alpha) over RGB."""
    alpha = above[..., 3:]
    return below * (1 - alpha) + above[..., :3] * alpha
