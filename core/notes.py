"""Notes: small things that the house must remember about itself."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.work import Note


async def read(db: AsyncSession, name: str) -> dict[str, Any] | None:
    """Return a note's value, None if there is none."""
    note = await db.get(Note, name)
    return note.value if note else None


async def write(db: AsyncSession, name: str, value: dict[str, Any]) -> None:
    """Keep a note, in place of an earlier one."""
    upsert = insert(db, Note).values(name=name, value=value)
    await db.execute(upsert.on_conflict_do_update(index_elements=[Note.name], set_={"value": value}))
