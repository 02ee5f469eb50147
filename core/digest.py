"""Digests: a room's best pictures, once per period, at the room's own local hour."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery, digest_board, digest_covers, digest_times, digest_words, jobs, members
from core.db import insert
from core.digest_board import Board, Entry, Span
from core.digest_times import Due
from core.models.rooms import Digest, DigestEntry, DigestIssue, Room
from core.models.work import Job
from core.ports import Envelope, Gone, NotAllowed, PostView
from core.salon import Salon
from core.words import _, translator

log = logging.getLogger("salon.digest")
CATCH_UP = timedelta(days=1)

Remark = Callable[[str, Sequence[Entry], int], str]
"""What the host says of a period at once: (language, entries in order, seed) -> two lines, perhaps empty."""
Host = Callable[[Room, Sequence[Entry], int], Awaitable[str]]
"""The same with time to think, outside any transaction."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What a `digest` job is to do: the digest, and the period it is for."""

    digest: int
    key: str
    day: date
    begin: datetime
    until: datetime

    @property
    def name(self) -> str:
        """What makes its jobs and its message one."""
        return f"digest:{self.digest}:{self.key}"


async def schedule_digests(db: AsyncSession, now: datetime) -> None:
    """Write a job for every digest whose local hour has come within the last day. Safe in any number of clocks.

    A period that was found quiet before its hour, by a clock that ran ahead, is looked at again.
    """
    await db.execute(delete(DigestIssue).where(DigestIssue.shown == 0, DigestIssue.until > now))
    lately = select(DigestIssue.digest_id, DigestIssue.period_key).where(DigestIssue.until > now - 2 * CATCH_UP)
    done = {(number, key) for number, key in await db.execute(lately)}  # only spares work: the row itself decides
    rows = await db.scalars(select(Digest).join(Room, Room.id == Digest.room_id).where(Digest.active, Room.open))
    for digest in rows.all():
        for due in digest_times.dues(digest_times.rhythm_of(digest), now - CATCH_UP, now):
            if due.moment > digest.since and (digest.id, due.key) not in done:
                await _schedule(db, digest, due, now)


async def _schedule(db: AsyncSession, digest: Digest, due: Due, now: datetime) -> None:
    # It runs at its hour by the clock of whoever takes it, however far ahead the clock was that wrote it.
    args = {"digest": digest.id, "key": due.key, "day": due.day.isoformat()}
    args |= {"begin": due.begin.isoformat(), "until": due.moment.isoformat()}
    name, lane = f"digest:{digest.id}:{due.key}", f"digest:{digest.room_id}"
    await jobs.enqueue(db, "digest", args, now=now, run_at=due.moment, lane=lane, pending_key=name)


async def post_digest(salon: Salon, held: Sequence[Job], remark: Remark, host: Host) -> None:
    """Do a `digest` job: choose, compose and have it drawn and sent, once per period; a quiet period sends nothing."""
    args = held[0].args
    times = [datetime.fromisoformat(args[name]) for name in ("begin", "until")]
    errand = Errand(args["digest"], args["key"], date.fromisoformat(args["day"]), *times)
    about, words = await _ask_host(salon, errand, host)
    async with salon.begin() as db:
        digest = await db.get(Digest, errand.digest)
        if digest is None or not digest.active or errand.until <= digest.since:
            return
        room = await db.get_one(Room, digest.room_id)
        span = await _span_of(db, digest, errand)
        issue = await _guard(db, digest, errand, salon.now())
        if issue is None:
            return
        places = await _claim(db, digest, span, issue)
        if not places:
            return
        await db.execute(update(DigestIssue).where(DigestIssue.id == issue).values(shown=len(places)))
        if about != _numbers(places):
            words = remark(room.language, places, issue)
        board = await digest_board.board_of(db, digest, span, places)
        view = await _composed(salon, db, room, digest.period, board, words, errand.day)
        order = digest_covers.Order(
            room, errand.name, delivery.Place(thread=room.thread, unasked=True), digest.id if digest.pin else None
        )
        salon.shown.add(tuple(_numbers(places)), "digest", room.id)
        subtitle = digest_words.subtitle_of(room, digest.period, errand.day)
        await digest_covers.ask(salon, db, view, subtitle, board, order, run_at=errand.until)


async def _ask_host(salon: Salon, errand: Errand, host: Host) -> tuple[list[int], str]:
    """Return what the host says about the best posts as they stand now, and which those were."""
    async with salon.read() as db:
        digest = await db.get(Digest, errand.digest)
        known = select(DigestIssue.id).where(
            DigestIssue.digest_id == errand.digest, DigestIssue.period_key == errand.key
        )
        if digest is None or await db.scalar(known) is not None:
            return [], ""
        room = await db.get_one(Room, digest.room_id)
        places = await digest_board.best_of(db, digest, await _span_of(db, digest, errand))
    if not places:
        return [], ""
    return _numbers(places), await host(room, places, errand.digest * 1000 + errand.day.toordinal())


