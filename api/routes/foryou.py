"""A member's own feed and search: pages and JSON that no two visitors share, so they are made for each request."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api import shape
from api.front import Front
from api.render import language_for
from core import feed, foryou
from core.models.people import Member
from core.safety import LEVELS

SORTS = ("new", "hot", "top")


def router(front: Front) -> APIRouter:
    """Return the routes of one's own feed and of search."""
    routes = APIRouter()
    salon = front.salon
    level = min(salon.settings.level, "general", key=LEVELS.index)

    async def own(request: Request, cursor: str | None) -> dict[str, Any]:
        language, styles = language_for(request), salon.painter.capabilities.styles
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            scope = feed.Scope(level=level)
            found = await foryou.page(db, viewer, styles, now=salon.now(), cursor=cursor or None, scope=scope)
            items = await shape.items_of(db, found.items, viewer, language)
        whys = [reason.told(language) if found.learnt else "" for reason in found.reasons]
        items = [{**item, "why": why} for item, why in zip(items, whys, strict=True)]
        more = f"/foryou/more?cursor={found.next}" if found.next else None
        return {"items": items, "next": found.next, "learnt": found.learnt, "page_url": more, **_seen(viewer, language)}

    async def search(request: Request, q: str, sort: str, cursor: str | None) -> dict[str, Any]:
        language, words = language_for(request), q.strip()[:200]
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            page = await _found(db, words, sort, cursor) if words else feed.Page((), None)
            items = await shape.items_of(db, page.items, viewer, language)
        query = urlencode({"q": words, "sort": sort, "cursor": page.next or ""})
        more = f"/search/more?{query}" if page.next else None
        return {
            "items": items,
            "next": page.next,
            "q": words,
            "sort": sort,
            "page_url": more,
            **_seen(viewer, language),
        }

    async def _found(db: AsyncSession, words: str, sort: str, cursor: str | None) -> feed.Page:
        scope = feed.Scope(words=words, level=level)
        return await feed.page(db, sort, now=salon.now(), cursor=cursor or None, scope=scope)

    @routes.get("/foryou", include_in_schema=False)
    async def own_page(request: Request, cursor: str | None = None) -> Response:
        return front.draw(request, "foryou.html", await own(request, cursor))

    @routes.get("/foryou/more", include_in_schema=False)
    async def own_more(request: Request, cursor: str | None = None) -> Response:
        return front.draw(request, "feed_items.html", await own(request, cursor))

    @routes.get("/api/foryou", tags=["feed"])
    async def own_json(request: Request, cursor: str | None = None) -> dict[str, Any]:
        return {key: value for key, value in (await own(request, cursor)).items() if key in ("items", "next", "learnt")}

    @routes.get("/search", include_in_schema=False)
    async def search_page(request: Request, q: str = "", sort: str = "new", cursor: str | None = None) -> Response:
        language, styles = language_for(request), salon.painter.capabilities.styles
        looks = [{"name": one.name, "title": one.title_zh if language == "zh" else one.title} for one in styles]
        return front.draw(request, "search.html", {**await search(request, q, sort, cursor), "looks": looks})

    @routes.get("/search/more", include_in_schema=False)
    async def search_more(request: Request, q: str = "", sort: str = "new", cursor: str | None = None) -> Response:
        return front.draw(request, "feed_items.html", await search(request, q, sort, cursor))

    @routes.get("/api/search", tags=["feed"])
    async def search_json(
        request: Request, q: str = "", sort: str = "new", cursor: str | None = None
    ) -> dict[str, Any]:
        found = await search(request, q, sort, cursor)
        return {"items": found["items"], "next": found["next"]}

    return routes


def _seen(viewer: Member | None, language: str) -> dict[str, Any]:
    return {"me": shape.person_of(viewer, language) if viewer else None}
