"""Feeds: public posts in an order for a reader."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnExpressionArgument, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from core import cursors, orders, search
from core.cursors import Place
from core.db import insert, ring_after
from core.errors import UnknownChoice
from core.models.people import Member
from core.models.posts import Post, Rank
from core.models.rooms import Room
from core.models.work import Note
from core.orders import WINDOWS
from core.safety import LEVELS

Sort = Literal["new", "hot", "top", "best"]
SORTS = ("new", "hot", "top", "best")
PAGE = 24
PAGES_HELD = 10
MOST_HELD = 1000
CHANGED = "feeds"
"""The bell's topic for posts that came into the feeds or went out of them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which posts of a feed: of one room, creator or tag, with some words, of those a member follows; all by default.

    None above `level`.
    """

    room: Room | None = None
    creator: Member | None = None
    follower: Member | None = None
    tag: str = ""
    words: str = ""
    level: str = "general"


Row = tuple[Post, Member, Rank]
"""A post of a feed with its author and its standing."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some posts in order with their authors and standing, and the cursor that the next page starts from."""

    items: Sequence[Row]
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
    """Return one page of a feed: new, hot, or of a window that ends now the top (by score) or the best (by sure liking).

    The first page's cursor holds the posts of the next nine as they rank then, so those pages repeat and miss nothing
    while votes come in. What left the feeds meanwhile is left out.
    """
    if sort not in SORTS:
        raise UnknownChoice(value=sort[:20], choices=", ".join(SORTS))
    if window not in WINDOWS:
        raise UnknownChoice(value=window[:20], choices=", ".join(WINDOWS))
    size = max(1, min(size, 100))
    wish = _wish(sort, window, now.timestamp(), scope)
    place = cursors.read(cursor) if cursor else await _list(db, wish, size, None)
    items: list[Row] = []
    while len(items) < size and (place.ids or place.below):
        if not place.ids:
            place = await _list(db, wish, size, place.below)
            continue
        wanted = size - len(items)
        items += await read(db, place.ids[:wanted], now, scope)
        place = Place(place.ids[wanted:], place.below)
    return Page(items, cursors.write(place))


async def _list(db: AsyncSession, wish: orders.Wish, size: int, below: tuple[float, int] | None) -> Place:
    held = size if wish.sort == "new" else min(size * PAGES_HELD, MOST_HELD)
    found = await orders.ranked(db, wish, held + 1, below)
    if len(found) <= held:
        return Place([number for number, _key in found])
    number, key = found[held - 1]
    return Place([number for number, _key in found[:held]], (key, number))


def _wish(sort: str, window: str, now: float, scope: Scope) -> orders.Wish:
    where: list[str] = []
    facts: dict[str, Any] = {}
    for name, owner in (("author_id", scope.creator), ("room_id", scope.room)):
        if owner is not None:
            where.append(f"{name} = :{name}")
            facts[name] = owner.id
    if scope.level == "strict":  # above general nothing is listed at all
        where.append("level = 0")
    asked = (*([search.tag_token(scope.tag)] if scope.tag else []), *search.asked_tokens(scope.words))
    if scope.words.strip() and not asked:  # signs like -- are in no post
        where.append("1 = 0")
    follower = scope.follower.id if scope.follower else 0
    return orders.Wish(sort, window, now, tuple(where), facts, asked, follower)


async def read(db: AsyncSession, numbers: Sequence[int], now: datetime, scope: Scope) -> list[Row]:
    """Return posts with authors and standing, in the order of their ids given; none that may not be seen in this scope."""
    chosen = select(Post, Member, Rank).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    rows = (await db.execute(chosen.where(Post.id.in_(numbers), *visible(now, scope)))).all()
    found = {post.id: (post, author, rank) for post, author, rank in rows}
    return [found[number] for number in dict.fromkeys(numbers) if number in found]


def visible(now: datetime, scope: Scope) -> list[ColumnExpressionArgument[bool]]:
    """Return the conditions on Post and Rank that hold for what may be seen in a scope: listed, not over, not above its level."""
    lasting = or_(Rank.until.is_(None), Rank.until > now.timestamp())
    shown: list[ColumnExpressionArgument[bool]] = [
        Rank.listed,
        Rank.level <= LEVELS.index(scope.level),
        Post.visibility == "public",
        lasting,
    ]
    if scope.room:
        shown.append(Post.room_id == scope.room.id)
    if scope.creator:
        shown.append(Post.author_id == scope.creator.id)
    return shown


_ENDS = text("SELECT min(post_id), max(post_id) FROM ranks")


async def random_post(db: AsyncSession, draw: float, now: datetime, scope: Scope = EVERYTHING) -> Post | None:
    """Return a public post at a place in the house's history given by `draw` in [0, 1)."""
    low, high = (await db.execute(_ENDS)).one()
    if low is None:
        return None
    start = low + int((high - low + 1) * draw)
    shown = select(Post).join(Rank, Rank.post_id == Post.id).where(*visible(now, scope)).limit(1)
    later: Post | None = await db.scalar(shown.where(Post.id >= start).order_by(Post.id))
    return later or await db.scalar(shown.where(Post.id < start).order_by(Post.id.desc()))


async def note_change(db: AsyncSession) -> None:
    """Let every process know, once this is committed, that posts left the feeds or came back, so that none shows old pages."""
    token = {"token": secrets.token_hex(8)}
    upsert = insert(db, Note).values(name=CHANGED, value=token)
    await db.execute(upsert.on_conflict_do_update(index_elements=[Note.name], set_={"value": token}))
    ring_after(db, CHANGED)


async def version(db: AsyncSession) -> str:
    """Return what changes whenever a post leaves the feeds."""
    return str((await db.scalar(select(Note.value).where(Note.name == CHANGED))) or "")
