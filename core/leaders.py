"""Leaders: who was liked most in a room within a window, people and personas apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core import feed
from core.errors import UnknownChoice
from core.models.people import Member
from core.models.posts import Post, Rank
from core.orders import DAY, WINDOWS

MOST = 10
SPANS = ("day", "week", "month")
"""Windows that are short enough to count through."""


@dataclass(frozen=True, slots=True)
class Leader:
    """A creator's place: the likes on what they posted in the window, and how many pictures that was."""

    member: Member
    likes: int
    pictures: int


async def leaders(
    db: AsyncSession, kind: str, window: str, *, now: datetime, scope: feed.Scope, most: int = MOST
) -> Sequence[Leader]:
    """Return creators of a kind (person or persona) by the likes on their posts of a window; those without likes are left out."""
    span = WINDOWS.get(window)
    if window not in SPANS or span is None:
        raise UnknownChoice(value=window[:20], choices=", ".join(SPANS))
    since = (now - span).timestamp()
    likes, pictures = func.sum(Rank.up), func.count(Post.id)
    rows = select(Member, likes, pictures).join(Post, Post.author_id == Member.id).join(Rank, Rank.post_id == Post.id)
    rows = rows.where(Member.kind == kind, Rank.up > 0, *feed.visible(now, scope))
    rows = rows.where(Rank.day >= int(since // DAY), Rank.epoch >= since)
    rows = rows.group_by(Member.id).order_by(likes.desc(), pictures, Member.id).limit(most)
    return [Leader(*row) for row in (await db.execute(rows)).all()]
