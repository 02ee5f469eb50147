"""Feeds: public posts in an order for a reader."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import UnknownChoice
from core.models.people import Follow, Member
from core.models.posts import Post, Rank
from core.models.rooms import Room

Sort = Literal["new", "hot", "top"]
WINDOWS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
    "all": None,
}
PAGE = 24


@dataclass(frozen=True, slots=True)
class Scope:
    """Which posts of a feed: of one room, of one creator, of those a member follows; all of them by default."""

    room: Room | None = None
    creator: Member | None = None
    follower: Member | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some posts in order with their authors and standing, and the cursor that the next page starts from."""

    items: Sequence[tuple[Post, Member, Rank]]
    next: str | None


EVERYTHING = Scope()


async def page(
    db: AsyncSession,
    sort: str,
    *,
    now: datetime,
    window: str = "all",
    cursor: str | None = None,
    size: int = PAGE,
    scope: Scope = EVERYTHING,
) -> Page:
    """Return one page of a feed: new, hot, or top of a window that ends now."""
    if sort not in ("new", "hot", "top"):
        raise UnknownChoice(value=sort[:20], choices="new, hot, top")
    if window not in WINDOWS:
        raise UnknownChoice(value=window[:20], choices=", ".join(WINDOWS))
    size = max(1, min(size, 100))
    key = {"new": Rank.post_id, "hot": Rank.hot, "top": Rank.score}[sort]
    chosen = _within(select(Rank.post_id).where(Rank.listed), scope)
    if sort == "top" and (span := WINDOWS[window]) is not None:
        since = (now - span).timestamp()
        chosen = chosen.where(Rank.day >= int(since // 86_400), Rank.epoch >= since)
    if (after := _read_cursor(cursor)) is not None:
        chosen = chosen.where(or_(key < after[0], and_(key == after[0], Rank.post_id < after[1])))
    numbers = chosen.order_by(key.desc(), Rank.post_id.desc()).limit(size + 1).subquery()
    whole = select(Post, Member, Rank).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    rows = (
        await db.execute(whole.join(numbers, numbers.c.post_id == Post.id).order_by(key.desc(), Rank.post_id.desc()))
    ).all()
    items = [(post, author, rank) for post, author, rank in rows[:size]]
    more = len(rows) > size
    return Page(items, _write_cursor(sort, items[-1][2]) if more else None)


def _within(chosen: Select[Any], scope: Scope) -> Select[Any]:
    if scope.room or scope.creator or scope.follower:
        chosen = chosen.join(Post, Post.id == Rank.post_id)
    if scope.room:
        chosen = chosen.where(Post.room_id == scope.room.id)
    if scope.creator:
        chosen = chosen.where(Post.author_id == scope.creator.id)
    if scope.follower:
        followed = select(Follow.followed_id).where(Follow.follower_id == scope.follower.id)
        chosen = chosen.where(Post.author_id.in_(followed))
    return chosen


async def random_post(db: AsyncSession, draw: float, scope: Scope = EVERYTHING) -> Post | None:
    """Return a public post at a place in the house's history given by `draw` in [0, 1)."""
    listed = _within(select(Rank.post_id).where(Rank.listed), scope)
    low, high = (await db.execute(select(func.min(Rank.post_id), func.max(Rank.post_id)).where(Rank.listed))).one()
    if low is None:
        return None
    start = low + int((high - low + 1) * draw)
    number = await db.scalar(listed.where(Rank.post_id >= start).order_by(Rank.post_id).limit(1))
    if number is None:
        number = await db.scalar(listed.where(Rank.post_id < start).order_by(Rank.post_id.desc()).limit(1))
    return await db.get(Post, number) if number is not None else None


async def search(db: AsyncSession, words: str, *, most: int, skip: int = 0) -> list[tuple[Post, Member]]:
    """Return public posts whose prompts hold every word, the newest first; all of them without words."""
    found = select(Post, Member).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    found = found.where(Rank.listed)
    for word in words.split()[:6]:
        found = found.where(Post.prompt.icontains(word[:40], autoescape=True))
    rows = await db.execute(found.order_by(Post.id.desc()).offset(skip).limit(most))
    return [(post, author) for post, author in rows.all()]


def _write_cursor(sort: str, rank: Rank) -> str:
    value = {"new": rank.post_id, "hot": rank.hot, "top": rank.score}[sort]
    return base64.urlsafe_b64encode(json.dumps([value, rank.post_id]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> tuple[float, int] | None:
    if not cursor:
        return None
    unknown = UnknownChoice(value="cursor", choices="next")
    try:
        value, number = json.loads(base64.urlsafe_b64decode(cursor[:200] + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):
        raise unknown from None
    if isinstance(value, int | float) and isinstance(number, int) and abs(value) < 2**62 and 0 <= number < 2**62:
        return value, number
    raise unknown
