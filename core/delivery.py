"""Delivery: every message that shows a creation is a copy, brought to its present look by one idempotent deed."""

import hashlib
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs, views
from core.db import insert
from core.models.making import Creation
from core.models.posts import Copy, Post
from core.models.rooms import Line, Room
from core.models.work import Job
from core.ports import Envelope, Gone, NotSent, Platform, PostView, Speaker
from core.salon import Salon

log = logging.getLogger("salon.delivery")
VIEW = TypeAdapter(PostView)
SPEAKER = TypeAdapter(Speaker)


async def open_copy(db: AsyncSession, creation: Creation, room: Room, now: datetime, only_for: str = "") -> None:
    """Give a creation its message in a room, to be sent as soon as a hand is free; a second call adds nothing."""
    row = {"creation_id": creation.id, "room_id": room.id, "only_for": only_for, "state": "waiting"}
    added = await db.scalar(insert(db, Copy).values(**row).on_conflict_do_nothing().returning(Copy.id))
    if added is not None:
        await _schedule(db, added, room.id, now)


async def refresh_creation(db: AsyncSession, creation: Creation, now: datetime) -> None:
    """Have every copy of a creation show its present state; one refresh waits per copy, however often this is called."""
    shown = select(Copy.id, Copy.room_id).where(Copy.creation_id == creation.id, Copy.state.in_(("waiting", "live")))
    for copy_id, room_id in (await db.execute(shown)).all():
        await _schedule(db, copy_id, room_id, now)


async def refresh_copies(db: AsyncSession, post: Post, now: datetime) -> None:
    """Have every copy of a post show its present counts and state."""
    await refresh_creation(db, await db.get_one(Creation, post.creation_id), now)


async def reopen_copies(db: AsyncSession, post: Post) -> None:
    """Let copies that were taken away be sent anew, as a post that is public again needs."""
    removed = update(Copy).where(Copy.creation_id == post.creation_id, Copy.state == "removed")
    await db.execute(removed.values(state="waiting", message_id=None, shown=""))


async def _schedule(db: AsyncSession, copy_id: int, room_id: int, now: datetime) -> None:
    key = f"copy:{copy_id}"
    await jobs.enqueue(db, "deliver", {"copy": copy_id}, now=now, lane=f"room:{room_id}", pending_key=key)


async def say(
    db: AsyncSession,
    room: Room,
    view: PostView,
    *,
    now: datetime,
    key: str,
    only_for: str = "",
    message_id: str = "",
    line: Line | None = None,
    once: bool = False,
    run_at: datetime | None = None,
) -> None:
    """Have a message sent to a room (or edited, with `message_id`). `key` makes a repeated call one message.

    With `once` it is sent at most once: nobody asked for it, so a doubtful sending is not repeated.
    """
    args = {"room": room.id, "view": VIEW.dump_python(view, mode="json"), "key": key, "only_for": only_for}
    args |= {"message_id": message_id, "line": line.id if line else None, "once": once}
    lane = f"room:{room.id}"
    await jobs.enqueue(db, "send", args, now=now, lane=lane, unique_key=f"send:{key}", run_at=run_at)


async def show_reaction(db: AsyncSession, room: Room, post: Post, speaker: Speaker, emoji: str, now: datetime) -> None:
    """Have a persona's emoji shown under a post's message in a room; it is an opinion, and counts nowhere."""
    args = {"room": room.id, "creation": post.creation_id, "speaker": SPEAKER.dump_python(speaker), "emoji": emoji}
    key = f"react:{post.id}:{room.id}:{speaker.slug}"
    await jobs.enqueue(db, "react", args, now=now, lane=f"room:{room.id}", unique_key=key)


