"""Tiny diffusion models, built once for all tests that paint with them."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from generation.painters.diffusion.painter import DiffusionPainter

os.environ.setdefault(
    "OMP_NUM_THREADS", "1"
)  # for the painters' processes: tiny nets on few cores only wait for each other

SETTINGS = "steps: 3\nguidance: 4.0\nside: 64\nsmallest: 64\nlargest: 128\nbatch: 4\npatience: 60\n"


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that gives the folder of a tiny model of a kind."""
    from tests.generation import tiny

    root, built = tmp_path_factory.mktemp("models"), dict[str, Path]()

    def of(kind: str) -> Path:
        if kind not in built:
            built[kind] = tiny.save(kind, root / f"tiny-{kind}")
            (built[kind] / "salon.yaml").write_text(SETTINGS)
        return built[kind]

    return of


@pytest.fixture(scope="session")
async def diffusion(tiny_model: Callable[[str], Path]) -> AsyncIterator[DiffusionPainter]:
    """A painter with a tiny Stable Diffusion, whose process all tests share."""
    painter = DiffusionPainter(str(tiny_model("sd")))
    yield painter
    await painter.close()
