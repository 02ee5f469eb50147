"""Staging: where each subject stands, how large, in which colours, and in what light."""

import colorsys
from dataclasses import dataclass
from random import Random

from generation.painters.sketch import library
from generation.painters.sketch.compose.palette import Palette
from generation.painters.sketch.compose.svg import hexed, light_of, mix, placed, repaint, rgb
from generation.painters.sketch.plan import Plan, Subject

WATERS = ("sea", "lake", "river", "shore")
DEEP = ("undersea", "space", "sky")


@dataclass(frozen=True, slots=True)
class Actor:
    """A subject with its place: x the middle, y the foot, size the height of its box, in pixels."""

    subject: Subject
    x: float
    y: float
    size: float
    flip: bool
    turn: float = 0.0
    shade: bool = True
    over: int = 0


def cast_of(plan: Plan, width: int, height: int, horizon: float, rng: Random) -> list[Actor]:
    """Give every subject its place: the hero on a third, others by their relation to it, far ones smaller."""
    actors: list[Actor] = []
    side = rng.choice((0.36, 0.5, 0.64)) if width < height * 1.5 else rng.choice((0.3, 0.36, 0.62, 0.68))
    for n, subject in enumerate(plan.subjects):
        if (
            subject.to is not None
            and subject.to < len(plan.subjects)
            and actors
            and subject.relation not in ("", "with")
        ):
            actors += _related(plan, subject, actors, width, height, rng)
        elif n == 0 or subject.count > 1:
            actors += _group(plan, subject, width, height, horizon, side, rng, hero=n == 0)
        else:
            actors += _companion(plan, subject, actors, width, height, horizon, rng, n)
    return sorted(actors, key=lambda actor: (actor.over, actor.y if actor.shade else actor.y - height * 0.2))


def _hero_size(plan: Plan, subject: Subject, width: int, height: int) -> float:
    share = {
        "close": 0.86,
        "portrait": 0.8,
        "macro": 0.84,
        "wide": 0.3,
        "aerial": 0.36,
        "low": 0.66,
        "silhouette": 0.5,
    }.get(plan.framing, 0.52)
    if plan.setting == "table":
        share = max(share, 0.5)
    tall = subject.metres > 6
    base = min(width, height) * share * (1.18 if tall else 1.0) * min(1.35, max(0.62, subject.scale))
    return min(base, height * 0.86, width * 0.92)


def _foot(plan: Plan, subject: Subject, height: int, horizon: float, rng: Random, size: float) -> tuple[float, bool]:
    """Return how low a subject's foot is, and whether it stands on something."""
    if subject.place in ("air", "space") or plan.setting == "sky":
        return max(size * 1.02, min(horizon * 0.95, height * rng.uniform(0.56, 0.66))), False
    if plan.setting == "undersea" or (plan.setting == "space" and subject.place != "ground"):
        return min(height * 0.92, height * 0.5 + size * 0.52), False
    if plan.setting == "table":
        return horizon + (height - horizon) * rng.uniform(0.4, 0.6), True
    if plan.setting in WATERS and subject.place in ("water", "underwater"):
        return max(horizon + (height - horizon) * rng.uniform(0.3, 0.5), size * 1.05), True
    return max(horizon + (height - horizon) * rng.uniform(0.55, 0.72), size * 1.04), True


def _group(
    plan: Plan, subject: Subject, width: int, height: int, horizon: float, side: float, rng: Random, *, hero: bool
) -> list[Actor]:
    size = _hero_size(plan, subject, width, height) * (1.0 if hero else 0.6)
    count = subject.count
    if count == 1:
        y, stands = _foot(plan, subject, height, horizon, rng, size)
        return [Actor(subject, width * side, min(y, height * 0.96), size, rng.random() < 0.5, shade=stands)]
    each = size * (1.0, 1.0, 0.8, 0.68, 0.6, 0.54, 0.5, 0.46, 0.44)[min(count, 8)]
    spread = min(width * 0.86, each * 0.86 * count)
    actors = []
    for n in range(count):
        y, stands = _foot(plan, subject, height, horizon, rng, each)
        drift = 0.5 if count == 1 else n / (count - 1)
        x = width * 0.5 + (drift - 0.5) * (spread - each * 0.6) + rng.uniform(-0.06, 0.06) * each
        y += rng.uniform(-0.16, 0.16) * each if stands else rng.uniform(-0.5, 0.4) * each
        scale = rng.uniform(0.86, 1.12)
        x = min(max(x, each * scale * 0.46), width - each * scale * 0.46)
        actors.append(
            Actor(subject, x, min(max(y, each * scale), height * 0.97), each * scale, rng.random() < 0.4, shade=stands)
        )
    return actors


