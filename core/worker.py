"""The worker: claims jobs, runs them with a heartbeat, and sees to those that fail."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.exc import DBAPIError

from core import jobs
from core.bell import Listener
from core.models.work import Job
from core.painter import PainterFailed
from core.ports import InDoubt, NotSent
from core.salon import Salon

log = logging.getLogger("salon.worker")

DRAIN = 25.0
LONGEST_NAP = 1.0
SHORTEST_NAP = 0.02
BOUNDLESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Work:
    """How one kind of job is done: `run` takes jobs of one batch; `bury` tells whoever waited for one given up.

    `run` marks its jobs finished itself if it must do so in the transaction of their effects; otherwise they are
    marked when it returns. `together`: how many pieces `run` likes at once. `room`: how many batches more may be claimed
    now; what `run` does after its main work, such as storing, need not keep the next from starting.
    """

    run: Callable[[Salon, Sequence[Job]], Awaitable[None]]
    bury: Callable[[Salon, Job, str], Awaitable[None]] | None = None
    together: Callable[[Salon], int] | None = None
    room: Callable[[], int] | None = None


Handlers = Mapping[str, Work]


async def run_due(salon: Salon, handlers: Handlers, pool: str = "") -> int:
    """Run what is due right now, once, in order; return how many jobs ran. Errors come out. For tests and tools."""
    ran = 0
    for name in [pool] if pool else ("paint", "minds", "eyes", "chores"):
        for held in await _claim(salon, handlers, name, most=8):
            try:
                await handlers[held[0].kind].run(salon, held)
            except (NotSent, InDoubt) as later:
                await _later(salon, handlers[held[0].kind], held, later)
            else:
                await _finish(salon, held)
            ran += len(held)
    return ran


async def run_forever(salon: Salon, handlers: Handlers, pool: str, hands: int, stop: asyncio.Event) -> None:
    """Run a pool's jobs until told to stop, at most `hands` at once; then drain, and hand back what is not done."""
    running: set[asyncio.Task[None]] = set()
    with salon.bell.listener(jobs.topic(pool)) as bell:
        while not stop.is_set():
            nap = LONGEST_NAP
            free = min(hands - len(running), _room(handlers, pool))
            if free > 0 and (nap := await _until_due(salon, pool)) <= 0:
                for held in await _claim_safely(salon, handlers, pool, free):
                    task = asyncio.create_task(_run_held(salon, handlers, held))
                    running.add(task)
                    task.add_done_callback(running.discard)
                nap = await _until_due(salon, pool)
            await _rest(bell, stop, running, full=len(running) >= hands, seconds=max(nap, SHORTEST_NAP))
    if running:
        _, late = await asyncio.wait(running, timeout=DRAIN)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _rest(
    bell: Listener, stop: asyncio.Event, running: set[asyncio.Task[None]], *, full: bool, seconds: float
) -> None:
    """Sleep until there may be something to claim: a ring, a free hand, or the longest nap."""
    ring = asyncio.create_task(bell.next(seconds))
    halt = asyncio.create_task(stop.wait())
    waits = {halt, *running} if full else {halt, ring}
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    ring.cancel()
    halt.cancel()


async def _until_due(salon: Salon, pool: str) -> float:
    """Return the seconds until a waiting job is due, at most the longest nap; a look costs no writer its turn."""
    try:
        async with salon.read() as db:
            due = await jobs.next_due(db, pool)
    except (DBAPIError, OSError):
        return LONGEST_NAP
    return LONGEST_NAP if due is None else min(LONGEST_NAP, (due - salon.now()).total_seconds())


def _works(handlers: Handlers, pool: str) -> list[Work]:
    return [work for kind, work in handlers.items() if jobs.POOLS.get(kind, "chores") == pool]


def _room(handlers: Handlers, pool: str) -> int:
    """Return how many batches more a pool has room for, where any of its kinds cares."""
    return min((work.room() for work in _works(handlers, pool) if work.room), default=BOUNDLESS)


