"""Follows: whose posts a member wishes to see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert
from core.errors import FollowsItself
from core.models.people import Follow, Member, Subscription
from core.models.rooms import Room

Pace = Literal["each", "daily", "weekly"]


async def follow(db: AsyncSession, follower: Member, followed: Member, now: datetime) -> bool:
    """Let a member follow another; return False if they did already."""
    if follower.id == followed.id:
        raise FollowsItself
    row = {"follower_id": follower.id, "followed_id": followed.id, "since": now}
    added = insert(db, Follow).values(**row).on_conflict_do_nothing().returning(Follow.followed_id)
    return await db.scalar(added) is not None


async def unfollow(db: AsyncSession, follower: Member, followed: Member) -> bool:
    """Let a member stop following another; return False if they did not follow."""
    pair = (Follow.follower_id == follower.id, Follow.followed_id == followed.id)
    return await db.scalar(delete(Follow).where(*pair).returning(Follow.followed_id)) is not None


async def subscribe(db: AsyncSession, room: Room, followed: Member, pace: Pace, now: datetime) -> None:
    """Have someone's posts sent to a room; a later call changes the pace."""
    row = {"room_id": room.id, "followed_id": followed.id, "pace": pace, "since": now}
    upsert = insert(db, Subscription).values(**row)
    pair = [Subscription.room_id, Subscription.followed_id]
    await db.execute(upsert.on_conflict_do_update(index_elements=pair, set_={"pace": pace}))


async def unsubscribe(db: AsyncSession, room: Room, followed: Member) -> bool:
    """Stop sending someone's posts to a room; return False if none were sent there."""
    pair = (Subscription.room_id == room.id, Subscription.followed_id == followed.id)
    return await db.scalar(delete(Subscription).where(*pair).returning(Subscription.room_id)) is not None


async def subscriptions(db: AsyncSession, room: Room) -> Sequence[tuple[Member, str]]:
    """Return whose posts a room is sent, and how often, the newest wish first."""
    chosen = select(Member, Subscription.pace).join(Subscription, Subscription.followed_id == Member.id)
    rows = await db.execute(
        chosen.where(Subscription.room_id == room.id).order_by(Subscription.since.desc(), Member.id)
    )
    return [(member, pace) for member, pace in rows.all()]


async def follows(db: AsyncSession, follower: Member, followed: Member) -> bool:
    """Say whether one member follows another."""
    return await db.get(Follow, (follower.id, followed.id)) is not None


async def following(db: AsyncSession, member: Member) -> Sequence[Member]:
    """Return whom a member follows, the newest first."""
    chosen = select(Member).join(Follow, Follow.followed_id == Member.id).where(Follow.follower_id == member.id)
    return (await db.scalars(chosen.order_by(Follow.since.desc(), Member.id))).all()
