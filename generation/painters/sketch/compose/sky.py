"""The sky: gradient, sun or moon, stars, clouds, and what the weather hangs in it."""

from random import Random

from generation.painters.sketch.compose.palette import Palette
from generation.painters.sketch.compose.svg import glow, gradient, mix
from generation.painters.sketch.plan import Plan


def sky(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    """Return the sky as markup; `horizon` is its lower edge in pixels."""
    stops = [(0.0, colours.zenith), (0.55, colours.middle), (1.0, colours.horizon)]
    parts = [f"<defs>{gradient('sky', stops)}{glow('sun', colours.light, 0.85)}{glow('spark', '#ffffff', 0.9)}</defs>"]
    parts.append(
        f'<rect width="{width}" height="{height}" fill="{colours.horizon}"/><rect width="{width}" height="{horizon + 2:.0f}" fill="url(#sky)"/>'
    )
    weather = set(plan.weather)
    clouded = bool(weather & {"storm", "rain", "snow", "cloudy", "fog"})
    if (colours.night and not clouded) or "stars" in weather:
        parts.append(_stars(width, horizon, rng, many="stars" in weather))
    if "aurora" in weather:
        parts.append(_aurora(width, horizon, rng))
    if not weather & {"storm", "rain"}:
        parts.append(_sun(colours, width, horizon, rng, soft=clouded))
    if "rainbow" in weather:
        parts.append(_rainbow(width, horizon))
    if "fireworks" in weather:
        parts.append(_fireworks(width, horizon, rng))
    if not colours.night or clouded:
        count = rng.randint(5, 8) if clouded or plan.style == "anime" else rng.randint(2, 5)
        parts.append("".join(_cloud(plan, colours, width, horizon, rng) for _cloud_n in range(count)))
    if "storm" in weather:
        parts.append(_lightning(width, horizon, rng))
    return "".join(parts)


def _sun(colours: Palette, width: int, horizon: float, rng: Random, *, soft: bool) -> str:
    side = rng.choice((rng.uniform(0.16, 0.34), rng.uniform(0.66, 0.84)))
    low = colours.tinted > 0.1 and not colours.night
    x, y = width * side, horizon * (rng.uniform(0.62, 0.86) if low else rng.uniform(0.2, 0.42))
    r = min(width, horizon * 1.4) * rng.uniform(0.06, 0.09)
    halo = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r * 4.6:.0f}" fill="url(#sun)" opacity="{0.5 if soft else 0.8}"/>'
    disc = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{colours.light}" opacity="{0.55 if soft else 0.96}"/>'
    if colours.night:
        spots = "".join(
            f'<circle cx="{x + r * a:.1f}" cy="{y + r * b:.1f}" r="{r * c:.1f}" fill="{mix(colours.light, "#b9b39a", 0.5)}" opacity="0.5"/>'
            for a, b, c in ((-0.3, -0.2, 0.22), (0.28, 0.3, 0.16), (0.2, -0.4, 0.1))
        )
        disc += spots
    return halo + disc


def _stars(width: int, horizon: float, rng: Random, *, many: bool) -> str:
    dots = []
    for _star in range(260 if many else 130):
        x, y, r = rng.uniform(0, width), rng.uniform(0, horizon) ** 1.0, rng.choice((0.6, 0.8, 1.0, 1.6)) * width / 900
        dots.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="#fff" opacity="{rng.uniform(0.35, 0.95):.2f}"/>'
        )
    for _bright in range(7 if many else 3):
        x, y, r = rng.uniform(0, width), rng.uniform(0, horizon * 0.8), width * rng.uniform(0.006, 0.012)
        dots.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="url(#spark)"/>')
    if many:
        x, y, reach = width * rng.uniform(0.3, 0.8), horizon * rng.uniform(0.15, 0.4), width * 0.16
        dots.append(
            f'<path d="M{x:.0f} {y:.0f}l{-reach:.0f} {reach * 0.45:.0f}" stroke="#fff" stroke-width="{width / 500:.1f}" opacity="0.7" stroke-linecap="round"/>'
        )
    return "".join(dots)


