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


def four_legs(
    coat: str,
    dark: str,
    light: str,
    *,
    ears: str,
    tail: str,
    nose: str = "#2b2320",
    bulk: float = 1.0,
    mask: str = "",
    mane: str = "",
) -> str:
    """Return a standing animal in side view, facing left: coat, shade and belly colours, shapes of ears and tail."""
    legs = "".join(
        rect(x, 20, 2.6 * bulk, 11, dark if back else coat, 1.2)
        for x, back in ((9.5, 1), (21.5, 1), (11.6, 0), (23.4, 0))
    )
    paws = "".join(rect(x, 29, 2.8 * bulk, 2, light, 0.9) for x in (11.5, 23.3))
    tails = {
        "bushy": ellipse(28, 17.5, 5, 2.4, coat, -38) + ellipse(30, 15.2, 2, 1.5, light, -38),
        "thin": path("M26 16c4-1 5-4 4.4-7", stroke=coat, width=1.6) + ellipse(30.4, 8.8, 1.3, 1.5, dark),
        "stub": ellipse(27, 16, 1.5, 1.4, coat),
    }
    body = ellipse(18.5, 18, 8.8, 4.9 * bulk, coat) + ellipse(18.5, 20.4, 7.4, 2.6 * bulk, light)
    neck = path("M13 20 8 13l5-4 6 6z", coat)
    heads = ellipse(9, 10.8, 4.6, 4.1, coat) + ellipse(5.6, 12.4, 2.8, 1.9, light) + ellipse(3.4, 11.8, 1, 0.8, nose)
    shapes = {
        "point": path("M7.6 8 8 2.4l3.4 4.2z", dark) + path("M10.8 7.6 12.6 2.6l1.9 5.6z", coat),
        "round": ellipse(7.6, 7, 1.7, 1.7, dark) + ellipse(12, 7.2, 1.7, 1.7, dark),
    }
    eye = (
        (ellipse(8, 10.2, 1.7, 1.5, mask) if mask else "")
        + ellipse(7.6, 10.2, 0.75, 0.85, "#1c1715")
        + ellipse(7.4, 9.9, 0.22, 0.25, "#fff")
    )
    ruff = (ellipse(10.4, 11.4, 7.2, 7.4, mane) + ellipse(10.6, 11.8, 5.8, 6, dark)) if mane else ""
    return tails[tail] + legs + paws + body + ruff + neck + shapes[ears] + heads + eye


def heron() -> str:
    """Return a grey heron on its long legs, facing left."""
    return (
        path("M16.5 21 15.6 31M19 21l.9 10M13.8 31h2.4M18.3 31h2.4", stroke="#8a7a55", width=0.9)
        + path("M13 15c4-3 10-2.4 14.4 3.6-3 3.8-9.400 4.6-13.4 1.400z", "#7f93a8")
        + path("M16.500 16.500c4-1.400 8 0 10.900 2.200-3.400 2.400-7.600 2.500-10.200.9z", "#5d7188")
        + path(
            "M14.600 19.400C11 16.200 15.600 12.800 12.700 9.600 11.900 8.600 11.700 7 12 5.600",
            stroke="#e8edf2",
            width=2.3,
        )
        + ellipse(11.4, 4.9, 2.3, 1.7, "#eef2f6")
        + path("M10 4.600 3.200 5.700l6.900.9z", "#e5a23c")
        + path("M11 3.800c2-.6 4.400 0 6 1.700-2.100-.4-4-.5-5.800-.4z", "#27333f")
        + ellipse(10.8, 4.6, 0.42, 0.42, "#1b1b1b")
        + path("M13.600 19c.5 2.400 1.700 3.400 3.200 3.600", stroke="#eef2f6", width=1)
    )


