"""The HTTP application: pages, JSON, files and health, with the errors that a visitor can meet."""

import logging
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
from api.guard import Guard
from api.ready import Shelf
from api.routes import boards, creators, edits, feeds, files, foryou, leaders, posts, votes
from core.errors import BadMask, NoBoard, NoSuchMember, NotFound, NotYours, SalonError, TooLong, UnknownChoice
from core.words import _

log = logging.getLogger("salon.web")
STATIC = Path(__file__).parent / "static"
STATUS = {
    Stranger: 401,
    NotFound: 404,
    NoBoard: 404,
    NoSuchMember: 404,
    UnknownChoice: 422,
    BadMask: 422,
    TooLong: 422,
    NotYours: 403,
}


def create_app(front: Front, shelf: Shelf, routers: list[APIRouter], **options: Any) -> FastAPI:
    """Return the application: our own pages and JSON beside the routers that adapters bring."""
    app = FastAPI(title="Salon", version="0.1.0", docs_url="/docs", redoc_url=None, **options)
    app.include_router(feeds.router(front, shelf))
    for part in (posts, edits, creators, boards, foryou, leaders, files, votes):
        app.include_router(part.router(front))
    app.include_router(health.router(front.salon))
    for router in routers:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _answer_errors(app, front)
    app.add_middleware(Guard)
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
