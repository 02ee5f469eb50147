"""The shape of answers: posts and members as the API and the pages give them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import badges, members, posts, views
from core.badges import Held
from core.media import Media
from core.models.making import Picture
from core.models.people import Member
from core.models.posts import Post, Rank


async def items_of(
    db: AsyncSession, rows: Sequence[tuple[Post, Member, Rank]], viewer: Member | None, language: str
) -> list[dict[str, Any]]:
    """Return posts of a feed as items, in order, with their pictures and the viewer's own votes."""
    pictures = await _pictures(db, [post.creation_id for post, _, _ in rows])
    own = await posts.own_votes(db, viewer, [post.id for post, _, _ in rows])
    return [
        item_of(post, author, rank, pictures.get(post.creation_id, []), own, language) for post, author, rank in rows
    ]


async def _pictures(db: AsyncSession, creations: Sequence[int]) -> dict[int, list[Picture]]:
    found: dict[int, list[Picture]] = {}
    for picture in await db.scalars(select(Picture).where(Picture.creation_id.in_(creations)).order_by(Picture.n)):
        found.setdefault(picture.creation_id, []).append(picture)
    return found


def item_of(
    post: Post, author: Member, rank: Rank, pictures: Sequence[Picture], own: Mapping[int, int], language: str
) -> dict[str, Any]:
    """Return one post as an item: ids, author, prompt, pictures with url and size in pixels, score, time."""
    numbered = {picture.n: picture for picture in pictures}
    return {
        "id": post.code,
        "url": f"/p/{post.code}",
        "author": person_of(author, language),
        "prompt": post.prompt,
        "style": post.style,
        "caption": post.caption,
        "pictures": [picture_of(numbered[n]) for n in views.shown_order(post, list(numbered))],
        "score": rank.score,
        "created": post.created_at.isoformat(),
        "liked": own.get(post.id, 0),
    }


def picture_of(picture: Picture) -> dict[str, Any]:
    """Return one picture: page-sized and full url, size in pixels, words for who can't see it."""
    urls = {"url": Media.url(picture.preview), "full": Media.url(picture.key)}
    return {**urls, "width": picture.width, "height": picture.height, "alt": picture.alt, "n": picture.n}


def person_of(member: Member, language: str) -> dict[str, Any]:
    """Return a member as an author: handle, name, whether an AI character, avatar."""
    return {
        "slug": member.slug,
        "name": member.named(language),
        "badge": member.kind == "persona",
        "avatar": Media.url(member.avatar),
        "url": f"/m/{member.slug}",
    }


def badge_of(held: Held) -> dict[str, Any]:
    """Return a badge: its kind, its week, and the picture that won it while that may be seen."""
    post = held.post
    seen = {"url": f"/p/{post.code}", "prompt": post.prompt} if post else {"url": "", "prompt": ""}
    kind = held.badge.kind
    return {"kind": kind, "name": badges.NAMES[kind], "sign": badges.SIGNS[kind], "period": held.badge.period, **seen}


async def profile_of(db: AsyncSession, member: Member, language: str) -> dict[str, Any]:
    """Return a member's page: who they are, and totals."""
    bio = member.names.get(f"bio-{language}") or member.bio
    return {
        **person_of(member, language),
        "number": member.id,
        "kind": member.kind,
        "bio": str(bio),
        "totals": await members.totals(db, member),
    }