def crane() -> str:
    """Return a red-crowned crane, facing left."""
    return (
        path("M16.500 21 15.600 31M19 21l.9 10M13.800 31h2.400M18.300 31h2.400", stroke="#3a3a3a", width=0.9)
        + path("M13 15c4-3 10-2.400 13.400 2.600-2 4.800-8.400 5.600-12.400 2.400z", "#f7f7f4")
        + path("M21 16.500c4 .4 6.600 2.600 8 6-4 .2-7-.8-9-3z", "#23262b")
        + path(
            "M14.600 19C11 16.200 15.600 12.800 12.700 9.600 11.900 8.600 11.700 7 12 5.600",
            stroke="#23262b",
            width=2.1,
        )
        + ellipse(11.4, 4.9, 2.2, 1.7, "#f7f7f4")
        + ellipse(11.6, 3.7, 1.4, 0.8, "#d33a2f")
        + path("M10 4.700 4 5.600l6.100.8z", "#b9a56a")
        + ellipse(10.7, 4.8, 0.4, 0.4, "#1b1b1b")
    )


def lighthouse() -> str:
    """Return a lighthouse with red bands on a rock."""
    bands = "".join(
        path(f"M{12.9 - n * 0.42:.2f} {12 + n * 4.4}h{6.2 + n * 0.84:.2f}l.3 2.200h-{6.8 + n * 0.84:.2f}z", "#d8453b")
        for n in range(4)
    )
    return (
        path("M3 31c2-5 6-4 8-4h10c3 0 6 0 8 4z", "#5c6068")
        + path("M13 10h6l2 18H11z", "#f4f1ea")
        + bands
        + path("M17.500 10H19l2 18h-2.600z", "#00000022")
        + rect(11.6, 9, 8.8, 1.5, "#3a4048", 0.4)
        + rect(13.4, 4.8, 5.2, 4.3, "#ffe28a", 0.3)
        + path("M13.400 4.800v4.300M16 4.800v4.300M18.600 4.800v4.300", stroke="#3a4048", width=0.5)
        + path("M12.600 5 16 1.500 19.400 5z", "#b8322a")
        + rect(14.9, 23, 2.2, 4.4, "#4a3b35", 1)
        + rect(15.3, 14, 1.4, 1.9, "#38526b", 0.5)
        + rect(15.3, 18.4, 1.4, 1.9, "#38526b", 0.5)
    )


def windmill() -> str:
    """Return a windmill with four sails."""
    sails = "".join(
        f'<g transform="rotate({turn} 16 11)">'
        + path("M16 11 16 .8", stroke="#6b4a2f", width=0.7)
        + path("M16.200 1.200h3v8h-3z", "#f2ead8")
        + "</g>"
        for turn in (20, 110, 200, 290)
    )
    return (
        path("M12 12h8l3 19H9z", "#e9dcc3")
        + path("M17.500 12H20l3 19h-4z", "#00000018")
        + path("M11.400 12.500c0-6 9.200-6 9.200 0z", "#a2432f")
        + rect(14.4, 25, 3.2, 6, "#5a3d2b", 1.5)
        + rect(14.9, 17, 2.2, 2.8, "#49657c", 0.6)
        + sails
        + ellipse(16, 11, 1, 1, "#5a3d2b")
    )


def pagoda() -> str:
    """Return a pagoda of four roofs."""
    storeys = "".join(
        rect(16 - w * 0.55, y, w * 1.1, 4, "#d9b98a")
        + rect(15, y + 1, 2, 3, "#7c2f26")
        + path(
            f"M{16 - w - 2.2} {y + 0.6}c{w * 0.5} 0 {w * 0.8}-1.600 {w + 2.2 - 0.6}-3.200 {w * 0.5} 1.600 {w * 0.9} 3.200 {w + 2.8} 3.200z",
            "#8f3a2e",
        )
        for w, y in ((3.6, 8), (4.8, 14), (6, 20), (7.2, 26))
    )
    return path("M16 .8v5", stroke="#c9a04a", width=0.8) + storeys + rect(6, 30, 20, 1.2, "#8b8378")


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
    hat: str = "",
    held: str = "",
    robe: bool = False,
) -> str:
    """Return a person from head to foot: colours of what they wear, markup of a hat and of what they hold."""
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
    return held + lower + arms + hands + torso + head + face + hat


