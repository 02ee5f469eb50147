"""A post's own page, its JSON, and the like on it."""

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import shape
from api.front import Front
from api.render import language_for
from api.routes.boards import saving
from core import exposure, parts, posts, standing, views, voting
from core.ballots import Ballot, BallotBox
from core.models.people import Member
from core.models.posts import Post, Rank


def router(front: Front) -> APIRouter:
    """Return the routes of posts."""
    routes = APIRouter()
    salon = front.salon
    box = BallotBox(salon)

    async def load(db: AsyncSession, post: Post, viewer: Member | None, language: str) -> dict[str, Any]:
        author, rank = await db.get_one(Member, post.author_id), await db.get_one(Rank, post.id)
        item = (await shape.items_of(db, [(post, author, rank)], viewer, language))[0]
        cover = await voting.cover_of(db, post)
        item["pictures"].sort(key=lambda picture: picture["n"] != cover)
        reach, waiting = await exposure.reach_of(db, post), await standing.waiting_on(db, post)
        received = {"likes": rank.up, "shown": reach.shown, "rate": reach.rate, "waiting": waiting}
        details = {**await posts.details(db, post), **received}
        lines = {"parents": await posts.parents(db, post), "children": await posts.children(db, post)}
        family = {name: await _items(db, line, viewer, language) for name, line in lines.items()}
        place = await parts.place_for(db, salon, post, viewer)
        masks = place is not None and salon.painter.capabilities.chosen(place.painter).can.masks
        edit = f"/edit/{post.code}" if masks else ""
        shown = {"visibility": post.visibility, "edit": edit, "edited": await views.is_edit(db, post)}
        return {**item, "details": details, **family, **shown}

    @routes.get("/p/{code}", include_in_schema=False)
    async def page(request: Request, code: str) -> Response:
        language = language_for(request)
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            post = await posts.find(db, code, viewer)
            item = await load(db, post, viewer, language)
            me = shape.person_of(viewer, language) if viewer else None
            boards_ = await saving(db, viewer, post.code, language) if viewer else None
        salon.shown.add((post.id,), "page")
        base = salon.settings.base_url
        cover = item["pictures"][0] if item["pictures"] else {"full": "", "alt": ""}
        share = {
            "title": f"{item['prompt'][:80]} — {item['author']['name']}",
            "description": cover["alt"] or item["prompt"],
            "image": base + cover["full"],
            "url": base + item["url"],
        }
        context = {"post": item, "parents": item["parents"], "children": item["children"], "details": item["details"]}
        return front.draw(request, "post.html", {**context, "share": share, "me": me, "saving": boards_})

    @routes.post("/p/{code}/like", include_in_schema=False)
    async def like(request: Request, code: str) -> Response:
        language = language_for(request)
        async with salon.read() as db:
            member = await front.member(db, request)
            post = await posts.find(db, code, member)
            value = 0 if await voting.vote_of(db, member, post) == 1 else 1
            me = shape.person_of(member, language)
        await box.cast(Ballot(post.id, member.id, value, salon.now()))
        async with salon.read() as db:
            score = await voting.score_of(db, post)
        item = {"id": post.code, "score": score, "liked": value}
        return front.draw(request, "like.html", {"post": item, "item": item, "me": me})

    @routes.get("/api/posts/{code}", tags=["posts"])
    async def as_json(request: Request, code: str) -> dict[str, Any]:
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            return await load(db, await posts.find(db, code, viewer), viewer, language_for(request))

    return routes


async def _items(db: AsyncSession, line: list[Post], viewer: Member | None, language: str) -> list[dict[str, Any]]:
    rows = [(one, await db.get_one(Member, one.author_id), await db.get_one(Rank, one.id)) for one in line]
    return await shape.items_of(db, rows, viewer, language)
