"""Batching: the size is the smallest that is nearly best, and short memory halves it and loses nothing."""

from collections.abc import Sequence

import numpy as np
import pytest

from generation.batching import Batches, alike, best_size, measure, parts


@pytest.mark.parametrize(
    ("seconds", "size"),
    [
        ({1: 1.0}, 1),
        ({1: 1.0, 2: 2.0, 4: 4.0}, 1),
        ({1: 1.0, 2: 1.1, 4: 1.3, 8: 1.7}, 8),
        ({1: 1.0, 2: 1.1, 4: 1.3, 8: 2.55}, 4),
        ({}, 1),
    ],
)
def test_the_smallest_batch_within_five_percent_of_the_best_is_taken(seconds: dict[int, float], size: int) -> None:
    assert best_size(seconds) == size


def test_measuring_stops_where_more_gains_nothing_or_has_no_room() -> None:
    def full(size: int) -> float:
        if size > 2:
            raise MemoryError
        return 1.0

    assert measure(lambda size: float(size), 8, 60) == {1: 1.0, 2: 2.0}
    assert measure(lambda size: 1.0, 8, 60) == {1: 1.0, 2: 1.0, 4: 1.0, 8: 1.0}
    assert measure(lambda size: 40.0, 8, 60) == {1: 40.0}
    assert measure(full, 8, 60) == {1: 1.0, 2: 1.0}


@pytest.mark.parametrize(("count", "size", "split"), [(9, 8, [5, 4]), (8, 8, [8]), (3, 1, [1, 1, 1]), (0, 4, [])])
def test_items_are_split_evenly(count: int, size: int, split: list[int]) -> None:
    assert list(parts(count, size)) == split


def test_a_compiled_model_sees_only_powers_of_two() -> None:
    assert list(parts(13, 8, doubling=True)) == [8, 4, 1]


def test_short_memory_halves_the_batch_for_good_and_every_item_is_made_once() -> None:
    batches, sizes, forgotten = Batches(most=8), list[int](), list[bool]()

    def one_pass(some: Sequence[int]) -> list[int]:
        sizes.append(len(some))
        if len(some) > 3:
            raise MemoryError
        return [n * 10 for n in some]

    made = batches.run("key", range(8), one_pass, lambda: forgotten.append(True))

    assert made == [n * 10 for n in range(8)]
    assert sizes == [8, 4, 2, 2, 2, 2]
    assert (len(forgotten), batches.size("key"), batches.size("other")) == (2, 2, 8)


def test_one_item_without_room_is_told() -> None:
    def one_pass(_some: Sequence[int]) -> list[int]:
        raise MemoryError

    with pytest.raises(MemoryError):
        Batches(most=2).run("key", [1], one_pass, lambda: None)


def test_a_swapped_or_spoilt_picture_is_noticed() -> None:
    one, other = np.zeros((3, 4, 4), np.float32), np.ones((3, 4, 4), np.float32)

    assert alike([one, other], [one + 1e-5, other], 1e-4)
    assert not alike([one, other], [other, one], 1e-4)
    assert not alike([one, other], [one], 1e-4)
