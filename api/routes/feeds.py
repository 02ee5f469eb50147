"""The feed: as pages that scroll for ever, and as JSON. Pages are the same for everybody who reads their language."""

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api import shape
from api.front import Front
from api.lane import asked_by
from api.ready import FOR_EVER, Ready, Shelf
from api.render import language_for, with_language
from core import cursors, feed, posts, sessions
from core.errors import UnknownChoice
from core.safety import LEVELS

JSON = "application/json"
PAGE_HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept-Language, Cookie"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks of the feed."""

    sort: str
    window: str
    cursor: str | None
    size: int
    tag: str
    language: str


def wanted(request: Request, sort: str, window: str) -> Wanted:
    """Read a request; UnknownChoice for what no feed has."""
    query = request.query_params
    size, cursor = query.get("limit", str(feed.PAGE)), query.get("cursor") or None
    if not (size.isascii() and size.isdigit() and len(size) < 4 and 1 <= int(size) <= 100):
        raise UnknownChoice(value=size[:20], choices="1, 2, … 100")
    if cursor is not None:
        cursors.read(cursor)
    window = query.get("window", window)
    return Wanted(
        _order(request.path_params.get("sort") or query.get("sort", sort), query.get("by", "score")),
        window,
        cursor,
        int(size),
        query.get("tag", "")[:40],
        language_for(request),
    )


def _order(sort: str, by: str) -> str:
    """Return the order that is meant: the top by rate is by what is sure of the share of likes."""
    if by not in ("score", "rate"):
        raise UnknownChoice(value=by[:20], choices="score, rate")
    return "best" if sort == "top" and by == "rate" else sort


def router(front: Front, shelf: Shelf) -> APIRouter:
    """Return the routes of the feed."""
    routes = APIRouter()
    salon = front.salon
    level = min(salon.settings.level, "general", key=LEVELS.index)

    async def load(asked: Wanted) -> Ready:
        scope = feed.Scope(tag=asked.tag, level=level)
        place: dict[str, Any] = {"window": asked.window, "cursor": asked.cursor, "size": asked.size, "scope": scope}
        async with salon.read() as db:
            found = await feed.page(db, asked.sort, now=salon.now(), **place)
            items = await shape.items_of(db, found.items, None, asked.language)
        body = json.dumps({"items": items, "next": found.next}, ensure_ascii=False, separators=(",", ":")).encode()
        ends = min((rank.until for _post, _author, rank in found.items if rank.until), default=FOR_EVER)
        return Ready(body, tuple(post.id for post, _author, _rank in found.items), tuple(items), found.next, ends)

    async def as_json(request: Request) -> Response:
        asked = wanted(request, "new", "all")
        ready = await shelf.page((JSON, asked), lambda: load(asked))
        shelf.note(asked_by(request.scope), (JSON, asked))
        salon.shown.add(ready.numbers, "feed")
        if sessions.COOKIE not in request.cookies:
            return Response(ready.body, media_type=JSON)
        async with salon.read() as db:
            own = await posts.own_votes(db, await front.viewer(db, request), list(ready.numbers))
        pairs = zip(ready.numbers, ready.items, strict=True)
        items = [{**item, "liked": own.get(number, 0)} for number, item in pairs]
        return Response(json.dumps({"items": items, "next": ready.next}, ensure_ascii=False), media_type=JSON)

    def drawn(template: str) -> Any:
        async def page(request: Request) -> Response:
            asked = wanted(request, "hot", "week")

            async def make() -> Ready:
                known = await load(asked)
                answer = front.draw(request, template, _context(known, asked))
                return Ready(bytes(answer.body), known.numbers, ends=known.ends, headers=PAGE_HEADERS)

            ready = await shelf.page((template, asked), make)
            shelf.note(asked_by(request.scope), (template, asked))
            salon.shown.add(ready.numbers, "feed")
            return with_language(request, HTMLResponse(ready.body))

        return page

    @routes.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse(f"/rooms/{salon.settings.web_rooms[0][0]}", status_code=307)

    # Plain routes: what FastAPI adds to a route takes longer than these answers do.
    routes.add_route("/feed", drawn("feed.html"), include_in_schema=False)
    routes.add_route("/feed/more", drawn("feed_items.html"), include_in_schema=False)
    routes.add_route("/api/feed/{sort}", as_json, include_in_schema=False)
    return routes


def _context(known: Ready, asked: Wanted) -> dict[str, Any]:
    tag = f"&tag={asked.tag}" if asked.tag else ""
    more = f"/feed/more?sort={asked.sort}&window={asked.window}{tag}&cursor={known.next}" if known.next else None
    return {"items": known.items, "sort": asked.sort, "window": asked.window, "page_url": more}