_SPEAR = path("M24 3v27", stroke="#7b5a3a", width=0.9) + path("M24 .5l1.300 3.500h-2.600z", "#c9d2d8")
_KATANA = path("M24 22 29 8", stroke="#dfe6ea", width=1) + path("M23 21.400l2.400.9", stroke="#caa24a", width=0.9)
_STAFF = path("M24.600 5v26", stroke="#7b5a3a", width=1) + ellipse(24.6, 4, 1.7, 1.7, "#8ad8ff")
_KABUTO = path("M11.200 7.400c0-6.600 9.600-6.600 9.600 0l1.400 1.800H9.800z", "#33373f") + path(
    "M12.600 4.200 9.800.8M19.400 4.200 22.200.8", stroke="#e2b23c", width=1
)
_POINTED = path("M9.600 6.800h12.800L17.600-2.200z", "#3f3a78") + ellipse(16, 6.800, 7.4, 1.2, "#322e62")
_WITCH = (
    path("M9.600 6.800h12.800L17.600-2.200z", "#2a2530")
    + ellipse(16, 6.8, 7.4, 1.2, "#201c26")
    + rect(11.6, 4.8, 8.6, 1.2, "#9a4fc4")
)
_STRAW = path("M8 6.600c3-4 13-4 16 0z", "#d9b566") + ellipse(16, 6.7, 8, 1, "#c79f4d")
_HELM = (
    path("M11.600 9c-.6-8 9.400-8 8.800 0v3.600h-8.800z", "#aeb8c1")
    + rect(12.6, 8.4, 6.8, 1.2, "#2c3238", 0.4)
    + path("M16 3.400V-1", stroke="#c63c34", width=1.6)
)
_CHEF = (
    rect(12, 2.6, 8, 3, "#fff", 0.6)
    + ellipse(13, 2, 2.4, 2.2, "#fff")
    + ellipse(16, 1.2, 2.8, 2.4, "#fff")
    + ellipse(19, 2, 2.4, 2.2, "#fff")
)
_CROWN = path("M12 5.200 11.400 1l2.600 2L16 .2l2 2.800 2.600-2-.6 4.200z", "#f2c230")
_TRICORNE = path("M8.600 6.400C12 1.600 20 1.600 23.400 6.400 19 4.800 13 4.800 8.600 6.400z", "#23222a")
_FEDORA = path("M12 6c0-5 8-5 8 0z", "#6b5138") + ellipse(16, 6.200, 6.6, 0.9, "#57412c")
_HORNS = path("M11.800 6.600c0-5.400 8.400-5.400 8.400 0z", "#8b939b") + path(
    "M11.800 5.400C9 5 8.400 2.600 9 .8M20.200 5.400C23 5 23.600 2.600 23 .8", stroke="#efe6cf", width=1.3
)
_DOME = (
    ellipse(16, 8.400, 6, 6.2, "#e9eef2")
    + ellipse(15.600, 8.8, 4.4, 4.2, "#26415c")
    + ellipse(14.2, 7.2, 1.4, 1, "#8fc0e6", -30)
)
_PACK = rect(9.8, 12.4, 12.4, 9, "#b9c2ca", 2)


def balloon() -> str:
    """Return a hot air balloon with its basket."""
    return (
        ellipse(16, 11, 10.4, 10.2, "#f2b33d")
        + path("M16 .8C8 .8 9 18 13.600 21.400h-1C4 17 4 .8 16 .8z", "#d8453b")
        + path("M16 .8C24 .8 23 18 18.400 21.400h1C28 17 28 .8 16 .8z", "#d8453b")
        + path("M16 .8c-3.400 0-3.400 17-1.400 20.600h2.800C19.400 17.800 19.400.8 16 .8z", "#3d7fb0")
        + path(
            "M10.400 19.600l3 7M21.600 19.600l-3 7M14.400 21.400l-.4 5M17.600 21.400l.4 5", stroke="#6b4a2f", width=0.5
        )
        + rect(13, 26.4, 6, 4.4, "#8a5a34", 0.8)
        + rect(13, 26.4, 6, 1.2, "#6b4226", 0.5)
    )


