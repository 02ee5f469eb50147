"""Posts: publishing a creation, finding it again, and taking it out of sight."""

import math
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import false, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core import brought, delivery, feed, jobs, safety, search, talk, views
from core.brief import Brief
from core.codes import number_of
from core.db import insert, ring_after
from core.errors import NotFound, NotYours
from core.masters import files_of as with_patches
from core.models.making import Creation, Picture
from core.models.people import Member
from core.models.posts import Copy, Deed, Post, Rank, Report, Vote
from core.models.rooms import Room
from core.words import _

HOT_SECONDS = 45_000.0  # a tenfold score weighs as much as half a day, as in Reddit's published formula


def hot(score: int, epoch: float) -> float:
    """Rank a post for the hot feed: sign(score) x log10(max(|score|, 1)) + seconds since 1970 / 45000."""
    return math.copysign(math.log10(max(abs(score), 1)), score) + epoch / HOT_SECONDS


def bound(up: int, down: int) -> float:
    """Return the lower end of Wilson's 95 % interval of the share of likes: what is sure of it; 0 without likes."""
    if up <= 0:
        return 0.0
    count = up + down
    spread = 1.96 * math.sqrt(up * down / count + 0.9604)
    return (up + 1.9208 - spread) / count / (1 + 3.8416 / count)


async def publish(db: AsyncSession, creation: Creation, now: datetime, *, seeded: bool = True) -> Post:
    """Make a finished creation a post, public unless it was asked for in private, and show it in its room."""
    brief = Brief.of_json(creation.brief)
    post = Post(
        creation_id=creation.id,
        author_id=creation.member_id,
        room_id=creation.room_id,
        parent_id=creation.parent_id,
        owner_id=creation.owner_id,
        partner_id=creation.partner_id,
        prompt=brief.prompt,
        style=brief.style,
        caption=creation.caption,
        visibility="private" if creation.private else "public",
        seeded=seeded,
        arranged=_drawn(await views.numbers_of(db, creation.id)),
        created_at=now,
    )
    db.add(post)
    await db.flush()
    await _rank(db, post, now.timestamp())
    room = await db.get_one(Room, creation.room_id)
    await delivery.open_copy(db, creation, room, now, delivery.Place(thread=room.thread, unasked=True))
    await delivery.refresh_creation(db, creation, now)
    if not creation.private:
        await talk.notice_post(db, room, post, now)
        await jobs.enqueue(db, "spread", {"post": post.id}, now=now, unique_key=f"spread:{post.id}")
    return post


def _drawn(numbers: list[int]) -> str:
    """Draw the order that a post's pictures are shown in; empty for one picture."""
    order = secrets.SystemRandom().sample(numbers, len(numbers))
    return ",".join(str(n) for n in order) if len(order) > 1 else ""


