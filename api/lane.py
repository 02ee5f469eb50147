"""The quick lane: feed pages that lie ready are handed out before the application is asked, byte for byte the same."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from api import health
from api.guard import STANDING
from api.ready import Ready, Shelf
from core.sessions import COOKIE

FEEDS = ("/feed", "/feed/more")
LONGEST = 4_000
"""Bytes of a query and of headers by which a page is told apart; whatever is longer takes the usual way."""


class Lane:
    """Stands before an application and answers what is ready; everything else goes on as it came."""

    def __init__(self, app: ASGIApp, shelf: Shelf) -> None:
        self._app, self._shelf = app, shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request here, or let it go on."""
        asked = asked_by(scope)
        ready = self._shelf.at_hand(asked) if asked is not None else None
        if ready is None:
            await self._app(scope, receive, send)
            return
        health.count(200, 0.0)
        self._shelf.hand_out(ready)
        await send({"type": "http.response.start", "status": 200, "headers": _headers(ready)})
        await send({"type": "http.response.body", "body": ready.body})


def asked_by(scope: Scope) -> tuple[bytes, ...] | None:
    """Return all that tells one visitor's feed page from another's; None for what is no such page, or is a member's own."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path: str = scope["path"]
    if not path.startswith("/api/feed/") and path not in FEEDS:
        return None
    language, cookie = _told(scope["headers"])
    query: bytes = scope["query_string"]
    if COOKIE.encode() in cookie or b"lang=" in query or len(query) + len(language) + len(cookie) > LONGEST:
        return None
    return path.encode(), query, language, cookie


def _told(headers: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    language = cookie = b""
    for name, value in headers:
        if name == b"accept-language":
            language = value
        elif name == b"cookie":
            cookie += value
    return language, cookie


def _headers(ready: Ready) -> list[tuple[bytes, bytes]]:
    length = (b"content-length", str(len(ready.body)).encode())
    return [length, *ready.headers, *STANDING]