async def react(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `react` job; a message that is gone is none."""
    args = held[0].args
    async with salon.read() as db:
        room = await db.get_one(Room, args["room"])
        shown = select(Copy.message_id).where(Copy.creation_id == args["creation"], Copy.room_id == room.id)
        message_id = await db.scalar(shown.limit(1))
    if message_id:
        try:
            speaker = SPEAKER.validate_python(args["speaker"])
            await _platform(salon, room).react(Envelope(room.address), message_id, speaker, args["emoji"])
        except Gone:
            log.info("a picture of room %s was gone before its reaction", room.id)


async def send(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `send` job: post or edit a message whose look was decided when it was written."""
    job = held[0]
    args = job.args
    async with salon.read() as db:
        room = await db.get_one(Room, args["room"])
    platform = _platform(salon, room)
    to = Envelope(room.address, args["only_for"])
    view = VIEW.validate_python(args["view"])
    try:
        if args["message_id"]:
            await platform.edit(to, args["message_id"], view)
        elif not args["once"] or job.attempts == 1 or platform.keyed:
            message_id = await platform.send(to, view, args["key"])
            await _note_line(salon, args["line"], message_id)
    except Gone:
        log.info("a message of room %s had nowhere to go", room.id)


async def _note_line(salon: Salon, line_id: int | None, message_id: str) -> None:
    if line_id is not None:
        async with salon.begin() as db:
            await db.execute(update(Line).where(Line.id == line_id).values(message_id=message_id))


async def deliver(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `deliver` job: make one copy look like its creation does now. Safe to repeat at any point.

    A copy nobody asked for (a persona's picture) is not sent again once a sending is in doubt, unless the platform
    can tell a repeated message from a new one.
    """
    number = held[0].args["copy"]
    async with salon.read() as db:
        copy = await db.get_one(Copy, number)
        room = await db.get_one(Room, copy.room_id)
        view = None if copy.state in ("removed", "lost") else await views.view_of_copy(db, copy, room, salon.now())
    if copy.state in ("removed", "lost"):
        return
    platform = _platform(salon, room)
    to = Envelope(room.address, copy.only_for)
    try:
        if view is None:
            await _take_away(salon, platform, to, copy)
        else:
            await _bring_up_to_date(salon, platform, to, copy, view, repeated=held[0].attempts > 1)
    except Gone:
        await _set_copy(salon, copy, state="lost")


async def _take_away(salon: Salon, platform: Platform, to: Envelope, copy: Copy) -> None:
    if copy.message_id:
        await platform.remove(to, copy.message_id)
    await _set_copy(salon, copy, state="removed")


async def _bring_up_to_date(
    salon: Salon, platform: Platform, to: Envelope, copy: Copy, view: PostView, *, repeated: bool
) -> None:
    look = hashlib.sha256(VIEW.dump_json(view)).hexdigest()
    if look == copy.shown:
        return
    if copy.message_id is None:
        unasked = view.speaker is not None and view.speaker.badge
        if unasked and repeated and not platform.keyed:
            raise Gone  # it may have been sent already
        message_id = await platform.send(to, view, f"copy:{copy.id}")
        await _set_copy(salon, copy, message_id=message_id, state="live", shown=look, shown_at=salon.now())
        return
    since = (salon.now() - copy.shown_at).total_seconds() if copy.shown_at else platform.edit_every
    if since < platform.edit_every and (view.waiting or await _only_counts_changed(salon, copy)):
        raise NotSent("too soon after the last edit", after=platform.edit_every - since)
    await platform.edit(to, copy.message_id, view)
    await _set_copy(salon, copy, shown=look, shown_at=salon.now())


async def _only_counts_changed(salon: Salon, copy: Copy) -> bool:
    """Say whether the post stood already when this copy was last shown, so that an edit can wait its turn."""
    async with salon.read() as db:
        creation = await db.get_one(Creation, copy.creation_id)
    return bool(creation.finished_at and copy.shown_at and creation.finished_at < copy.shown_at)


async def _set_copy(salon: Salon, copy: Copy, **values: Any) -> None:
    async with salon.begin() as db:
        await db.execute(update(Copy).where(Copy.id == copy.id).values(**values))


def _platform(salon: Salon, room: Room) -> Platform:
    platform = salon.platforms.get(room.platform)
    if platform is None:
        raise NotSent(f"{room.platform} is not connected in this process", after=30)
    return platform


async def bury(salon: Salon, job: Job, why: str) -> None:
    """Note a message that could not be sent, so that the doctor can name it."""
    log.error("gave up sending (job %s): %s", job.id, why)
    if job.kind == "deliver":
        async with salon.begin() as db:
            await db.execute(update(Copy).where(Copy.id == job.args["copy"]).values(state="lost"))
