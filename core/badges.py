"""Badges: what a room's week has shown, worked out once it is over, each given once.

*First* is the author of the week's best liked picture, *remixed* of the one that most other people remixed. Of equals the
earlier picture wins, so that the same votes always give the same badges.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import delivery, feed, jobs
from core.db import insert
from core.models.boards import Badge
from core.models.people import Member
from core.models.posts import Post, Rank
from core.models.rooms import Room
from core.models.work import Job
from core.orders import DAY
from core.ports import PostView
from core.rooms import local_time
from core.salon import Salon
from core.text import short
from core.words import _, translator

HOUR = 9
"""The local hour of Monday at which the week before is settled: Sunday night's pictures have been seen by then."""
LEAST = 2
"""Likes or remixers that a badge needs: what one friend liked is no contest."""
WEEK = timedelta(days=7)
MOST_SHOWN = 24


@dataclass(frozen=True, slots=True)
class Held:
    """A badge as shown on a profile; `post` is the picture that won it, None if that is out of sight now."""

    badge: Badge
    post: Post | None


async def schedule_badges(db: AsyncSession, now: datetime) -> None:
    """Write a job for every room whose week is over and had pictures, from Monday morning till Tuesday night."""
    since = (now - WEEK - timedelta(days=2)).timestamp()
    busy = exists().where(Rank.room_id == Room.id, Rank.listed, Rank.day >= int(since // DAY))
    due: dict[str, dict[str, Any]] = {}
    for room in await db.scalars(select(Room).where(Room.open, Room.kind != "direct", busy)):
        local = local_time(room, now)
        if (local.weekday() == 0 and local.hour >= HOUR) or local.weekday() == 1:
            monday = local.date() - timedelta(days=local.weekday() + 7)
            key = f"badges:{room.id}:{period_of(monday)}"
            due[key] = {"room": room.id, "monday": monday.isoformat(), "key": key}
    for key in due.keys() - await jobs.written(db, due):
        await jobs.enqueue(db, "badges", due[key], now=now, unique_key=key)


def period_of(monday: date) -> str:
    """Name a week as calendars do, like 2026-W47."""
    year, week, _day = monday.isocalendar()
    return f"{year}-W{week:02}"


async def award(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `badges` job: give a room's badges of a week and say so in one line; what was given before stays."""
    args, now = held[0].args, salon.now()
    async with salon.begin() as db:
        room = await db.get_one(Room, args["room"])
        monday = date.fromisoformat(args["monday"])
        winners = await _winners(db, room, monday, now)
        fresh = [one for one in winners if await _give(db, room, one, period_of(monday), now)]
        quiet = room.quiet_until is not None and room.quiet_until > now
        if fresh and not quiet:
            place = delivery.Place(thread=room.thread, unasked=True)
            view = PostView(_told(room, monday, fresh), language=room.language)
            await delivery.say(db, room, view, now=now, key=args["key"], place=place)


Winner = tuple[str, Post, Member, int]


async def _winners(db: AsyncSession, room: Room, monday: date, now: datetime) -> list[Winner]:
    zone = ZoneInfo(room.timezone)
    start, end = (
        datetime.combine(day, time(), zone).timestamp() for day in (monday, monday + WEEK)
    )  # by the room's own midnights, so a week of summer time may be an hour longer
    shown = feed.visible(now, feed.Scope(room=room, level=room.level))
    rows = select(Post, Member, Rank.score).join(Rank, Rank.post_id == Post.id)
    best = rows.join(Member, Member.id == Post.author_id)
    best = best.where(*shown, Rank.epoch >= start, Rank.epoch < end, Rank.score >= LEAST)
    first = (await db.execute(best.order_by(Rank.score.desc(), Post.id).limit(1))).first()
    remixed = (await db.execute(_most_remixed(shown, start, end))).first()
    found: list[Winner] = [("first", *first)] if first else []
    return found + ([("remixed", *remixed)] if remixed else [])


def _most_remixed(shown: Sequence[Any], start: float, end: float) -> Any:
    """Return what finds the post here that most people but its author remixed within a time."""
    child, theirs, remixer = aliased(Post), aliased(Rank), aliased(Member)
    people = func.count(child.author_id.distinct())
    rows = select(Post, Member, people.label("people")).join(Rank, Rank.post_id == Post.id)
    rows = rows.join(Member, Member.id == Post.author_id).join(child, child.parent_id == Post.id)
    rows = rows.join(theirs, theirs.post_id == child.id).join(remixer, remixer.id == child.author_id)
    rows = rows.where(*shown, theirs.listed, theirs.epoch >= start, theirs.epoch < end)
    rows = rows.where(remixer.kind == "person", child.author_id != Post.author_id)
    rows = rows.group_by(Post.id, Member.id).having(people >= LEAST)
    return rows.order_by(people.desc(), Post.id).limit(1)


async def _give(db: AsyncSession, room: Room, winner: Winner, period: str, now: datetime) -> bool:
    """Give one badge; False if the room had that one of this week already."""
    kind, post, author, count = winner
    row = {"member_id": author.id, "room_id": room.id, "post_id": post.id, "kind": kind, "period": period}
    given = insert(db, Badge).values(**row, count=count, at=now).on_conflict_do_nothing().returning(Badge.id)
    return await db.scalar(given) is not None


def _told(room: Room, monday: date, winners: Sequence[Winner]) -> str:
    say = translator(room.language)
    head = say(_("🏅 Week {week} here")).format(week=monday.isocalendar().week)
    lines = [
        say(TOLD[kind]).format(name=author.named(room.language), prompt=short(post.prompt, 60), count=count)
        for kind, post, author, count in winners
    ]
    return "\n".join([head, *lines])


TOLD = {
    "first": _("First of the week: “{prompt}” by {name} (❤ {count})"),
    "remixed": _("Most remixed: “{prompt}” by {name} (by {count} people)"),
}
NAMES = {"first": _("First of the week"), "remixed": _("Most remixed")}
SIGNS = {"first": "🥇", "remixed": "🔁"}


async def badges_of(db: AsyncSession, member: Member, now: datetime) -> list[Held]:
    """Return a member's badges, the newest first; the picture only while feeds may show it."""
    own = select(Badge).where(Badge.member_id == member.id).order_by(Badge.period.desc(), Badge.id.desc())
    found = (await db.scalars(own.limit(MOST_SHOWN))).all()
    numbers = [badge.post_id for badge in found if badge.post_id]
    seen = {post.id: post for post, _author, _rank in await feed.read(db, numbers, now, feed.EVERYTHING)}
    return [Held(badge, seen.get(badge.post_id or 0)) for badge in found]


async def erase_badges(db: AsyncSession, member: Member) -> None:
    """Drop a member's badges."""
    await db.execute(delete(Badge).where(Badge.member_id == member.id))


async def join(db: AsyncSession, gone: Member, kept: Member) -> None:
    """Make a member's badges another's."""
    await db.execute(update(Badge).where(Badge.member_id == gone.id).values(member_id=kept.id))


async def exported(db: AsyncSession, member: Member) -> list[dict[str, Any]]:
    """Return a member's badges as JSON values."""
    own = await db.scalars(select(Badge).where(Badge.member_id == member.id).order_by(Badge.id))
    return [{"what": one.kind, "week": one.period, "count": one.count, "at": one.at.isoformat()} for one in own]
