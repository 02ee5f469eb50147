"""Heads: a person's face, hair and beard."""

from personas.portrait.parts import INK, Parts, shade

_MOUTHS = {
    "smile": f'<path d="M54 82q10 9 20 0" fill="none" stroke="{INK}" stroke-width="2.6" stroke-linecap="round"/>',
    "calm": f'<path d="M57 84q7 2.5 14 0" fill="none" stroke="{INK}" stroke-width="2.4" stroke-linecap="round"/>',
    "soft": f'<ellipse cx="64" cy="84" rx="3.6" ry="2.8" fill="{INK}" opacity=".75"/>',
    "open": f'<path d="M53 80h22q-1.500 13-11 13t-11-13z" fill="{INK}"/><path d="M58 89q6-4 12 0-2 3.500-6 3.500t-6-3.500z" fill="#e8677a"/>',
}


def face(parts: Parts) -> str:
    """Return neck, head, ears, eyes, cheeks and mouth."""
    skin = parts.colour("skin", 2)
    dark = shade(skin, 0.88)
    freckles = "".join(
        f'<circle cx="{x}" cy="{y}" r="1" fill="{shade(skin, 0.7)}"/>'
        for x, y in ((46, 75), (50, 77), (47, 79), (78, 77), (82, 75), (81, 79))
        if parts.one("freckles")
    )
    return (
        f'<path d="M54 84h20v18q-10 9-20 0z" fill="{dark}"/>'
        f'<circle cx="38" cy="70" r="6" fill="{dark}"/><circle cx="90" cy="70" r="6" fill="{dark}"/>'
        f'<path d="M38 62q0-26 26-26t26 26v8q0 27-26 27t-26-27z" fill="{skin}"/>'
        f'<circle cx="47" cy="78" r="5.500" fill="#f0806a" opacity=".38"/>'
        f'<circle cx="81" cy="78" r="5.500" fill="#f0806a" opacity=".38"/>'
        f"{_eyes(parts)}"
        f'<path d="M64 70q3 5-1 6.500" fill="none" stroke="{shade(skin, 0.7)}" stroke-width="2" stroke-linecap="round"/>'
        f"{freckles}{_MOUTHS.get(parts.one('mouth'), '')}"
    )


def _eyes(parts: Parts) -> str:
    if parts.one("mouth") == "calm":
        lid = '<path d="M48 67q5 4 10 0M70 67q5 4 10 0" fill="none" stroke="{ink}" stroke-width="2.6" stroke-linecap="round"/>'
        return lid.format(ink=INK)
    eyes = "".join(
        f'<ellipse cx="{x}" cy="67" rx="3.300" ry="4" fill="{INK}"/><circle cx="{x + 1.2}" cy="65.500" r="1.200" fill="#fff"/>'
        for x in (53, 75)
    )
    brow = shade(parts.colour("hair-colour", 0), 0.75)
    brows = f'<path d="M48 58.500q5-3 10 0M70 58.500q5-3 10 0" fill="none" stroke="{brow}" stroke-width="2.4" stroke-linecap="round"/>'
    return eyes + brows


def hair_behind(parts: Parts) -> str:
    """Return the hair behind the head."""
    colour = parts.colour("hair-colour", 0)
    dark = shade(colour, 0.82)
    match parts.one("hair"):
        case "long":
            return f'<path d="M32 62q0-34 32-34t32 34q0 34 8 56H24q8-22 8-56z" fill="{dark}"/>'
        case "waves":
            return f'<path d="M30 64q-2-36 34-36t34 36q8 8 2 16 8 8 0 16 4 8-6 14H34q-10-6-6-14-8-8 0-16-6-8 2-16z" fill="{dark}"/>'
        case "bob":
            return f'<path d="M30 66q-2-38 34-38t34 38v20q0 6-8 6H38q-8 0-8-6z" fill="{dark}"/>'
        case "buns":
            knot = f'<circle cx="{{x}}" cy="31" r="15" fill="{colour}"/><path d="M{{a}} 31q8-8 16 0" fill="none" stroke="{dark}" stroke-width="2.5"/>'
            return knot.format(x=32, a=24) + knot.format(x=96, a=88)
        case "curly":
            places = ((36, 50), (40, 40), (92, 50), (88, 40), (34, 60), (94, 60))
            return "".join(f'<circle cx="{x}" cy="{y}" r="10" fill="{dark}"/>' for x, y in places)
    return ""


def hair_front(parts: Parts) -> str:
    """Return the hair over the forehead."""
    colour = parts.colour("hair-colour", 0)
    shapes = {
        "long": "M36 64q-2-30 28-30t28 30q-4-14-14-20-16 10-32 10-7 3-10 10z",
        "waves": "M35 66q-3-34 29-34t29 34q-3-10-9-16-6 4-13-2-6 6-14 2-6 5-12 1-7 5-10 15z",
        "bob": "M34 70q-2-38 30-38t30 38q-4-4-6-16H42q-4 6-8 16z",
        "buns": "M35 64q-1-32 29-32t29 32q-5-12-15-16-8 6-14 0-6 6-14 0-10 4-15 16z",
        "short": "M36 62q-2-28 28-28t28 28q-3-9-7-13H43q-4 4-7 13z",
        "curly": "M36 60q-2-10 6-14-1-9 9-9 4-7 13-4 9-3 13 4 10 0 9 9 8 4 6 14-5-10-14-10-8 6-14 0-6 6-14 0-9 0-14 10z",
    }
    path = shapes.get(parts.one("hair"))
    return f'<path d="{path}" fill="{colour}"/>' if path else ""


def beard(parts: Parts) -> str:
    """Return a moustache or a beard."""
    colour = parts.colour("hair-colour", 0)
    dark = shade(colour, 0.86)
    match parts.one("beard"):
        case "walrus":
            return (
                f'<path d="M64 77q-8-4-15 1-5 4-8 1 1 12 12 12 8 0 11-6 3 6 11 6 11 0 12-12-3 3-8-1-7-5-15-1z" fill="{colour}"/>'
                f'<path d="M64 78v7" stroke="{dark}" stroke-width="2" stroke-linecap="round"/>'
            )
        case "long":
            return (
                f'<path d="M39 74q4 6 12 4 7-4 13-1 6-3 13 1 8 2 12-4 2 18-6 30-6 12-19 22-13-10-19-22-8-12-6-30z" fill="{colour}"/>'
                f'<path d="M64 88v24M54 88q0 12 5 20M74 88q0 12-5 20" fill="none" stroke="{dark}" stroke-width="2" stroke-linecap="round"/>'
                f'<path d="M58 84q6 3 12 0" fill="none" stroke="{INK}" stroke-width="2.200" stroke-linecap="round"/>'
            )
    return ""
