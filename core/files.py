"""Files from outside that are kept as they came: small, under a key of ours, and gone after a day."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs
from core.errors import FileTooLarge
from core.salon import Salon

MOST_BYTES = 8_000_000
KEPT = timedelta(days=1)


async def take_in(salon: Salon, data: bytes) -> str:
    """Keep a file for a day and return its media key; FileTooLarge for one over MOST_BYTES."""
    if len(data) > MOST_BYTES:
        raise FileTooLarge(most=MOST_BYTES // 1_000_000)
    key = salon.media.new_key("files", "bin")
    async with salon.begin() as db:
        await _drop_later(db, salon, key)
    await salon.media.put(key, data)
    return key


async def _drop_later(db: AsyncSession, salon: Salon, key: str) -> None:
    now = salon.now()
    await jobs.enqueue(db, "erase", {"keys": [key]}, now=now, run_at=now + KEPT)
