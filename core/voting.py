"""Voting: one standing value per member and post. Counters follow by the database's own triggers."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import ballots, delivery, views
from core.db import insert
from core.errors import SalonError
from core.models.making import Pick
from core.models.people import Member
from core.models.posts import Copy, Mark, Post, Rank, Vote
from core.models.rooms import Room

LIKES = frozenset(["❤", "❤️", "👍", "🔥", "😍", "🏆"])
DISLIKES = frozenset(["👎", "💔"])


async def cast_vote(db: AsyncSession, voter: Member, post: Post, value: int, *, stamp: datetime, now: datetime) -> None:
    """Record `value` (-1, 0 or 1) as the voter's only vote on a post, unless a later one stands.

    A persona's opinion is no vote: it changes nothing.
    """
    (answer,) = await ballots.cast_all(db, [ballots.Ballot(post.id, voter.id, value, stamp)], now)
    if isinstance(answer, SalonError):
        raise answer


async def pick(
    db: AsyncSession, member: Member, post: Post, n: int, now: datetime, *, copy: Copy | None = None
) -> None:
    """Record which of a post's pictures a member likes best, and from what they chose; the author may pick too.

    `copy`: the message it was chosen at. A picture that the post does not have is no choice.
    """
    order = views.shown_order(post, await views.numbers_of(db, post.creation_id))
    if n not in order:
        return
    choice = {"picture_n": n, "consent": member.training, "at": now, "shown": {"order": order}}
    choice |= {"room_id": copy.room_id if copy else None, "copy_id": copy.id if copy else None}
    upsert = insert(db, Pick).values(post_id=post.id, member_id=member.id, **choice)
    pair = [Pick.post_id, Pick.member_id]
    await db.execute(upsert.on_conflict_do_update(index_elements=pair, set_=choice, where=Pick.picture_n != n))
    await delivery.refresh_copies(db, post, now)


async def mark(db: AsyncSession, member: Member, copy: Copy, emoji: str, *, on: bool, own: dict[str, int]) -> int:
    """Keep one emoji of a member under a copy, or drop it; return what all of theirs there now mean as a vote."""
    if on:
        row = {"copy_id": copy.id, "member_id": member.id, "emoji": emoji[:80]}
        await db.execute(insert(db, Mark).values(**row).on_conflict_do_nothing())
    else:
        one = (Mark.copy_id == copy.id, Mark.member_id == member.id, Mark.emoji == emoji[:80])
        await db.execute(delete(Mark).where(*one))
    return await _marked_value(db, member.id, copy, own)


async def _marked_value(db: AsyncSession, member_id: int, copy: Copy, own: dict[str, int]) -> int:
    kept = select(Mark.emoji).where(Mark.copy_id == copy.id, Mark.member_id == member_id)
    return value_of(frozenset(await db.scalars(kept)), own)


async def set_marks(db: AsyncSession, member: Member, copy: Copy, emojis: frozenset[str]) -> None:
    """Keep exactly these emoji of a member under a copy."""
    await db.execute(delete(Mark).where(Mark.copy_id == copy.id, Mark.member_id == member.id))
    for emoji in emojis:
        db.add(Mark(copy_id=copy.id, member_id=member.id, emoji=emoji[:80]))
    await db.flush()


async def clear_marks(
    db: AsyncSession, room: Room, message_id: str, emoji: str, *, stamp: datetime, now: datetime
) -> None:
    """Drop all emoji under a message (or all of one kind), and the votes they were."""
    copy = await db.scalar(select(Copy).where(Copy.room_id == room.id, Copy.message_id == message_id))
    if copy is None:
        return
    post = await db.scalar(select(Post).where(Post.creation_id == copy.creation_id))
    there = delete(Mark).where(Mark.copy_id == copy.id)
    gone = await db.scalars((there.where(Mark.emoji == emoji) if emoji else there).returning(Mark.member_id))
    for number in sorted(set(gone)):
        value = await _marked_value(db, number, copy, room.reactions)
        member = await db.get_one(Member, number)
        if post is not None and member.id != post.author_id:
            await cast_vote(db, member, post, value, stamp=stamp, now=now)


async def note_totals(db: AsyncSession, room: Room, message_id: str, counts: dict[str, int], now: datetime) -> None:
    """Keep how many of each reaction a channel's message has: a total of the channel's own, and nobody's votes."""
    shown = update(Copy).where(Copy.room_id == room.id, Copy.message_id == message_id)
    await db.execute(shown.values(tally={"at": now.isoformat(), "counts": counts}))


async def score_of(db: AsyncSession, post: Post) -> int:
    """Return a post's score as it stands: likes less dislikes."""
    return await db.scalar(select(Rank.score).where(Rank.post_id == post.id)) or 0


async def vote_of(db: AsyncSession, member: Member, post: Post) -> int:
    """Return a member's standing vote on a post, 0 for none."""
    return await db.scalar(select(Vote.value).where(Vote.post_id == post.id, Vote.member_id == member.id)) or 0


def value_of(emojis: frozenset[str], own: dict[str, int] | None = None) -> int:
    """Read all of a member's reactions on one message as a vote; `own` are values a room gave to emoji itself."""
    chosen = own or {}
    values = {chosen.get(emoji, 1 if emoji in LIKES else -1 if emoji in DISLIKES else 0) for emoji in emojis}
    return 1 if 1 in values else -1 if -1 in values else 0


async def cover_of(db: AsyncSession, post: Post) -> int:
    """Return the number of a post's most picked picture, the first of equals."""
    counted = select(Pick.picture_n).where(Pick.post_id == post.id).group_by(Pick.picture_n)
    return await db.scalar(counted.order_by(func.count().desc(), Pick.picture_n).limit(1)) or 1


async def unpick(db: AsyncSession, member: Member, post: Post, now: datetime) -> None:
    """Take a member's pick back; none is fine."""
    gone = delete(Pick).where(Pick.post_id == post.id, Pick.member_id == member.id).returning(Pick.post_id)
    if await db.scalar(gone) is not None:
        await delivery.refresh_copies(db, post, now)
