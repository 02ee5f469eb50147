"""Warming up: which batch a model takes, and how many threads, by what was timed."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generation.painters.diffusion.facts import capabilities_of
from generation.painters.diffusion.model import read_model
from tests.generation.test_diffusion import PROMPTS, items, nothing

Tiny = Callable[[str], Path]


@pytest.fixture
def threads() -> Iterator[Callable[[], int]]:
    """How many threads torch takes now: of four, whatever the machine has."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield torch.get_num_threads
    torch.set_num_threads(before)


def warmed(folder: Path, monkeypatch: pytest.MonkeyPatch, spans: Mapping[tuple[int, int], float]) -> Any:
    """Warm a model up whose passes take what `spans` says by size and threads; return its easel and what was said."""
    import torch

    from generation.painters.diffusion import warming
    from generation.painters.diffusion.loading import load
    from generation.painters.diffusion.passes import Easel

    def seconds(_easel: Easel, _width: int, _height: int, size: int) -> float:
        return spans[size, torch.get_num_threads()]

    monkeypatch.setattr(warming, "_seconds", seconds)
    file = folder.parent / "warm.yaml"
    file.write_text(f"model: {folder}\nbatch: 4\nside: 64\nsmallest: 16\nsteps: 2\n")
    model = read_model(str(file))
    easel = Easel(model, load(model))
    said: list[str] = []
    batches = warming.warm_up(easel, capabilities_of(model), said.append)
    return easel, batches, said


def test_a_core_is_left_to_the_house_where_the_model_hardly_misses_it(
    tiny_model: Tiny, monkeypatch: pytest.MonkeyPatch, threads: Callable[[], int]
) -> None:
    spans = {(1, 4): 0.10, (1, 3): 0.11, (2, 4): 0.12, (2, 3): 0.13, (4, 4): 0.16, (4, 3): 0.24}
    easel, batches, said = warmed(tiny_model("sd"), monkeypatch, spans)
    asked = items(*PROMPTS)
    shared = easel.pass_for(asked[0], 64, 64)

    taken = []
    for count in (1, 2, 3):
        easel.paint(shared, asked[:count], nothing)
        taken.append(threads())

    assert batches.most == 4
    assert taken == [3, 3, 4]
    assert said[-1] == "threads by batch: 1: 3, 2: 3, 4: 4"


def test_passes_of_seconds_take_every_core(
    tiny_model: Tiny, monkeypatch: pytest.MonkeyPatch, threads: Callable[[], int]
) -> None:
    spans = {(1, 4): 9.0, (1, 3): 9.0, (2, 4): 18.0, (2, 3): 18.0}
    easel, batches, _said = warmed(tiny_model("sd"), monkeypatch, spans)
    asked = items("a fox")

    easel.paint(easel.pass_for(asked[0], 64, 64), asked, nothing)

    assert batches.most == 1
    assert threads() == 4
    assert easel.threads == {}
