"""What people brought: photos and masks that pictures start from. They go with their bringer's last picture, or unused.

Who paints another's picture anew starts from the same file, and did not bring it.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import jobs
from core.models.describing import Description
from core.models.making import Creation
from core.models.people import Member
from core.models.posts import Post
from core.models.rooms import Room

FOLDERS = ("sources/", "masks/")
KEPT_UNUSED = timedelta(days=30)
"""How long a photo waits for somebody to choose a look for it; one that was told in words is kept as long."""


def of_brief(brief: dict[str, Any]) -> set[str]:
    """Return the media keys of what was brought for a brief."""
    return {key for name in ("source", "mask") if (key := brief.get(name) or "").startswith(FOLDERS)}


async def only_for(db: AsyncSession, post: Post) -> list[str]:
    """Return the keys of what a post's member brought, for it and for no other of theirs that stands or is being made."""
    creation = await db.get_one(Creation, post.creation_id)
    found = {key for key in of_brief(creation.brief) if await _bringer(db, creation, key) == creation.member_id}
    if found:
        others = _standing().where(Creation.member_id == creation.member_id, Creation.id != creation.id)
        for brief in await db.scalars(others):
            found -= of_brief(brief)
    return sorted(await _no_faces(db, found))


async def of_member(db: AsyncSession, member_id: int) -> list[str]:
    """Return the keys of all that a member brought to have something made or told from it."""
    made = (await db.scalars(select(Creation).where(Creation.member_id == member_id))).all()
    told = await db.scalars(select(Description.picture).where(Description.member_id == member_id))
    found = {key for key in told if key.startswith(FOLDERS)}
    for creation in made:
        for key in of_brief(creation.brief) - found:
            if await _bringer(db, creation, key) == member_id:
                found.add(key)
    return sorted(await _no_faces(db, found))


async def _bringer(db: AsyncSession, creation: Creation, key: str) -> int:
    """Return who brought what a creation starts from: the member of the first in its line that starts from it."""
    above = select(Creation).join(Post, Post.creation_id == Creation.id)
    while creation.parent_id is not None:
        parent = await db.scalar(above.where(Post.id == creation.parent_id))
        if parent is None or key not in of_brief(parent.brief):
            break
        creation = parent
    return creation.member_id


async def keep_for_now(db: AsyncSession, key: str, member: Member, room: Room, now: datetime) -> None:
    """Keep what a member brought to a room until it is seen, after KEPT_UNUSED, whether anything was made from it."""
    args = {"unused": key, "member": member.id, "room": room.id, "since": now.isoformat()}
    await jobs.enqueue(db, "erase", args, now=now, run_at=now + KEPT_UNUSED, unique_key=f"unused:{key}")


async def is_used(db: AsyncSession, key: str, member_id: int, room_id: int, since: datetime) -> bool:
    """Say whether a picture that stands, of those that a member or a room asked for since a moment, was made from this."""
    whose = or_(Creation.member_id == member_id, Creation.room_id == room_id)
    briefs = await db.scalars(_standing().where(whose, Creation.requested_at >= since))
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
