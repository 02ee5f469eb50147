"""Places without a horizon of grass: the sea floor, space, a cave, and pure pattern."""

import math
from random import Random

from generation.painters.sketch.compose.land import filled, hills, ridge
from generation.painters.sketch.compose.palette import Palette
from generation.painters.sketch.compose.svg import glow, gradient, mix
from generation.painters.sketch.plan import Plan


def undersea(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    """Return water with shafts of light, a floor with weeds and corals, bubbles."""
    deep = ("#06304f", "#0d6a8f", "#5cc3cf") if not colours.night else ("#030d22", "#0a2b4d", "#1c5a78")
    parts = [
        f"<defs>{gradient('water', [(0, deep[2]), (0.45, deep[1]), (1, deep[0])])}</defs>",
        f'<rect width="{width}" height="{height}" fill="url(#water)"/>',
    ]
    for _shaft in range(6):
        x, w = rng.uniform(-0.1, 1) * width, width * rng.uniform(0.03, 0.09)
        parts.append(
            f'<path d="M{x:.0f} -5h{w:.0f}l{width * 0.22:.0f} {height * 0.85:.0f}h-{w * 2.4:.0f}z" fill="#e6fff8" opacity="0.07"/>'
        )
    parts.append(filled(ridge(width, horizon + height * 0.04, height * 0.22, rng), height, mix(deep[0], deep[1], 0.4)))
    parts.append(
        filled(hills(width, horizon + height * 0.1, height * 0.08, rng), height + 2, mix("#d8c08a", deep[0], 0.45))
    )
    parts.append(
        filled(hills(width, horizon + height * 0.2, height * 0.07, rng), height + 2, mix("#e6cf9e", deep[0], 0.3))
    )
    for _weed in range(16):
        parts.append(_weed_of(width, height, horizon, rng))
    for _coral in range(9):
        parts.append(_coral_of(width, height, horizon, rng))
    for _bubble in range(38):
        r = width * rng.uniform(0.002, 0.01)
        parts.append(
            f'<circle cx="{rng.uniform(0, width):.0f}" cy="{rng.uniform(0, height):.0f}" r="{r:.1f}" fill="none" stroke="#e6fff8" stroke-width="{max(1, r / 4):.1f}" opacity="0.5"/>'
        )
    return "".join(parts)


def _weed_of(width: int, height: int, horizon: float, rng: Random) -> str:
    x, y, tall = (
        rng.uniform(0, width),
        horizon + (height - horizon) * rng.uniform(0.25, 0.9),
        height * rng.uniform(0.1, 0.26),
    )
    sway = width * rng.uniform(0.01, 0.03) * rng.choice((-1, 1))
    colour = rng.choice(("#2f8f5b", "#1f7a66", "#5aa84a", "#7a9a3a"))
    return f'<path d="M{x:.0f} {y:.0f} q{sway:.0f} {-tall * 0.33:.0f} 0 {-tall * 0.6:.0f} t{-sway * 0.6:.0f} {-tall * 0.4:.0f}" fill="none" stroke="{colour}" stroke-width="{width * 0.009:.1f}" stroke-linecap="round" opacity="0.85"/>'


def _coral_of(width: int, height: int, horizon: float, rng: Random) -> str:
    x, y, size = (
        rng.uniform(0, width),
        horizon + (height - horizon) * rng.uniform(0.35, 0.95),
        height * rng.uniform(0.05, 0.1),
    )
    colour = rng.choice(("#f2785c", "#f2a24c", "#e0609a", "#9a6ad0", "#f4c95d"))
    return "".join(
        f'<path d="M{x:.0f} {y:.0f} q{size * math.sin(turn) * 0.2:.0f} {-size * 0.5:.0f} {size * math.sin(turn):.0f} {-size * math.cos(turn):.0f}" fill="none" stroke="{colour}" stroke-width="{size * 0.14:.1f}" stroke-linecap="round"/>'
        for turn in (-0.8, -0.4, 0.0, 0.4, 0.8)
    )


def space(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random, *, standing: bool) -> str:
    """Return stars, a nebula and a planet; a grey ground if somebody stands on it."""
    hues = rng.choice(
        (("#2a1b5e", "#7a2f8f", "#d65a8a"), ("#0d2a55", "#1f6f8f", "#58c8b8"), ("#1a1440", "#4a3aa0", "#d98a5a"))
    )
    parts = [
        f"<defs>{gradient('deep', [(0, '#05060f'), (1, hues[0])])}{glow('spark', '#ffffff', 0.9)}{glow('sun', '#fff2d0', 0.8)}"
    ]
    parts += [f"{glow(f'neb{n}', hue, 0.55)}" for n, hue in enumerate(hues)]
    parts.append(f'</defs><rect width="{width}" height="{height}" fill="url(#deep)"/>')
    for n in range(9):
        x, y, r = rng.uniform(0, width), rng.uniform(0, height * 0.9), width * rng.uniform(0.14, 0.34)
        parts.append(
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r * 1.3:.0f}" ry="{r * 0.7:.0f}" fill="url(#neb{n % 3})" transform="rotate({rng.uniform(-40, 40):.0f} {x:.0f} {y:.0f})"/>'
        )
    for _star in range(240):
        parts.append(
            f'<circle cx="{rng.uniform(0, width):.0f}" cy="{rng.uniform(0, height):.0f}" r="{rng.choice((0.6, 0.9, 1.4)) * width / 900:.1f}" fill="#fff" opacity="{rng.uniform(0.4, 1):.2f}"/>'
        )
    for _bright in range(6):
        parts.append(
            f'<circle cx="{rng.uniform(0, width):.0f}" cy="{rng.uniform(0, height):.0f}" r="{width * rng.uniform(0.008, 0.02):.0f}" fill="url(#spark)"/>'
        )
    parts.append(_planet(width, height, rng))
    if standing:
        soil = rng.choice(("#9a9aa6", "#b0664a", "#8a8fa8"))
        parts.append(
            filled(ridge(width, horizon + height * 0.05, height * 0.1, rng), height + 2, mix(soil, "#0a0a18", 0.55))
        )
        parts.append(
            filled(hills(width, horizon + height * 0.09, height * 0.05, rng), height + 2, mix(soil, "#0a0a18", 0.25))
        )
        for _crater in range(8):
            x, y = rng.uniform(0, width), rng.uniform(horizon + height * 0.12, height)
            r = width * rng.uniform(0.015, 0.05)
            parts.append(
                f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r:.0f}" ry="{r * 0.32:.0f}" fill="{mix(soil, "#0a0a18", 0.5)}"/><ellipse cx="{x:.0f}" cy="{y + r * 0.07:.0f}" rx="{r * 0.86:.0f}" ry="{r * 0.24:.0f}" fill="{mix(soil, "#0a0a18", 0.36)}"/>'
            )
    return "".join(parts)


