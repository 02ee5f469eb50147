"""Palates: what personas have learnt to like, kept with a dated line for every change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.models.company import Drift, Palate
from core.models.people import Member


async def palate_of(db: AsyncSession, persona: Member) -> Palate | None:
    """Return what a persona has learnt, None before its first lesson."""
    return await db.get(Palate, persona.id)


async def keep(db: AsyncSession, persona: Member, arms: dict[str, Any], *, after: int, learnt_to: int) -> bool:
    """Keep what a lesson taught; False when another process taught the same posts meanwhile."""
    upsert = insert(db, Palate).values(persona_id=persona.id, arms=arms, learnt_to=learnt_to)
    kept = upsert.on_conflict_do_update(
        index_elements=[Palate.persona_id],
        set_={"arms": arms, "learnt_to": learnt_to},
        where=Palate.learnt_to == after,
    ).returning(Palate.persona_id)
    return await db.scalar(kept.execution_options(populate_existing=True)) is not None


async def note_drifts(db: AsyncSession, persona: Member, lines: Sequence[dict[str, Any]], now: datetime) -> None:
    """Keep dated lines of how a taste moved."""
    db.add_all(Drift(persona_id=persona.id, about=about, at=now) for about in lines)


async def drifts_of(db: AsyncSession, persona: Member, most: int = 12) -> Sequence[Drift]:
    """Return how a persona's taste moved lately, the newest first."""
    rows = select(Drift).where(Drift.persona_id == persona.id).order_by(Drift.id.desc()).limit(most)
    return (await db.scalars(rows)).all()


async def drift_at(db: AsyncSession, number: int) -> Drift | None:
    """Return one dated line, None if there is none."""
    return await db.get(Drift, number)
