"""The city: three depths of houses with windows, a street, and lights at night."""

from random import Random

from generation.painters.sketch.compose.palette import Palette
from generation.painters.sketch.compose.svg import mix
from generation.painters.sketch.plan import Plan


def skyline(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    """Return houses from far and pale to near and dark."""
    layers = []
    low = plan.setting in ("village", "street") or "fireworks" in plan.weather
    for n, (base, tall) in enumerate(((0.0, 0.52), (0.02, 0.42), (0.05, 0.34))):
        near = n / 2
        wall = mix(colours.haze, "#39445a" if colours.night else colours.far, 0.3 + 0.45 * near)
        x = -width * 0.05
        while x < width * 1.02:
            w = width * rng.uniform(0.06, 0.12) * (1 + 0.4 * near)
            h = height * tall * rng.uniform(0.45, 1.0) * (0.62 if low else 1)
            layers.append(
                _house(colours, wall, x, horizon + height * base, w, h, near, rng, roof=low and rng.random() < 0.6)
            )
            x += w * rng.uniform(0.92, 1.15)
    return "".join(layers)


def _house(
    colours: Palette, wall: str, x: float, base: float, w: float, h: float, near: float, rng: Random, *, roof: bool
) -> str:
    shade = mix(wall, "#101828", rng.uniform(0.04, 0.22))
    top = base - h
    parts = [f'<rect x="{x:.0f}" y="{top:.0f}" width="{w:.0f}" height="{h + 4:.0f}" fill="{shade}"/>']
    if roof:
        parts.append(
            f'<path d="M{x - w * 0.08:.0f} {top:.0f} L{x + w / 2:.0f} {top - w * 0.42:.0f} L{x + w * 1.08:.0f} {top:.0f}z" fill="{mix(shade, "#8a3f33", 0.5)}"/>'
        )
    elif rng.random() < 0.3:
        parts.append(
            f'<rect x="{x + w * 0.45:.0f}" y="{top - h * 0.12:.0f}" width="{max(2, w * 0.04):.0f}" height="{h * 0.12:.0f}" fill="{shade}"/>'
        )
    columns, rows = max(2, int(w / 26)), max(3, int(h / 34))
    lit = 0.5 if colours.night else 0.18
    pane_w, pane_h = w / columns * 0.5, h / rows * 0.46
    glass = mix(shade, "#cfe4f2", 0.4) if not colours.night else mix(shade, "#0a1020", 0.4)
    for row in range(rows):
        for column in range(columns):
            bright = rng.random() < lit * (0.5 + 0.5 * near + 0.2)
            colour = (
                rng.choice(("#ffd98a", "#ffe9b8", "#f6c86a", "#bfe3ff"))
                if bright and (colours.night or colours.tinted > 0.1)
                else glass
            )
            px, py = x + w * (column + 0.25) / columns, top + h * (row + 0.25) / rows
            parts.append(
                f'<rect x="{px:.0f}" y="{py:.0f}" width="{pane_w:.0f}" height="{pane_h:.0f}" fill="{colour}" opacity="{0.5 + 0.45 * near:.2f}"/>'
            )
    return "".join(parts)


def street(plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random) -> str:
    """Return a street that runs to a vanishing point, with lamps; wet and shining in the rain."""
    x = width * rng.uniform(0.35, 0.65)
    pave = mix("#8b8f96", colours.zenith, 0.35 if not colours.night else 0.75)
    road = mix(pave, "#20242c", 0.35)
    top = horizon + height * 0.03
    parts = [
        f'<rect y="{top:.0f}" width="{width}" height="{height - top + 2:.0f}" fill="{pave}"/>',
        f'<path d="M{x - width * 0.03:.0f} {top:.0f} L{x + width * 0.03:.0f} {top:.0f} L{width * 1.02:.0f} {height} L{-width * 0.02:.0f} {height}z" fill="{road}"/>',
    ]
    for n in range(6):
        near, far = (n / 6) ** 1.8, ((n + 0.45) / 6) ** 1.8
        y0, y1 = top + (height - top) * near, top + (height - top) * far
        parts.append(
            f'<path d="M{x - 1 - 5 * near:.0f} {y0:.0f}h{2 + 10 * near:.0f}L{x + 3 + 8 * far:.0f} {y1:.0f}h{-6 - 16 * far:.0f}z" fill="#f2e6c0" opacity="0.6"/>'
        )
    if "rain" in plan.weather or colours.night:
        for _shine in range(14):
            sx, sy = rng.uniform(0, width), rng.uniform(top, height)
            colour = rng.choice(("#ffd98a", "#ff8fb0", "#8fd3ff", "#ffe9b8"))
            parts.append(
                f'<ellipse cx="{sx:.0f}" cy="{sy:.0f}" rx="{width * 0.012:.0f}" ry="{height * rng.uniform(0.03, 0.07):.0f}" fill="{colour}" opacity="0.16"/>'
            )
    for side in (0.08, 0.92):
        parts.append(_lamp(colours, width * (side + rng.uniform(-0.03, 0.03)), horizon + height * 0.22, height * 0.4))
    return "".join(parts)


def _lamp(colours: Palette, x: float, foot: float, tall: float) -> str:
    post = mix("#2b3038", colours.haze, 0.15)
    light = "#ffe3a3" if colours.night or colours.tinted > 0.1 else "#eef2f2"
    halo = (
        f'<circle cx="{x:.0f}" cy="{foot - tall:.0f}" r="{tall * 0.3:.0f}" fill="url(#sun)" opacity="0.7"/>'
        if colours.night
        else ""
    )
    return (
        f'{halo}<rect x="{x - tall * 0.012:.1f}" y="{foot - tall:.0f}" width="{tall * 0.024:.1f}" height="{tall:.0f}" fill="{post}"/>'
        f'<rect x="{x - tall * 0.04:.1f}" y="{foot - tall * 1.05:.0f}" width="{tall * 0.08:.1f}" height="{tall * 0.1:.0f}" rx="{tall * 0.02:.1f}" fill="{light}"/>'
        f'<path d="M{x - tall * 0.055:.1f} {foot - tall * 1.05:.0f}h{tall * 0.11:.1f}l-{tall * 0.055:.1f}-{tall * 0.05:.0f}z" fill="{post}"/>'
    )
