"""The inbox: raw events are stored before they are acknowledged, and done in the transaction of their effects."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bots import door
from bots.events import Event, Reaction
from bots.tally import Tally
from core.bell import Listener
from core.db import insert, ring_after
from core.digest import Remark
from core.models.base import Clock
from core.models.work import Inbox
from core.salon import Salon
from core.text import storable_text

log = logging.getLogger("salon.inbox")

Translate = Callable[[dict[str, Any]], Event | None]
Take = Callable[[Inbox], Awaitable[None]]
"""Handles one stored event and marks it done; an error leaves it to be taken up again."""
Glance = Callable[[Inbox], Reaction | None]
"""Reads a stored event that is a plain reaction, to be counted with others; None for any other."""
LEASE = 20.0
CHATS_AT_ONCE = 64
CLAIMED_AT_ONCE = 128
MOST_AT_ONCE = 200


def other_than_reaction(_row: Inbox) -> Reaction | None:
    """Have every event handled by itself, as platforms need that tell of one emoji at a time."""
    return None


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


async def accept_all(salon: Salon, platform: str, events: Sequence[tuple[str, str, dict[str, Any]]]) -> None:
    """Store raw events (number, chat, event) in one transaction of their own; those that are here already are left out.

    What holds text that no database keeps is cleaned first: a NUL, half a surrogate pair.
    """
    if not events:
        return
    async with salon.begin(first=True) as db:
        now = salon.now()
        rows = [
            {"platform": platform, "update_id": number, "chat": chat, "raw": storable(raw), "received_at": now}
            for number, chat, raw in events
        ]
        await db.execute(
            insert(db, Inbox).values([{**row, "tries": 0, "error": ""} for row in rows]).on_conflict_do_nothing()
        )
        ring_after(db, topic(platform))


class Intake:
    """Stores what arrives one by one in as few transactions as the rush allows; each caller waits for its own commit."""

    def __init__(self, salon: Salon, platform: str) -> None:
        self._salon, self._platform = salon, platform
        self._waiting: list[tuple[tuple[str, str, dict[str, Any]], asyncio.Future[None]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def store(self, number: str, chat: str, raw: dict[str, Any]) -> None:
        """Store one raw event; return when it is committed, raise what kept it from being so."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(((number, chat, raw), stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_all())
        await stored

    async def _store_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            try:
                await accept_all(self._salon, self._platform, [event for event, _stored in batch])
            except Exception as error:
                for _event, stored in batch:
                    if not stored.done():
                        stored.set_exception(error)
            else:
                for _event, stored in batch:
                    if not stored.done():
                        stored.set_result(None)


def storable(value: Any) -> Any:
    """Return a JSON value with its texts as every database keeps them."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else storable_text(value)
    if isinstance(value, dict):
        return {storable(name): storable(part) for name, part in value.items()}
    return [storable(part) for part in value] if isinstance(value, list) else value


async def work(
    salon: Salon, platform: str, take: Take, stop: asyncio.Event, glance: Glance = other_than_reaction
) -> None:
    """Handle a platform's events until told to stop: in order within a chat, chats beside each other."""
    busy: dict[str, asyncio.Task[None]] = {}
    tally = Tally(salon)
    with salon.bell.listener(topic(platform)) as bell:
        while not stop.is_set():
            try:
                rows = await _claim(salon, platform, list(busy)) if len(busy) < CHATS_AT_ONCE else []
            except (DBAPIError, OSError) as error:
                log.warning("the database does not answer (%s); trying again", type(error).__name__)
                await asyncio.sleep(1)
                continue
            for chat, own in _by_chat(rows):
                busy[chat] = asyncio.create_task(_handle_chat(own, take, tally, glance))
            await _rest(bell, busy, hungry=len(rows) < CLAIMED_AT_ONCE)
            for chat in [chat for chat, task in busy.items() if task.done()]:
                _report(busy.pop(chat))
    await asyncio.gather(*busy.values(), return_exceptions=True)


