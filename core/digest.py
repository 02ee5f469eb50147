"""Digests: a room's best pictures, once per period, at the room's own local hour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery, jobs, members, views
from core.db import insert
from core.errors import UnknownChoice
from core.members import speaker_of
from core.models.people import Member
from core.models.posts import Post, Rank
from core.models.rooms import Digest, DigestEntry, DigestIssue, Room
from core.models.work import Job
from core.ports import Button, PictureView, PostView, Speaker
from core.salon import Salon
from core.text import short
from core.words import _, translator

PERIODS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
CATCH_UP = timedelta(days=1)
MOST_PICTURES = 9

VIEW: TypeAdapter[PostView] = TypeAdapter(PostView)
Remark = Callable[[str, Sequence["Entry"], int], str]
"""What the host says of a period: (language, entries in order, seed) -> a line or two, perhaps empty."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a digest: the post, its author's name in the room's language, and its score."""

    post: Post
    author: Member
    score: int
    cover: PictureView | None


async def set_digest(
    db: AsyncSession, room: Room, period: str, hour: int, minute: int, size: int, now: datetime
) -> Digest:
    """Choose when a room's digest of a period comes; one per period, changed in place."""
    if period not in PERIODS:
        raise UnknownChoice(value=period[:20], choices=", ".join(PERIODS))
    digest = await db.scalar(select(Digest).where(Digest.room_id == room.id, Digest.period == period))
    if digest is None:
        digest = Digest(room_id=room.id, period=period, since=now)
        db.add(digest)
    digest.hour, digest.minute, digest.size, digest.active = hour, minute, size, True
    await db.flush()
    return digest


async def digests_of(db: AsyncSession, room: Room) -> Sequence[Digest]:
    """Return a room's digests, active or paused."""
    return (await db.scalars(select(Digest).where(Digest.room_id == room.id).order_by(Digest.id))).all()


def due_at(digest: Digest, room: Room, now: datetime) -> tuple[str, datetime]:
    """Return the key and the moment of the latest period that has come due: daily, on Mondays, or on the first.

    A local time that a night of summer time leaves out comes an hour later; one that comes twice is taken the first time.
    """
    zone = ZoneInfo(room.timezone)
    day = now.astimezone(zone).date()
    while True:
        fits = digest.period == "day" or (digest.period == "week" and day.weekday() == 0) or day.day == 1
        due = datetime(day.year, day.month, day.day, digest.hour, digest.minute, tzinfo=zone)
        if fits and due <= now:
            return day.isoformat(), due
        day -= timedelta(days=1)


async def schedule_digests(db: AsyncSession, now: datetime) -> None:
    """Write a job for every digest whose local hour has come within the last day. Safe in any number of clocks."""
    rows = await db.execute(select(Digest, Room).join(Room, Room.id == Digest.room_id).where(Digest.active, Room.open))
    for digest, room in rows.all():
        key, due = due_at(digest, room, now)
        if due > digest.since and now - due < CATCH_UP:
            name = f"digest:{digest.id}:{key}"
            await jobs.enqueue(db, "digest", {"digest": digest.id, "period": key}, now=now, unique_key=name)


async def post_digest(salon: Salon, held: Sequence[Job], remark: Remark) -> None:
    """Do a `digest` job: choose, compose and send, at most once per period; a quiet period sends nothing."""
    args, now = held[0].args, salon.now()
    async with salon.begin() as db:
        digest = await db.get_one(Digest, args["digest"])
        row = {"digest_id": digest.id, "period_key": args["period"], "at": now}
        issue = await db.scalar(
            insert(db, DigestIssue).values(**row).on_conflict_do_nothing().returning(DigestIssue.id)
        )
        if issue is None:
            return
        room = await db.get_one(Room, digest.room_id)
        entries = await best_of(db, room, digest, now)
        if not entries:
            return
        if digest.period == "day":
            places = enumerate(entries, start=1)
            db.add_all(DigestEntry(issue_id=issue, post_id=entry.post.id, place=place) for place, entry in places)
        line = remark(room.language, entries, issue)
        view = compose_digest(
            room, digest.period, entries, line, await members.the_host(db), now, salon.settings.base_url
        )
        salon.shown.add(tuple(entry.post.id for entry in entries), "digest", room.id)
        place = delivery.Place(thread=room.thread, unasked=True)
        await show(db, room, view, entries, now=now, key=f"digest:{digest.id}:{args['period']}", place=place)


