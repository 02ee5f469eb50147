"""The door: lets one chat event into the house, in one transaction."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bots import presses, talking
from bots.call import Call
from bots.commands.table import COMMANDS, help_for
from bots.events import (
    Cleared,
    Command,
    Event,
    Joined,
    Marked,
    Moved,
    Personal,
    Presence,
    Press,
    Reaction,
    Said,
    Totals,
    Vanished,
    Who,
)
from core import delivery, digest_settings, members, pictures, rooms, voting
from core.casting import Sheet
from core.digest import Remark
from core.errors import BadPicture, SalonError
from core.models.people import Member
from core.models.rooms import Room
from core.models.work import Inbox
from core.ports import PostView
from core.salon import Salon
from core.words import _, language_of, translator

log = logging.getLogger("salon.door")


async def receive(salon: Salon, event: Event, inbox_id: int, remark: Remark, *, last_try: bool = False) -> None:
    """Let one event in. What it causes is committed together with its inbox row; a refusal leaves only its answer."""
    if isinstance(event, Moved | Totals | Cleared | Vanished):
        await _notice(salon, event, inbox_id)
        return
    try:
        brought = await _look_at_file(salon, event)
        async with salon.begin() as db:
            if (call := await _enter(salon, db, event, inbox_id, remark)) is not None:
                call.brought = brought
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


async def _look_at_file(salon: Salon, event: Personal) -> Sheet | None:
    """Read the character card that came with a command, before any transaction; None where none did."""
    if not isinstance(event, Command) or not event.file:
        return None
    data = await salon.media.get(event.file)
    if data is None:
        return None
    sheet = await asyncio.to_thread(salon.casting.read, data, event.file_name or "card")
    if sheet.picture is None:
        return sheet
    try:
        return replace(sheet, face=await pictures.take_in(salon.media, salon.notary, sheet.picture))
    except BadPicture:  # its drawn portrait will do
        return sheet


async def _notice(salon: Salon, event: Moved | Totals | Cleared | Vanished, inbox_id: int) -> None:
    """Take in what nobody in particular did."""
    async with salon.begin() as db:
        if not await mark(db, inbox_id, salon.now()):
            return
        room = await rooms.find_room(db, event.where.platform, event.where.address)
        match event:
            case Moved(where=where, to=to):
                await rooms.move_room(db, where.platform, where.address, to)
            case Vanished(admin=admin) if room is not None:
                await _close(salon, db, room, admin)
            case Totals(message_id=number, counts=counts) if room is not None:
                await voting.note_totals(db, room, number, dict(counts), salon.now())
            case Cleared(message_id=number, emoji=emoji, at=at) if room is not None:
                await voting.clear_marks(db, room, number, emoji, stamp=at, now=salon.now())


async def _close(salon: Salon, db: AsyncSession, room: Room, admin: str) -> None:
    """Close a room that is no more; if digests end with it, whoever runs the place is told once."""
    room.open = False
    running = [one for one in await digest_settings.digests_of(db, room) if one.active]
    for one in running:
        one.active = False
    if running and admin:
        facts: dict[str, Any] = {"settings": salon.settings, "now": salon.now(), "language": room.language}
        direct = await rooms.room_at(db, room.platform, admin, kind="direct", title="", **facts)
        told = translator(room.language)(_("The channel “{title}” is gone, so its digests have stopped."))
        view = PostView(told.format(title=room.title), language=room.language)
        place = delivery.Place(unasked=True)
        await delivery.say(db, direct, view, now=salon.now(), key=f"closed:{room.id}", place=place)


async def mark(db: AsyncSession, inbox_id: int, now: datetime) -> bool:
    """Mark an event as done in this transaction; False if it was before."""
    mark = update(Inbox).where(Inbox.id == inbox_id, Inbox.done_at.is_(None))
    return await db.scalar(mark.values(done_at=now).returning(Inbox.id)) is not None


async def mark_all(db: AsyncSession, inbox_ids: Sequence[int], now: datetime) -> set[int]:
    """Mark events as done in this transaction; return those that were not before."""
    mark = update(Inbox).where(Inbox.id.in_(inbox_ids), Inbox.done_at.is_(None))
    return set(await db.scalars(mark.values(done_at=now).returning(Inbox.id)))


async def _enter(salon: Salon, db: AsyncSession, event: Personal, inbox_id: int, remark: Remark) -> Call | None:
    """Find out who is there and where; None if this event was done before."""
    if not await mark(db, inbox_id, salon.now()):
        return None
    member = await member_of(salon, db, event.who)
    room = await room_of(salon, db, event)
    if room.kind == "direct" and room.person_id != member.id:
        room.person_id = member.id
    return Call(salon, db, member, room, event, f"in{inbox_id}", remark)


async def member_of(salon: Salon, db: AsyncSession, who: Who) -> Member:
    """Return who it is, met before or not."""
    language = language_of(who.language, default="")
    return await members.member_of(db, who.platform, who.handle, who.name, now=salon.now(), language=language)


async def room_of(salon: Salon, db: AsyncSession, event: Personal) -> Room:
    """Return where it is, with what is now known of the place."""
    where = event.where
    spoken = language_of(event.who.language, default="") if where.kind == "direct" else ""
    room = await rooms.room_at(
        db,
        where.platform,
        where.address,
        kind=where.kind,
        title=where.title,
        settings=salon.settings,
        now=salon.now(),
        language=where.language or spoken,
    )
    if room.kind == "direct" and where.companion:
        room.companion_id = (await members.find_member(db, where.companion)).id
    if where.rights and dict(where.rights) != room.rights:
        room.rights = dict(where.rights)
    if not room.open and not (isinstance(event, Presence) and not event.here):
        room.open = True  # whoever speaks to us there shows that we are there
    return room


async def _handle(call: Call) -> None:
    match call.event:
        case Command(name=name, text=text, trouble=trouble):
            command = COMMANDS.get(name)
            if trouble:
                raise BadPicture(why=trouble)
            await (command.run(call, text) if command else help_for(call, name))
        case Press() as press:
            await presses.press(call, press)
            await call.nod()
        case Said() as said:
            await talking.hear(call, said)
        case Reaction() as reaction:
            await talking.react(call, reaction)
        case Marked() as mark:
            await talking.mark(call, mark)
        case Joined():
            await talking.welcome(call)
        case Presence() as presence:
            await talking.settle_in(call, presence)


async def _answer(salon: Salon, event: Personal, inbox_id: int, remark: Remark, error: Exception) -> None:
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
        if not isinstance(event, Reaction | Marked | Presence | Joined):
            await call.tell(text, notice=True)


async def set_done(salon: Salon, inbox_id: int, why: str) -> None:
    """Close an inbox row that holds nothing for us."""
    async with salon.begin() as db:
        await db.execute(update(Inbox).where(Inbox.id == inbox_id).values(done_at=salon.now(), error=why))
