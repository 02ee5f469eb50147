"""Wear: clothes, glasses, hats, and the one thing a persona is known by."""

from personas.portrait.parts import INK, Parts, shade

_BODY = "M14 128q2-26 26-30 12-2 14-2h20q2 0 14 2 24 4 26 30z"


def clothes(parts: Parts) -> str:
    """Return the shoulders, dressed."""
    colour = parts.colour("clothes-colour", 1)
    dark = shade(colour, 0.8)
    body = f'<path d="{_BODY}" fill="{colour}"/>'
    match parts.one("clothes"):
        case "apron":
            straps = '<path d="M46 98l4 30M82 98l-4 30" stroke="#f2b84b" stroke-width="7"/>'
            return f'<path d="{_BODY}" fill="#fff4df"/>{straps}<path d="M46 112h36v16H46z" fill="#f2b84b"/>'
        case "coat" | "jacket":
            lapels = f'<path d="M52 96l12 20 12-20 10 2-16 30H58L42 98z" fill="{dark}"/>'
            pins = '<circle cx="36" cy="114" r="3" fill="#ffd166"/><circle cx="44" cy="120" r="2" fill="#5ad1e6"/>'
            return body + lapels + (pins if parts.one("clothes") == "jacket" else "")
        case "shirt":
            collar = f'<path d="M52 95l12 12 12-12 6 6-12 12-6-6-6 6-12-12z" fill="{shade(colour, 0.9)}"/>'
            braces = f'<path d="M42 99l2 29M86 99l-2 29" stroke="{parts.colour("", 4)}" stroke-width="5"/>'
            return body + braces + collar
        case "scarf":
            stripes = "".join(f'<path d="M{x} 96l-4 14" stroke="{dark}" stroke-width="4"/>' for x in (50, 64, 78))
            wrap = f'<path d="M38 94q26 14 52 0l4 12q-30 16-60 0z" fill="{colour}"/>{stripes}'
            return f'<path d="{_BODY}" fill="{parts.colour("", 2)}"/>{wrap}<path d="M78 106l14 2 2 20H80z" fill="{colour}"/>'
        case "robe":
            cross = f'<path d="M50 96l16 18 12-18 6 2-18 30h-8l-16-28z" fill="{shade(colour, 1.25)}"/>'
            return body + cross
    return body


def glasses(parts: Parts) -> str:
    """Return a pair of glasses."""
    match parts.one("glasses"):
        case "round":
            rim = 'fill="#fff" fill-opacity=".25" stroke="#c99a3c" stroke-width="2.600"'
            return f'<circle cx="53" cy="67" r="8.500" {rim}/><circle cx="75" cy="67" r="8.500" {rim}/><path d="M61 66q3-2 6 0" fill="none" stroke="#c99a3c" stroke-width="2.600"/>'
        case "square":
            rim = f'fill="#fff" fill-opacity=".25" stroke="{INK}" stroke-width="2"'
            return f'<rect x="44" y="61" width="17" height="12" rx="2" {rim}/><rect x="67" y="61" width="17" height="12" rx="2" {rim}/><path d="M61 65h6" stroke="{INK}" stroke-width="2"/>'
        case "sun":
            lens = '<path d="M42 61h20v7q-2 8-10 8t-10-8zM66 61h20v7q-2 8-10 8t-10-8z" fill="#22303a"/>'
            return f'{lens}<path d="M40 62h48" stroke="#22303a" stroke-width="3"/><path d="M46 64l6 0-5 7zM70 64l6 0-5 7z" fill="#fff" opacity=".35"/>'
    return ""


def hat(parts: Parts) -> str:
    """Return a hat."""
    colour = parts.colour("hat-colour", 1)
    dark = shade(colour, 0.75)
    match parts.one("hat"):
        case "cap":
            band = f'<path d="M35 44h58v8H35z" fill="{dark}"/><circle cx="64" cy="42" r="5" fill="#c99a3c"/>'
            return f'<path d="M33 46q-6-24 31-24t31 24z" fill="{colour}"/>{band}<path d="M36 52q28-5 56 0 2 6-4 7-24-6-48 0-6-1-4-7z" fill="{INK}"/>'
        case "bucket":
            brim = f'<path d="M36 46h56q10 8 12 14-40-8-80 0 2-6 12-14z" fill="{dark}"/>'
            return f'<path d="M38 48q2-24 10-25 16-4 32 0 8 1 10 25z" fill="{colour}"/>{brim}<path d="M38 44q26-4 52 0v4q-26-4-52 0z" fill="#fefae0"/>'
        case "scholar":
            wings = f'<path d="M36 40q-18-6-24 0 6 8 24 6zM92 40q18-6 24 0-6 8-24 6z" fill="{shade(colour, 1.2)}"/>'
            return f'{wings}<path d="M37 52q-2-12 2-20 4-10 25-10t25 10q4 8 2 20-27-9-54 0z" fill="{colour}"/><path d="M37 52q27-9 54 0v-6q-27-9-54 0z" fill="#8c2f39"/>'
    return ""


