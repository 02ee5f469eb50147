"""Standing: whose votes count in public at once, and whose wait until we know them. docs/fair-votes.md says it in plain words.

A person is known once AGE has gone by since we first met and they did DEEDS things, one of them after that: a picture
asked for, a line said, a vote for one more author. While a room has seen fewer than SETTLED known people nobody could tell
a stranger from a friend there, so newcomers' votes count at once, up to MOST_TRUSTED on a post.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import bursts, jobs
from core.models.fairness import Burst
from core.models.people import Member
from core.models.posts import FRESH, TRUSTED, WAITS, Post, Vote
from core.models.rooms import Room
from core.presence import people_in

AGE = timedelta(days=1)
DEEDS = 3
SETTLED = 5
MOST_TRUSTED = 12
Key = tuple[int, int]
"""A vote's post and member."""


@dataclass(frozen=True, slots=True)
class _Place:
    post_id: int
    room: Room
    burst: str | None


async def settle(db: AsyncSession, cast: Sequence[tuple[int, int, datetime]], now: datetime) -> None:
    """Let those of newcomers' votes (post, member, stamp) count that may at once, and hold what has become a burst.

    They have just been cast in this transaction, which therefore holds the ranks of their posts.
    """
    await _look_again_at(db, {member for _post, member, _stamp in cast}, now)
    rows = select(Post.id, Room, Burst.state).join(Room, Room.id == Post.room_id)
    rows = rows.outerjoin(Burst, Burst.post_id == Post.id).where(Post.id.in_({post for post, _member, _stamp in cast}))
    places = [_Place(*row) for row in (await db.execute(rows)).all()]
    undecided = {place.post_id: place.room.id for place in places if place.burst is None}
    stamps = [stamp for post, _member, stamp in cast if post in undecided]
    held = await bursts.hold_new(db, undecided, stamps, now) if stamps else set()
    trusting = {
        place.post_id: place.burst == "released"
        for place in places
        if place.burst == "released" or (place.burst is None and place.post_id not in held and not place.room.settled)
    }
    keys = [(post, member) for post, member, _stamp in sorted(cast, key=lambda one: one[2]) if post in trusting]
    if keys:
        await _trust(db, keys, {post for post, limitless in trusting.items() if limitless})


async def _trust(db: AsyncSession, keys: Sequence[Key], limitless: Collection[int]) -> None:
    """Let votes that wait count, the earliest first, no more of them on a post than MOST_TRUSTED."""
    pair = tuple_(Vote.post_id, Vote.member_id)
    waiting = select(Vote.post_id, Vote.member_id).where(pair.in_(keys), Vote.standing == WAITS)
    wait = {(post, member) for post, member in (await db.execute(waiting)).all()}
    there = select(Vote.post_id, func.count()).where(Vote.standing == TRUSTED, Vote.value != 0)
    there = there.where(FRESH, Vote.post_id.in_({post for post, _member in keys})).group_by(Vote.post_id)
    trusted: dict[int, int] = dict((await db.execute(there)).all())
    chosen: list[Key] = []
    for post, member in keys:
        if (post, member) in wait and (post in limitless or trusted.get(post, 0) < MOST_TRUSTED):
            trusted[post] = trusted.get(post, 0) + 1
            chosen.append((post, member))
    if chosen:
        count = update(Vote).where(pair.in_(chosen), Vote.standing == WAITS).values(standing=TRUSTED)
        await db.execute(count.execution_options(synchronize_session=False))


async def settle_rooms(db: AsyncSession, most: int = 300) -> None:
    """Note of rooms where newcomers vote whether enough known people have been there, in a transaction of its own.

    Of a direct chat, which has one person, the known people of the whole house are counted.
    """
    voted_in = select(Post.room_id).join(Vote, Vote.post_id == Post.id).where(FRESH)
    young = select(Room.id, Room.kind).where(~Room.settled, Room.id.in_(voted_in)).order_by(func.random()).limit(most)
    known = select(Member.id).where(Member.kind == "person", Member.known).limit(SETTLED)
    settled = []
    for number, kind in (await db.execute(young)).all():
        there = known if kind == "direct" else known.where(Member.id.in_(people_in(number)))
        if len((await db.scalars(there)).all()) == SETTLED:
            settled.append(number)
    await db.execute(update(Room).where(Room.id.in_(settled)).values(settled=True))


async def look_again(db: AsyncSession, member: Member, now: datetime) -> None:
    """Have a newcomer who has just done something looked at anew, if a day has gone by since we met."""
    if member.kind == "person" and not member.known and member.created_at <= now - AGE:
        await jobs.enqueue_pending(db, "welcome", [_to_welcome(member.id, now)], now=now)


async def look_again_at_all(db: AsyncSession, now: datetime, most: int = 500) -> None:
    """Have those looked at whose votes wait although they are known: they voted in the very moment they became so."""
    fresh = select(Vote.member_id).where(FRESH, Vote.standing >= WAITS)
    known = select(Member.id).where(Member.known, Member.id.in_(fresh)).limit(most)
    await jobs.enqueue_pending(db, "welcome", [_to_welcome(n, now) for n in await db.scalars(known)], now=now)


async def _look_again_at(db: AsyncSession, numbers: Collection[int], now: datetime) -> None:
    due = select(Member.id).where(Member.id.in_(numbers), or_(Member.known, Member.created_at <= now - AGE))
    await jobs.enqueue_pending(db, "welcome", [_to_welcome(n, now) for n in await db.scalars(due)], now=now)


def _to_welcome(number: int, now: datetime) -> jobs.Pending:
    return jobs.Pending(f"welcome:{number}", {"member": number}, "", "chores", now)


async def waits(db: AsyncSession, member: Member, post: Post) -> bool:
    """Say whether a member's vote on a post is not in the public score yet."""
    own = select(Vote.standing).where(Vote.post_id == post.id, Vote.member_id == member.id, Vote.value != 0)
    standing = await db.scalar(own)
    return standing is not None and standing <= WAITS


async def waiting_on(db: AsyncSession, post: Post) -> int:
    """Count a post's votes that are not in the public score."""
    waiting = select(func.count()).where(Vote.post_id == post.id, FRESH, Vote.standing <= WAITS)
    return await db.scalar(waiting.where(Vote.value != 0)) or 0
