"""Jobs: work for later as rows, written in the same transaction as its reason."""

import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Update, and_, exists, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core.db import insert, portions, ring_after
from core.models.base import Clock
from core.models.work import Job

IS_PENDING = "done_at IS NULL AND dead_at IS NULL AND locked_until IS NULL"
LEASE = 30.0
"""Seconds a worker may be silent before its job returns; it says so every third of that."""
MOST_FAILURES = 3
LONGEST_WAIT = timedelta(days=1)
MOST_ATTEMPTS = 30  # a lease lost to a killed worker is no failure of the job, but no job may kill workers for ever
BACKOFF = (2.0, 10.0, 30.0)
PERSONA_COST = 3.0
POOLS = {"paint": "paint", "turn": "minds"}

# Which run of which process on which host: a lease of a process that is gone can be taken back at once.
WORKER = f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"


_OTHER = aliased(Job)  # made once, as it costs more than a query
_LANE_BUSY = exists().where(
    _OTHER.lane == Job.lane, _OTHER.done_at.is_(None), _OTHER.dead_at.is_(None), _OTHER.locked_until > Clock(0)
)


@dataclass(frozen=True, slots=True)
class Fairness:
    """Whose work it is, and what one piece counts: personas pay more, so people come first."""

    member_id: int
    cost: float = 1.0


async def enqueue(
    db: AsyncSession,
    kind: str,
    args: dict[str, Any],
    *,
    now: datetime,
    run_at: datetime | None = None,
    fair: Fairness | None = None,
    lane: str = "",
    batch: str = "",
    pool: str = "",
    unique_key: str | None = None,
    pending_key: str | None = None,
) -> None:
    """Write a job. A key that is already there (ever, or waiting) means that nothing needs to be added."""
    pool = pool or POOLS.get(kind, "chores")
    row = {
        "kind": kind,
        "pool": pool,
        "args": args,
        "member_id": fair.member_id if fair else None,
        "turn": await _turn_of(db, pool, fair) if fair else 0.0,
        "lane": lane,
        "batch": batch,
        "unique_key": unique_key,
        "pending_key": pending_key,
        "run_at": run_at or now,
        "created_at": now,
    }
    added = insert(db, Job).values(**row).on_conflict_do_nothing().returning(Job.id)
    if await db.scalar(added) is not None:
        ring_after(db, topic(pool))


@dataclass(frozen=True, slots=True)
class Pending:
    """One of many jobs of which at most one waits per key."""

    key: str
    args: dict[str, Any]
    lane: str
    pool: str
    run_at: datetime


async def written(db: AsyncSession, keys: Iterable[str]) -> set[str]:
    """Return which unique keys there are jobs with."""
    found: set[str] = set()
    for some in portions(keys):
        found.update(await db.scalars(select(Job.unique_key).where(Job.unique_key.in_(some))))
    return found


async def enqueue_pending(db: AsyncSession, kind: str, work: Sequence[Pending], *, now: datetime) -> None:
    """Write many jobs at once. One that waits already stays, and can't be claimed before this transaction ends."""
    if not work:
        return
    fixed = {"kind": kind, "turn": 0.0, "batch": "", "created_at": now, "locked_by": "", "token": 0, "attempts": 0}
    fixed |= {"failures": 0, "error": ""}
    rows = [
        {**fixed, "args": one.args, "lane": one.lane, "pool": one.pool, "pending_key": one.key, "run_at": one.run_at}
        for one in sorted(work, key=lambda one: one.key)
    ]
    # Setting the key anew changes nothing, but holds the row: whoever does the job sees what was written here.
    upsert = insert(db, Job)
    held = upsert.on_conflict_do_update(
        index_elements=[Job.pending_key],
        index_where=text(IS_PENDING),
        set_={"pending_key": upsert.excluded.pending_key},
    )
    await db.execute(held, rows)
    ring_after(db, *{topic(one.pool) for one in work})


async def _turn_of(db: AsyncSession, pool: str, fair: Fairness) -> float:
    """Give a member's next piece its place: behind the member's own waiting work, beside everybody else's."""
    waiting = and_(Job.pool == pool, Job.done_at.is_(None), Job.dead_at.is_(None))
    in_hand = func.max(Job.turn).filter(Job.locked_until > Clock(0))
    floor = await db.scalar(select(func.coalesce(in_hand, func.min(Job.turn), 0.0)).where(waiting)) or 0.0
    own = await db.scalar(select(func.max(Job.turn)).where(waiting, Job.member_id == fair.member_id))
    return floor + fair.cost - 1 if own is None else max(own + fair.cost, floor)


async def claim(db: AsyncSession, pool: str, *, now: datetime, most: int = 1, together: bool = False) -> list[Job]:
    """Lease due jobs of a pool, fairest first. With `together`, only such as share the first one's batch.

    A batch is counted by the pieces its jobs name in `pieces`; the first job is taken however many it has.
    """
    ready = and_(_waits(pool), Job.run_at <= now)
    due = select(Job.id, Job.lane, Job.batch, Job.args).where(ready).order_by(Job.turn, Job.run_at, Job.id)
    found = (await db.execute(due.limit(most * 2).with_for_update(skip_locked=True, of=Job))).all()
    chosen = _a_batch(found, most) if together else _one_of_each_lane(found)[:most]
    if not chosen:
        return []
    lease = (
        update(Job)
        .where(Job.id.in_(chosen), Job.done_at.is_(None), or_(Job.locked_until.is_(None), Job.locked_until <= Clock(0)))
        .values(locked_until=Clock(LEASE), locked_by=WORKER, token=Job.token + 1, attempts=Job.attempts + 1)
        .returning(Job)
        .execution_options(synchronize_session=False)
    )
    taken = {job.id: job for job in await db.scalars(lease)}
    return [taken[number] for number in chosen if number in taken]


