"""Limits: how often a member may do a thing. The same check for people and personas."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import DayUsedUp, DescribedUp, RoomUsedUp
from core.models.describing import Description
from core.models.making import Creation
from core.models.people import Member
from core.models.rooms import Room
from core.rooms import local_time
from core.settings import Settings

SPENT = ("queued", "painting", "done")  # what failed or was cancelled costs nothing, so it comes back by itself


@dataclass(frozen=True, slots=True)
class Quota:
    """A member's day: requests used of the limit, how many are painting and waiting now, and when the day ends."""

    used: int
    limit: int
    painting: int
    waiting: int
    resets: datetime


async def quota_of(db: AsyncSession, settings: Settings, member: Member, room: Room, now: datetime) -> Quota:
    """Count a member's requests of the room's local day."""
    local = local_time(room, now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    own = select(Creation.state, func.count()).where(Creation.member_id == member.id, Creation.requested_at >= midnight)
    rows = (await db.execute(own.group_by(Creation.state))).all()
    counts: dict[str, int] = dict(rows)
    limit = settings.persona_daily_limit if member.kind == "persona" else settings.daily_limit
    used = sum(counts.get(state, 0) for state in SPENT)
    tomorrow = midnight + timedelta(days=1)
    return Quota(used, limit, counts.get("painting", 0), counts.get("queued", 0), tomorrow)


async def may_describe(db: AsyncSession, settings: Settings, member: Member, room: Room, now: datetime) -> None:
    """Raise DescribedUp when a member has asked for the day's last description; what came to nothing costs nothing."""
    midnight = local_time(room, now).replace(hour=0, minute=0, second=0, microsecond=0)
    own = select(func.count()).where(Description.member_id == member.id, Description.asked_at >= midnight)
    used = await db.scalar(own.where(Description.state.in_(("waiting", "done")))) or 0
    if used >= settings.describer_daily_limit:
        raise DescribedUp(limit=settings.describer_daily_limit, resets=(midnight + timedelta(days=1)).strftime("%H:%M"))


async def may_imagine(db: AsyncSession, settings: Settings, member: Member, room: Room, now: datetime) -> None:
    """Raise DayUsedUp or RoomUsedUp when this request would be one too many."""
    quota = await quota_of(db, settings, member, room, now)
    if quota.used >= quota.limit:
        raise DayUsedUp(limit=quota.limit, resets=quota.resets.strftime("%H:%M"))
    hour = (Creation.room_id == room.id, Creation.requested_at > now - timedelta(hours=1), Creation.state.in_(SPENT))
    count, oldest = (await db.execute(select(func.count(), func.min(Creation.requested_at)).where(*hour))).one()
    if count >= settings.room_hourly_limit:
        left = oldest + timedelta(hours=1) - now
        raise RoomUsedUp(limit=settings.room_hourly_limit, minutes=max(1, round(left.total_seconds() / 60)))
