"""Warming: what a worker finds out about a fresh model before it paints: does a batch spoil pictures, and what does it gain."""

import time
from collections.abc import Callable, Mapping

import torch

from core.painter import Capabilities, PaintItem
from generation import batching
from generation.painters.diffusion.facts import fitted
from generation.painters.diffusion.passes import Easel

PROMPTS = ("a fox", "a heron in fog by the lake, woodblock print, with a small boat and its lantern")
STEPS = 2
BUDGET = 60.0
EXACT = 1e-3
NEARLY = 0.1
"""The widest differences of any value from 0 to 1: in full precision on a CPU a quarter of a grey level; in less, where
other sizes take other kernels, what still tells a picture from its neighbour's."""
WORTH = 1.15
"""A thread is left out of passes that take at most so many times as long without it."""
ENOUGH = 0.6
"""Seconds after which a size was timed long enough."""
LONG = 2.0
"""Seconds of a pass beside which it does not matter what the house does."""


def warm_up(easel: Easel, can: Capabilities, say: Callable[[str], None]) -> batching.Batches:
    """Check and time a model at its own size; return how its worker is to batch."""
    most = easel.model.batch
    width, height = fitted(can.best, can.best, can)
    batches = batching.Batches(doubling=easel.model.compile)
    if most > 1 and not _unspoilt(easel, width, height):
        say("pictures come out otherwise in a batch than alone, so each is painted alone")
        return batches
    curve = batching.measure(lambda size: _seconds(easel, width, height, size), most, BUDGET)
    batches.most = batching.best_size(curve)
    _spare_a_core(easel, width, height, curve)
    told = ", ".join(f"{size}: {size / span:.2f}/s" for size, span in curve.items())
    say(
        f"pictures a second by batch, at {min(STEPS, easel.model.steps or STEPS)} steps: {told}; it takes {batches.most}"
    )
    if easel.threads:
        say(f"threads by batch: {', '.join(f'{size}: {count}' for size, count in easel.threads.items())}")
    return batches


def _spare_a_core(easel: Easel, width: int, height: int, curve: Mapping[int, float]) -> None:
    """Leave the house a core in short passes that are hardly quicker with it.

    On a CPU what stores and shows pictures takes turns with the model's threads, and while one of them waits they all do.
    """
    whole = torch.get_num_threads()
    if easel.loaded.device != "cpu" or whole < 2 or easel.model.compile:
        return
    for size, span in curve.items():
        if span > LONG:
            break
        torch.set_num_threads(whole - 1)
        spared = _seconds(easel, width, height, size) <= WORTH * span
        torch.set_num_threads(whole)
        easel.threads[size] = whole - 1 if spared else whole


def _items(size: int, width: int, height: int) -> list[PaintItem]:
    return [PaintItem(PROMPTS[n % len(PROMPTS)], "", "", width, height, n) for n in range(size)]


def _painted(easel: Easel, items: list[PaintItem]) -> torch.Tensor:
    shared = easel.pass_for(items[0], items[0].width, items[0].height)
    return easel.paint(shared, items, lambda _step, _of: None, steps=min(STEPS, easel.model.steps or STEPS))


def _unspoilt(easel: Easel, width: int, height: int) -> bool:
    """Paint two together and each alone, with prompts of unlike length, and compare."""
    items = _items(2, width, height)
    try:
        together = _painted(easel, items).cpu().numpy()
    except MemoryError:
        easel.forget()
        return False
    alone = [_painted(easel, [item])[0].cpu().numpy() for item in items]
    exact = easel.loaded.device == "cpu" and easel.loaded.dtype == "float32"
    return batching.alike(alone, list(together), EXACT if exact else NEARLY)


def _seconds(easel: Easel, width: int, height: int, size: int) -> float:
    """Return the seconds of a pass: the best of two, as the first of a size may prepare its kernels; of more where they
    are short, as other processes get in between.
    """
    spans: list[float] = []
    while len(spans) < 2 or sum(spans) < ENOUGH:
        begun = time.perf_counter()
        _painted(easel, _items(size, width, height)).cpu()
        spans.append(time.perf_counter() - begun)
    return min(spans)
