"""Indoors: a wall, a floor or a table, a window to the weather outside, and furniture by the room's kind."""

from random import Random

from generation.painters.sketch import library
from generation.painters.sketch.compose.palette import Palette
from generation.painters.sketch.compose.svg import gradient, mix, placed, repaint
from generation.painters.sketch.plan import Plan

WALLS = {
    "room": (("#d9b99b", "#8d5a3f"), ("#9fb8ad", "#6b4a36"), ("#c98f7a", "#5b3b31"), ("#8fa3bf", "#7a553c")),
    "kitchen": (("#e8d9b8", "#b9744a"), ("#a9c4b5", "#8a5b3c")),
    "library": (("#7b4a36", "#4a2c22"), ("#5f5242", "#3d2b20")),
    "cafe": (("#b98a62", "#5b3a2a"), ("#8fa08a", "#5a4030")),
    "studio": (("#ded8cc", "#a58a6c"),),
    "table": (("#cfc3ae", "#8a5a3c"), ("#9fb0b5", "#6d4a37"), ("#d6b7a5", "#7b4b38"), ("#7f8f86", "#5e4334")),
}


def inside(
    plan: Plan, colours: Palette, width: int, height: int, horizon: float, rng: Random, clear: tuple[float, float]
) -> str:
    """Return a room up to its furniture; `horizon` is where wall meets floor or table."""
    wall, floor = rng.choice(WALLS.get(plan.setting, WALLS["room"]))
    if colours.night:
        wall, floor = mix(wall, "#2a2440", 0.5), mix(floor, "#1d1830", 0.45)
    stops = [(0.0, mix(wall, "#000000", 0.14)), (1.0, mix(wall, "#ffffff", 0.12))]
    boards = [(0.0, mix(floor, "#ffffff", 0.12)), (1.0, mix(floor, "#000000", 0.25))]
    parts = [
        f"<defs>{gradient('wall', stops)}{gradient('floor', boards)}{gradient('outside', [(0, colours.zenith), (0.6, colours.middle), (1, colours.horizon)])}</defs>",
        f'<rect width="{width}" height="{horizon + 2:.0f}" fill="url(#wall)"/>',
        f'<rect y="{horizon:.0f}" width="{width}" height="{height - horizon + 2:.0f}" fill="url(#floor)"/>',
    ]
    left = clear[0] > width * 0.45
    window_x = width * (rng.uniform(0.08, 0.16) if left else rng.uniform(0.58, 0.66))
    if plan.setting == "library":
        parts.append(_shelves(width, horizon, rng, (window_x, window_x + width * 0.27)))
    parts.append(_window(colours, window_x, horizon * 0.12, width * 0.27, horizon * 0.62, rng))
    if plan.setting not in ("table", "library"):
        parts.append(_pictures(width, horizon, rng, window_x))
    if plan.setting == "table":
        parts.append(_cloth(width, height, horizon, rng))
    else:
        parts.append(
            f'<rect y="{horizon - height * 0.012:.0f}" width="{width}" height="{height * 0.014:.0f}" fill="{mix(floor, "#000000", 0.3)}"/>'
        )
        parts.append(_floor(width, height, horizon, floor))
        parts.append(
            f'<ellipse cx="{(clear[0] + clear[1]) / 2:.0f}" cy="{height * 0.88:.0f}" rx="{width * 0.36:.0f}" ry="{height * 0.07:.0f}" fill="{rng.choice(("#b5473c", "#3f6f78", "#c98b3c", "#6b5a86"))}" opacity="0.75"/>'
        )
        parts.append(_furniture(plan, colours, width, horizon, height, rng, clear))
    return "".join(parts)


def _window(colours: Palette, x: float, y: float, w: float, h: float, rng: Random) -> str:
    sun = f'<circle cx="{x + w * 0.68:.0f}" cy="{y + h * 0.34:.0f}" r="{w * 0.1:.0f}" fill="{colours.light}"/>'
    hill = f'<path d="M{x:.0f} {y + h * 0.82:.0f} q{w * 0.3:.0f} -{h * 0.24:.0f} {w * 0.55:.0f} -{h * 0.06:.0f} t{w * 0.45:.0f} 0 V{y + h:.0f} H{x:.0f}z" fill="{colours.far}"/>'
    frame = "#f3ede2" if not colours.night else "#8f8aa0"
    light = f'<path d="M{x:.0f} {y + h:.0f} h{w:.0f} l{w * 0.5:.0f} {h * 0.9:.0f} h-{w * 1.3:.0f}z" fill="{colours.light}" opacity="0.10"/>'
    return (
        f'<g><rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="url(#outside)"/>{sun}{hill}'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="none" stroke="{frame}" stroke-width="{w * 0.05:.1f}"/>'
        f'<path d="M{x + w / 2:.0f} {y:.0f}v{h:.0f}M{x:.0f} {y + h / 2:.0f}h{w:.0f}" stroke="{frame}" stroke-width="{w * 0.03:.1f}"/>'
        f'<rect x="{x - w * 0.06:.0f}" y="{y + h:.0f}" width="{w * 1.12:.0f}" height="{h * 0.05:.0f}" fill="{frame}"/></g>{light}'
    )


