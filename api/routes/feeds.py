"""The feed: as pages that scroll for ever, and as JSON."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import shape
from api.front import Front
from api.render import language_for
from core import feed

Cursor = Annotated[str | None, Query(max_length=200)]


def router(front: Front) -> APIRouter:
    """Return the routes of the feed."""
    routes = APIRouter()
    salon = front.salon

    async def load(
        request: Request, sort: str, window: str, cursor: str | None, size: int = feed.PAGE
    ) -> dict[str, Any]:
        language = language_for(request)
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            found = await feed.page(db, sort, now=salon.now(), window=window, cursor=cursor, size=size)
            items = await shape.items_of(db, found.items, viewer, language)
            me = shape.person_of(viewer, language) if viewer else None
        return {"items": items, "next": found.next, "me": me}

    @routes.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse(f"/rooms/{salon.settings.web_rooms[0][0]}", status_code=307)

    @routes.get("/feed", include_in_schema=False)
    async def page(request: Request, sort: str = "hot", window: str = "week", cursor: Cursor = None) -> Response:
        known = await load(request, sort, window, cursor)
        return front.draw(request, "feed.html", _context(known, sort, window))

    @routes.get("/feed/more", include_in_schema=False)
    async def more(request: Request, sort: str = "hot", window: str = "week", cursor: Cursor = None) -> Response:
        known = await load(request, sort, window, cursor)
        return front.draw(request, "feed_items.html", _context(known, sort, window))

    @routes.get("/api/feed/{sort}", tags=["feed"])
    async def as_json(
        request: Request,
        sort: str,
        window: str = "all",
        cursor: Cursor = None,
        limit: Annotated[int, Query(ge=1, le=100)] = feed.PAGE,
    ) -> dict[str, Any]:
        known = await load(request, sort, window, cursor, limit)
        return {"items": known["items"], "next": known["next"]}

    return routes


def _context(known: dict[str, Any], sort: str, window: str) -> dict[str, Any]:
    more = f"/feed/more?sort={sort}&window={window}&cursor={known['next']}" if known["next"] else None
    return {**known, "sort": sort, "window": window, "page_url": more}
