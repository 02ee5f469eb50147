"""Palettes: the colours of the sky, the light and the land at each time of day, bent by season, weather and wish."""

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from generation.painters.sketch.compose.svg import mix
from generation.painters.sketch.plan import Plan


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as '#rrggbb': sky from zenith to horizon, far haze, sun or moon, ground near and far, and shade's strength."""

    zenith: str
    middle: str
    horizon: str
    haze: str
    light: str
    ground: str
    far: str
    water: str
    tint: str
    tinted: float
    night: bool = False


_BY_TIME = {
    "dawn": (
        Palette(
            "#5b6fa8", "#e8a7a1", "#fbd9b0", "#e9bfae", "#fff0cf", "#6f8a6a", "#8f8aa6", "#8fa3bd", "#ffd2b0", 0.14
        ),
        Palette(
            "#7a8cc4", "#f3b9c0", "#ffe3c2", "#f0cdbb", "#fff3d9", "#7c9a70", "#a79bb8", "#a3b4cc", "#ffd9c4", 0.12
        ),
    ),
    "morning": (
        Palette(
            "#4f96cf", "#9cc9e6", "#e8f1e6", "#c5dbe2", "#fffbe6", "#7fae5c", "#8fb1bf", "#6fabc9", "#fff6dc", 0.06
        ),
        Palette(
            "#5aa5d6", "#b3d8ea", "#fbf3dc", "#d3e2dc", "#fffbe6", "#8cb562", "#9ab9b8", "#7fb6c9", "#fff6dc", 0.06
        ),
    ),
    "day": (
        Palette("#3f8fd4", "#84bfe9", "#dcedf2", "#bcd7e6", "#fffdf0", "#78ad52", "#86a9bf", "#4f9cc9", "#ffffff", 0.0),
        Palette("#3b9bc9", "#8fd0de", "#eef3e2", "#c4ddda", "#fffdf0", "#86b454", "#8db3ae", "#55a9bd", "#ffffff", 0.0),
    ),
    "golden": (
        Palette(
            "#6a8fbb", "#f2c58a", "#ffe2a0", "#efc899", "#fff3c4", "#a39a52", "#b59c86", "#b9a57c", "#ffcf87", 0.18
        ),
        Palette("#7d90ac", "#f6b877", "#ffdd97", "#efbf8f", "#fff0bd", "#98924c", "#b3957f", "#b39a72", "#ffc57a", 0.2),
    ),
    "dusk": (
        Palette(
            "#3a3a72", "#b0577e", "#f7955f", "#a8637f", "#ffe0a8", "#4e5a55", "#6a5478", "#71587f", "#e08a72", 0.26
        ),
        Palette(
            "#2f4878", "#94608f", "#f5a871", "#9a6d88", "#ffe4b0", "#4c5d58", "#625a7c", "#655f88", "#dd9a7c", 0.24
        ),
    ),
    "night": (
        Palette(
            "#0d1533",
            "#1d2c55",
            "#3c4f7d",
            "#2a3a63",
            "#fdf6d8",
            "#22323c",
            "#243352",
            "#1b2c50",
            "#2f4478",
            0.42,
            True,
        ),
        Palette(
            "#10132e", "#2a2653", "#4d4577", "#332f5e", "#fdf3d0", "#262f3a", "#2b2c50", "#22274c", "#3a3f78", 0.4, True
        ),
    ),
}
_SEASONS = {
    "spring": ("#8fc46a", "#f6c9d6"),
    "summer": ("#74b34c", "#ffffff"),
    "autumn": ("#b5823f", "#e8b070"),
    "winter": ("#e9f0f5", "#dbe7f0"),
}


def palette_of(plan: Plan, rng: Random) -> Palette:
    """Choose the colours of a scene; another seed may choose a neighbouring set."""
    time = plan.time or _time_for(plan, rng)
    chosen = rng.choice(_BY_TIME[time])
    if plan.season:
        ground, air = _SEASONS[plan.season]
        share = 0.75 if plan.season == "winter" else 0.6
        dim = mix(ground, "#1c2740", 0.55) if chosen.night else mix(ground, chosen.tint, chosen.tinted)
        chosen = replace(
            chosen, ground=mix(chosen.ground, dim, share), far=mix(chosen.far, air, 0.25 if not chosen.night else 0.05)
        )
    if set(plan.weather) & {"storm", "rain", "cloudy"}:
        grey = "#2b3340" if chosen.night else "#6c7784" if "storm" in plan.weather else "#98a4ae"
        chosen = _towards(chosen, grey, 0.6 if "storm" in plan.weather else 0.45)
    if "fog" in plan.weather:
        pale = "#3a4560" if chosen.night else mix(chosen.horizon, "#e3e6e6", 0.6)
        chosen = replace(_towards(chosen, pale, 0.5), haze=pale)
    for wish in plan.palette[:2]:
        chosen = _towards(chosen, wish, 0.32)
    if "gloomy" in plan.mood:
        chosen = _towards(chosen, "#3a4450", 0.3)
    return chosen


def _time_for(plan: Plan, rng: Random) -> str:
    if {"stars", "aurora", "fireworks"} & set(plan.weather) or plan.style == "neon" or plan.finish[:1] == ("neon",):
        return "night"
    if "gloomy" in plan.mood:
        return rng.choice(("dusk", "night"))
    return rng.choice(("day", "day", "morning", "golden", "dawn", "dusk"))


def _towards(palette: Palette, colour: str, share: float) -> Palette:
    names = ("zenith", "middle", "horizon", "haze", "far", "water")
    mixed: dict[str, Any] = {name: mix(getattr(palette, name), colour, share) for name in names}
    return replace(palette, **mixed)