def _shelves(width: int, horizon: float, rng: Random, gap: tuple[float, float]) -> str:
    parts = [
        f'<rect x="0" y="{horizon * 0.06:.0f}" width="{width}" height="{horizon * 0.94:.0f}" fill="#3a2419" opacity="0.55"/>'
    ]
    rows = 5
    for row in range(rows):
        shelf = horizon * (0.06 + 0.94 * (row + 1) / rows)
        x = width * 0.01
        while x < width:
            w, h = width * rng.uniform(0.012, 0.026), horizon * rng.uniform(0.1, 0.155)
            if not gap[0] - width * 0.03 < x < gap[1] + width * 0.03:
                colour = rng.choice(("#a8443a", "#3f6a78", "#c79a4a", "#54704a", "#6a4a78", "#d8c9a8", "#7b4630"))
                parts.append(
                    f'<rect x="{x:.0f}" y="{shelf - h:.0f}" width="{w:.1f}" height="{h:.0f}" fill="{colour}"/>'
                )
            x += w * (1.05 if rng.random() < 0.93 else 2.2)
        parts.append(f'<rect y="{shelf:.0f}" width="{width}" height="{horizon * 0.018:.0f}" fill="#2c1a12"/>')
    return "".join(parts)


def _pictures(width: int, horizon: float, rng: Random, window_x: float) -> str:
    start = width * 0.62 if window_x < width * 0.4 else width * 0.08
    parts = []
    for n in range(2):
        x, y, w, h = (
            start + n * width * 0.16,
            horizon * rng.uniform(0.18, 0.3),
            width * 0.11,
            horizon * rng.uniform(0.2, 0.28),
        )
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}" fill="#efe6d4" stroke="#5b3b2a" stroke-width="{width * 0.008:.1f}"/>'
            f'<circle cx="{x + w * 0.5:.0f}" cy="{y + h * 0.45:.0f}" r="{w * 0.22:.0f}" fill="{rng.choice(("#d8804a", "#4f8a8b", "#c75b5b", "#6a7bb0"))}"/>'
        )
    return "".join(parts)


def _floor(width: int, height: int, horizon: float, floor: str) -> str:
    line = mix(floor, "#000000", 0.3)
    rows = "".join(
        f'<path d="M0 {horizon + (height - horizon) * at**1.4:.0f}H{width}" stroke="{line}" stroke-width="1.5" opacity="0.5"/>'
        for at in (0.2, 0.42, 0.68, 0.94)
    )
    fan = "".join(
        f'<path d="M{width / 2 + (n - 4) * width * 0.09:.0f} {horizon:.0f} L{width / 2 + (n - 4) * width * 0.2:.0f} {height}" stroke="{line}" stroke-width="1.2" opacity="0.35"/>'
        for n in range(9)
    )
    return rows + fan


def _cloth(width: int, height: int, horizon: float, rng: Random) -> str:
    colour = rng.choice(("#efe6d6", "#c9d6d2", "#e6c9b8", "#d8d2e2"))
    return (
        f'<path d="M{width * 0.08:.0f} {horizon + 4:.0f}H{width * 0.92:.0f}L{width:.0f} {height}H0z" fill="{colour}" opacity="0.6"/>'
        + "".join(
            f'<path d="M{width * (0.1 + 0.1 * n):.0f} {horizon + 6:.0f} L{width * (0.02 + 0.12 * n):.0f} {height}" stroke="#ffffff" stroke-width="2" opacity="0.25"/>'
            for n in range(9)
        )
    )


FURNITURE = {
    "room": ("potted-plant", "couch-and-lamp", "framed-picture", "teddy-bear"),
    "kitchen": ("pot-of-food", "potted-plant", "red-apple"),
    "library": ("books", "globe-showing-europe-africa", "candle"),
    "cafe": ("chair", "potted-plant", "hot-beverage"),
    "studio": ("artist-palette", "framed-picture", "paintbrush"),
}


def _furniture(
    plan: Plan, colours: Palette, width: int, horizon: float, height: int, rng: Random, clear: tuple[float, float]
) -> str:
    parts = []
    taken = {one.drawing for one in plan.subjects}
    for n, name in enumerate(
        name for name in FURNITURE.get(plan.setting, ()) if name not in taken and library.has(name)
    ):
        x = clear[0] - width * (0.1 + 0.1 * n) if n % 2 == 0 else clear[1] + width * (0.06 + 0.08 * n)
        if not width * 0.02 < x < width * 0.98:
            continue
        size = height * rng.uniform(0.17, 0.24)
        body = repaint(library.drawing(name), lambda colour: mix(colour, colours.tint, colours.tinted * 0.8))
        y = horizon + height * rng.uniform(0.05, 0.12)
        parts.append(
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="{size * 0.34:.0f}" ry="{size * 0.05:.0f}" fill="#000" opacity="0.18"/>'
            + placed(body, x, y, size)
        )
    return "".join(parts)
