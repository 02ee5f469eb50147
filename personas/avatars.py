"""Avatars: a persona's portrait as SVG, drawn from the parts that its card names."""

from collections.abc import Callable, Mapping

from personas.card import Card

Parts = Mapping[str, str]
INK = "#2a2220"


def avatar_svg(card: Card) -> str:
    """Return a portrait of 128 x 128; a part the house does not know is left out."""
    parts = {"skin": "#f1c9a5", "hair-colour": "#3b2a20", "clothes-colour": card.look.palette[0], **card.look.parts}
    backdrop = parts.get("backdrop", card.look.palette[-1])
    hair = _HAIR.get(parts.get("hair", ""), _short)
    back, front = hair(parts["hair-colour"])
    extra = _EXTRAS.get(parts.get("extra", ""), _nothing)(card.look.palette)
    worn = (_glasses(card.look.palette) if "glasses" in parts else "") + (
        _beard(card.look.palette) if "beard" in parts else ""
    )
    worn += _hat(("", parts.get("hat-colour", "#333333"), card.look.palette[1])) if "hat" in parts else ""
    face = _fox(parts.get("fur", "#e2662c")) if parts.get("face") == "fox" else _person(parts, back, front)
    body = (
        f'<circle cx="64" cy="64" r="64" fill="{backdrop}"/><circle cx="92" cy="30" r="20" fill="{card.look.palette[2]}" opacity="0.55"/>'
        f"{face}{worn}{extra}"
    )
    clip = '<defs><clipPath id="round"><circle cx="64" cy="64" r="64"/></clipPath></defs>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" width="128" height="128">'
    return f'{head}{clip}<g clip-path="url(#round)">{body}</g></svg>'


def _person(parts: Parts, back: str, front: str) -> str:
    """Return a person: hair behind, shoulders, face, hair in front."""
    return f"{back}{_shoulders(parts)}{_face(parts)}{front}"


def _fox(fur: str) -> str:
    ears = "".join(f'<path d="{shape}" fill="{fur}"/>' for shape in ("M34 52 30 18l28 22z", "M94 52 98 18 70 40z"))
    inner = "".join(f'<path d="{shape}" fill="{INK}"/>' for shape in ("M36 42 33 24l14 12z", "M92 42 95 24 81 36z"))
    eyes = "".join(
        f'<circle cx="{x}" cy="62" r="4" fill="{INK}"/><circle cx="{x + 1.2}" cy="60.800" r="1.300" fill="#fff"/>'
        for x in (50, 78)
    )
    head = f'<path d="M26 56c6-22 70-22 76 0-4 22-24 40-38 40S30 78 26 56z" fill="{fur}"/><path d="M30 68c10-2 22 4 34 16 12-12 24-18 34-16-6 16-22 28-34 28S36 84 30 68z" fill="#fdf1e2"/>'
    nose = f'<ellipse cx="64" cy="82" rx="5" ry="4" fill="{INK}"/><path d="M57 89q7 5 14 0" fill="none" stroke="{INK}" stroke-width="2.400" stroke-linecap="round"/>'
    return f'<path d="M22 132c2-26 20-34 42-34s40 8 42 34z" fill="{fur}"/><path d="M38 96c14 10 38 10 52 0l3 12c-16 10-42 10-58 0z" fill="#3d8c87"/>{ears}{inner}{head}{eyes}{nose}'


def _shoulders(parts: Parts) -> str:
    colour = parts["clothes-colour"]
    collar = '<path d="M52 96 64 110 76 96" fill="none" stroke="#ffffff" stroke-width="4" opacity="0.75"/>'
    apron = '<path d="M48 100h32v28H48z" fill="#ffffff" opacity="0.8"/>' if parts.get("clothes") == "apron" else ""
    return f'<rect x="56" y="78" width="16" height="22" rx="7" fill="{parts["skin"]}"/><path d="M18 132c2-28 20-36 46-36s44 8 46 36z" fill="{colour}"/>{apron}{collar}'


def _face(parts: Parts) -> str:
    mouths = {
        "smile": "M55 74q9 8 18 0",
        "soft": "M57 75q7 4 14 0",
        "flat": "M57 75h14",
        "grin": "M53 72q11 14 22 0z",
        "small": "M61 75q3 3 6 0",
    }
    mouth = mouths.get(parts.get("mouth", ""), mouths["soft"])
    fill = "#fff" if mouth.endswith("z") else "none"
    eyes = "".join(
        f'<circle cx="{x}" cy="62" r="3.4" fill="{INK}"/><circle cx="{x + 1}" cy="61" r="1.1" fill="#fff"/>'
        for x in (53, 75)
    )
    blush = "".join(f'<circle cx="{x}" cy="70" r="5" fill="#e8806a" opacity="0.28"/>' for x in (47, 81))
    return (
        f'<ellipse cx="64" cy="62" rx="25" ry="28" fill="{parts["skin"]}"/>{eyes}{blush}'
        f'<path d="M62 66q2 3 4 0" fill="none" stroke="{INK}" stroke-width="1.6" opacity="0.5"/><path d="{mouth}" fill="{fill}" stroke="{INK}" stroke-width="2.4" stroke-linecap="round"/>'
    )