def extra(parts: Parts) -> str:
    """Return the one thing a persona is known by."""
    return _EXTRAS.get(parts.one("extra"), "")


_EXTRAS = {
    "teapot": (
        '<path d="M88 108q-9-5-9-13" fill="none" stroke="#2f6fb0" stroke-width="5" stroke-linecap="round"/>'
        '<circle cx="102" cy="106" r="15" fill="#3d84c9"/><path d="M92 95q10-7 20 0z" fill="#2f6fb0"/><circle cx="102" cy="89" r="3" fill="#2f6fb0"/>'
        '<path d="M115 99q10 0 8 9-3 7-10 5" fill="none" stroke="#2f6fb0" stroke-width="4"/><path d="M94 108q8 6 16 0" fill="none" stroke="#fff" stroke-width="2.400" stroke-linecap="round"/>'
    ),
    "flower": (
        '<g transform="translate(93 50)"><path d="M0 4q6 12-2 20" fill="none" stroke="#4f7a4a" stroke-width="3"/>'
        '<path d="M0 0q-14-4-12-14 10-2 12 14zM0 0q14-4 12-14-10-2-12 14zM0 0q-8-14 0-20 8 6 0 20z" fill="#7d62b0"/>'
        '<path d="M0 0q-10 8-8 14 8 0 8-14zM0 0q10 8 8 14-8 0-8-14z" fill="#9a80cf"/><path d="M0-3v8" stroke="#ffd166" stroke-width="3" stroke-linecap="round"/></g>'
        '<g transform="translate(64 116)"><circle cx="-10" cy="0" r="9" fill="#2b2b33"/><circle cx="10" cy="0" r="9" fill="#2b2b33"/>'
        '<path d="M-3-3h6v6h-6z" fill="#2b2b33"/><circle cx="-10" cy="0" r="5.500" fill="#8fb7c9"/><circle cx="10" cy="0" r="5.500" fill="#8fb7c9"/></g>'
    ),
    "beanie": (
        '<g transform="rotate(-9 64 40)"><path d="M36 46q2-28 28-28t28 28z" fill="#3fa7a0"/><path d="M48 22q16 6 32 0" fill="none" stroke="#328a84" stroke-width="3"/>'
        '<rect x="33" y="42" width="62" height="11" rx="5.500" fill="#2d7c77"/><circle cx="64" cy="16" r="7" fill="#f6c945"/></g>'
    ),
    "headphones": (
        '<path d="M33 68q-4-44 31-44t31 44" fill="none" stroke="#ff6fb5" stroke-width="6"/>'
        '<rect x="25" y="60" width="14" height="25" rx="7" fill="#ff6fb5"/><rect x="89" y="60" width="14" height="25" rx="7" fill="#ff6fb5"/>'
        '<rect x="29" y="65" width="5" height="15" rx="2.500" fill="#ffc4df"/><rect x="94" y="65" width="5" height="15" rx="2.500" fill="#ffc4df"/>'
        '<path d="M108 14q-9 3-9 12t9 12q-15 2-18-12 3-14 18-12z" fill="#f7f0b5"/><circle cx="18" cy="24" r="1.800" fill="#fff"/><circle cx="28" cy="12" r="1.300" fill="#fff"/><circle cx="12" cy="46" r="1.300" fill="#fff"/>'
    ),
    "peach": (
        '<g transform="translate(100 106)"><path d="M0 14q-18-2-16-16 4-12 16-6 12-6 16 6 2 14-16 16z" fill="#ffb08a"/>'
        '<path d="M0-8q-6 10 0 22" fill="none" stroke="#e8776b" stroke-width="2.500"/><path d="M0-8q4-10 14-9-2 10-14 9z" fill="#5aa469"/></g>'
    ),
}  # fmt: skip
