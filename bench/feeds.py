"""Tops of a day, week and month by the feed's own query, beside the naive query; and whether both give the same.

Usage: python -m bench.feeds --database URL [--database URL ...] [--rounds 5] [--size 24]

Fill the databases with python -m bench.load first. Milliseconds of one query for a first page and the nine that its
cursor holds; the databases take turns in shuffled rounds, so that p50 at one size may be divided by that at another.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core import orders
from core.db import Database

QUERIES = 200
LATEST = text("SELECT max(epoch), count(*) FROM (SELECT epoch FROM ranks ORDER BY post_id DESC LIMIT 1) AS newest")
NAIVE = text(
    "SELECT post_id, score FROM ranks WHERE listed AND epoch >= :since ORDER BY score DESC, post_id DESC LIMIT :most"
)


async def times(deed: Callable[[], Awaitable[object]], count: int) -> list[float]:
    """Return how long a deed takes, in milliseconds, again and again."""
    found = []
    for _time in range(count):
        begun = time.perf_counter()
        await deed()
        found.append(1000 * (time.perf_counter() - begun))
    return found


def wish(window: str, now: float, where: tuple[str, ...] = ()) -> orders.Wish:
    """Return the wish for the top of a window."""
    facts = {"room_id": 1} if "room_id = :room_id" in where else {"author_id": 10} if where else {}
    return orders.Wish("top", window, now, where, facts)


async def right(db: AsyncSession, window: str, now: float, most: int) -> bool:
    """Say whether a top equals the naive query's."""
    asked = wish(window, now)
    naive = (await db.execute(NAIVE, {"since": asked.since, "most": most})).all()
    return [number for number, _key in await orders.ranked(db, asked, most)] == [row.post_id for row in naive]


async def run(urls: list[str], rounds: int, most: int) -> None:
    """Measure every window in every database, and print what came of it."""
    databases = [Database(url, lambda topics: None) for url in urls]
    figures: dict[tuple[str, str], list[list[float]]] = {}
    kinds: dict[str, tuple[str, tuple[str, ...]]] = {
        **{name: (name, ()) for name in ("day", "week", "month", "year", "all")},
        "week in a room": ("week", ("room_id = :room_id",)),
        "all time in a room": ("all", ("room_id = :room_id",)),
        "all time by one": ("all", ("author_id = :author_id",)),
    }
    names = {
        id(one): str(one.engine.url.database).rpartition("/")[2] + f" ({one.engine.dialect.name})" for one in databases
    }
    moments = {}
    for one in databases:
        async with one.read() as db:
            moments[id(one)] = float((await db.execute(LATEST)).one()[0]) + 60
            same = [await right(db, window, moments[id(one)], most) for window in ("day", "week", "month")]
            print(f"{names[id(one)]}: equal to the naive query: {all(same)}")
    for _round in range(rounds + 1):
        for one in random.sample(databases, len(databases)):
            async with one.read() as db:
                for kind, (window, where) in kinds.items():
                    asked = wish(window, moments[id(one)], where)
                    found = await times(lambda db=db, asked=asked: orders.ranked(db, asked, most), QUERIES)  # type: ignore[misc]
                    figures.setdefault((names[id(one)], kind), []).append(sorted(found))
    for (name, kind), own in figures.items():
        kept = own[1:]  # the first round fills caches and lets statements be prepared
        p50, p99 = [statistics.median(one) for one in kept], [one[int(len(one) * 0.99)] for one in kept]
        print(
            f"{name} {kind}: p50 {statistics.median(p50):.2f} ms ({min(p50):.2f} to {max(p50):.2f}), "
            f"p99 {statistics.median(p99):.2f} ms ({min(p99):.2f} to {max(p99):.2f})"
        )
    for one in databases:
        await one.close()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True, action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--size", type=int, default=24)
    asked = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}; lists of {asked.size * 10} ids")
    asyncio.run(run(asked.database, asked.rounds, asked.size * 10))


if __name__ == "__main__":
    main()
