"""Fixtures: a house for each story, on SQLite and, where it runs, on PostgreSQL with Valkey."""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from core.painter import Painter
from core.settings import Settings
from generation.painters.registry import painter_for
from tests import servers
from tests.house import House, opened
from tests.process import Process
from tests.servers import database_urls, valkey

servers.DURABLE = False


LONG = (
    "test_kills.py", "test_digests_year.py", "test_taste_drifts.py", "test_company.py", "test_diffusion.py", "test_faults.py",
    "test_enlarging.py", "test_describers.py", "test_evening.py", "test_rooms.py", "test_persona_bots.py", "test_orders.py",
)  # fmt: skip
"""Files of minutes: they go first, so that no worker begins one when the others have nothing left to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONG)))


def pytest_collection_finish() -> None:
    """Leave out of every later search for garbage what is imported by now: it is most of what there is, and stays."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
async def nobody_left_running() -> AsyncIterator[None]:
    """End the processes of a test that failed before it could; those that a file's tests share go on."""
    shared = list(Process.running)
    yield
    Process.end_all_but(shared)


@pytest.fixture(scope="session")
async def painter() -> AsyncIterator[Painter]:
    """The shipped painter, whose process all stories share."""
    one = painter_for("sketch")
    yield one
    await one.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a house in a folder of its own, painting small: on SQLite alone, and on PostgreSQL with Valkey."""
    redis = valkey() if request.param == "postgresql" else ""
    with database_urls(request.param, tmp_path) as url:
        yield Settings(_env_file=None, database=url, redis=redis, media=str(tmp_path / "media"), picture_side=512)


@pytest.fixture
async def house(settings: Settings, painter: Painter) -> AsyncIterator[House]:
    """A whole Salon with a clock that stands at an evening."""
    async with opened(settings, painter) as one:
        yield one
