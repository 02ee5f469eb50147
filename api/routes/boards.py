"""Boards: a member's own with their covers, one board's page, and saving a picture."""

from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api import shape
from api.front import Front
from api.render import language_for
from core import boards, feed, members, posts
from core.models.boards import Board
from core.models.people import Member
from core.safety import LEVELS


def router(front: Front) -> APIRouter:
    """Return the routes of boards."""
    routes = APIRouter()
    _reading(routes, front)
    _keeping(routes, front)
    _saving(routes, front)
    return routes


def _scope(front: Front) -> feed.Scope:
    return feed.Scope(level=min(front.salon.settings.level, "general", key=LEVELS.index))


def _reading(routes: APIRouter, front: Front) -> None:
    salon = front.salon

    @routes.get("/me", include_in_schema=False)
    async def me(request: Request) -> Response:
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
        return RedirectResponse(f"/m/{viewer.slug}" if viewer else "/rooms/lobby", status_code=307)

    @routes.get("/m/{slug}/boards", include_in_schema=False)
    async def of_member(request: Request, slug: str) -> Response:
        language = language_for(request)
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            owner = await members.find_member(db, slug)
            found = await boards.boards_of(db, owner, viewer)
            known = {
                "boards": [await tile_of(db, front, board, language) for board in found],
                "owner": shape.person_of(owner, language),
                "own": viewer is not None and viewer.id == owner.id,
                "me": shape.person_of(viewer, language) if viewer else None,
            }
        return front.draw(request, "boards.html", known)

    @routes.get("/b/{slug}", include_in_schema=False)
    async def page(request: Request, slug: str) -> Response:
        return front.draw(request, "board.html", await _load(front, request, slug))

    @routes.get("/api/boards/{slug}", tags=["boards"])
    async def as_json(request: Request, slug: str) -> dict[str, Any]:
        known = await _load(front, request, slug)
        return {**known["board"], "owner": known["owner"], "items": known["items"]}


async def tile_of(db: AsyncSession, front: Front, board: Board, language: str) -> dict[str, Any]:
    """Return a board as a tile with its cover."""
    tile = await boards.tile_of(db, board, front.salon.now(), _scope(front))
    cover = [item["pictures"][0] for item in await shape.items_of(db, tile.cover, None, language) if item["pictures"]]
    return {**_named(board, language), "count": tile.count, "cover": cover}


def _named(board: Board, language: str) -> dict[str, Any]:
    return {
        "slug": board.slug,
        "name": boards.named(board, language),
        "private": board.private,
        "url": f"/b/{board.slug}",
    }


async def _load(front: Front, request: Request, slug: str) -> dict[str, Any]:
    language = language_for(request)
    async with front.salon.read() as db:
        viewer = await front.viewer(db, request)
        board = await boards.at(db, slug, viewer)
        owner = await db.get_one(Member, board.member_id)
        rows = await boards.posts_on(db, board, front.salon.now(), _scope(front))
        return {
            "board": {**_named(board, language), "count": len(rows)},
            "owner": shape.person_of(owner, language),
            "own": viewer is not None and viewer.id == owner.id,
            "items": await shape.items_of(db, rows, viewer, language),
            "page_url": None,
            "me": shape.person_of(viewer, language) if viewer else None,
        }


def _keeping(routes: APIRouter, front: Front) -> None:
    salon = front.salon

    @routes.post("/b/{slug}/private", include_in_schema=False)
    async def private(request: Request, slug: str) -> Response:
        async with salon.begin() as db:
            board = await boards.own_at(db, await front.member(db, request), slug)
            board.private = not board.private
        return _gone_to(f"/b/{slug}")

    @routes.post("/b/{slug}/rename", include_in_schema=False)
    async def rename(request: Request, slug: str) -> Response:
        name = await _field(request, "name")
        async with salon.begin() as db:
            member = await front.member(db, request)
            await boards.rename(db, member, await boards.own_at(db, member, slug), name)
        return _gone_to(f"/b/{slug}")

    @routes.post("/b/{slug}/cover/{code}", include_in_schema=False)
    async def cover(request: Request, slug: str, code: str) -> Response:
        async with salon.begin() as db:
            member = await front.member(db, request)
            board = await boards.own_at(db, member, slug)
            await boards.put_in_front(db, board, await posts.find(db, code, member))
        return _gone_to(f"/b/{slug}")

    @routes.post("/b/{slug}/remove/{code}", include_in_schema=False)
    async def remove(request: Request, slug: str, code: str) -> Response:
        async with salon.begin() as db:
            member = await front.member(db, request)
            board = await boards.own_at(db, member, slug)
            await boards.remove(db, board, await posts.find(db, code, member))
        return _gone_to(f"/b/{slug}")

    @routes.post("/b/{slug}/delete", include_in_schema=False)
    async def delete(request: Request, slug: str) -> Response:
        async with salon.begin() as db:
            member = await front.member(db, request)
            await boards.drop(db, await boards.own_at(db, member, slug))
        return _gone_to(f"/m/{member.slug}/boards")


def _saving(routes: APIRouter, front: Front) -> None:
    salon = front.salon

    @routes.post("/p/{code}/save", include_in_schema=False)
    async def save(request: Request, code: str) -> Response:
        name, language = await _field(request, "board"), language_for(request)
        async with salon.begin() as db:
            member = await front.member(db, request)
            post = await posts.find(db, code, member)
            await boards.save(db, member, post, name, salon.now())
            known = await saving(db, member, post.code, language)
        return front.draw(request, "save.html", {**known, "open": True, "me": shape.person_of(member, language)})

    @routes.post("/p/{code}/unsave/{slug}", include_in_schema=False)
    async def unsave(request: Request, code: str, slug: str) -> Response:
        language = language_for(request)
        async with salon.begin() as db:
            member = await front.member(db, request)
            post = await posts.find(db, code, member)
            await boards.remove(db, await boards.own_at(db, member, slug), post)
            known = await saving(db, member, post.code, language)
        return front.draw(request, "save.html", {**known, "open": True, "me": shape.person_of(member, language)})


async def saving(db: AsyncSession, member: Member, code: str, language: str) -> dict[str, Any]:
    """Return what the save button shows: a member's boards, and which of them a post is on."""
    post = await posts.find(db, code, member)
    on = await boards.holding(db, member, post)
    own = await boards.boards_of(db, member, member)
    shown = [{**_named(board, language), "plain": board.name, "on": board.id in on} for board in own]
    return {"code": post.code, "boards": shown, "saved": bool(on)}


async def _field(request: Request, name: str) -> str:
    """Return a field of a short form."""
    body = (await request.body()).decode("utf-8", "replace")
    return parse_qs(body, keep_blank_values=True).get(name, [""])[0]


def _gone_to(path: str) -> Response:
    """Send the page that asked to another address."""
    return Response(status_code=204, headers={"HX-Redirect": path})
