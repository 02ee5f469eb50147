"""The door: lets one chat event into the house, in one transaction."""

import logging

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bots import presses, talking
from bots.call import Call
from bots.commands.table import COMMANDS, help_for
from bots.events import Command, Event, Joined, Press, Reaction, Said
from core import members, rooms
from core.digest import Remark
from core.errors import SalonError
from core.models.work import Inbox
from core.salon import Salon
from core.words import _, language_of

log = logging.getLogger("salon.door")


async def receive(salon: Salon, event: Event, inbox_id: int, remark: Remark, *, last_try: bool = False) -> None:
    """Let one event in. What it causes is committed together with its inbox row; a refusal leaves only its answer."""
    try:
        async with salon.begin() as db:
            if (call := await _enter(salon, db, event, inbox_id, remark)) is not None:
                await _handle(call)
    except SalonError as refusal:
        await _answer(salon, event, inbox_id, remark, refusal)
    except DBAPIError as error:
        if not last_try:
            raise
        log.exception("event %s can't be stored", inbox_id)
        await _answer(salon, event, inbox_id, remark, error)
    except Exception as error:
        log.exception("event %s broke", inbox_id)
        await _answer(salon, event, inbox_id, remark, error)


async def _enter(salon: Salon, db: AsyncSession, event: Event, inbox_id: int, remark: Remark) -> Call | None:
    """Find out who is there and where; None if this event was done before."""
    now = salon.now()
    mark = update(Inbox).where(Inbox.id == inbox_id, Inbox.done_at.is_(None))
    if await db.scalar(mark.values(done_at=now).returning(Inbox.id)) is None:
        return None
    who, where = event.who, event.where
    language = language_of(who.language, default="")
    member = await members.member_of(db, who.platform, who.handle, who.name, now=now, language=language)
    room = await rooms.room_at(
        db,
        where.platform,
        where.address,
        kind=where.kind,
        title=where.title,
        settings=salon.settings,
        now=now,
        language=where.language or (language if where.kind == "direct" else ""),
    )
    return Call(salon, db, member, room, event, f"in{inbox_id}", remark)


async def _handle(call: Call) -> None:
    match call.event:
        case Command(name=name, text=text):
            command = COMMANDS.get(name)
            await (command.run(call, text) if command else help_for(call, name))
        case Press() as press:
            await presses.press(call, press)
        case Said() as said:
            await talking.hear(call, said)
        case Reaction() as reaction:
            await talking.react(call, reaction)
        case Joined():
            await talking.welcome(call)


async def _answer(salon: Salon, event: Event, inbox_id: int, remark: Remark, error: Exception) -> None:
    """Tell the member why nothing happened."""
    async with salon.begin() as db:
        call = await _enter(salon, db, event, inbox_id, remark)
        if call is None:
            return
        if isinstance(error, SalonError):
            text = error.shown(call.language)
        else:
            text = call.say(_("Something broke on our side, and nothing was counted. Please try once more."))
            await db.execute(update(Inbox).where(Inbox.id == inbox_id).values(error=f"{type(error).__name__}"))
        if not isinstance(event, Reaction):
            await call.tell(text, notice=True)


async def set_done(salon: Salon, inbox_id: int, why: str) -> None:
    """Close an inbox row that holds nothing for us."""
    async with salon.begin() as db:
        await db.execute(update(Inbox).where(Inbox.id == inbox_id).values(done_at=salon.now(), error=why))
