"""Delivery: every message that shows a creation is a copy, brought to its present look by one idempotent deed."""

import hashlib
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Select, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs, parts, previews, views
from core.codes import number_of
from core.db import array_of, insert
from core.models.describing import Description
from core.models.making import Creation
from core.models.posts import Copy, Post
from core.models.rooms import Line, Room
from core.models.work import Job
from core.ports import Envelope, Gone, NotSent, Platform, PostView, Speaker, Waiting
from core.salon import Salon

log = logging.getLogger("salon.delivery")
PAUSE = timedelta(seconds=3)
PAUSES = {"web": timedelta(seconds=0.3)}
"""How long a message keeps its counts at least, where that is not PAUSE."""
VIEW = TypeAdapter(PostView)
SPEAKER = TypeAdapter(Speaker)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a room something is to be shown: for one member alone, in a topic, under a message, with a note.

    `asked` names the event that asks for one more copy; `unasked` says that nobody waits for it; `answering` is the
    platform's own number of the command it answers.
    """

    only_for: str = ""
    thread: str = ""
    reply_to: str = ""
    note: str = ""
    asked: str = ""
    unasked: bool = False
    answering: str = ""


HERE = Place()


async def open_copy(db: AsyncSession, creation: Creation, room: Room, now: datetime, place: Place = HERE) -> None:
    """Give a creation its message in a room, to be sent as soon as a hand is free; a second call adds nothing."""
    row = {"creation_id": creation.id, "room_id": room.id, "state": "waiting", "shown": "", "tally": {}}
    added = await db.scalar(insert(db, Copy).values(**row, **asdict(place)).on_conflict_do_nothing().returning(Copy.id))
    if added is not None:
        await jobs.enqueue_pending(db, "deliver", [_to_deliver(added, room.id, room.platform, now)], now=now)


async def refresh_creation(db: AsyncSession, creation: Creation, now: datetime) -> None:
    """Have every copy of a creation show its present state; one refresh waits per copy, however often this is called."""
    await _refresh(db, creation.id, now)


async def _refresh(db: AsyncSession, creation_id: int, now: datetime, *, gently: bool = False) -> None:
    """Schedule a refresh of every copy; `gently` not before the message may be edited again, so that votes share one."""
    await _schedule_all(db, _shown().where(Copy.creation_id == creation_id), now, gently=gently)


async def refresh_copies(db: AsyncSession, post: Post, now: datetime) -> None:
    """Have every copy of a post show its present counts and state."""
    await _refresh(db, post.creation_id, now, gently=post.visibility == "public")


async def refresh_posts(db: AsyncSession, post_ids: Sequence[int], now: datetime) -> None:
    """Have every copy of these posts show its present counts, when it may be edited again."""
    sqlite = db.get_bind().dialect.name == "sqlite"
    posts = json.dumps(list(post_ids)) if sqlite else array_of(post_ids)
    await _schedule_all(db, _SHOWN_OF[db.get_bind().dialect.name], now, {"posts": posts}, gently=True)


def _shown() -> Select[*tuple[Any, ...]]:
    shown = select(Copy.id, Copy.shown_at, Room.id, Room.platform).join(Room, Room.id == Copy.room_id)
    return shown.where(Copy.state.in_(("waiting", "live"))).order_by(Copy.id)


# Votes ask this a hundred times a second, of other numbers of posts each time; one text serves them all.
_SHOWN_OF = {
    dialect: _shown().join(Post, Post.creation_id == Copy.creation_id).where(Post.id.in_(text(f"(SELECT {posts})")))
    for dialect, posts in (
        ("sqlite", "value FROM json_each(:posts)"),
        ("postgresql", "unnest(CAST(:posts AS bigint[]))"),
    )
}


_WHENS = " ".join(f"WHEN '{name}' THEN interval '{pause}'" for name, pause in PAUSES.items())
# What refresh_posts does, as one step of a statement: {posts} is SQL for the numbers of posts whose counts changed.
REFRESH = f"""
    INSERT INTO jobs (kind, pool, args, lane, batch, turn, run_at, created_at, locked_by, token, attempts, failures, error,
        pending_key)
    SELECT 'deliver', 'to-' || r.platform, jsonb_build_object('copy', c.id), 'room:' || r.id, '', 0,
        greatest(:now, c.shown_at + CASE r.platform {_WHENS} ELSE interval '{PAUSE}' END), :now, '', 0, 0, 0, '', 'copy:' || c.id
    FROM posts p JOIN copies c ON c.creation_id = p.creation_id JOIN rooms r ON r.id = c.room_id
    WHERE p.id IN ({{posts}}) AND c.state IN ('waiting', 'live') ORDER BY ('copy:' || c.id) COLLATE "C"
    ON CONFLICT (pending_key) WHERE {jobs.IS_PENDING} DO UPDATE SET pending_key = excluded.pending_key
