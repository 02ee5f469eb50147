"""The drawing library: every subject as SVG markup in a box of 32 by 32, and the words people call it by."""

import json
import lzma
import re
from functools import cache
from pathlib import Path
from typing import Any

from generation.painters.sketch import drawn

FOLDER = Path(__file__).parent
BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


@cache
def _icons() -> dict[str, dict[str, Any]]:
    with lzma.open(FOLDER / "data" / "drawings.json.xz") as file:
        icons: dict[str, dict[str, Any]] = json.load(file)
    return icons


@cache
def drawing(name: str) -> str:
    """Return a drawing's markup: our own where there is one, else the icon set's; KeyError if there is none."""
    own = FOLDER / "drawings" / f"{name}.svg"
    if own.is_file() and (found := BODY.search(own.read_text(encoding="utf-8"))):
        return found[1]
    if name in drawn.DRAWINGS:
        return drawn.DRAWINGS[name]()
    return str(_icons()[name]["b"])


def has(name: str) -> bool:
    """Say whether there is a drawing of this name."""
    return name in drawn.DRAWINGS or name in _icons() or (FOLDER / "drawings" / f"{name}.svg").is_file()


@cache
def names(language: str) -> dict[str, str]:
    """Return the icon set's own words for its drawings in a language, each with the drawing's name."""
    own = sorted(path.stem for path in (FOLDER / "drawings").glob("*.svg"))
    found = {name.replace("-", " "): name for name in own} if language == "en" else {}
    for name, icon in _icons().items():
        label = str(icon[language][0]).lower()
        if label:
            found.setdefault(label, name)
        if language == "en":
            found.setdefault(name.replace("-", " "), name)
    return found


@cache
def keywords(language: str) -> dict[str, str]:
    """Return keywords that point to one drawing only, and so can stand for it."""
    counted: dict[str, set[str]] = {}
    for name, icon in _icons().items():
        if icon["c"] in ("Animals & Nature", "Food & Drink"):
            for word in icon[language][1:]:
                counted.setdefault(str(word).lower(), set()).add(name)
    return {word: min(owners) for word, owners in counted.items() if len(owners) == 1}


@cache
def emoji() -> dict[str, str]:
    """Return the drawing that each emoji character stands for."""
    return {str(icon["e"]): name for name, icon in _icons().items() if icon["e"]}


@cache
def category(name: str) -> str:
    """Return the icon set's category of a drawing, empty for our own."""
    icon = _icons().get(name)
    return str(icon["c"]) if icon else ""
