"""Exposure: how often each post was shown where, so that a like can be weighed against who had the chance to give it.

Showings are noted in memory and written every few seconds by one statement; a process that is killed forgets those few
seconds, and nothing of the votes. Nobody is noted by name.
"""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, literal, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.fairness import Exposure
from core.models.posts import Post, Rank
from core.presence import count_in
from core.salon import Salon

log = logging.getLogger("salon.exposure")
EVERY = 10.0
AUDIENCE_SPAN = timedelta(days=1)
ENOUGH = 10
BY_HOUR = timedelta(days=60)
"""How long the hours are kept apart; older ones are summed up under hour 0."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reach:
    """How often a post was shown in all, and its likes for each hundred of these; None while that says too little."""

    shown: int
    rate: float | None


async def keep_noting(salon: Salon, stop: asyncio.Event) -> None:
    """Write down every few seconds what was shown, and a last time when told to stop."""
    while not stop.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY)
        try:
            await flush(salon)
        except (DBAPIError, OSError) as error:
            log.warning("what was shown waits to be written (%s)", type(error).__name__)


async def flush(salon: Salon) -> None:
    """Write down what this process has shown since the last time."""
    taken = salon.shown.take()
    if not taken:
        return
    try:
        async with salon.begin() as db:
            now = salon.now()
            rooms = {room for _posts, _place, room in taken if room}
            people = {room: await count_in(db, room, now - AUDIENCE_SPAN) for room in sorted(rooms)}
            counts: Counter[tuple[int, str, int]] = Counter()
            for (posts, place, room), times in taken.items():
                for number in posts:
                    counts[number, place, room] += times * people.get(room, 1)
            await write(db, counts, int(now.timestamp() // 3600))
    except BaseException:
        salon.shown.put_back(taken)
        raise


async def write(db: AsyncSession, counts: Counter[tuple[int, str, int]], hour: int) -> None:
    """Add to the counters of an hour, in an order that keeps two processes out of each other's way."""
    numbers = sorted({number for number, _place, _room in counts})
    there: set[int] = set()
    for start in range(0, len(numbers), AT_ONCE):
        there |= set(await db.scalars(select(Post.id).where(Post.id.in_(numbers[start : start + AT_ONCE]))))
    rows = [
        {"post_id": number, "place": place, "room_id": room, "hour": hour, "shown": shown}
        for (number, place, room), shown in sorted(counts.items())
        if number in there
    ]
    upsert = insert(db, Exposure)
    added = {"shown": Exposure.shown + upsert.excluded.shown}
    if rows:
        await db.execute(
            upsert.on_conflict_do_update(index_elements=list(Exposure.__table__.primary_key), set_=added), rows
        )


async def reach_of(db: AsyncSession, post: Post) -> Reach:
    """Return how far a post reached. Nobody likes what they were not shown, so its likes are the least it can be."""
    shown = await db.scalar(select(func.sum(Exposure.shown)).where(Exposure.post_id == post.id)) or 0
    likes = await db.scalar(select(Rank.up).where(Rank.post_id == post.id)) or 0
    seen = max(int(shown), likes)
    return Reach(seen, round(100 * likes / seen, 1) if seen >= ENOUGH else None)


async def lifts_of(db: AsyncSession, likes: Mapping[int, int]) -> dict[int, float]:
    """Return how posts, given with their likes, stand to what as many showings bring on average among them, from 0 to 1.

    Half is the average, and stands for what was hardly shown. So a small room's picture, or one of a quiet hour, is not
    measured by the crowd that never saw it.
    """
    rows = select(Exposure.post_id, func.sum(Exposure.shown)).where(Exposure.post_id.in_(likes))
    sums = (await db.execute(rows.group_by(Exposure.post_id))).all()
    seen = {number: max(int(shown), likes[number]) for number, shown in sums}
    seen = {number: shown for number, shown in seen.items() if shown >= ENOUGH}
    usual = sum(likes[number] for number in seen) / max(1, sum(seen.values()))
    lifts = {number: (likes[number] + 1) / (shown * usual + 1) for number, shown in seen.items()}
    return {number: 0.5 if number not in lifts else lifts[number] / (1 + lifts[number]) for number in likes}


async def fold(db: AsyncSession, now: datetime) -> None:
    """Sum up the hours that lie long back."""
    last = int((now - BY_HOUR).timestamp() // 3600)
    old = (Exposure.hour > 0, Exposure.hour < last)
    key = (Exposure.post_id, Exposure.place, Exposure.room_id)
    sums = select(*key, literal(0), func.sum(Exposure.shown)).where(*old).group_by(*key)
    upsert = insert(db, Exposure).from_select(["post_id", "place", "room_id", "hour", "shown"], sums)
    added = {"shown": Exposure.shown + upsert.excluded.shown}
    await db.execute(upsert.on_conflict_do_update(index_elements=list(Exposure.__table__.primary_key), set_=added))
    await db.execute(delete(Exposure).where(*old))