def stone_bridge() -> str:
    """Return an arched stone bridge."""
    stones = "".join(
        rect(x, y, 2.4, 0.5, "#8d8578", 0.2)
        for x, y in ((3, 22), (7, 19), (12, 17.4), (18, 17.4), (23, 19), (27, 22), (5, 26), (26, 26))
    )
    return (
        path(
            "M0 31V22C6 16 11 14.500 16 14.500S26 16 32 22v9h-4.500C27 24 22 20.500 16 20.500S5 24 4.500 31z", "#b3aa9b"
        )
        + path("M0 23C6 17 11 15.500 16 15.500S26 17 32 23", stroke="#d4ccbd", width=1.4)
        + "".join(
            path(f"M{x} {y}v-3.600", stroke="#9a9183", width=1)
            for x, y in ((3, 20.4), (8, 17), (13, 15.2), (19, 15.2), (24, 17), (29, 20.4))
        )
        + path("M0 18.500C6 13 11 11.600 16 11.600S26 13 32 18.500", stroke="#c4bbab", width=1)
        + stones
    )


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


def blossoming_tree() -> str:
    """Return a cherry tree in flower."""
    puffs = (
        (9, 13, 6.4, "#f3a9c0"),
        (23, 13, 6.4, "#ee9bb6"),
        (16, 8.5, 7.6, "#f8bfd1"),
        (12, 16, 5, "#f6b4c9"),
        (20.5, 16.5, 5, "#f3a9c0"),
    )
    crown = "".join(ellipse(x, y, r, r * 0.86, c) for x, y, r, c in puffs)
    spots = ((9, 10), (13, 6), (18, 5), (22, 10), (16, 11), (12, 15), (20, 15), (25, 14), (6, 14))
    dots = "".join(ellipse(x, y, 0.9, 0.9, "#fde3ec") for x, y in spots)
    trunk = path("M14.600 31c.6-5 .4-8-2.600-12M17 31c0-6 .6-8 4-11.600M16 31V14", stroke="#6b4432", width=2)
    return trunk + crown + dots + ellipse(7, 30.8, 1, 0.5, "#f3a9c0") + ellipse(24, 30.6, 1, 0.5, "#f8bfd1")


def bamboo() -> str:
    """Return a few stems of bamboo."""
    stems = "".join(
        path(f"M{x} 31V{top}", stroke=c, width=1.9)
        + "".join(path(f"M{x - 1} {y}h2", stroke="#2f6b35", width=0.5) for y in range(top + 4, 31, 5))
        for x, top, c in ((11, 2, "#5ea452"), (16, 0, "#6fb561"), (21, 3, "#4f9446"))
    )
    twigs = ((16, 6, 1), (11, 9, -1), (21, 12, 1), (11, 16, -1), (16, 19, 1))
    leaves = "".join(
        path(f"M{x} {y}c{s * 2}-1.800 {s * 4}-1.600 {s * 6}-.4 {-s * 2} 1.400 {-s * 4} 1.400 {-s * 6} .4z", "#4f9446")
        for x, y, s in twigs
    )
    return stems + leaves


def astronaut() -> str:
    """Return an astronaut in a white suit, visor shut."""
    return figure(
        "#f3f5f7", "#d7dee4", skin="#f3f5f7", hair="#f3f5f7", legs="#e6ebef", held=_PACK, hat=_DOME
    ) + ellipse(18, 17, 0.8, 0.8, "#e2513f")