def _numbers(places: Sequence[Entry]) -> list[int]:
    return [entry.post.id for entry in places]


async def _span_of(db: AsyncSession, digest: Digest, errand: Errand) -> Span:
    """Return whose posts count: those since the time before, or since the last issue where the hour was changed meanwhile."""
    before = select(func.max(DigestIssue.until)).where(
        DigestIssue.digest_id == digest.id, DigestIssue.until < errand.until, DigestIssue.period_key != errand.key
    )
    last = await db.scalar(before)
    recent = last is not None and last > errand.begin - digest_times.SPANS[digest.period]
    return Span(last if last is not None and recent else errand.begin, errand.until)


async def _guard(db: AsyncSession, digest: Digest, errand: Errand, now: datetime) -> int | None:
    """Write the row that stands for the period; None where it stands already, so that the period is over and done."""
    row = {"room_id": digest.room_id, "digest_id": digest.id, "period_key": errand.key}
    row |= {"until": errand.until, "shown": 0, "at": now}
    written: int | None = await db.scalar(
        insert(db, DigestIssue).values(**row).on_conflict_do_nothing().returning(DigestIssue.id)
    )
    return written


async def _claim(db: AsyncSession, digest: Digest, span: Span, issue: int) -> list[Entry]:
    """Return a digest's places; a daily one takes its pictures, so that no other daily one of the room shows them."""
    while True:
        places = await digest_board.best_of(db, digest, span)
        if digest.period != "day" or not places:
            return places
        rows = [{"room_id": digest.room_id, "post_id": post, "issue_id": issue} for post in sorted(_numbers(places))]
        fresh = insert(db, DigestEntry).values(rows).on_conflict_do_nothing().returning(DigestEntry.post_id)
        if len((await db.scalars(fresh)).all()) == len(places):
            return places
        await db.execute(delete(DigestEntry).where(DigestEntry.issue_id == issue))  # another took some: choose anew


async def _composed(
    salon: Salon, db: AsyncSession, room: Room, period: str, board: Board, words: str, day: date
) -> PostView:
    host, base_url = await members.the_host(db), salon.settings.base_url
    return digest_words.compose_digest(room, period, board, words, host, day, base_url)


async def preview(
    salon: Salon, db: AsyncSession, digest: Digest, room: Room, remark: Remark, key: str, place: delivery.Place
) -> bool:
    """Have what the digest would be, were it due now, drawn and sent to a place; False if it would be quiet."""
    now = salon.now()
    span = Span(now - digest_times.SPANS[digest.period], now)
    board = await digest_board.board_of(db, digest, span, await digest_board.best_of(db, digest, span))
    if not board.places:
        return False
    day = now.astimezone(ZoneInfo(digest.timezone)).date()
    words = remark(room.language, board.places, int(now.timestamp()) // 3600)
    view = await _composed(salon, db, room, digest.period, board, words, day)
    subtitle = digest_words.subtitle_of(room, digest.period, day)
    await digest_covers.ask(salon, db, view, subtitle, board, digest_covers.Order(room, key, place))
    return True


async def pin(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `pin` job: pin a digest's message in place of the one before; where we may not, the room is told once."""
    args = held[0].args
    async with salon.read() as db:
        room, digest = await db.get_one(Room, args["room"]), await db.get(Digest, args["digest"])
    if digest is None or digest.pinned == args["message"]:
        return
    try:
        await delivery.platform_of(salon, room).pin(
            Envelope(room.address, thread=room.thread), args["message"], digest.pinned
        )
    except NotAllowed:
        await _tell_once(salon, room)
        return
    except Gone:
        log.info("a digest of room %s was gone before it was pinned", room.id)
        return
    async with salon.begin() as db:
        await db.execute(update(Digest).where(Digest.id == digest.id).values(pinned=args["message"]))


async def _tell_once(salon: Salon, room: Room) -> None:
    """Say in a room, once, what lets us pin its digests."""
    async with salon.begin() as db:
        here = await db.get_one(Room, room.id)
        if here.hints.get("pins"):
            return
        here.hints = {**here.hints, "pins": True}
        told = translator(here.language)(
            _("I may not pin digests here, so they come unpinned. /setup says how to let me.")
        )
        place = delivery.Place(thread=here.thread, unasked=True)
        view = PostView(told, language=here.language, tone="notice")
        await delivery.say(db, here, view, now=salon.now(), key=f"pins:{here.id}", place=place)