async def show(
    db: AsyncSession,
    room: Room,
    view: PostView,
    entries: Sequence[Entry],
    *,
    now: datetime,
    key: str,
    place: delivery.Place,
) -> None:
    """Have a digest's cover drawn and the digest sent with it; a second call with this key adds nothing."""
    title, _head, date = view.text.partition("\n")[0].partition(f" · {room.title or room.address} · ")
    places = [
        {"picture": entry.cover.preview, "author": entry.author.named(room.language), "likes": entry.score}
        for entry in entries
        if entry.cover
    ]
    args = {"room": room.id, "view": VIEW.dump_python(view, mode="json"), "key": key, "places": places}
    args |= {"title": room.title or room.address, "subtitle": f"{title} · {date}"}
    args |= {"only_for": place.only_for, "thread": place.thread, "answering": place.answering, "unasked": place.unasked}
    await jobs.enqueue(db, "cover", args, now=now, unique_key=f"cover:{key}")


async def best_of(db: AsyncSession, room: Room, digest: Digest, now: datetime) -> list[Entry]:
    """Return a room's top posts of a digest's period, without those that an earlier daily digest showed."""
    since = (now - PERIODS[digest.period]).timestamp()
    shown = select(DigestEntry.post_id).join(DigestIssue).where(DigestIssue.digest_id == digest.id)
    chosen = select(Post, Member, Rank).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    chosen = chosen.where(Post.room_id == room.id, Rank.listed, Rank.epoch >= since, Rank.score >= digest.least_votes)
    if digest.period == "day":
        chosen = chosen.where(Post.id.not_in(shown))
    rows = (
        await db.execute(chosen.order_by(Rank.score.desc(), Post.id.desc()).limit(min(digest.size, MOST_PICTURES)))
    ).all()
    return [Entry(post, author, rank.score, await cover_of(db, post)) for post, author, rank in rows]


async def cover_of(db: AsyncSession, post: Post) -> PictureView | None:
    """Return a post's most picked picture, the first of equals; None if it has no pictures."""
    pictures = await views.pictures_of(db, post.creation_id)
    picks = await views.picks_of(db, post)
    best = max(pictures, key=lambda picture: (picks.get(picture.n, 0), -picture.n), default=None)
    return views.picture_view(best) if best else None


def compose_digest(
    room: Room, period: str, entries: Sequence[Entry], remark: str, host: Member | None, now: datetime, base_url: str
) -> PostView:
    """Return a period's best posts as one message."""
    say = translator(room.language)
    titles = {"day": _("Best of the day"), "week": _("Best of the week"), "month": _("Best of the month")}
    date = now.astimezone(ZoneInfo(room.timezone)).strftime("%Y-%m-%d")
    head = f"{say(titles[period])} · {room.title or room.address} · {date}"
    speaker = speaker_of(host, room.language) if host else None
    return _board(room, [head, *([remark] if remark else [])], entries, base_url, speaker)


def compose_roundup(room: Room, pace: str, entries: Sequence[Entry], now: datetime, base_url: str) -> PostView:
    """Return what those whom a room follows have posted as one message."""
    say = translator(room.language)
    titles = {"daily": _("New today by those you follow"), "weekly": _("New this week by those you follow")}
    date = now.astimezone(ZoneInfo(room.timezone)).strftime("%Y-%m-%d")
    return _board(room, [f"{say(titles[pace])} · {date}"], entries, base_url, None)


def _board(room: Room, head: list[str], entries: Sequence[Entry], base_url: str, speaker: Speaker | None) -> PostView:
    places = [
        f"{place}. {short(entry.post.prompt, 80)} — {entry.author.named(room.language)} (❤ {entry.score})"
        for place, entry in enumerate(entries, start=1)
    ]
    links = tuple(
        Button(f"{place} ↗", url=f"{base_url}/p/{entry.post.code}", hint=entry.post.prompt[:80])
        for place, entry in enumerate(entries, start=1)
    )
    rows = tuple(links[start : start + 5] for start in range(0, len(links), 5))
    text = "\n".join([*head, "", *places])
    pictures = tuple(entry.cover for entry in entries if entry.cover)
    return PostView(text, speaker, pictures, rows, language=room.language, tone="digest")


async def preview(
    db: AsyncSession, room: Room, period: str, remark: Remark, now: datetime, base_url: str
) -> tuple[PostView, Sequence[Entry]] | None:
    """Return what the digest would be now and its entries, or None if it would be quiet."""
    if period not in PERIODS:
        raise UnknownChoice(value=period[:20], choices=", ".join(PERIODS))
    digest = await db.scalar(select(Digest).where(Digest.room_id == room.id, Digest.period == period))
    wish = digest or Digest(id=0, room_id=room.id, period=period, size=5, least_votes=1, since=now)
    entries = await best_of(db, room, wish, now)
    if not entries:
        return None
    line = remark(room.language, entries, int(now.timestamp()) // 3600)
    return compose_digest(room, period, entries, line, await members.the_host(db), now, base_url), entries
