"""How long the sketch painter takes for two 1024 px pictures, style by style, on one core; beside drawing a blank SVG.

Usage: python -m bench.sketch [--side 1024] [--rounds 3]
"""

import argparse
import random
import time
from statistics import median

import resvg_py

from generation.painters.sketch import reading, render
from generation.painters.sketch.styling.shelf import LOOKS

PROMPTS = ("a heron in fog by the lake", "three foxes in a snowy forest at night")


def anchor(side: int) -> float:
    """Return the seconds resvg takes to rasterise an empty picture of this size, twice."""
    begun = time.perf_counter()
    for _picture in PROMPTS:
        resvg_py.svg_to_bytes(svg_string=f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}"/>')
    return time.perf_counter() - begun


def two_pictures(style: str, side: int, seed: int) -> float:
    """Return the seconds for two pictures of a style."""
    begun = time.perf_counter()
    for prompt in PROMPTS:
        render.render(reading.read(prompt, style=style), side, side, seed)
    return time.perf_counter() - begun


def main() -> None:
    """Measure every style in shuffled rounds and print medians with their range."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    two_pictures("", 512, 0)  # the library is read once
    found: dict[str, list[float]] = {}
    draw = random.Random(1)
    for seed in range(asked.rounds):
        styles = list(LOOKS)
        draw.shuffle(styles)
        for style in styles:
            found.setdefault(style or "(house)", []).append(two_pictures(style, asked.side, seed))
            found.setdefault("(blank SVG)", []).append(anchor(asked.side))
    print(f"two pictures of {asked.side} px, seconds: median (least - most) of {asked.rounds} rounds")
    for style, spans in sorted(found.items(), key=lambda entry: median(entry[1])):
        print(f"{style:14} {median(spans):5.2f} ({min(spans):.2f} - {max(spans):.2f})")


if __name__ == "__main__":
    main()
