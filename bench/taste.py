"""How well a persona's taste finds what a simulated audience likes: the like rate of its first 20 posts and its last 20.

Usage: python -m bench.taste [--seeds 20] [--personas iris,fen,momo,otto] [--language en] [--each]
Shapes of audience: two subjects and a style of the card's own (things), which then changes to others for 40 posts; one palette;
a sparing audience that likes a quarter of what is quite to its taste; subjects and a style beyond the card (far).
Anchor: the same persona, the same audience, no learning.
"""

import argparse
from collections.abc import Sequence

from personas.card import Card
from tests.personas.audience import SHAPES, Season, hidden, mean
from tests.personas.stage import CAST

ENOUGH = 1.8


def season(card: Card, shape: str, seed: int, language: str, *, learns: bool = True) -> Season:
    """Return sixty posts before a hidden taste, and forty more before a changed one."""
    lived = Season(card, seed, language, learns=learns).show(hidden(card, shape, seed), 60)
    return lived.show(hidden(card, shape, seed, phase=1), 40) if shape == "things" else lived


def told(name: str, lived: Sequence[Season], anchors: Sequence[Season]) -> str:
    """Return a row: mean like rates of posts 1-20 and 41-60, how many seeds reached 1.8 times, and after the change."""
    first, last = mean([mean(one.rates[:20]) for one in lived]), mean([mean(one.rates[40:60]) for one in lived])
    found = sum(mean(one.rates[40:60]) >= ENOUGH * mean(one.rates[:20]) for one in lived)
    anchor = mean([mean(one.rates[40:60]) for one in anchors])
    row = f"{name:24} {first:5.2f} {last:5.2f}  x{last / first:4.1f}  {found:2}/{len(lived)}   unlearnt {anchor:4.2f}"
    changed = [mean(one.rates[80:100]) for one in lived if len(one.rates) == 100]
    return f"{row}   changed {mean(changed):4.2f} ({mean(changed) / last:4.0%})" if changed else row


def main() -> None:
    """Print a row for each persona and shape of audience, and with --each one for each seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--personas", default="iris,fen,momo,otto")
    parser.add_argument("--language", default="en")
    parser.add_argument("--each", action="store_true")
    asked = parser.parse_args()
    print(f"{'':24} 1-20  41-60 ratio  seeds at x{ENOUGH}")
    for shape in SHAPES:
        for slug in asked.personas.split(","):
            lived = [season(CAST[slug], shape, seed, asked.language) for seed in range(asked.seeds)]
            anchors = [season(CAST[slug], shape, seed, asked.language, learns=False) for seed in range(asked.seeds)]
            for one in lived if asked.each else ():
                print(told(f"  {slug} {shape} seed {one.seed}", [one], [anchors[one.seed]]))
            print(told(f"{slug} {shape}", lived, anchors), flush=True)


if __name__ == "__main__":
    main()
