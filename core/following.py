"""Following: new posts find the rooms that wished for them, each at once or as a daily or weekly round-up."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery, jobs
from core.digest_board import Entry, cover_of
from core.digest_words import compose_roundup
from core.models.making import Creation
from core.models.people import Member, Subscription
from core.models.posts import Post, Rank
from core.models.rooms import Room
from core.models.work import Job
from core.rooms import local_time
from core.salon import Salon

HOUR = 18
SPANS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
MOST = 9


async def spread(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `spread` job: give a new public post a copy in every room that follows its author. Safe to repeat."""
    async with salon.begin() as db:
        post = await db.get(Post, held[0].args["post"])
        if post is None or post.visibility != "public":
            return
        creation = await db.get_one(Creation, post.creation_id)
        chosen = select(Room).join(Subscription, Subscription.room_id == Room.id)
        chosen = chosen.where(Subscription.followed_id == post.author_id, Subscription.pace == "each", Room.open)
        for room in await db.scalars(chosen.where(Room.id != post.room_id)):
            place = delivery.Place(thread=room.thread, unasked=True)
            await delivery.open_copy(db, creation, room, salon.now(), place)


async def schedule_roundups(db: AsyncSession, now: datetime) -> None:
    """Write a job for every room whose round-up has come due: at six in the evening, weekly ones on Mondays."""
    pairs = select(Room, Subscription.pace).join(Subscription, Subscription.room_id == Room.id)
    for room, pace in (await db.execute(pairs.where(Room.open, Subscription.pace != "each").distinct())).all():
        local = local_time(room, now)
        if local.hour != HOUR or (pace == "weekly" and local.weekday() != 0):
            continue
        key = f"roundup:{room.id}:{pace}:{local.date().isoformat()}"
        await jobs.enqueue(db, "roundup", {"room": room.id, "pace": pace, "key": key}, now=now, unique_key=key)


async def post_roundup(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `roundup` job: send a room the best of what those it follows posted; nothing after a quiet time."""
    args, now = held[0].args, salon.now()
    async with salon.begin() as db:
        room = await db.get_one(Room, args["room"])
        since = (now - SPANS[args["pace"]]).timestamp()
        entries = await _best(db, room, args["pace"], since)
        if entries:
            view = compose_roundup(room, args["pace"], entries, now, salon.settings.base_url)
            place = delivery.Place(thread=room.thread, unasked=True)
            await delivery.say(db, room, view, now=now, key=args["key"], place=place)


async def _best(db: AsyncSession, room: Room, pace: str, since: float) -> list[Entry]:
    followed = select(Subscription.followed_id).where(Subscription.room_id == room.id, Subscription.pace == pace)
    chosen = select(Post, Member, Rank).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    chosen = chosen.where(Rank.listed, Rank.epoch >= since, Post.author_id.in_(followed), Post.room_id != room.id)
    rows = (await db.execute(chosen.order_by(Rank.score.desc(), Post.id.desc()).limit(MOST))).all()
    return [Entry(post, author, rank.score, await cover_of(db, post)) for post, author, rank in rows]
