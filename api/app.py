"""The HTTP application: pages, JSON, files and health, with the errors that a visitor can meet."""

import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from api import health, render
from api.front import Front, Stranger
from api.routes import creators, feeds, files, posts
from core.errors import NoSuchMember, NotFound, NotYours, SalonError, UnknownChoice
from core.words import _

log = logging.getLogger("salon.web")
STATIC = Path(__file__).parent / "static"
BODY_LIMIT = 1_000_000
FILE_LIMIT = 20_000_000
STATUS = {Stranger: 401, NotFound: 404, NoSuchMember: 404, UnknownChoice: 422, NotYours: 403}
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def create_app(front: Front, routers: list[APIRouter], **options: Any) -> FastAPI:
    """Return the application: our own pages and JSON beside the routers that adapters bring."""
    app = FastAPI(title="Salon", version="0.1.0", docs_url="/docs", redoc_url=None, **options)
    for part in (feeds, posts, creators, files):
        app.include_router(part.router(front))
    app.include_router(health.router(front.salon))
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _answer_errors(app, front)
    app.middleware("http")(_guard)
    return app


def _answer_errors(app: FastAPI, front: Front) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        say = render.translate_for(request)
        if isinstance(error, SalonError):
            status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 409)
            return _error(front, request, status, error.shown(render.language_for(request)))
        if isinstance(error, RequestValidationError):
            return _error(front, request, 422, say(_("That request is not complete, or a part of it is wrong.")))
        if isinstance(error, HTTPException):
            told = say(_("There is nothing at this address.")) if error.detail == "Not Found" else str(error.detail)
            return _error(front, request, error.status_code, told)
        log.error("the database does not answer: %s", type(error).__name__)
        return _error(front, request, 503, say(_("The house is busy for a moment. Please try again.")))

    for kind in (SalonError, RequestValidationError, HTTPException, DBAPIError):
        app.add_exception_handler(kind, refused)


def _error(front: Front, request: Request, status: int, text: str) -> Response:
    """Answer with a page where a page was asked for, with JSON otherwise."""
    wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
    if wants_page and not request.url.path.startswith("/api/"):
        return front.draw(request, "error.html", status=status, context={"status": status, "message": text})
    return JSONResponse({"error": text}, status_code=status)


async def _guard(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse bodies that are too large and writes that come from other sites; set the headers every answer has."""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        length = request.headers.get("content-length", "")
        most = FILE_LIMIT if request.url.path.endswith("/attach") else BODY_LIMIT
        if not length.isdecimal() or int(length) > most:
            return JSONResponse({"error": f"A request may have {most} bytes, and must say how many."}, status_code=413)
        ours = request.headers.get("x-salon") or request.headers.get("content-type", "").startswith("application/json")
        if not ours or request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return JSONResponse({"error": "This must be sent by Salon's own pages, or as JSON."}, status_code=403)
    begun = time.perf_counter()
    response = await go_on(request)
    health.count(response.status_code, time.perf_counter() - begun)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if not request.url.path.startswith("/docs"):
        response.headers.setdefault("Content-Security-Policy", CSP)
    return response
