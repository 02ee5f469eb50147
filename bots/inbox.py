"""The inbox: raw events are stored before they are acknowledged, and done in the transaction of their effects."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bots import door
from bots.events import Event
from core.db import insert, ring_after
from core.digest import Remark
from core.models.base import Clock
from core.models.work import Inbox
from core.salon import Salon

log = logging.getLogger("salon.inbox")

Translate = Callable[[dict[str, Any]], Event | None]
LEASE = 20.0
AT_ONCE = 64


def topic(platform: str) -> str:
    """Name the bell's topic for a platform's inbox."""
    return f"inbox:{platform}"


async def accept(
    db: AsyncSession, platform: str, update_id: str, chat: str, raw: dict[str, Any], now: datetime
) -> bool:
    """Store a raw event; return False if this very event is here already. Acknowledge only after the commit."""
    row = {"platform": platform, "update_id": update_id, "chat": chat, "raw": raw, "received_at": now}
    added = await db.scalar(insert(db, Inbox).values(**row).on_conflict_do_nothing().returning(Inbox.id))
    ring_after(db, topic(platform))
    return added is not None


async def work(salon: Salon, platform: str, translate: Translate, remark: Remark, stop: asyncio.Event) -> None:
    """Handle a platform's events until told to stop: in order within a chat, chats beside each other."""
    with salon.bell.listener(topic(platform)) as bell:
        while not stop.is_set():
            try:
                handled = await work_once(salon, platform, translate, remark)
            except (DBAPIError, OSError) as error:
                log.warning("the database does not answer (%s); trying again", type(error).__name__)
                await asyncio.sleep(1)
                continue
            if not handled:
                await bell.next(1.0)


async def work_once(salon: Salon, platform: str, translate: Translate, remark: Remark) -> int:
    """Handle the events that wait now; return how many there were."""
    rows = await _claim(salon, platform)
    by_chat = groupby(sorted(rows, key=lambda row: (row.chat, row.id)), key=lambda row: row.chat)
    await asyncio.gather(*(_handle_chat(salon, list(chat), translate, remark) for _, chat in by_chat))
    return len(rows)


async def _claim(salon: Salon, platform: str) -> list[Inbox]:
    async with salon.begin() as db:
        free = or_(Inbox.locked_until.is_(None), Inbox.locked_until <= Clock(0))
        waiting = select(Inbox.id).where(Inbox.platform == platform, Inbox.done_at.is_(None), free)
        oldest = waiting.order_by(Inbox.id).limit(AT_ONCE).with_for_update(skip_locked=True)
        numbers = list(await db.scalars(oldest))
        if not numbers:
            return []
        lease = update(Inbox).where(Inbox.id.in_(numbers)).values(locked_until=Clock(LEASE), tries=Inbox.tries + 1)
        return list(await db.scalars(lease.returning(Inbox)))


async def _handle_chat(salon: Salon, rows: list[Inbox], translate: Translate, remark: Remark) -> None:
    for row in rows:
        event = translate(row.raw)
        if event is None:
            await door.set_done(salon, row.id, "not an event")
        else:
            await door.receive(salon, event, row.id, remark, last_try=row.tries >= 3)


async def take_back(salon: Salon, platform: str) -> None:
    """Free what a process that is gone had in hand; call it where only one process serves the platform."""
    async with salon.begin() as db:
        held = update(Inbox).where(Inbox.platform == platform, Inbox.done_at.is_(None))
        await db.execute(held.values(locked_until=None))
