"""Drawings of our own, where the icon set has only a face or nothing: each a function that returns its markup."""

from collections.abc import Callable
from functools import partial


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, turn: float = 0) -> str:
    """Return an ellipse; `turn` in degrees about its centre."""
    spun = f' transform="rotate({turn} {x} {y})"' if turn else ""
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}"{spun}/>'


def path(d: str, fill: str = "none", stroke: str = "", width: float = 1) -> str:
    """Return a path, filled or stroked with round ends."""
    line = f' stroke="{stroke}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"' if stroke else ""
    return f'<path d="{d}" fill="{fill}"{line}/>'


def rect(x: float, y: float, w: float, h: float, fill: str, r: float = 0) -> str:
    """Return a rectangle with rounded corners."""
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}"/>'


def robot() -> str:
    """Return a friendly robot, whole."""
    return (
        path("M16 1v3", stroke="#69737d", width=0.9)
        + ellipse(16, 1.2, 1, 1, "#ef5a4c")
        + rect(10, 3.8, 12, 9, "#9fb4c4", 2.4)
        + rect(11.6, 5.8, 8.8, 4.6, "#22313f", 1.6)
        + ellipse(14, 8, 1.1, 1.2, "#7ff0ff")
        + ellipse(18, 8, 1.1, 1.2, "#7ff0ff")
        + rect(14.8, 12.6, 2.4, 1.6, "#69737d")
        + rect(9, 14, 14, 9.6, "#b7c9d6", 2.2)
        + rect(12, 16, 8, 3.6, "#e8f0f5", 0.8)
        + ellipse(13.6, 17.8, 0.8, 0.8, "#ef5a4c")
        + ellipse(16, 17.8, 0.8, 0.8, "#f5b83d")
        + ellipse(18.4, 17.8, 0.8, 0.8, "#54b96a")
        + path("M9 16c-3 .6-4 3-3.600 6.400M23 16c3 .6 4 3 3.600 6.400", stroke="#8499a8", width=2)
        + rect(10.6, 23.4, 3.4, 6, "#8499a8", 1)
        + rect(18, 23.4, 3.4, 6, "#8499a8", 1)
        + rect(9.4, 28.8, 5.2, 2.4, "#5d6b76", 1)
        + rect(17.4, 28.8, 5.2, 2.4, "#5d6b76", 1)
    )


def figure(
    clothes: str,
    trim: str,
    *,
    skin: str = "#f1c7a0",
    hair: str = "#3b2a20",
    legs: str = "#3d4250",
    robe: bool = False,
) -> str:
    """Return a person from head to foot: colours of what they wear."""
    lower = (
        path("M11.500 18h9l3 12.400h-15z", clothes)
        if robe
        else rect(12.2, 21, 3.2, 9, legs, 1)
        + rect(16.6, 21, 3.2, 9, legs, 1)
        + rect(11.4, 29, 4.2, 2, "#2a2523", 0.9)
        + rect(16.4, 29, 4.2, 2, "#2a2523", 0.9)
    )
    arms = path(
        "M12 14.500c-3 1.600-3.600 4-3.400 6.400M20 14.500c3 1.600 3.600 4 3.400 6.400", stroke=clothes, width=2.5
    )
    hands = ellipse(8.6, 21.4, 1.1, 1.1, skin) + ellipse(23.4, 21.4, 1.1, 1.1, skin)
    torso = path("M11.600 13.600c2.600-1.400 6.200-1.400 8.800 0l.6 8.400h-10z", clothes) + path(
        "M15 13l1 2.600 1-2.600v8.800h-2z", trim
    )
    head = ellipse(16, 8.6, 3.9, 4.3, skin) + path("M12 8.400c-.4-6 8.400-6 8 0-1.600-2.400-6-2.600-8 0z", hair)
    face = (
        ellipse(14.6, 9, 0.45, 0.55, "#2a2220")
        + ellipse(17.4, 9, 0.45, 0.55, "#2a2220")
        + path("M15 10.900c.6.5 1.400.5 2 0", stroke="#9c5b45", width=0.4)
    )
    return lower + arms + hands + torso + head + face


def submarine() -> str:
    """Return a yellow submarine with three portholes."""
    holes = "".join(
        ellipse(x, 19.5, 2, 2, "#2c4a5e") + ellipse(x - 0.5, 19, 0.7, 0.7, "#bfe6f5") for x in (10.5, 16.5, 22.5)
    )
    return (
        path("M18 13V7h4", stroke="#c98a1f", width=1.6)
        + rect(13, 9.5, 9, 6, "#e2a52a", 1.6)
        + ellipse(16.5, 20, 13.5, 6.6, "#f4c338")
        + path("M3.500 22c3 5.400 23 5.400 26 0-7 2.400-19 2.400-26 0z", "#d99b22")
        + path("M29 20l2.600-4.600v9.200z", "#c98a1f")
        + ellipse(30.8, 20, 0.9, 5.4, "#8a5f16")
        + holes
    )


DRAWINGS: dict[str, Callable[[], str]] = {
    "robot": robot,
    "submarine": submarine,
    "woman": partial(figure, "#2f8f86", "#d6efe9", hair="#4a2d1c", robe=True),
    "man": partial(figure, "#546a86", "#e8edf2", hair="#2e241d"),
}
