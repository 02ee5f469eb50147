"""Animals: the faces of personas who are no people."""

from personas.portrait.parts import INK, Parts, shade

FACES = ("fox", "cat", "owl")


def face(parts: Parts) -> str:
    """Return an animal's head."""
    fur = parts.colour("fur", 0)
    match parts.one("face"):
        case "owl":
            return _owl(fur)
        case "cat":
            return _ears(fur, 30, 58) + _cheeks(fur, "#fff6ea") + _eyes(66) + _nose(80)
        case _:
            return _ears(fur, 16, 60) + _cheeks(fur, "#fff3e6") + _eyes(68) + _nose(92)


def _ears(fur: str, top: int, root: int) -> str:
    dark = shade(fur, 0.55)
    return (
        f'<path d="M34 {root}L28 {top}L58 44z" fill="{fur}"/><path d="M94 {root}L100 {top}L70 44z" fill="{fur}"/>'
        f'<path d="M37 {root - 6}L32 {top + 10}L50 45z" fill="{dark}"/><path d="M91 {root - 6}L96 {top + 10}L78 45z" fill="{dark}"/>'
    )


def _cheeks(fur: str, white: str) -> str:
    return (
        f'<path d="M64 38q22 0 32 26 4 12-2 18-14 8-22 16-8 6-16 0-8-8-22-16-6-6-2-18 10-26 32-26z" fill="{fur}"/>'
        f'<path d="M30 78q4-6 14-6 12 2 20 12 8-10 20-12 10 0 14 6-14 10-24 20-10 8-20 0-10-10-24-20z" fill="{white}"/>'
    )


def _eyes(y: int) -> str:
    return "".join(
        f'<path d="M{x - 6} {y + 1}q6-9 12 0-6 5-12 0z" fill="#fff6d8"/><circle cx="{x}" cy="{y - 0.5}" r="3.200" fill="{INK}"/>'
        f'<circle cx="{x + 1}" cy="{y - 1.8}" r="1" fill="#fff"/>'
        for x in (49, 79)
    )


def _nose(y: int) -> str:
    return (
        f'<path d="M58 {y - 4}q6-4 12 0-2 6-6 6t-6-6z" fill="{INK}"/>'
        f'<path d="M50 {y + 1}q7 8 14 1 7 7 16-3" fill="none" stroke="{INK}" stroke-width="2.400" stroke-linecap="round"/>'
    )


def _owl(fur: str) -> str:
    eyes = "".join(
        f'<circle cx="{x}" cy="64" r="14" fill="#fff6d8"/><circle cx="{x}" cy="64" r="6" fill="{INK}"/>'
        for x in (50, 78)
    )
    return (
        f'<path d="M30 34l14 8q20-10 40 0l14-8q2 14-2 22 4 42-32 44-36-2-32-44-4-8-2-22z" fill="{fur}"/>{eyes}'
        f'<path d="M59 74h10l-5 10z" fill="#f0b13c"/>'
    )
