"""Fixtures: a house for each story, on SQLite and, where it runs, on PostgreSQL with Valkey."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.ports import Painter
from core.settings import Settings
from generation.painters.registry import painter_for
from tests.house import House, opened


@pytest.fixture(scope="session")
async def painter() -> AsyncIterator[Painter]:
    """The shipped painter, whose process all stories share."""
    one = painter_for("sketch")
    yield one
    await one.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a house in a folder of its own, painting small."""
    return Settings(
        _env_file=None,
        database=f"sqlite:///{tmp_path}/salon.db",
        media=str(tmp_path / "media"),
        picture_side=512,
        rooms="lobby:en:The Lobby, teahouse:zh:茶馆",
    )


@pytest.fixture
async def house(settings: Settings, painter: Painter) -> AsyncIterator[House]:
    """A whole Salon with a clock that stands at an evening."""
    async with opened(settings, painter) as one:
        yield one