def _planet(width: int, height: int, rng: Random) -> str:
    x, y, r = (
        width * rng.choice((rng.uniform(0.12, 0.26), rng.uniform(0.74, 0.9))),
        height * rng.uniform(0.14, 0.3),
        min(width, height) * rng.uniform(0.08, 0.15),
    )
    hue = rng.choice(("#e08a5a", "#7ab0d8", "#c79adf", "#d8c27a", "#6fc0a0"))
    bands = "".join(
        f'<ellipse cx="{x:.0f}" cy="{y + r * at:.0f}" rx="{r * math.sqrt(1 - at * at):.0f}" ry="{r * 0.06:.0f}" fill="{mix(hue, "#ffffff", 0.3)}" opacity="0.5"/>'
        for at in (-0.5, -0.15, 0.25, 0.6)
    )
    ring = f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{r * 1.75:.0f}" ry="{r * 0.34:.0f}" fill="none" stroke="{mix(hue, "#ffffff", 0.45)}" stroke-width="{r * 0.1:.1f}" opacity="0.8" transform="rotate(-18 {x:.0f} {y:.0f})"/>'
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.0f}" fill="{hue}"/>{bands}<path d="M{x:.0f} {y - r:.0f} a{r:.0f} {r:.0f} 0 0 1 0 {2 * r:.0f} a{r * 1.3:.0f} {r * 1.3:.0f} 0 0 0 0 {-2 * r:.0f}z" fill="#000" opacity="0.25"/>{ring if rng.random() < 0.6 else ""}'


def cave(colours: Palette, width: int, height: int, rng: Random) -> str:
    """Return the dark rim of a cave, to lie over the land seen through its mouth."""
    stone = "#231f2b"
    rim = f'<path fill-rule="evenodd" d="M0 0H{width}V{height}H0z M{width * 0.16:.0f} {height * 0.9:.0f} C{width * 0.02:.0f} {height * 0.3:.0f} {width * 0.3:.0f} {height * 0.06:.0f} {width * 0.52:.0f} {height * 0.1:.0f} S{width * 0.98:.0f} {height * 0.35:.0f} {width * 0.86:.0f} {height * 0.9:.0f} z" fill="{stone}"/>'
    teeth = "".join(
        f'<path d="M{x:.0f} {height * 0.02:.0f} l{width * 0.03:.0f} 0 l-{width * 0.015:.0f} {height * rng.uniform(0.1, 0.22):.0f}z" fill="{mix(stone, "#5a5266", 0.4)}"/>'
        for x in (width * (0.2 + 0.12 * n) for n in range(6))
    )
    return rim + teeth


def pattern(
    words: tuple[str, ...], colours: Palette, width: int, height: int, rng: Random, opacity: float = 1.0
) -> str:
    """Return an abstract motif whose turns and counts come from the letters of words nobody taught the painter."""
    parts = []
    cx, cy, reach = width * rng.uniform(0.38, 0.62), height * rng.uniform(0.34, 0.46), min(width, height) * 0.3
    hues = [mix(colours.light, hue, 0.75) for hue in ("#d6604a", "#e8a23c", "#3f8f8a", "#4a5fa8", "#a85a8f")]
    for word in words[:4] or ("salon",):
        seed = sum(ord(letter) * (n + 3) for n, letter in enumerate(word))
        petals, inner = 3 + seed % 9, 0.25 + (seed % 7) / 12
        for n in range(petals):
            turn = math.tau * n / petals + (seed % 360) / 57
            x1, y1 = cx + reach * math.cos(turn), cy + reach * math.sin(turn)
            bend = turn + 0.9 + (seed % 5) / 8
            x2, y2 = cx + reach * inner * 1.7 * math.cos(bend), cy + reach * inner * 1.7 * math.sin(bend)
            parts.append(
                f'<path d="M{cx:.0f} {cy:.0f} Q{x2:.0f} {y2:.0f} {x1:.0f} {y1:.0f} Q{2 * cx - x2:.0f} {2 * cy - y2:.0f} {cx:.0f} {cy:.0f}z" fill="{hues[(seed + n) % 5]}" opacity="0.62"/>'
            )
        parts.append(
            f'<circle cx="{cx:.0f}" cy="{cy:.0f}" r="{reach * inner * 0.5:.0f}" fill="{hues[seed % 5]}" opacity="0.9"/>'
        )
        cx, cy, reach = cx + width * rng.uniform(-0.22, 0.22), cy + height * rng.uniform(-0.08, 0.14), reach * 0.62
    return f'<g opacity="{opacity}">{"".join(parts)}</g>'
