"""Profiles: what a member has made, at a glance: totals, the best of each window, days in a row, badges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import badges, feed, members
from core.badges import Held
from core.feed import Row
from core.models.people import Member
from core.models.posts import Post, Rank

BEST_OF = ("day", "week", "month", "all")
LOOKED_AT = 1000
"""How many of a member's latest pictures days in a row are counted from."""


@dataclass(frozen=True, slots=True)
class Best:
    """A member's best picture, liked by somebody, and all the windows that it is the best of."""

    row: Row
    windows: Sequence[str]


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with a picture: those up to today or yesterday, and the most there ever were."""

    now: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True)
class Profile:
    """All that a member's profile shows."""

    totals: dict[str, int]
    best: Sequence[Best]
    streak: Streak
    badges: Sequence[Held]


async def profile_of(db: AsyncSession, member: Member, *, now: datetime, zone: str, level: str = "general") -> Profile:
    """Return a member's profile from what may be seen of them; days are those of a time zone."""
    scope = feed.Scope(creator=member, level=level)
    days = await _days(db, now, ZoneInfo(zone), scope)
    streak = streak_of(days, now.astimezone(ZoneInfo(zone)).date())
    held = await badges.badges_of(db, member, now)
    return Profile(await members.totals(db, member), await _bests(db, now, scope), streak, held)


async def _bests(db: AsyncSession, now: datetime, scope: feed.Scope) -> list[Best]:
    found: dict[int, tuple[Row, list[str]]] = {}
    for window in BEST_OF:
        page = await feed.page(db, "top", now=now, window=window, size=1, scope=scope)
        for row in (one for one in page.items if one[2].up > 0):
            found.setdefault(row[0].id, (row, []))[1].append(window)
    return [Best(row, windows) for row, windows in found.values()]


async def _days(db: AsyncSession, now: datetime, zone: ZoneInfo, scope: feed.Scope) -> set[date]:
    shown = select(Rank.epoch).join(Post, Post.id == Rank.post_id).where(*feed.visible(now, scope))
    epochs = await db.scalars(shown.order_by(Post.id.desc()).limit(LOOKED_AT))
    return {datetime.fromtimestamp(epoch, zone).date() for epoch in epochs}


def streak_of(days: set[date], today: date) -> Streak:
    """Count days in a row; a streak is not lost before a whole day has gone by without a picture."""
    runs: dict[date, int] = {}
    for day in sorted(days):
        runs[day] = runs.get(day - timedelta(days=1), 0) + 1
    now = runs.get(today) or runs.get(today - timedelta(days=1), 0)
    return Streak(now, max(runs.values(), default=0))