def _companion(
    plan: Plan, subject: Subject, actors: list[Actor], width: int, height: int, horizon: float, rng: Random, n: int
) -> list[Actor]:
    hero = actors[0]
    ratio = min(1.7, max(0.34, (subject.metres / max(hero.subject.metres, 0.05)) ** 0.45)) * subject.scale
    size = min(hero.size * ratio * 0.82, height * 0.72, width * 0.6)
    away = 1 if hero.x < width / 2 else -1
    away = away if n % 2 else -away if n > 2 else away
    x = hero.x + away * (hero.size * 0.42 + size * 0.46)
    x = min(max(x, size * 0.36), width - size * 0.36)
    y, stands = _foot(plan, subject, height, horizon, rng, size)
    if stands and hero.shade:
        y = hero.y - (height * 0.05 if size > hero.size else -height * 0.02)
    return [Actor(subject, x, min(max(y, size), height * 0.97), size, x > hero.x, shade=stands)]


def _related(plan: Plan, subject: Subject, actors: list[Actor], width: int, height: int, rng: Random) -> list[Actor]:
    """Place a subject by its relation to the one before it: the earlier one is on, in, under, beside ... this one."""
    hero = actors[-1]
    match subject.relation:
        case "on" | "riding" | "in":
            return _carrier(subject, actors, width, height)
        case "under":
            size = min(hero.size * 1.9, height * 0.9)
            roof = Actor(subject, hero.x + hero.size * 0.12, hero.y - size * 0.02, size, hero.flip, shade=True)
            if subject.metres < 2:
                return [Actor(subject, hero.x, hero.y - hero.size * 0.82, hero.size * 0.8, hero.flip, shade=False)]
            return [roof]
        case "above":
            actors.pop()
            foot = min(height * 0.94, max(hero.y, height * 0.82))
            below = Actor(subject, hero.x, foot, min(hero.size * 0.95, foot * 0.55), hero.flip)
            top = max(hero.size * 0.72, foot - below.size * 0.92)
            return [below, Actor(hero.subject, hero.x, top, hero.size * 0.7, hero.flip, shade=False)]
        case "behind":
            return [Actor(subject, hero.x + hero.size * 0.3, hero.y - hero.size * 0.06, hero.size * 1.25, hero.flip)]
        case "holding" | "wearing":
            size = hero.size * (0.42 if subject.metres < 1.2 else 0.6)
            if "umbrella" in subject.drawing or (subject.relation == "wearing" and "hat" in subject.drawing):
                return [Actor(subject, hero.x, hero.y - hero.size * 0.7, size * 1.3, False, shade=False)]
            return [Actor(subject, hero.x + hero.size * 0.27, hero.y - hero.size * 0.12, size, False, shade=False)]
        case _:
            away = 1 if hero.x < width / 2 else -1
            ratio = min(1.5, max(0.4, (subject.metres / max(hero.subject.metres, 0.05)) ** 0.4))
            size = min(hero.size * ratio * 0.85, height * 0.7)
            x = min(max(hero.x + away * (hero.size + size) * 0.44, size * 0.36), width - size * 0.36)
            return [Actor(subject, x, hero.y + height * 0.01, size, x > hero.x, shade=hero.shade)]


def _carrier(subject: Subject, actors: list[Actor], width: int, height: int) -> list[Actor]:
    """Put the hero upon something: the thing below, the hero a little smaller on its back, roof or rim."""
    hero = actors.pop()
    size = hero.size * 1.05
    foot = min(height * 0.95, max(hero.y, size * 1.1))
    small = hero.size * (0.62 if subject.metres >= hero.subject.metres * 0.7 else 0.72)
    lift = 0.62 if subject.relation == "in" else 0.74 if subject.metres < 1.5 else 0.62
    top = foot - size * lift
    carrier = Actor(subject, hero.x, foot, size, hero.flip, shade=hero.shade, over=int(subject.relation == "in"))
    rider = Actor(hero.subject, hero.x + (size * 0.02), top + small * 0.12, small, hero.flip, shade=False, over=1)
    if subject.relation == "in":  # the rim hides the rider's feet
        return [Actor(rider.subject, rider.x, top + small * 0.2, small, rider.flip, shade=False), carrier]
    return [carrier, rider]


