"""Votes shuffled, repeated and retracted, cast by several processes that are killed: do counters and votes equal a small model?

Usage: python -m bench.drift [--database URL | --sqlite] [--events 100000] [--processes 3] [--kills 20] [--flight 64]

Each process casts its share of the events and notes which were answered; one that is killed is started again and casts
what had no answer, which may have been counted all the same. The model: of a member's events on a post the latest stands.
"""

import argparse
import asyncio
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from bench.load import CAST
from bench.place import database_at
from core.ballots import Ballot, BallotBox
from core.db import Database
from core.errors import OwnPost
from core.salon import Salon
from core.settings import Settings
from generation.painters.registry import painter_for

POSTS, VOTERS = 400, 150
START = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 7


def events(count: int) -> list[Ballot]:
    """Draw events: about a third of them repeat another, and a vote is often changed or taken back later."""
    draw, found = random.Random(SEED), []
    while len(found) < count:
        post, member = draw.randint(1, POSTS), draw.randint(CAST + 1, CAST + VOTERS)
        one = Ballot(post, member, draw.choice((-1, 0, 0, 1, 1)), START + timedelta(microseconds=len(found)))
        found += [one] * draw.choice((1, 1, 1, 1, 2, 3))
    del found[count:]
    draw.shuffle(found)
    return found


def cast(url: str, count: int, share: slice, flight: int, answered: Any) -> None:
    """Be one process: cast the share's events that have no answer yet."""
    asyncio.run(_cast(url, count, share, flight, answered))


async def _cast(url: str, count: int, share: slice, flight: int, answered: Any) -> None:
    salon = Salon(Settings(_env_file=None, database=url), painter_for("sketch"))
    box, whole = BallotBox(salon), events(count)
    left = iter([n for n in range(count)[share] if not answered[n]])

    async def vote() -> None:
        for n in left:
            try:
                await box.cast(whole[n])
            except OwnPost:
                answered[n] = 2
            else:
                answered[n] = 1

    await asyncio.gather(*(vote() for _one in range(flight)))
    await salon.database.close()


def run(url: str, count: int, processes: int, kills: int, flight: int) -> None:
    """Cast all events, killing on the way; then compare, and print what differs."""
    asyncio.run(_empty(url))
    spawn = multiprocessing.get_context("spawn")
    answered = spawn.RawArray("b", count)
    shares = [slice(n, None, processes) for n in range(processes)]

    def start(n: int) -> Any:
        child = spawn.Process(target=cast, args=(url, count, shares[n], flight, answered), daemon=True)
        child.start()
        return child

    begun, killed = time.monotonic(), 0
    running = [start(n) for n in range(processes)]
    marks = sorted(random.sample(range(count // 50, count - count // 50), kills))
    while any(child.is_alive() for child in running):
        time.sleep(0.01)
        if killed < kills and sum(map(bool, answered)) > marks[killed]:
            n = random.randrange(processes)
            running[n].kill()
            running[n].join()
            running[n], killed = start(n), killed + 1
    spent = time.monotonic() - begun
    whole = events(count)
    print(f"{url.partition(':')[0]}: {count} events on {POSTS} posts by {VOTERS} people, {processes} processes")
    print(f"killed {killed} times, answered {sum(map(bool, answered))}, {spent:.0f} s")
    counted, stood = asyncio.run(_compare(url, [one for n, one in enumerate(whole) if answered[n] == 1]))
    print(f"posts whose counters differ from a recount: {counted}; votes that differ from the model: {stood}")


async def _empty(url: str) -> None:
    database = Database(url, lambda topics: None)
    async with database.begin() as db:
        await db.execute(text("DELETE FROM votes"))
        await db.execute(text(f"UPDATE ranks SET up = 0, down = 0, score = 0 WHERE post_id <= {POSTS}"))
    await database.close()


async def _compare(url: str, cast_all: Sequence[Ballot]) -> tuple[int, int]:
    """Return how many posts' counters differ from their votes, and how many votes from the model."""
    latest: dict[tuple[int, int], Ballot] = {}
    for one in sorted(cast_all, key=lambda ballot: ballot.stamp):
        latest[one.post_id, one.member_id] = one
    database = Database(url, lambda topics: None)
    async with database.read() as db:
        votes = (await db.execute(text("SELECT post_id, member_id, value FROM votes"))).all()
        ranks = await db.execute(text(f"SELECT post_id, up, down, score FROM ranks WHERE post_id <= {POSTS}"))
        ups = Counter(post for post, _member, value in votes if value == 1)
        downs = Counter(post for post, _member, value in votes if value == -1)
        wrong = [post for post, *seen in ranks if seen != [ups[post], downs[post], ups[post] - downs[post]]]
    await database.close()
    model = {(*key, one.value) for key, one in latest.items()}
    return len(wrong), len(model ^ {tuple(vote) for vote in votes})


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--sqlite", action="store_true")
    for name, value in (("events", 100_000), ("processes", 3), ("kills", 20), ("flight", 64)):
        parser.add_argument(f"--{name}", type=int, default=value)
    asked = parser.parse_args()
    with database_at(asked.database, posts=POSTS, kind="sqlite" if asked.sqlite else "") as url:
        run(url, asked.events, asked.processes, asked.kills, asked.flight)


if __name__ == "__main__":
    main()
