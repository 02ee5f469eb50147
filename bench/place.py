"""Places to measure in: the database that was named, or one made for the occasion and filled; not a measurement itself."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import load
from core.db import Database


@contextmanager
def database_at(url: str, *, posts: int = 0, kind: str = "") -> Iterator[str]:
    """Give the database of a URL as it is; without one, a fresh one with so many posts, gone afterwards.

    A fresh one is of `kind`: sqlite, or by default PostgreSQL where its wheel is installed.
    """
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="salon-bench-") as folder, _fresh(kind, Path(folder)) as fresh:
        if posts:
            asyncio.run(_filled(fresh, posts))
        yield fresh


@contextmanager
def _fresh(kind: str, folder: Path) -> Iterator[str]:
    try:
        from tests.servers import database_urls
    except ImportError:
        yield f"sqlite:///{folder}/salon.db"
        return
    with database_urls(kind or "postgresql", folder) as url:
        yield url


async def _filled(url: str, posts: int) -> None:
    database = Database(url, lambda topics: None)
    await load(database, posts)
    await database.close()