def _aurora(width: int, horizon: float, rng: Random) -> str:
    bands = []
    for n, colour in enumerate(("#4df0b0", "#3fd0d8", "#9a7cf0")):
        top = horizon * rng.uniform(0.08, 0.3)
        points = [(width * at / 8, top + horizon * 0.12 * rng.uniform(-1, 1)) for at in range(9)]
        line = " ".join(f"L{x:.0f} {y:.0f}" for x, y in points)
        back = " ".join(f"L{x:.0f} {y + horizon * rng.uniform(0.3, 0.5):.0f}" for x, y in reversed(points))
        name = f"aurora{n}"
        fade = (
            f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{colour}" stop-opacity="0"/>'
            f'<stop offset="0.3" stop-color="{colour}" stop-opacity="0.6"/><stop offset="1" stop-color="{colour}" stop-opacity="0"/></linearGradient>'
        )
        soft = f'<filter id="soft{n}" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur stdDeviation="{width / 60:.0f}"/></filter>'
        bands.append(
            f'<defs>{fade}{soft}</defs><path d="M{line[1:]} {back}z" fill="url(#{name})" filter="url(#soft{n})"/>'
        )
    return "".join(bands)


def _rainbow(width: int, horizon: float) -> str:
    colours = ("#e5544b", "#f09a3e", "#f4d94e", "#6cc06a", "#4f9fd8", "#7a62c0")
    step = width * 0.014
    return "".join(
        f'<circle cx="{width * 0.52:.0f}" cy="{horizon * 1.02:.0f}" r="{width * 0.42 - n * step:.0f}" fill="none" stroke="{colour}" stroke-width="{step:.1f}" opacity="0.5"/>'
        for n, colour in enumerate(colours)
    )


def _fireworks(width: int, horizon: float, rng: Random) -> str:
    bursts = []
    for _burst in range(rng.randint(4, 6)):
        x, y, reach = width * rng.uniform(0.1, 0.9), horizon * rng.uniform(0.12, 0.6), width * rng.uniform(0.06, 0.13)
        colour = rng.choice(("#ff6b6b", "#ffd166", "#7cf0c8", "#8fb8ff", "#f59cf0"))
        for n in range(22):
            bursts.append(
                f'<g transform="rotate({n * 360 / 22 + rng.uniform(-4, 4):.0f} {x:.0f} {y:.0f})"><path d="M{x + reach * 0.25:.0f} {y:.0f}h{reach * rng.uniform(0.55, 0.8):.0f}" stroke="{colour}" '
                f'stroke-width="{width / 420:.1f}" stroke-linecap="round" opacity="0.9"/><circle cx="{x + reach:.0f}" cy="{y:.0f}" r="{width / 300:.1f}" fill="#fff"/></g>'
            )
    return "".join(bursts)


def _cloud(plan: Plan, colours: Palette, width: int, horizon: float, rng: Random) -> str:
    x, y = rng.uniform(-0.05, 1.05) * width, horizon * rng.uniform(0.08, 0.72)
    grand = 1.7 if plan.style == "anime" else 1.0
    size = width * rng.uniform(0.07, 0.15) * grand * (0.5 + 0.7 * (1 - y / horizon))
    grey = (
        "#4a5360" if "storm" in plan.weather else mix(colours.horizon, "#ffffff", 0.65 if not colours.night else 0.12)
    )
    shade = mix(grey, colours.middle, 0.45)
    opacity = 0.92 if plan.style == "anime" or "storm" in plan.weather else rng.uniform(0.5, 0.85)
    puffs = []
    for n in range(7):
        at = (n - 3) / 3
        r = size * (0.42 - 0.2 * abs(at)) * rng.uniform(0.85, 1.2)
        puffs.append((x + at * size, y - r * 0.35, r))
    under = "".join(
        f'<ellipse cx="{cx:.0f}" cy="{cy + r * 0.25:.0f}" rx="{r * 1.15:.0f}" ry="{r * 0.8:.0f}" fill="{shade}"/>'
        for cx, cy, r in puffs
    )
    over = "".join(
        f'<ellipse cx="{cx:.0f}" cy="{cy:.0f}" rx="{r * 1.1:.0f}" ry="{r * 0.82:.0f}" fill="{grey}"/>'
        for cx, cy, r in puffs
    )
    return f'<g opacity="{opacity:.2f}">{under}{over}</g>'


def _lightning(width: int, horizon: float, rng: Random) -> str:
    x, y = width * rng.uniform(0.2, 0.8), horizon * 0.1
    line = f"M{x:.0f} {y:.0f}"
    while y < horizon * 0.95:
        x, y = x + width * rng.uniform(-0.05, 0.05), y + horizon * rng.uniform(0.07, 0.14)
        line += f" L{x:.0f} {y:.0f}"
    return f'<path d="{line}" fill="none" stroke="#f4f0ff" stroke-width="{width / 190:.1f}"/><path d="{line}" fill="none" stroke="#b9c4ff" stroke-width="{width / 60:.1f}" opacity="0.25"/>'
