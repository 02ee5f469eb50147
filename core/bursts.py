"""Bursts: many votes on one post, within minutes, from accounts with no history. They are held, and shown to admins."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.errors import BurstWaits
from core.models.fairness import Burst
from core.models.making import Creation
from core.models.people import Member
from core.models.posts import FRESH, OUT, TRUSTED, WAITS, Deed, Post, Rank, Vote
from core.models.rooms import Line, Room

LEAST = 8
SPAN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Held:
    """A burst as an admin sees it: the post, since when it is held, and how many votes wait."""

    post: Post
    at: datetime
    votes: int


async def hold_new(db: AsyncSession, posts: Mapping[int, int], stamps: Sequence[datetime], now: datetime) -> set[int]:
    """Hold the bursts that votes with these stamps complete on posts (with their rooms); return those posts."""
    found = await _of_strangers(db, posts, min(stamps) - SPAN, max(stamps) + SPAN)
    begun = {post: first for post, moments in found.items() if (first := _first_of_many(moments)) is not None}
    for post, first in begun.items():
        row = {"post_id": post, "room_id": posts[post], "state": "held", "at": now}
        await db.execute(insert(db, Burst).values(**row).on_conflict_do_nothing())
        votes = update(Vote).where(Vote.post_id == post, Vote.standing == TRUSTED)
        votes = votes.where(Vote.stamp.between(first, first + SPAN)).values(standing=WAITS)
        await db.execute(votes.execution_options(synchronize_session=False))
        db.add(Deed(kind="burst", room_id=posts[post], about={"post": post}, at=now))
    return set(begun)


async def _of_strangers(
    db: AsyncSession, posts: Collection[int], first: datetime, last: datetime
) -> dict[int, list[datetime]]:
    """Return by post when people voted on it who had done nothing else until SPAN before, the earliest first."""
    made = select(func.min(Creation.requested_at)).where(Creation.member_id == Vote.member_id).scalar_subquery()
    said = select(func.min(Line.at)).where(Line.member_id == Vote.member_id).scalar_subquery()
    other = Vote.__table__.alias("other")
    voted = select(func.min(other.c.stamp)).where(other.c.member_id == Vote.member_id, other.c.post_id != Vote.post_id)
    rows = select(Vote.post_id, Vote.stamp, made, said, voted.scalar_subquery())
    rows = rows.where(Vote.post_id.in_(posts), FRESH, Vote.standing >= WAITS, Vote.value != 0)
    rows = rows.where(Vote.stamp.between(first, last)).order_by(Vote.stamp)
    found: dict[int, list[datetime]] = {}
    for post, stamp, *deeds in (await db.execute(rows)).all():
        if all(deed is None or deed >= stamp - SPAN for deed in deeds):
            found.setdefault(post, []).append(stamp)
    return found


def _first_of_many(moments: Sequence[datetime]) -> datetime | None:
    """Return the first of LEAST moments that lie within SPAN, None if there are no so many."""
    pairs = zip(moments, moments[LEAST - 1 :], strict=False)
    return next((first for first, last in pairs if last - first <= SPAN), None)


async def held_in(db: AsyncSession, room: Room, most: int = 5) -> Sequence[Held]:
    """Return the bursts on a room's posts that nobody has decided about, the newest first."""
    votes = select(func.count()).where(Vote.post_id == Burst.post_id, FRESH, Vote.standing == WAITS, Vote.value != 0)
    rows = select(Post, Burst.at, votes.scalar_subquery()).join(Burst, Burst.post_id == Post.id)
    rows = rows.where(Burst.room_id == room.id, Burst.state == "held", Post.visibility != "deleted")
    return [Held(*row) for row in (await db.execute(rows.order_by(Burst.at.desc()).limit(most))).all()]


async def decide(db: AsyncSession, admin: Member, post: Post, *, release: bool, now: datetime) -> bool:
    """Let a held burst count, or keep it out; False if there is nothing to decide, BurstWaits for who can't be impartial.

    Anybody can open a room, run it and fill it with accounts: so letting votes count takes a known person, in a room
    that knows others, who did not make the picture.
    """
    await db.execute(select(Rank.post_id).where(Rank.post_id == post.id).with_for_update(key_share=True))
    burst = await db.get(Burst, post.id, populate_existing=True)
    if burst is None or burst.state != "held":
        return False
    room = await db.get_one(Room, burst.room_id)
    if release and not (admin.known and room.settled and admin.id not in (post.author_id, post.partner_id)):
        raise BurstWaits
    burst.state = "released" if release else "discarded"
    votes = update(Vote).where(Vote.post_id == post.id, Vote.standing == WAITS)
    votes = votes.values(standing=TRUSTED if release else OUT)
    await db.execute(votes.execution_options(synchronize_session=False))
    about = {"post": post.id, "counts": release}
    db.add(Deed(kind="burst-decided", member_id=admin.id, room_id=room.id, about=about, at=now))
    await db.flush()
    return True