async def _rank(db: AsyncSession, post: Post, epoch: float) -> None:
    """Give a new post its place in the feeds, and let it be found."""
    level = safety.LEVELS.index(safety.level_of(f"{post.prompt}\n{post.caption}"))
    standing = Rank(post_id=post.id, room_id=post.room_id, author_id=post.author_id, hot=hot(0, epoch), level=level)
    standing.day, standing.epoch = int(epoch // 86_400), epoch
    standing.listed = post.visibility == "public" and level <= search.GENERAL
    db.add(standing)
    await db.flush()
    await search.note_words(db, post)
    ring_after(db, feed.CHANGED)


async def find(db: AsyncSession, code: str, viewer: Member | None) -> Post:
    """Return the post with a code, if the viewer may see it; NotFound otherwise."""
    number = number_of(code)
    post = await db.get(Post, number) if number is not None and number < 2**62 else None
    if post is None or not may_see(post, viewer):
        raise NotFound(what=f"#{code.strip().removeprefix('#')[:16]}")
    return post


def may_see(post: Post, viewer: Member | None) -> bool:
    """Say whether a viewer may see a post: everybody a public one, its author and owner all that is not deleted."""
    own = viewer is not None and viewer.id in (post.author_id, post.owner_id)
    return post.visibility == "public" or (own and post.visibility != "deleted")


async def set_private(db: AsyncSession, actor: Member, post: Post, private: bool, now: datetime) -> None:
    """Take an author's post out of every feed, or put it back; its messages to others are taken away too."""
    _only_author(actor, post)
    await _show(db, post, "private" if private else "public")
    if not private:
        await delivery.reopen_copies(db, post)
    await delivery.refresh_copies(db, post, now)
    await delivery.refresh_descriptions(db, post, now)


async def hide(db: AsyncSession, actor: Member, post: Post, now: datetime) -> None:
    """Take an author's post out of sight everywhere, without deleting it."""
    _only_author(actor, post)
    await _show(db, post, "hidden")
    await delivery.refresh_copies(db, post, now)
    await delivery.refresh_descriptions(db, post, now)


async def delete(db: AsyncSession, actor: Member, post: Post, now: datetime, *, as_admin: bool = False) -> None:
    """Delete a post for its author or an admin: gone from feeds at once, then from every chat, then its files.

    What its member brought to have it made goes with the last picture made from that.
    """
    if not as_admin:
        _only_author(actor, post)
    else:
        db.add(Deed(kind="deleted", member_id=actor.id, room_id=post.room_id, about={"post": post.id}, at=now))
    await _show(db, post, "deleted")
    await search.forget_words(db, post)
    await delivery.refresh_copies(db, post, now)
    await delivery.refresh_descriptions(db, post, now)
    gone = {"post": post.id, "keys": await brought.only_for(db, post)}
    await jobs.enqueue(db, "erase", gone, now=now, unique_key=f"erase:{post.id}")


async def keep_until(db: AsyncSession, actor: Member, post: Post, end: datetime | None) -> None:
    """Let an author's post leave every feed at a moment, or never; its page and its messages stay."""
    _only_author(actor, post)
    ends = end.timestamp() if end else None
    await db.execute(update(Rank).where(Rank.post_id == post.id).values(until=ends))
    await _show(db, post, post.visibility)


async def end_due(db: AsyncSession, now: datetime) -> int:
    """Take posts whose time is over out of the lists that feeds are made from; return how many. Feeds leave them out already."""
    over = update(Rank).where(Rank.until > 0, Rank.until <= now.timestamp(), Rank.listed)
    return len(list(await db.scalars(over.values(listed=False).returning(Rank.post_id))))


async def _show(db: AsyncSession, post: Post, visibility: str) -> None:
    post.visibility = visibility  # type: ignore[assignment]
    fits = Rank.level <= search.GENERAL if visibility == "public" else false()
    await db.execute(update(Rank).where(Rank.post_id == post.id).values(listed=fits))
    await db.flush()
    await feed.note_change(db)


def _only_author(actor: Member, post: Post) -> None:
    if actor.id not in (post.author_id, post.owner_id):
        raise NotYours(who=_("the author or an admin"))


async def report(db: AsyncSession, member: Member, post: Post, reason: str, now: datetime) -> None:
    """Keep a member's complaint about a post; a second one by the same member changes nothing."""
    row = {"post_id": post.id, "member_id": member.id, "reason": reason[:500], "state": "open", "at": now}
    await db.execute(insert(db, Report).values(**row).on_conflict_do_nothing())


async def recent_copies(db: AsyncSession, platform: str, since: datetime, most: int) -> list[tuple[Room, Copy]]:
    """Return the latest copies of public posts that stand in open rooms of a platform, newest first."""
    rows = select(Room, Copy).join(Copy, Copy.room_id == Room.id).join(Post, Post.creation_id == Copy.creation_id)
    rows = rows.where(Room.platform == platform, Room.open, Copy.state == "live", Post.created_at >= since)
    return [(room, copy) for room, copy in (await db.execute(rows.order_by(Copy.id.desc()).limit(most))).all()]


async def children(db: AsyncSession, post: Post, most: int = 12) -> list[Post]:
    """Return the public remixes of a post, newest first."""
    made = select(Post).where(Post.parent_id == post.id, Post.visibility == "public")
    return list(await db.scalars(made.order_by(Post.id.desc()).limit(most)))


async def parents(db: AsyncSession, post: Post, most: int = 6) -> list[Post]:
    """Return the public posts a post was remixed from, the nearest first."""
    line: list[Post] = []
    number = post.parent_id
    while number is not None and len(line) < most:
        parent = await db.get(Post, number)
        if parent is None:
            break
        if parent.visibility == "public":
            line.append(parent)
        number = parent.parent_id
    return line


async def files_of(db: AsyncSession, post_id: int) -> list[str]:
    """Return the media keys of a post's files."""
    rows = select(Picture.key, Picture.preview).join(Post, Post.creation_id == Picture.creation_id)
    return [
        key
        for pair in (await db.execute(rows.where(Post.id == post_id))).all()
        for key in with_patches(*filter(None, pair))
    ]


async def own_votes(db: AsyncSession, viewer: Member | None, post_ids: list[int]) -> dict[int, int]:
    """Return a viewer's standing votes on some posts."""
    if viewer is None or not post_ids:
        return {}
    rows = select(Vote.post_id, Vote.value).where(Vote.member_id == viewer.id, Vote.post_id.in_(post_ids))
    return dict((await db.execute(rows)).all())


async def details(db: AsyncSession, post: Post) -> dict[str, Any]:
    """Return how a post was made: seed, size, quality, painter, seconds, and what the painter said of it."""
    creation = await db.get_one(Creation, post.creation_id)
    picture = await db.scalar(select(Picture).where(Picture.creation_id == creation.id).order_by(Picture.n).limit(1))
    seconds = (
        (creation.finished_at - creation.started_at).total_seconds()
        if creation.finished_at and creation.started_at
        else 0
    )
    size = f"{picture.width}×{picture.height}" if picture else ""
    notes = picture.notes if picture else {}
    return {
        "times": notes.get("enlarged", 0),
        "quality": Brief.of_json(creation.brief).quality,
        "seed": creation.seed,
        "size": size,
        "painter": creation.painter,
        "seconds": round(seconds, 1),
        "notes": notes,
    }
