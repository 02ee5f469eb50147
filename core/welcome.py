"""Welcome: a newcomer with a little history becomes known, and all they voted for counts at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import delivery
from core.ballots import VOTES
from core.db import ring_after
from core.models.making import Creation
from core.models.people import Member
from core.models.posts import KNOWN, TRUSTED, WAITS, Post, Rank, Vote
from core.models.rooms import Line
from core.models.work import Job
from core.salon import Salon
from core.standing import AGE, DEEDS

SHOWN_ANEW = 50


async def look(salon: Salon, held: Sequence[Job]) -> None:
    """Do a `welcome` job: let a member be known who has earned it. Safe to repeat; one who is gone is nobody."""
    async with salon.begin() as db:
        member = await db.get(Member, held[0].args["member"])
        if member is not None:
            await welcome(db, member, salon.now())


async def welcome(db: AsyncSession, member: Member, now: datetime) -> bool:
    """Let a person who has earned it be known; say whether they are."""
    if member.known or await _has_history(db, member, now):
        await let_count(db, member, now)
    return member.known


async def let_count(db: AsyncSession, member: Member, now: datetime) -> None:
    """Make a person known: their votes that waited count from now on, but for those that an admin kept out."""
    waits = (Vote.member_id == member.id, Vote.standing.in_((WAITS, TRUSTED)))
    # Ranks, then the member, then the votes: the order in which a ballot comes to them, so that neither blocks the other.
    ranks = select(Rank.post_id).where(Rank.post_id.in_(select(Vote.post_id).where(*waits))).order_by(Rank.post_id)
    numbers = list(await db.scalars(ranks.with_for_update(key_share=True)))
    await db.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    member.known = True
    await db.flush()
    count = update(Vote).where(*waits, Vote.post_id.in_(numbers)).values(standing=KNOWN)
    await db.execute(count.execution_options(synchronize_session=False))
    if numbers:
        await delivery.refresh_posts(db, numbers[-SHOWN_ANEW:], now)
        ring_after(db, VOTES)


async def _has_history(db: AsyncSession, member: Member, now: datetime) -> bool:
    if member.kind != "person" or member.created_at > now - AGE:
        return False
    deeds = await _last_deeds(db, member)
    return len(deeds) >= DEEDS and max(deeds) >= member.created_at + AGE


async def _last_deeds(db: AsyncSession, member: Member) -> list[datetime]:
    """Return when a member last asked for pictures, said something, and voted for one more author; DEEDS of each at most."""
    asked = select(Creation.requested_at).where(Creation.member_id == member.id).order_by(Creation.id.desc())
    said = select(Line.at).where(Line.member_id == member.id).order_by(Line.id.desc())
    last = func.max(Vote.stamp)
    voted = select(last).join(Post, Post.id == Vote.post_id).where(Vote.member_id == member.id, Vote.value != 0)
    voted = voted.group_by(Post.author_id).order_by(last.desc())
    return [moment for query in (asked, said, voted) for moment in await db.scalars(query.limit(DEEDS))]