async def _rest(bell: Listener, busy: dict[str, "asyncio.Task[None]"], *, hungry: bool) -> None:
    """Wait for a ring or a finished chat; only for the latter when more events wait than were taken."""
    tasks = set(busy.values())
    if not hungry and tasks:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return
    ring = asyncio.create_task(bell.next(1.0))
    await asyncio.wait({ring, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    ring.cancel()


def _report(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        log.warning("events of a chat have to wait (%s); they are taken up again", type(error).__name__)


async def work_once(salon: Salon, platform: str, take: Take, glance: Glance = other_than_reaction) -> int:
    """Handle the events that wait now; return how many there were."""
    rows = await _claim(salon, platform, [])
    tally = Tally(salon)
    await asyncio.gather(*(_handle_chat(own, take, tally, glance) for _chat, own in _by_chat(rows)))
    return len(rows)


def _by_chat(rows: list[Inbox]) -> list[tuple[str, list[Inbox]]]:
    ordered = groupby(sorted(rows, key=lambda row: (row.chat, row.id)), key=lambda row: row.chat)
    return [(chat, list(own)) for chat, own in ordered]


async def _claim(salon: Salon, platform: str, busy: list[str]) -> list[Inbox]:
    free = or_(Inbox.locked_until.is_(None), Inbox.locked_until <= Clock(0))
    waiting = select(Inbox.id).where(Inbox.platform == platform, Inbox.done_at.is_(None), free)
    waiting = waiting.where(Inbox.chat.not_in(busy)) if busy else waiting
    async with salon.read() as db:  # a look costs no writer its turn
        if await db.scalar(waiting.limit(1)) is None:
            return []
    async with salon.begin() as db:
        oldest = waiting.order_by(Inbox.id).limit(CLAIMED_AT_ONCE).with_for_update(skip_locked=True)
        numbers = list(await db.scalars(oldest))
        if not numbers:
            return []
        lease = update(Inbox).where(Inbox.id.in_(numbers)).values(locked_until=Clock(LEASE), tries=Inbox.tries + 1)
        return list(await db.scalars(lease.returning(Inbox)))


async def _handle_chat(rows: list[Inbox], take: Take, tally: Tally, glance: Glance) -> None:
    """Handle a chat's events in their order; reactions that follow each other are counted together."""
    for together, run in groupby([(row, glance(row)) for row in rows], key=lambda pair: pair[1] is not None):
        pairs = list(run)
        if together and await _counted(tally, [(row.id, one) for row, one in pairs if one is not None]):
            continue
        for row, _reaction in pairs:
            await take(row)


async def _counted(tally: Tally, reactions: list[tuple[int, Reaction]]) -> bool:
    try:
        await tally.take(reactions)
    except Exception as error:  # one of them breaks the others: each is tried by itself, and only that one is left
        log.warning("%d reactions could not be counted together (%s)", len(reactions), type(error).__name__)
        return False
    return True


def glancer(translate: Translate) -> Glance:
    """Return what reads plain reactions, where an event is read without asking anybody."""

    def glance(row: Inbox) -> Reaction | None:
        event = translate(row.raw)
        return event if isinstance(event, Reaction) else None

    return glance


def taker(salon: Salon, translate: Translate, remark: Remark) -> Take:
    """Return what handles a stored event: read it, and let it in at the door."""

    async def take(row: Inbox) -> None:
        event = translate(row.raw)
        if event is None:
            await door.set_done(salon, row.id, "not an event")
        else:
            await door.receive(salon, event, row.id, remark, last_try=row.tries >= 3)

    return take


async def take_back(salon: Salon, platform: str) -> None:
    """Free what a process that is gone had in hand; call it where only one process serves the platform."""
    async with salon.begin() as db:
        held = update(Inbox).where(Inbox.platform == platform, Inbox.done_at.is_(None))
        await db.execute(held.values(locked_until=None))
