"""The clock: what a house does every so often. Rows with keys decide what is done, so any number of processes may tick."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError

from core import badges, digest, following, health, housekeeping, standing
from core.salon import Salon
from personas import moments
from personas.troupe import Troupe

log = logging.getLogger("salon.clock")

LAST = 5.0
"""Seconds that a deed under way has to come to its end when the house closes."""
Deed = tuple[timedelta, bool, Callable[[], Awaitable[object]]]
"""How often something is done, whether at the start too, and what."""


def deeds(salon: Salon, troupe: Troupe) -> list[Deed]:
    """Return what a house does: digests and personas' moments often, housekeeping and looks at what may be ill now and then."""

    async def turn() -> None:
        async with salon.begin() as db:
            await digest.schedule_digests(db, salon.now())
            await following.schedule_roundups(db, salon.now())
            await badges.schedule_badges(db, salon.now())
        await moments.schedule_moments(salon, troupe)

    async def tidy() -> None:
        async with salon.begin() as db:
            await housekeeping.forget(db, salon.settings, salon.now())
        await housekeeping.sweep(salon, salon.now() - housekeeping.PREVIEWS_KEPT)
        async with salon.begin() as db:
            await standing.settle_rooms(db)
            await standing.look_again_at_all(db, salon.now())

    async def look_at_painters() -> None:
        await health.look_at_painters(salon)

    async def look_at_services() -> None:
        if salon.checks:
            await health.look(salon)

    return [
        (timedelta(seconds=20), True, turn),
        (timedelta(minutes=30), False, tidy),
        (timedelta(minutes=2), True, look_at_painters),
        (timedelta(minutes=2), True, look_at_services),
    ]


async def tick(salon: Salon, every: Sequence[Deed], stop: asyncio.Event) -> None:
    """Do each deed when its time has come, until told to stop; then wait a while for those under way.

    A deed cut off, or kept from the database, is done anew at its next time.
    """
    under_way: set[asyncio.Future[object]] = set()

    async def do(deed: Callable[[], Awaitable[object]]) -> None:
        doing = asyncio.ensure_future(deed())
        under_way.add(doing)
        try:
            await doing
        except asyncio.CancelledError:
            log.info("%s was cut off as the house closed", deed.__name__)
        except (DBAPIError, OSError) as error:
            log.warning("the database does not answer (%s); %s comes again", type(error).__name__, deed.__name__)
        finally:
            under_way.discard(doing)

    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"coalesce": True, "misfire_grace_time": None})
    for after, at_once, deed in every:
        first = {"next_run_time": salon.now()} if at_once else {}
        scheduler.add_job(do, "interval", [deed], seconds=after.total_seconds(), max_instances=1, **first)
    scheduler.start()
    await stop.wait()
    scheduler.pause()
    if under_way:
        await asyncio.wait(under_way, timeout=LAST)
    scheduler.shutdown(wait=False)