DRAWINGS: dict[str, Callable[[], str]] = {
    "fox": partial(four_legs, "#e8762c", "#b9531a", "#fdeedd", ears="point", tail="bushy"),
    "wolf": partial(four_legs, "#7d8792", "#59626d", "#d9dee3", ears="point", tail="bushy"),
    "bear": partial(four_legs, "#8a5a38", "#6a4227", "#b98a62", ears="round", tail="stub", bulk=1.3),
    "polar-bear": partial(four_legs, "#f0f3f4", "#cfd8dd", "#ffffff", ears="round", tail="stub", bulk=1.3),
    "panda": partial(four_legs, "#f5f5f2", "#26272b", "#ffffff", ears="round", tail="stub", bulk=1.25, mask="#26272b"),
    "lion": partial(four_legs, "#e2a84b", "#a8692a", "#f7dcab", ears="round", tail="thin", mane="#8a4b1c"),
    "red-panda": partial(four_legs, "#c2562b", "#54271a", "#f4e3d2", ears="round", tail="bushy", mask="#f4e3d2"),
    "heron": heron,
    "crane": crane,
    "lighthouse": lighthouse,
    "windmill": windmill,
    "pagoda": pagoda,
    "robot": robot,
    "astronaut": astronaut,
    "hot-air-balloon": balloon,
    "cherry-tree": blossoming_tree,
    "bamboo": bamboo,
    "submarine": submarine,
    "stone-bridge": stone_bridge,
    "samurai": partial(figure, "#7d2a2c", "#c9a24b", legs="#2d3040", hat=_KABUTO, held=_KATANA, robe=True),
    "knight": partial(figure, "#aeb8c1", "#7c8892", legs="#8f9aa4", hat=_HELM, held=_SPEAR),
    "wizard": partial(figure, "#4a4491", "#e0c558", hat=_POINTED, held=_STAFF, hair="#e6e6ea", robe=True),
    "witch": partial(figure, "#2f2838", "#9a4fc4", hat=_WITCH, hair="#b4582a", robe=True),
    "monk": partial(figure, "#d9822b", "#b4601c", hair="#f1c7a0", robe=True),
    "chef": partial(figure, "#fafafa", "#d9dde0", hat=_CHEF),
    "king": partial(figure, "#9c2b3a", "#f0e2c0", hat=_CROWN, hair="#6b4a2f", robe=True),
    "queen": partial(figure, "#6b3f94", "#f0d6e4", hat=_CROWN, hair="#8a4b1c", robe=True),
    "pirate": partial(figure, "#8f2f2f", "#f4efe2", hat=_TRICORNE, held=_KATANA),
    "cowboy": partial(figure, "#a3713f", "#e0c79a", hat=_FEDORA, legs="#38517a"),
    "viking": partial(figure, "#6d5a45", "#a58c6c", hat=_HORNS, hair="#c98a3c", held=_SPEAR),
    "farmer": partial(figure, "#4f7db0", "#d9c9a3", hat=_STRAW, legs="#3b5f88"),
    "fisherman": partial(
        figure, "#e2b33a", "#c9952a", hat=_STRAW, legs="#3f5a4a", held=path("M24 21 30 2", stroke="#6b4a2f", width=0.7)
    ),
    "girl": partial(figure, "#d9566b", "#f7c9cf", hair="#5a3320", robe=True),
    "boy": partial(figure, "#3f86c6", "#e6f0f8", hair="#3b2a20"),
    "woman": partial(figure, "#2f8f86", "#d6efe9", hair="#4a2d1c", robe=True),
    "man": partial(figure, "#546a86", "#e8edf2", hair="#2e241d"),
    "old-man": partial(figure, "#7c6a55", "#e8dfd0", hair="#e3e3e3"),
    "old-woman": partial(figure, "#8a6f9c", "#efe4f2", hair="#dedede", robe=True),
    "ninja": partial(
        figure,
        "#2a2d36",
        "#b8323a",
        skin="#e8c39c",
        hair="#1f2128",
        legs="#23252d",
        held=_KATANA,
        hat=rect(12, 9.8, 8, 3.4, "#2a2d36", 1),
    ),
    "ballerina": partial(
        figure, "#f2b6c6", "#fde6ec", hair="#3b2a20", legs="#f6dcd0", held=ellipse(16, 21, 8.4, 2.2, "#f9cfdb")
    ),
}
