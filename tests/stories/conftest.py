"""A house whose first ten minutes are over, lived through once per kind of database: many stories begin there."""

import atexit
import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from core.painter import Painter
from core.settings import Settings
from tests.house import House, clock, opened
from tests.servers import database_like, keep_database


@dataclass(frozen=True)
class Opening:
    """What a house was when its rooms had been opened: a database to copy, its pictures, and its clock."""

    database: str
    media: Path
    moment: datetime


_openings: dict[str, Opening] = {}


@pytest.fixture
async def lively(settings: Settings, painter: Painter, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose personas take their turns; the opening of its rooms is over."""
    kind = settings.database.partition(":")[0]
    if kind not in _openings:
        _openings[kind] = await _lived_through(kind, settings, painter)
    opening = _openings[kind]
    shutil.copytree(opening.media, tmp_path / "lively-media")
    with database_like(kind, tmp_path, opening.database) as url:
        own = settings.model_copy(update={"database": url, "media": str(tmp_path / "lively-media")})
        async with opened(own, painter, at=opening.moment) as house:
            house.quiet = False
            yield house


async def _lived_through(kind: str, settings: Settings, painter: Painter) -> Opening:
    async with opened(settings, painter) as house:
        house.quiet = False
        await house.wind(minutes=10)
        moment = clock.now
    media = Path(tempfile.mkdtemp(prefix="salon-opening-"))
    atexit.register(shutil.rmtree, media, ignore_errors=True)
    shutil.copytree(settings.media, media, dirs_exist_ok=True)
    return Opening(keep_database(kind, settings.database), media, moment)
