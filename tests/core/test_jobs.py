"""Jobs: leases, fences, fairness, lanes, keys."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from core import jobs
from core.db import Database
from core.jobs import Fairness
from core.migrate import migrate
from core.models.base import Clock
from core.models.work import Job
from tests.servers import database_urls

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database of each kind."""
    with database_urls(request.param, tmp_path) as url:
        one = Database(url, lambda topics: None)
        await migrate(one)
        yield one
        await one.close()


async def put(database: Database, kind: str = "deliver", n: int = 0, **options: object) -> None:
    async with database.begin() as db:
        await jobs.enqueue(db, kind, {"n": n}, now=NOW, **options)  # type: ignore[arg-type]


async def take(database: Database, pool: str = "chores", most: int = 10, together: bool = False) -> list[Job]:
    async with database.begin() as db:
        return await jobs.claim(db, pool, now=NOW, most=most, together=together)


async def test_a_job_in_hand_is_nobody_elses(database: Database) -> None:
    await put(database)

    first, second = await take(database), await take(database)

    assert (len(first), len(second)) == (1, 0)


async def test_two_workers_at_once_share_the_work_without_overlap(database: Database) -> None:
    for n in range(20):
        await put(database, n=n)

    hands = await asyncio.gather(*(take(database, most=5) for _worker in range(4)))

    taken = [job.args["n"] for hand in hands for job in hand]
    assert len(taken) == len(set(taken))
    rest = await take(database, most=20)
    assert sorted(taken + [job.args["n"] for job in rest]) == list(range(20))


async def test_a_lost_lease_returns_the_job_and_fences_off_the_late_worker(database: Database) -> None:
    await put(database)
    (late,) = await take(database)
    async with database.begin() as db:
        await db.execute(update(Job).values(locked_until=Clock(-1)))

    (fresh,) = await take(database)

    async with database.begin() as db:
        assert not await jobs.finish(db, late, NOW)
        assert await jobs.keep(db, [late]) == set()
        assert await jobs.finish(db, fresh, NOW)


async def test_one_person_cannot_fill_the_queue(database: Database) -> None:
    for n in range(5):
        await put(database, "paint", n, fair=Fairness(1))
    await put(database, "paint", 100, fair=Fairness(2))

    order = [job.args["n"] for job in await take(database, "paint")]

    assert order.index(100) <= 1


async def test_people_come_before_personas(database: Database) -> None:
    for n in range(3):
        await put(database, "paint", n, fair=Fairness(9, jobs.PERSONA_COST))
    await take(database, "paint", most=1)
    for n in range(10, 13):
        await put(database, "paint", n, fair=Fairness(1))

    order = [job.args["n"] for job in await take(database, "paint")]

    assert order == [10, 11, 12, 1, 2]


async def test_a_lane_has_one_job_in_hand(database: Database) -> None:
    for n in range(3):
        await put(database, n=n, lane="room:1")
    await put(database, n=9, lane="room:2")

    first = [job.args["n"] for job in await take(database)]
    again = await take(database)

    assert (sorted(first), again) == ([0, 9], [])


async def test_a_batch_is_claimed_together_and_nothing_else_with_it(database: Database) -> None:
    for n, batch in enumerate(["a", "b", "a"]):
        await put(database, "paint", n, batch=batch)

    found = [job.args["n"] for job in await take(database, "paint", together=True)]

    assert found == [0, 2]


async def test_a_unique_key_is_one_job_for_ever(database: Database) -> None:
    await put(database, unique_key="digest:1:2026-11-21")
    (job,) = await take(database)
    async with database.begin() as db:
        await jobs.finish(db, job, NOW)

    await put(database, unique_key="digest:1:2026-11-21")

    assert await take(database) == []


async def test_a_pending_key_waits_once_and_again_after_it_was_taken(database: Database) -> None:
    await put(database, n=1, pending_key="copy:1")
    await put(database, n=2, pending_key="copy:1")
    first = await take(database)

    await put(database, n=3, pending_key="copy:1")

    assert [job.args["n"] for job in first] == [1]
    assert [job.args["n"] for job in await take(database)] == [3]


async def test_a_failing_job_is_tried_three_times_with_growing_waits(database: Database) -> None:
    await put(database)
    now, waits = NOW, []
    while True:
        async with database.begin() as db:
            (job,) = await jobs.claim(db, "chores", now=now)
            if not await jobs.retry(db, job, "broken", now):
                await jobs.bury(db, job, "broken", now)
                break
            due = await jobs.next_due(db, "chores")
        assert due is not None
        waits.append((due - now) / timedelta(seconds=1))
        now = due

    assert waits == [2.0, 10.0]
    async with database.read() as db:
        buried = await db.get_one(Job, job.id)
    assert (buried.dead_at, buried.error) == (now, "broken")


async def test_jobs_of_a_process_that_is_gone_are_taken_back_at_once(database: Database) -> None:
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", "")
    await ended.wait()
    await put(database)
    await take(database)
    async with database.begin() as db:
        await db.execute(update(Job).values(locked_by=f"{socket.gethostname()}:{ended.pid}:dead"))

    async with database.begin() as db:
        assert await jobs.take_back(db) == 1

    assert len(await take(database)) == 1
