"""The guard at the gate of the application: which requests come in at all, and the headers that every answer has."""

import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import health

BODY_LIMIT = 1_000_000
FILE_LIMIT = 20_000_000
MASK_LIMIT = 9_000_000
LARGER = {"/attach": FILE_LIMIT, "/edit": MASK_LIMIT}
"""How large the body of a request to an address with this ending may be."""
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


STANDING = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", CSP.encode()),
)
"""Headers that every answer has, unless it brings its own."""


class Guard:
    """Refuses bodies that are too large and writes that come from other sites; counts answers, and sets their headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request in, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = next((most for ending, most in LARGER.items() if scope["path"].endswith(ending)), BODY_LIMIT)
        writes = scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if writes and (refusal := _refuse(Headers(scope=scope), most)) is not None:
            await refusal(scope, receive, send)
            return
        begun = time.perf_counter()

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                health.count(message["status"], time.perf_counter() - begun)
                headers = MutableHeaders(raw=message["headers"])
                for name, value in STANDING[: 2 if scope["path"].startswith("/docs") else 3]:
                    headers.setdefault(name.decode(), value.decode())
            await send(message)

        await self._app(scope, receive, answer)


def _refuse(headers: Headers, most: int) -> JSONResponse | None:
    length = headers.get("content-length", "")
    if not length.isdecimal() or int(length) > most:
        told = f"A request may have {most} bytes, and must say how many."
        return JSONResponse({"error": told}, status_code=413)
    ours = headers.get("x-salon") or headers.get("content-type", "").startswith("application/json")
    if not ours or headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return JSONResponse({"error": "This must be sent by Salon's own pages, or as JSON."}, status_code=403)
    return None
