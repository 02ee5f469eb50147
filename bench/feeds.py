"""Tops of a day, week and month by the feed's own query, beside the naive query; and whether both give the same.

Usage: python -m bench.feeds [--database URL ...] [--rounds 5] [--size 24]

Fill the databases with python -m bench.load first; without one, fresh ones of 10^4 and 10^5 posts are measured.
Milliseconds for a first page and the nine that its cursor holds: the query alone, prepared, as the database's own driver
waits for it; and through the service. The databases take turns in shuffled rounds, so that p50 at one size may be
divided by that at another.
"""

import argparse
import asyncio
import random
import re
import sqlite3
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncSession

from bench.machine import told_of
from bench.place import database_at
from core import orders
from core.db import PRAGMAS, Database

QUERIES = 200
PLANNED = 10
"""Queries before the first that counts: PostgreSQL plans a prepared one anew five times before it keeps a plan."""
LATEST = text("SELECT max(epoch), count(*) FROM (SELECT epoch FROM ranks ORDER BY post_id DESC LIMIT 1) AS newest")
NAIVE = text(
    "SELECT post_id, score FROM ranks WHERE listed AND epoch >= :since ORDER BY score DESC, post_id DESC LIMIT :most"
)
WINDOWS = ("day", "week", "month")
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{name: (name, ()) for name in (*WINDOWS, "year", "all")},
    "week in a room": ("week", ("room_id = :room_id",)),
    "all time in a room": ("all", ("room_id = :room_id",)),
    "all time by one": ("all", ("author_id = :author_id",)),
}


@dataclass
class Place:
    """A database that is measured: when its newest post was made, and the milliseconds found by kind and round."""

    database: Database
    now: float = 0.0
    found: dict[str, list[list[float]]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return how it is called in what is printed."""
        engine = self.database.engine
        return f"{str(engine.url.database).rpartition('/')[2]} ({engine.dialect.name})"

    def note(self, kind: str, milliseconds: list[float]) -> None:
        """Keep a round's times."""
        self.found.setdefault(kind, []).append(sorted(milliseconds))


def wish(window: str, now: float, where: tuple[str, ...] = ()) -> orders.Wish:
    """Return the wish for the top of a window."""
    facts = {"room_id": 1} if "room_id = :room_id" in where else {"author_id": 10} if where else {}
    return orders.Wish("top", window, now, where, facts)


async def right(db: AsyncSession, window: str, now: float, most: int) -> bool:
    """Say whether a top equals the naive query's."""
    asked = wish(window, now)
    naive = (await db.execute(NAIVE, {"since": asked.since, "most": most})).all()
    return [number for number, _key in await orders.ranked(db, asked, most)] == [row.post_id for row in naive]


async def through_service(place: Place, most: int) -> None:
    """Time the service's answers."""
    async with place.database.read() as db:
        for kind, (window, where) in KINDS.items():
            asked = wish(window, place.now, where)
            place.note(kind, await _times(lambda db=db, asked=asked: orders.ranked(db, asked, most)))  # type: ignore[misc]


async def _times(deed: Callable[[], Awaitable[object]]) -> list[float]:
    found = []
    for _time in range(QUERIES):
        begun = time.perf_counter()
        await deed()
        found.append(1000 * (time.perf_counter() - begun))
    return found


def alone(place: Place, most: int) -> None:
    """Time the queries alone, on a connection of the database's own driver."""
    with _driver(place.database) as run:
        for window in WINDOWS:
            statement, facts = orders.of_days(wish(window, place.now), most, sqlite=place.database.is_sqlite)
            sql = str(statement) if place.database.is_sqlite else re.sub(r":(\w+)", r"%(\1)s", str(statement))
            found = []
            for _time in range(PLANNED):
                run(sql, facts)
            for _time in range(QUERIES):
                begun = time.perf_counter()
                run(sql, facts)
                found.append(1000 * (time.perf_counter() - begun))
            place.note(f"{window}, query alone", found)


@contextmanager
def _driver(database: Database) -> Iterator[Callable[[str, dict[str, Any]], object]]:
    url: URL = database.engine.url
    if database.is_sqlite:
        plain = sqlite3.connect(str(url.database))
        for pragma in PRAGMAS:
            plain.execute(f"PRAGMA {pragma}")
        yield lambda sql, facts: plain.execute(sql, facts).fetchall()
        plain.close()
        return
    whole = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(whole, autocommit=True, prepare_threshold=0) as server:
        yield lambda sql, facts: server.execute(sql, facts).fetchall()


async def run(urls: list[str], rounds: int, most: int) -> None:
    """Measure every window in every database, and print what came of it."""
    places = [Place(Database(url, lambda topics: None)) for url in urls]
    for place in places:
        async with place.database.read() as db:
            place.now = float((await db.execute(LATEST)).one()[0]) + 60
            same = [await right(db, window, place.now, most) for window in WINDOWS]
            print(f"{place.name}: equal to the naive query: {all(same)}")
    for _round in range(rounds + 1):
        for place in random.sample(places, len(places)):
            await through_service(place, most)
            await asyncio.to_thread(alone, place, most)
    for place in places:
        for kind, found in place.found.items():
            kept = found[1:]  # the first round fills caches and lets statements be prepared
            p50, p99 = [statistics.median(one) for one in kept], [one[int(len(one) * 0.99)] for one in kept]
            print(
                f"{place.name} {kind}: p50 {statistics.median(p50):.2f} ms ({min(p50):.2f} to {max(p50):.2f}), "
                f"p99 {statistics.median(p99):.2f} ms ({min(p99):.2f} to {max(p99):.2f})"
            )
        await place.database.close()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default=[], action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=24)
    asked = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}; lists of {asked.size * 10} ids")
    with ExitStack() as fresh:
        urls = asked.database or [fresh.enter_context(database_at("", posts=count)) for count in (10_000, 100_000)]
        fresh.enter_context(told_of())
        asyncio.run(run(urls, asked.rounds, asked.size * 10))


if __name__ == "__main__":
    main()
