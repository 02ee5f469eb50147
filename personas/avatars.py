"""Avatars: a flat portrait of each persona, drawn from the colours and parts its card names."""

from functools import lru_cache
from html import escape

import resvg_py

from personas.card import Card
from personas.portrait import animals, heads, wear
from personas.portrait.parts import Parts

SIDE = 128


def avatar_svg(card: Card) -> str:
    """Return a portrait of 128 by 128 as SVG; parts it does not know are left out, so every card has one."""
    parts = Parts(card.look)
    if parts.one("face") in animals.FACES:
        figure = wear.clothes(parts) + animals.face(parts) + wear.hat(parts) + wear.extra(parts)
    else:
        figure = (
            heads.hair_behind(parts)
            + wear.clothes(parts)
            + heads.face(parts)
            + heads.hair_front(parts)
            + heads.beard(parts)
            + wear.glasses(parts)
            + wear.hat(parts)
            + wear.extra(parts)
        )
    backdrop = parts.colour("backdrop", 0)
    frame = f'viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {frame}><title>{escape(card.named("en"))}</title>'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{backdrop}"/>'
        f'<circle cx="64" cy="70" r="54" fill="#fff" opacity=".16"/>{figure}</svg>'
    )


def avatar_png(card: Card) -> bytes:
    """Return the portrait as PNG of 256 by 256, for services that show no SVG."""
    return _drawn(avatar_svg(card))


@lru_cache(64)
def _drawn(svg: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIDE * 2, height=SIDE * 2))