def _one_of_each_lane(found: Sequence[Any]) -> list[int]:
    lanes: set[str] = set()
    chosen = []
    for one in found:
        if one.lane and one.lane in lanes:
            continue
        lanes.add(one.lane)
        chosen.append(one.id)
    return chosen


def _a_batch(found: Sequence[Any], most: int) -> list[int]:
    chosen: list[int] = []
    pieces = 0
    for one in found:
        own = int(one.args.get("pieces", 1))
        if one.batch == found[0].batch and (not chosen or pieces + own <= most):
            chosen.append(one.id)
            pieces += own
    return chosen


async def keep(db: AsyncSession, jobs: Sequence[Job]) -> set[int]:
    """Renew the leases of jobs in hand; return the ids of those that are still ours."""
    alive = set()
    for job in jobs:
        alive |= set(await db.scalars(_ours(job).values(locked_until=Clock(LEASE)).returning(Job.id)))
    return alive


async def finish(db: AsyncSession, job: Job, now: datetime) -> bool:
    """Mark a job done; return False if its lease was lost meanwhile, so that the caller undoes what it did here."""
    done = cast("CursorResult[Any]", await db.execute(_ours(job).values(done_at=now, locked_until=None)))
    ring_after(db, topic(job.pool))
    return done.rowcount == 1


async def retry(db: AsyncSession, job: Job, why: str, now: datetime, *, after: float = 0.0) -> bool:
    """Hand a job that failed back to be tried again later, not before `after` seconds.

    It is tried alone then: whatever broke its batch breaks nobody else's again. Return False when it has had its tries
    and must be buried.
    """
    failures = job.failures + 1
    if failures >= MOST_FAILURES or job.attempts >= MOST_ATTEMPTS:
        return False
    wait = max(after, BACKOFF[min(failures, len(BACKOFF)) - 1])
    values = {
        "failures": failures,
        "error": why[:500],
        "run_at": now + timedelta(seconds=wait),
        "batch": f"alone:{job.id}",
    }
    await db.execute(_ours(job).values(**values, locked_until=None, pending_key=None))
    return True


async def postpone(
    db: AsyncSession, job: Job, why: str, *, now: datetime, after: float, begun: bool, lane: bool = False
) -> bool:
    """Hand a job back that could not be done yet, which is no failure; False when it has waited for a day.

    `begun`: it may have had its effect, so this attempt counts. `lane`: the rest of its lane waits as long.
    """
    if now - job.created_at > LONGEST_WAIT or job.attempts >= MOST_ATTEMPTS * 10:
        return False
    run_at = now + timedelta(seconds=after)
    attempts = job.attempts if begun else max(0, job.attempts - 1)
    values = {"error": why[:500], "run_at": run_at, "attempts": attempts}
    await db.execute(_ours(job).values(**values, locked_until=None, pending_key=None))
    if lane and job.lane:
        waiting = update(Job).where(Job.lane == job.lane, Job.done_at.is_(None), Job.dead_at.is_(None))
        await db.execute(waiting.where(Job.locked_until.is_(None), Job.run_at < run_at).values(run_at=run_at))
    return True


def _ours(job: Job) -> Update:
    return update(Job).where(Job.id == job.id, Job.token == job.token, Job.done_at.is_(None))


async def bury(db: AsyncSession, job: Job, why: str, now: datetime) -> None:
    """Give a job up for good; the caller tells whoever waited for it."""
    await db.execute(_ours(job).values(dead_at=now, error=why[:500], locked_until=None))


async def release(db: AsyncSession, jobs: Sequence[Job], now: datetime) -> None:
    """Hand unfinished jobs back at once, as a worker does that is told to stop."""
    for job in jobs:
        await db.execute(_ours(job).values(locked_until=None, pending_key=None, run_at=now))
        ring_after(db, topic(job.pool))


async def take_back(db: AsyncSession) -> int:
    """Free the leases of processes of this host that are gone; return how many. Spares the wait after a crash."""
    held = await db.execute(select(Job.id, Job.locked_by).where(Job.locked_until > Clock(0), Job.done_at.is_(None)))
    gone = [number for number, worker in held.all() if _is_gone(worker)]
    if gone:
        freed = update(Job).where(Job.id.in_(gone)).values(locked_until=None, pending_key=None)
        ring_after(db, *map(topic, set(await db.scalars(freed.returning(Job.pool)))))
    return len(gone)


def _is_gone(worker: str) -> bool:
    host, _, rest = worker.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or worker == WORKER or not rest.isdigit():
        return False
    if int(rest) == os.getpid():
        return True  # an earlier run that had our number, as in a container
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


async def next_due(db: AsyncSession, pool: str) -> datetime | None:
    """Return when the next job of a pool that could be claimed is due, None when there is none."""
    return await db.scalar(select(func.min(Job.run_at)).where(_waits(pool)))


def _waits(pool: str) -> ColumnElement[bool]:
    """Say which jobs of a pool wait with nobody at them, nor at another of their lane."""
    return and_(
        Job.pool == pool,
        Job.done_at.is_(None),
        Job.dead_at.is_(None),
        or_(Job.locked_until.is_(None), Job.locked_until <= Clock(0)),
        or_(Job.lane == "", ~_LANE_BUSY),
    )


def topic(pool: str) -> str:
    """Name the bell's topic for a pool's jobs."""
    return f"jobs:{pool}"
