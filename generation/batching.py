"""Batching: how many pictures share one pass of a model. Measured, checked, and halved where memory is short."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

NEARLY = 0.95
"""A batch within this share of the best rate is as good, and its first picture is there sooner."""

Pixels = NDArray[np.float32]
Item = TypeVar("Item")
Made = TypeVar("Made")


def best_size(seconds: Mapping[int, float]) -> int:
    """Return the smallest batch whose pictures per second come within 5 % of the best; `seconds` of a pass by its size."""
    rates = {size: size / max(span, 1e-9) for size, span in seconds.items()}
    top = max(rates.values(), default=0.0)
    return min((size for size, rate in rates.items() if rate >= NEARLY * top), default=1)


def measure(seconds_of: Callable[[int], float], most: int, budget: float) -> dict[int, float]:
    """Time passes of 1, 2, 4, ... up to `most`, until more gain nothing or `budget` seconds are spent."""
    found: dict[int, float] = {}
    size = 1
    while size <= most:
        try:
            found[size] = seconds_of(size)
        except MemoryError:
            break
        gained = size == 1 or size / found[size] > (size // 2) / found[size // 2] / NEARLY
        if not gained or sum(found.values()) * 2 > budget:
            break
        size *= 2
    return found


def alike(alone: Sequence[Pixels], together: Sequence[Pixels], tolerance: float) -> bool:
    """Say whether pictures painted in one batch equal those painted alone: no value further apart than `tolerance`."""
    return len(alone) == len(together) and all(
        one.shape == other.shape and bool(np.abs(one - other).max() <= tolerance)
        for one, other in zip(alone, together, strict=True)
    )


def parts(count: int, size: int, *, doubling: bool = False) -> Iterator[int]:
    """Split `count` items into passes of at most `size`, about even; with `doubling`, only into powers of two.

    A compiled model is compiled anew for each size, so it keeps to few of them.
    """
    while count > 0:
        if doubling:
            now = 1 << (min(size, count).bit_length() - 1)
        else:
            passes = -(-count // max(size, 1))
            now = -(-count // passes)
        yield now
        count -= now


@dataclass(slots=True)
class Batches:
    """What a worker knows of batches by key: the measured curve, and the limits that memory has set since."""

    most: int = 1
    doubling: bool = False
    limits: dict[str, int] = field(default_factory=dict)

    def size(self, key: str) -> int:
        """Return how many items a pass of this key takes."""
        return max(1, min(self.most, self.limits.get(key, self.most)))

    def run(
        self,
        key: str,
        items: Sequence[Item],
        one_pass: Callable[[Sequence[Item]], list[Made]],
        forget: Callable[[], None],
    ) -> list[Made]:
        """Do all items in passes; where memory is short, let go with `forget`, halve the batch for good, and go on.

        MemoryError comes out when not even one item alone has room.
        """
        made: list[Made] = []
        while len(made) < len(items):
            size = next(parts(len(items) - len(made), self.size(key), doubling=self.doubling))
            try:
                made += one_pass(items[len(made) : len(made) + size])
            except MemoryError:
                forget()
                if size == 1:
                    raise
                self.limits[key] = size // 2
        return made
