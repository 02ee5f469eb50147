"""Uploads: files that a platform has already, under its own numbers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.work import Upload


async def find(db: AsyncSession, platform: str, name: str) -> str:
    """Return the platform's number of a file, empty if it was never uploaded there."""
    known = select(Upload.file).where(Upload.platform == platform, Upload.name == name)
    return await db.scalar(known) or ""


async def find_all(db: AsyncSession, platform: str, names: Sequence[str]) -> dict[str, str]:
    """Return the platform's numbers of those files that were uploaded there, by name."""
    known = select(Upload.name, Upload.file).where(Upload.platform == platform, Upload.name.in_(names))
    return dict((await db.execute(known)).all())


async def keep(db: AsyncSession, platform: str, name: str, file: str, now: datetime) -> None:
    """Keep the platform's number of a file."""
    upsert = insert(db, Upload).values(platform=platform, name=name, file=file, at=now)
    await db.execute(upsert.on_conflict_do_update(index_elements=[Upload.platform, Upload.name], set_={"file": file}))


async def forget(db: AsyncSession, platform: str, name: str) -> None:
    """Drop a number that the platform does not know any more."""
    await db.execute(delete(Upload).where(Upload.platform == platform, Upload.name == name))