def dressed(actor: Actor, plan: Plan, colours: Palette) -> str:
    """Return an actor's drawing in its own colours and in the light of the scene."""
    subject = actor.subject
    dominant = _dominant(library.drawing(subject.drawing))

    def change(colour: str) -> str:
        own = _wished(colour, subject, dominant)
        if "robotic" in subject.traits:
            own = mix(own, "#8fa3b0", 0.6)
        if plan.framing == "silhouette":
            return mix(own, "#0c1018", 0.9)
        return mix(own, colours.tint, colours.tinted * (0.75 if colours.night else 0.9))

    return repaint(library.drawing(subject.drawing), change)


def _dominant(markup: str) -> float:
    """Return the hue (0..1) that most of a drawing's colours lie around, -1 for a grey drawing."""
    hues = []

    def note(colour: str) -> str:
        hue, _light, strength = colorsys.rgb_to_hls(*rgb(colour))
        if strength > 0.2:
            hues.append(round(hue * 12) / 12)
        return colour

    repaint(markup, note)
    return max(set(hues), key=hues.count) if hues else -1.0


def _wished(colour: str, subject: Subject, dominant: float) -> str:
    """Return a drawing's colour turned to the one wished for; its lights, darks and other hues stay."""
    wish = subject.colour
    if not wish:
        return colour
    hue, light, strength = colorsys.rgb_to_hls(*rgb(colour))
    if light < 0.16 or (light > 0.93 and strength < 0.2):
        return colour
    near = dominant < 0 or strength < 0.2 or min(abs(hue - dominant), 1 - abs(hue - dominant)) < 0.12
    goal = wish if near else subject.colour2 or ""
    if not goal:
        return colour
    goal_hue, goal_light, goal_strength = colorsys.rgb_to_hls(*rgb(goal))
    bent = goal_light + (light - 0.52) * (0.75 if 0.2 < goal_light < 0.8 else 0.35)
    return hexed(colorsys.hls_to_rgb(goal_hue, min(0.97, max(0.06, bent)), goal_strength))


def drawn(actors: list[Actor], plan: Plan, colours: Palette, around: str) -> tuple[str, str]:
    """Return the shadows and halos that lie under the actors, and the actors themselves."""
    below, above = [], []
    for actor in actors:
        body = dressed(actor, plan, colours)
        if actor.shade and plan.setting not in WATERS and plan.setting not in DEEP:
            below.append(
                f'<ellipse cx="{actor.x:.0f}" cy="{actor.y:.0f}" rx="{actor.size * 0.36:.0f}" ry="{actor.size * 0.05:.1f}" fill="#0a141c" opacity="0.34"/>'
            )
        if plan.framing != "silhouette" and _hard_to_see(body, around):
            glow = "#fff6dc" if light_of(around) < 0.5 else "#33424e"
            below.append(
                f'<circle cx="{actor.x:.0f}" cy="{actor.y - actor.size * 0.5:.0f}" r="{actor.size * 0.72:.0f}" fill="url(#halo)"/>'
            )
            edge = _in_one_colour(body, glow)
            rim = f'<g stroke="{glow}" stroke-width="1.0" stroke-linejoin="round">{edge}</g>'
            above.append(placed(rim, actor.x, actor.y, actor.size, flip=actor.flip, turn=actor.turn, fade=0.75))
        above.append(placed(body, actor.x, actor.y, actor.size, flip=actor.flip, turn=actor.turn))
        if "sleeping" in actor.subject.traits:
            above.append(_dreams(actor))
        if "glowing" in actor.subject.traits:
            below.append(
                f'<circle cx="{actor.x:.0f}" cy="{actor.y - actor.size * 0.5:.0f}" r="{actor.size * 0.95:.0f}" fill="url(#lamp)"/>'
            )
    return "".join(below), "".join(above)


def _in_one_colour(body: str, colour: str) -> str:
    return repaint(body, lambda _own: colour)


def _hard_to_see(body: str, around: str) -> bool:
    lights: list[float] = []

    def note(colour: str) -> str:
        lights.append(light_of(colour))
        return colour

    repaint(body, note)
    middle = sorted(lights)[len(lights) // 2] if lights else 0.5
    return abs(middle - light_of(around)) < 0.16


def _dreams(actor: Actor) -> str:
    x, y, s = actor.x + actor.size * 0.16, actor.y - actor.size * 0.86, actor.size * 0.1
    return "".join(
        f'<path d="M{x + n * s * 1.1:.0f} {y - n * s * 1.2:.0f}h{s * (0.6 + 0.3 * n):.0f}l-{s * (0.6 + 0.3 * n):.0f} {s * (0.7 + 0.3 * n):.0f}h{s * (0.6 + 0.3 * n):.0f}" '
        f'fill="none" stroke="#fff" stroke-width="{s * 0.16:.1f}" stroke-linecap="round" stroke-linejoin="round" opacity="0.9"/>'
        for n in range(3)
    )