async def _claim_safely(salon: Salon, handlers: Handlers, pool: str, most: int) -> list[list[Job]]:
    try:
        return await _claim(salon, handlers, pool, most)
    except (DBAPIError, OSError) as error:
        log.warning("the database does not answer (%s); trying again", type(error).__name__)
        await asyncio.sleep(1)
        return []


async def _claim(salon: Salon, handlers: Handlers, pool: str, most: int) -> list[list[Job]]:
    """Claim up to `most` pieces of work: single jobs, or for painting whole batches."""
    together = max((work.together(salon) for work in _works(handlers, pool) if work.together), default=1)
    async with salon.begin() as db:
        if together > 1:
            batch = await jobs.claim(db, pool, now=salon.now(), most=together, together=True)
            return [list(held) for _, held in groupby(batch, key=lambda job: job.kind)]
        return [[job] for job in await jobs.claim(db, pool, now=salon.now(), most=most)]


async def _run_held(salon: Salon, handlers: Handlers, held: list[Job]) -> None:
    """Run claimed jobs to their end: finished, handed back for another try, or buried."""
    work = handlers.get(held[0].kind)
    doing = asyncio.ensure_future(work.run(salon, held)) if work else _unknown(held[0].kind)
    beat = asyncio.create_task(_heartbeat(salon, held, doing))
    try:
        await doing
        await _finish(salon, held)
    except asyncio.CancelledError:
        async with salon.begin() as db:
            await jobs.release(db, held, salon.now())
    except (NotSent, InDoubt) as later:
        await _later(salon, work, held, later)
    except PainterFailed as failure:
        alone = len(held) == 1  # one that can't be painted must not take its company along
        await _again(salon, work, held, str(failure), after=failure.after, hopeless=alone and not failure.retry)
    except Exception as error:
        log.exception("job %s of kind %s failed", held[0].id, held[0].kind)
        await _again(salon, work, held, f"{type(error).__name__}: {error}")
    finally:
        beat.cancel()


async def _finish(salon: Salon, held: Sequence[Job]) -> None:
    async with salon.begin() as db:
        for job in held:
            await jobs.finish(db, job, salon.now())


def _unknown(kind: str) -> "asyncio.Future[None]":
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    failed.set_exception(LookupError(f"nobody here knows how to do {kind!r}"))
    return failed


async def _later(salon: Salon, work: Work | None, held: list[Job], later: NotSent | InDoubt) -> None:
    """Hand jobs back whose time has not come; one that has waited too long is buried."""
    lane = isinstance(later, NotSent) and later.lane
    begun = isinstance(later, InDoubt)
    for job in held:
        async with salon.begin() as db:
            kept = await jobs.postpone(db, job, str(later), now=salon.now(), after=later.after, begun=begun, lane=lane)
        if not kept:
            await _bury(salon, work, job, str(later))


async def _again(
    salon: Salon, work: Work | None, held: list[Job], why: str, *, after: float = 0.0, hopeless: bool = False
) -> None:
    """Hand failed jobs back for another try, not before `after` seconds; bury those that have had theirs."""
    for job in held:
        async with salon.begin() as db:
            kept = not hopeless and await jobs.retry(db, job, why, salon.now(), after=after)
        if not kept:
            await _bury(salon, work, job, why)


async def _bury(salon: Salon, work: Work | None, job: Job, why: str) -> None:
    """Give a job up, and tell whoever waited for it."""
    if work and work.bury:
        await work.bury(salon, job, why)
    async with salon.begin() as db:
        await jobs.bury(db, job, why, salon.now())


async def _heartbeat(salon: Salon, held: list[Job], doing: "asyncio.Future[None]") -> None:
    """Renew the leases while the work goes on; stop the work when they were lost."""
    while True:
        await asyncio.sleep(jobs.LEASE / 3)
        try:
            async with salon.begin() as db:
                alive = await jobs.keep(db, held)
        except (DBAPIError, OSError):
            continue  # the next beat may get through before the lease runs out
        if not alive:
            log.warning("lost the lease of job %s", held[0].id)
            doing.cancel()
            return
