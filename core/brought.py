"""What people brought: photos and masks that pictures start from. They go with the last picture of their member's, or unused."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs
from core.models.describing import Description
from core.models.making import Creation
from core.models.people import Member
from core.models.posts import Post

FOLDERS = ("sources/", "masks/")
KEPT_UNUSED = timedelta(days=30)
"""How long a photo waits for somebody to choose a look for it; one that was told in words is kept as long."""


def of_brief(brief: dict[str, Any]) -> set[str]:
    """Return the media keys of what was brought for a brief."""
    return {key for name in ("source", "mask") if (key := brief.get(name) or "").startswith(FOLDERS)}


async def only_for(db: AsyncSession, post: Post) -> list[str]:
    """Return the keys of what was brought for a post, and for no other that stands or is being made for the same member."""
    creation = await db.get_one(Creation, post.creation_id)
    found = of_brief(creation.brief)
    if found:
        others = _standing().where(Creation.member_id == creation.member_id, Creation.id != creation.id)
        for brief in await db.scalars(others):
            found -= of_brief(brief)
    return sorted(await _no_faces(db, found))


async def of_member(db: AsyncSession, member_id: int) -> list[str]:
    """Return the keys of all that a member brought to have something made or told from it."""
    briefs = await db.scalars(select(Creation.brief).where(Creation.member_id == member_id))
    told = await db.scalars(select(Description.picture).where(Description.member_id == member_id))
    found = {key for brief in briefs for key in of_brief(brief)} | {key for key in told if key.startswith(FOLDERS)}
    return sorted(await _no_faces(db, found))


async def keep_for_now(db: AsyncSession, key: str, room_id: int, now: datetime) -> None:
    """Keep what was brought to a room until it is seen, after KEPT_UNUSED, whether anything was made from it."""
    args = {"unused": key, "room": room_id, "since": now.isoformat()}
    await jobs.enqueue(db, "erase", args, now=now, run_at=now + KEPT_UNUSED, unique_key=f"unused:{key}")


async def is_used(db: AsyncSession, key: str, room_id: int, since: datetime) -> bool:
    """Say whether a picture that stands, of those that a room asked for since a moment, was made from this."""
    briefs = await db.scalars(_standing().where(Creation.room_id == room_id, Creation.requested_at >= since))
    return any(key in of_brief(brief) for brief in briefs) or not await _no_faces(db, {key})


async def _no_faces(db: AsyncSession, keys: set[str]) -> set[str]:
    """Leave out what is a persona's face by now: its file brought it along, and pictures of the persona start from it."""
    if not keys:
        return keys
    return keys - set(await db.scalars(select(Member.avatar).where(Member.avatar.in_(keys))))


def _standing() -> Any:
    rows = select(Creation.brief).outerjoin(Post, Post.creation_id == Creation.id)
    alive = or_(Post.id.is_(None), Post.visibility != "deleted")
    return rows.where(Creation.state.in_(("queued", "painting", "done")), alive)