"""


async def _schedule_all(
    db: AsyncSession,
    shown: Select[*tuple[Any, ...]],
    now: datetime,
    facts: dict[str, Any] | None = None,
    *,
    gently: bool,
) -> None:
    work = []
    for copy_id, shown_at, room_id, platform in (await db.execute(shown, facts)).all():
        pause = PAUSES.get(platform, PAUSE)
        run_at = max(now, shown_at + pause) if gently and shown_at else now
        work.append(_to_deliver(copy_id, room_id, platform, run_at))
    await jobs.enqueue_pending(db, "deliver", work, now=now)


def _to_deliver(copy_id: int, room_id: int, platform: str, run_at: datetime) -> jobs.Pending:
    return jobs.Pending(f"copy:{copy_id}", {"copy": copy_id}, f"room:{room_id}", pool_of(platform), run_at)


async def refresh_descriptions(db: AsyncSession, post: Post, now: datetime) -> None:
    """Have every message that tells a post's picture in words show what it may show now."""
    told = select(Description.id, Room.platform).join(Room, Room.id == Description.room_id)
    rows = await db.execute(told.where(Description.post_id == post.id, Description.state == "done"))
    work = [to_describe(number, platform, now) for number, platform in rows.all()]
    await jobs.enqueue_pending(db, "description", work, now=now)


def to_describe(number: int, platform: str, now: datetime) -> jobs.Pending:
    """Return the job that brings a description's message up to date; the lane keeps two of them from overtaking each other."""
    own = f"description:{number}"
    return jobs.Pending(own, {"description": number}, own, pool_of(platform), now)


async def reopen_copies(db: AsyncSession, post: Post) -> None:
    """Let copies that were taken away be sent anew, as a post that is public again needs."""
    removed = update(Copy).where(Copy.creation_id == post.creation_id, Copy.state == "removed")
    await db.execute(removed.values(state="waiting", message_id=None, shown=""))


async def standing(db: AsyncSession, platform: str, address: str, numbers: Sequence[str]) -> str:
    """Return which of these numbers is that of a copy in a room, empty for none."""
    shown = select(Copy.message_id).join(Room, Room.id == Copy.room_id)
    shown = shown.where(Room.platform == platform, Room.address == address, Copy.message_id.in_(numbers))
    return await db.scalar(shown.limit(1)) or ""


def lane_of(room: Room) -> str:
    """Name the lane of what goes to a room, one after the other."""
    return f"room:{room.id}"


def pool_of(platform: str) -> str:
    """Name the pool of jobs that only a process connected to a platform can do."""
    return f"to-{platform}"


async def say(
    db: AsyncSession,
    room: Room,
    view: PostView,
    *,
    now: datetime,
    key: str,
    place: Place = HERE,
    message_id: str = "",
    line: Line | None = None,
    run_at: datetime | None = None,
    pin: int | None = None,
) -> None:
    """Have a message sent to a room (or edited, with `message_id`). `key` makes a repeated call one message.

    `pin`: the digest for which it is to be pinned once it stands.

    What is unasked is sent at most once, so a doubtful sending is not repeated. What answers a press or a command is
    sent without waiting for the room's turn.
    """
    args = {"room": room.id, "view": VIEW.dump_python(view, mode="json"), "key": key, "only_for": place.only_for}
    args |= {"thread": place.thread, "answering": place.answering, "message_id": message_id}
    args |= {"line": line.id if line else None, "once": place.unasked, "pin": pin}
    lane, pool = "" if place.answering else lane_of(room), pool_of(room.platform)
    await jobs.enqueue(db, "send", args, now=now, lane=lane, pool=pool, unique_key=f"send:{key}", run_at=run_at)