def _short(colour: str) -> tuple[str, str]:
    return "", f'<path d="M38 60c-4-34 56-36 53-2-6-12-14-17-26-17s-22 7-27 19z" fill="{colour}"/>'


def _bob(colour: str) -> tuple[str, str]:
    back = f'<path d="M34 60c0-40 60-40 60 0v26c-6 6-54 6-60 0z" fill="{colour}"/>'
    return back, f'<path d="M38 58c2-22 50-22 52 0-10-10-18-13-26-13s-18 4-26 13z" fill="{colour}"/>'


def _long(colour: str) -> tuple[str, str]:
    back = f'<path d="M32 58c0-42 64-42 64 0l6 62H26z" fill="{colour}"/>'
    return back, f'<path d="M38 58c4-24 34-26 52 0-14-4-24-10-30-16-4 8-12 12-22 16z" fill="{colour}"/>'


def _waves(colour: str) -> tuple[str, str]:
    back = f'<path d="M30 62c-4-46 72-46 68 0 8 12-4 20 2 34-8 14-66 14-72 0 6-14-6-22 2-34z" fill="{colour}"/>'
    return back, f'<path d="M37 58c6-26 48-26 54 0-8-8-14-9-20-15-8 8-22 7-34 15z" fill="{colour}"/>'


def _bun(colour: str) -> tuple[str, str]:
    back, front = _short(colour)
    return f'{back}<circle cx="64" cy="24" r="13" fill="{colour}"/>', front


def _curls(colour: str) -> tuple[str, str]:
    spots = ((40, 48), (46, 38), (56, 32), (68, 31), (80, 36), (88, 46), (38, 58), (91, 56))
    return "", "".join(f'<circle cx="{x}" cy="{y}" r="11" fill="{colour}"/>' for x, y in spots)


def _bald(_colour: str) -> tuple[str, str]:
    return "", ""


_HAIR: dict[str, Callable[[str], tuple[str, str]]] = {
    "short": _short, "bob": _bob, "long": _long, "waves": _waves, "wavy": _waves, "bun": _bun, "buns": _bun, "topknot": _bun, "curls": _curls,
    "curly": _curls, "bald": _bald, "none": _bald, "spiky": _curls, "fringe": _bob, "braid": _long, "ponytail": _long,
}  # fmt: skip
Palette = tuple[str, ...]


def _nothing(_palette: Palette) -> str:
    return ""


def _headphones(palette: Palette) -> str:
    cups = "".join(f'<rect x="{x}" y="54" width="12" height="20" rx="6" fill="{palette[2]}"/>' for x in (33, 83))
    return f'<path d="M38 58c0-38 52-38 52 0" fill="none" stroke="{palette[1]}" stroke-width="6"/>{cups}'


def _glasses(_palette: Palette) -> str:
    rims = "".join(
        f'<circle cx="{x}" cy="62" r="9.500" fill="#ffffff" fill-opacity="0.18" stroke="{INK}" stroke-width="2.400"/>'
        for x in (53, 75)
    )
    return f'{rims}<path d="M62.500 61h3" stroke="{INK}" stroke-width="2.400"/>'


def _hat(palette: Palette) -> str:
    return f'<ellipse cx="64" cy="40" rx="40" ry="8" fill="{palette[1]}"/><path d="M42 40c0-30 44-30 44 0z" fill="{palette[1]}"/><path d="M42 36h44v5H42z" fill="{palette[2]}"/>'


def _scarf(palette: Palette) -> str:
    return f'<path d="M40 92c14 10 34 10 48 0l3 11c-16 10-38 10-54 0z" fill="{palette[1]}"/><path d="M76 100l12 4-3 24H73z" fill="{palette[1]}"/>'


def _flower(palette: Palette) -> str:
    petals = "".join(
        f'<ellipse cx="92" cy="36" rx="4" ry="9" fill="{palette[1]}" transform="rotate({turn} 92 44)"/>'
        for turn in range(0, 360, 60)
    )
    return f'{petals}<circle cx="92" cy="44" r="5" fill="#f2c230"/>'


def _beard(_palette: Palette) -> str:
    return '<path d="M40 66c0 34 48 34 48 0-4 6-10 8-14 6-4-3-16-3-20 0-4 2-10 0-14-6z" fill="#e8e6e2"/><path d="M57 75q7 5 14 0" fill="none" stroke="#2a2220" stroke-width="2.400" stroke-linecap="round"/>'


def _cat_ears(palette: Palette) -> str:
    return "".join(
        f'<path d="{shape}" fill="{palette[1]}"/>' for shape in ("M38 44 36 18l22 16z", "M90 44 92 18 70 34z")
    )


_EXTRAS: dict[str, Callable[[Palette], str]] = {
    "headphones": _headphones, "glasses": _glasses, "round-glasses": _glasses, "spectacles": _glasses, "hat": _hat, "cap": _hat, "beret": _hat,
    "straw-hat": _hat, "scarf": _scarf, "flower": _flower, "beard": _beard, "cat-ears": _cat_ears, "ears": _cat_ears, "beanie": _hat, "goggles": _glasses,
}  # fmt: skip
