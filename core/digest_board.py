"""What stands in a digest: the best posts of a span, the most remixed, and a new voice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnExpressionArgument, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import views
from core.digest_settings import MOST_PICTURES
from core.models.people import Member
from core.models.posts import Post, Rank
from core.models.rooms import Digest, DigestEntry
from core.ports import PictureView

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a digest: the post, its author, its score, and its most picked picture."""

    post: Post
    author: Member
    score: int
    cover: PictureView | None


@dataclass(frozen=True, slots=True)
class Span:
    """The time whose posts count: from `begin` on, and before `end`."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Board:
    """A digest's places in order, the most remixed post with how often it was, and the first picture of a new voice."""

    places: Sequence[Entry]
    remixed: tuple[Post, Member, int] | None = None
    voice: tuple[Post, Member] | None = None


async def board_of(db: AsyncSession, digest: Digest, span: Span, places: Sequence[Entry]) -> Board:
    """Return all that a digest shows beside its places; nothing when it was quiet."""
    if not places:
        return Board(())
    return Board(places, await _most_remixed(db, digest, span), await _new_voice(db, digest, span))


async def best_of(db: AsyncSession, digest: Digest, span: Span) -> list[Entry]:
    """Return the best posts with votes enough; a daily digest goes without those that were in a daily one of its room."""
    chosen = select(Post, Member, Rank).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    chosen = chosen.where(*_within(digest, span), Rank.score >= digest.least_votes)
    if digest.period == "day":
        chosen = chosen.where(Post.id.not_in(select(DigestEntry.post_id).where(DigestEntry.room_id == digest.room_id)))
    best = chosen.order_by(Rank.score.desc(), Post.id.desc()).limit(min(digest.size, MOST_PICTURES))
    rows = (await db.execute(best)).all()
    return [Entry(post, author, rank.score, await cover_of(db, post)) for post, author, rank in rows]


async def cover_of(db: AsyncSession, post: Post) -> PictureView | None:
    """Return a post's most picked picture, the first of equals; None if it has no pictures."""
    pictures = await views.pictures_of(db, post.creation_id)
    picks = await views.picks_of(db, post)
    best = max(pictures, key=lambda picture: (picks.get(picture.n, 0), -picture.n), default=None)
    return views.picture_view(best) if best else None


async def _most_remixed(db: AsyncSession, digest: Digest, span: Span) -> tuple[Post, Member, int] | None:
    """Return the public post that others remixed most in this time."""
    parent, standing, count = aliased(Post), aliased(Rank), func.count(Post.id)
    counted = select(parent.id, count).join(Rank, Rank.post_id == Post.id).join(parent, parent.id == Post.parent_id)
    counted = counted.join(standing, standing.post_id == parent.id).where(standing.listed)
    counted = counted.where(*_within(digest, span), Post.author_id != parent.author_id)
    found = (await db.execute(counted.group_by(parent.id).order_by(count.desc(), parent.id.desc()).limit(1))).first()
    if found is None:
        return None
    post = await db.get_one(Post, found[0])
    return post, await db.get_one(Member, post.author_id), int(found[1])


async def _new_voice(db: AsyncSession, digest: Digest, span: Span) -> tuple[Post, Member] | None:
    """Return the first post of a person who had none before; of several, the one liked best."""
    earlier = aliased(Post)
    before = select(earlier.id).where(earlier.author_id == Post.author_id, earlier.id < Post.id)
    first = select(Post, Member).join(Member, Member.id == Post.author_id).join(Rank, Rank.post_id == Post.id)
    first = first.where(*_within(digest, span), Member.kind == "person", ~before.exists())
    found = (await db.execute(first.order_by(Rank.score.desc(), Post.id).limit(1))).first()
    return (found[0], found[1]) if found else None


def _within(digest: Digest, span: Span) -> list[ColumnExpressionArgument[bool]]:
    """Return what keeps to public posts of the digest's scope that came in the time."""
    begin, end = span.begin.timestamp(), span.end.timestamp()
    days = Rank.day.between(int(begin // DAY), int(end // DAY))
    here: list[ColumnExpressionArgument[bool]] = [Rank.room_id == digest.room_id] if digest.scope == "here" else []
    return [Rank.listed, days, Rank.epoch >= begin, Rank.epoch < end, *here]