async def nod(db: AsyncSession, room: Room, answering: str, text: str, *, now: datetime, key: str) -> None:
    """Have a press acknowledged, with a passing word."""
    args = {"room": room.id, "answering": answering, "text": text}
    await jobs.enqueue(db, "nod", args, now=now, pool=pool_of(room.platform), unique_key=f"nod:{key}")


async def acknowledge(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `nod` job; a press that is too old to be acknowledged is none."""
    args = held[0].args
    async with salon.read() as db:
        room = await db.get_one(Room, args["room"])
    try:
        await platform_of(salon, room).nod(Envelope(room.address, answering=args["answering"]), args["text"])
    except Gone:
        log.debug("a press of room %s was too old to be acknowledged", room.id)


async def show_reaction(db: AsyncSession, room: Room, post: Post, speaker: Speaker, emoji: str, now: datetime) -> None:
    """Have a persona's emoji shown under a post's message in a room; it is an opinion, and counts nowhere."""
    args = {"room": room.id, "creation": post.creation_id, "speaker": SPEAKER.dump_python(speaker), "emoji": emoji}
    key = f"react:{post.id}:{room.id}:{speaker.slug}"
    await jobs.enqueue(db, "react", args, now=now, lane=lane_of(room), pool=pool_of(room.platform), unique_key=key)


async def react(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `react` job; a message that is gone is none."""
    args = held[0].args
    async with salon.read() as db:
        room = await db.get_one(Room, args["room"])
        shown = select(Copy.message_id).where(Copy.creation_id == args["creation"], Copy.room_id == room.id)
        message_id = await db.scalar(shown.order_by(Copy.id).limit(1))
    if message_id:
        try:
            speaker = SPEAKER.validate_python(args["speaker"])
            await platform_of(salon, room).react(Envelope(room.address), message_id, speaker, args["emoji"])
        except Gone:
            log.info("a picture of room %s was gone before its reaction", room.id)


async def send(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `send` job: post or edit a message whose look was decided when it was written.

    Where the platform can't tell a repeated message from a new one, a doubtful sending is repeated without its
    pictures, so that none shows twice.
    """
    job = held[0]
    args = job.args
    async with salon.read() as db:
        room = await db.get_one(Room, args["room"])
    platform = platform_of(salon, room)
    once = bool(args["once"])
    to = Envelope(room.address, args["only_for"], args.get("thread", ""), args.get("answering", ""), patient=once)
    view = VIEW.validate_python(args["view"])
    doubtful = job.attempts > 1 and not platform.keyed
    try:
        if not room.open:
            raise Gone
        if args["message_id"]:
            await platform.edit(to, args["message_id"], view)
        elif not (once and doubtful):
            shown = replace(view, pictures=(), files=()) if doubtful else view
            message_id = await platform.send(to, shown, args["key"])
            await _note_sent(salon, room, args, message_id)
    except Gone:
        log.info("a message of room %s had nowhere to go", room.id)


async def _note_sent(salon: Salon, room: Room, args: dict[str, Any], message_id: str) -> None:
    line, digest, now = args["line"], args.get("pin"), salon.now()
    if line is None and digest is None:
        return
    async with salon.begin() as db:
        if line is not None:
            await db.execute(update(Line).where(Line.id == line).values(message_id=message_id))
        if digest is not None:
            wish = {"room": room.id, "digest": digest, "message": message_id}
            key, pool = f"pin:{args['key']}", pool_of(room.platform)
            await jobs.enqueue(db, "pin", wish, now=now, lane=lane_of(room), pool=pool, unique_key=key)


async def deliver(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `deliver` job: make one copy look like its creation does now. Safe to repeat at any point.

    A copy nobody asked for (a persona's picture) is not sent again once a sending is in doubt, unless the platform
    can tell a repeated message from a new one.
    """
    number = held[0].args["copy"]
    async with salon.read() as db:
        copy = await db.get_one(Copy, number)
        room = await db.get_one(Room, copy.room_id)
        if copy.state in ("removed", "lost"):
            return
        platform = platform_of(salon, room)
        most = previews.most_on(salon.settings, platform, room, copy)
        chat = views.Chat(platform.whole, most, await parts.page_for(db, salon, room))
        view = await views.view_of_copy(db, copy, room, salon.painter.capabilities, chat)
    if not room.open:  # we are not in that chat any more; should we come back, what stands there shows its next change
        if copy.message_id is None:
            await _set_copy(salon, copy, state="lost")
        return
    to = Envelope(room.address, copy.only_for, copy.thread, copy.answering, patient=copy.unasked)
    try:
        if view is None:
            await _take_away(salon, platform, to, copy)
        else:
            await _bring_up_to_date(salon, platform, to, copy, view, most, repeated=held[0].attempts > 1)
    except Gone:
        await _set_copy(salon, copy, state="lost")


async def _take_away(salon: Salon, platform: Platform, to: Envelope, copy: Copy) -> None:
    if copy.message_id:
        await platform.remove(to, copy.message_id)
    await _set_copy(salon, copy, state="removed")


async def _bring_up_to_date(
    salon: Salon, platform: Platform, to: Envelope, copy: Copy, view: PostView, most: int | None, *, repeated: bool
) -> None:
    look = hashlib.sha256(VIEW.dump_json(view)).hexdigest()
    if look == copy.shown:
        return
    anew = view.post is not None and not await _only_counts_changed(salon, copy)
    if copy.message_id and copy.previews and not (platform.sheds or view.pictures or view.waiting):
        await _take_back(salon, platform, to, copy)
    if copy.message_id is None:
        if copy.unasked and repeated and not platform.keyed:
            raise Gone  # it may have been sent already
        in_two = bool(view.pictures) and not (platform.keyed or copy.unasked)
        first = _stand_in(view) if in_two else view
        copy.message_id = await platform.send(to, first, f"copy:{copy.id}")
        shown = "" if in_two else look
        await _set_copy(salon, copy, message_id=copy.message_id, state="live", shown=shown, shown_at=salon.now())
        if not in_two:
            _note_shown(salon, copy, view, anew=anew)
            return
        copy.shown_at = None
    since = (salon.now() - copy.shown_at).total_seconds() if copy.shown_at else platform.edit_every
    if since < platform.edit_every and (view.waiting or await _only_counts_changed(salon, copy)):
        raise NotSent("too soon after the last edit", after=platform.edit_every - since)
    await _edit(platform, to, copy.message_id, view)
    kept = previews.seen(copy, view, most)
    await _set_copy(salon, copy, shown=look, shown_at=salon.now(), previews=kept)
    _note_shown(salon, copy, view, anew=anew)


async def _take_back(salon: Salon, platform: Platform, to: Envelope, copy: Copy) -> None:
    """Take away a message whose previews no edit can take off it, so that words alone are sent in its place."""
    with suppress(Gone):
        await platform.remove(to, copy.message_id or "")
    copy.message_id, copy.shown_at, copy.previews = None, None, {}
    await _set_copy(salon, copy, message_id=None, shown_at=None, previews={})


async def _edit(platform: Platform, to: Envelope, message_id: str, view: PostView) -> None:
    """Edit a message; previews whose files have gone meanwhile are no reason to lose it."""
    try:
        await platform.edit(to, message_id, view)
    except Gone:
        if not (view.waiting and view.pictures):
            raise
        await platform.edit(to, message_id, replace(view, pictures=()))


def _note_shown(salon: Salon, copy: Copy, view: PostView, *, anew: bool) -> None:
    """Count that a room saw a post, once per message; what only one member sees is no chance for others to like it."""
    number = number_of(view.post.code) if view.post and anew and not copy.only_for else None
    if number is not None:
        salon.shown.add((number,), "room", copy.room_id)


def _stand_in(view: PostView) -> PostView:
    """Return what is sent first where a lost answer could show a picture twice: words, into which the picture comes."""
    waiting = Waiting("painting")
    prompt = view.post.prompt if view.post else ""
    return PostView(prompt, view.speaker, waiting=waiting, reply_to=view.reply_to, language=view.language)


async def _only_counts_changed(salon: Salon, copy: Copy) -> bool:
    """Say whether the post stood already when this copy was last shown, so that an edit can wait its turn."""
    async with salon.read() as db:
        creation = await db.get_one(Creation, copy.creation_id)
    return bool(creation.finished_at and copy.shown_at and creation.finished_at < copy.shown_at)


async def _set_copy(salon: Salon, copy: Copy, **values: Any) -> None:
    async with salon.begin() as db:
        await db.execute(update(Copy).where(Copy.id == copy.id).values(**values))


def platform_of(salon: Salon, room: Room) -> Platform:
    """Return the platform a room is on; NotSent where this process is not connected to it."""
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
