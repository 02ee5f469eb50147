"""Presence: who was in a room. No chat tells who only looks on, so these are the people who did something there."""

from datetime import datetime

from sqlalchemy import Select, func, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from core.models.making import Creation
from core.models.people import Member
from core.models.posts import Post, Vote
from core.models.rooms import Line

LOOKED_AT = 200
POSTS_LOOKED_AT = 50
VOTES_LOOKED_AT = 2000


def people_in(room_id: int, since: datetime | None = None) -> Select[int]:
    """Select the people who lately said something in a room, asked for a picture, or voted on one of its latest."""
    said = select(Line.member_id, Line.at.label("at")).where(Line.room_id == room_id).order_by(Line.id.desc())
    asked = select(Creation.member_id, Creation.requested_at.label("at")).where(Creation.room_id == room_id)
    asked = asked.order_by(Creation.requested_at.desc())
    latest = select(Post.id).where(Post.room_id == room_id).order_by(Post.id.desc()).limit(POSTS_LOOKED_AT)
    voted = select(Vote.member_id, Vote.stamp.label("at")).where(Vote.post_id.in_(latest.scalar_subquery()))
    voted = voted.order_by(Vote.post_id.desc()).limit(VOTES_LOOKED_AT)
    parts = (said.limit(LOOKED_AT), asked.limit(LOOKED_AT), voted)
    deeds = union(*(select(part.subquery()) for part in parts)).subquery()
    people = select(Member.id).join(deeds, deeds.c.member_id == Member.id).where(Member.kind == "person").distinct()
    return people if since is None else people.where(deeds.c.at > since)


async def count_in(db: AsyncSession, room_id: int, since: datetime) -> int:
    """Count the people who did something in a room since a moment; at least one, or nothing would have been shown."""
    return max(1, await db.scalar(select(func.count()).select_from(people_in(room_id, since).subquery())) or 0)
