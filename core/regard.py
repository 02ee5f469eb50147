"""Regard: what a persona's own posts earned in a room, and who was there to see them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.models.people import Member
from core.models.posts import Post, Rank, Vote
from core.models.rooms import Line, Room

WATCHED = timedelta(hours=6)
"""How long after a post somebody who speaks or votes there counts as having seen it."""
LATEST = 16


@dataclass(frozen=True, slots=True)
class Regard:
    """One post of a persona: its words, what it earned, and how many people were around."""

    post: Post
    likes: int
    dislikes: int
    replies: int
    seen_by: int


async def earned_by(
    db: AsyncSession, persona: Member, *, room: Room | None = None, after: int = 0, until: datetime | None = None
) -> list[Regard]:
    """Return what a persona's latest public posts earned, oldest first: in a room or anywhere, after a post's number."""
    own = select(Post, Rank.up, Rank.down).join(Rank, Rank.post_id == Post.id)
    own = own.where(Post.author_id == persona.id, Rank.listed, Post.id > after)
    if room is not None:
        own = own.where(Post.room_id == room.id)
    if until is not None:
        own = own.where(Post.created_at <= until)
    order = Post.id if after else Post.id.desc()
    rows = sorted((await db.execute(own.order_by(order).limit(LATEST))).all(), key=lambda row: row[0].id)
    return [
        Regard(post, up, down, await _replies(db, post, persona), await _audience(db, post)) for post, up, down in rows
    ]


async def _replies(db: AsyncSession, post: Post, persona: Member) -> int:
    said = select(Line.id).join(Member, Member.id == Line.member_id)
    said = said.where(Line.post_id == post.id, Member.kind == "person", Line.room_id == post.room_id)
    remixed = select(Post.id).where(Post.parent_id == post.id, Post.author_id != persona.id)
    return len((await db.scalars(said)).all()) + len((await db.scalars(remixed)).all())


async def _audience(db: AsyncSession, post: Post) -> int:
    """Count the people who spoke in the room, painted there or voted on the post while it was fresh."""
    end = post.created_at + WATCHED
    spoke = select(Line.member_id).join(Member, Member.id == Line.member_id).where(Member.kind == "person")
    spoke = spoke.where(
        Line.room_id == post.room_id, Line.at >= post.created_at - timedelta(minutes=10), Line.at <= end
    )
    painted = select(Post.author_id).join(Member, Member.id == Post.author_id).where(Member.kind == "person")
    painted = painted.where(Post.room_id == post.room_id, Post.created_at >= post.created_at, Post.created_at <= end)
    voted = select(Vote.member_id).where(Vote.post_id == post.id, Vote.value != 0)
    people: set[int] = set()
    for found in (spoke.distinct().limit(50), painted.distinct().limit(50), voted.limit(50)):
        people |= set(await db.scalars(found))
    return len(people)
