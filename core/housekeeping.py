"""Housekeeping: files of deleted posts go, and old rows nobody needs."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from core import brought, exposure, money, posts, previews, talk
from core.models.work import Inbox, Job
from core.salon import Salon
from core.settings import Settings

INBOX_KEPT = timedelta(hours=48)  # long enough to know an event again that is sent twice
JOBS_KEPT = timedelta(hours=24)
PREVIEWS_KEPT = timedelta(hours=1)


async def erase(salon: Salon, held: Sequence[Job]) -> None:
    """Do an `erase` job: remove a deleted post's files, those it names, and one it names if it is unused. Safe to repeat."""
    args = held[0].args
    keys: list[str] = list(args.get("keys", []))
    async with salon.read() as db:
        if "post" in args:
            keys += await posts.files_of(db, args["post"])
        if "unused" in args:
            since = datetime.fromisoformat(args["since"])
            used = await brought.is_used(db, args["unused"], args["member"], args["room"], since)
            keys += [] if used else [args["unused"]]
    for key in keys:
        await salon.media.remove(key)


async def forget(db: AsyncSession, settings: Settings, now: datetime) -> None:
    """Drop old lines, purses, events and finished jobs; jobs with a unique key stay, for they are what makes them unique."""
    await talk.forget_old_lines(db, now)
    await posts.end_due(db, now)
    await money.forget(db, settings, now)
    await exposure.fold(db, now)
    await db.execute(delete(Inbox).where(Inbox.done_at < now - INBOX_KEPT))
    await db.execute(delete(Job).where(Job.done_at < now - JOBS_KEPT, Job.unique_key.is_(None)))
    await db.execute(delete(Job).where(Job.done_at < now - JOBS_KEPT * 60))


async def sweep(salon: Salon, before: datetime) -> None:
    """Remove previews stored before a moment that show no picture in the making: what a killed process left."""
    old = await salon.media.before(previews.FOLDER, before)
    if old:
        async with salon.read() as db:
            standing = await previews.standing(db)
        for key in old:
            if key not in standing:
                await salon.media.remove(key)
