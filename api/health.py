"""Health: whether the process lives, whether it can work, and figures for a scraper."""

from collections import Counter

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from core.models.making import Creation
from core.models.posts import Post, Vote
from core.models.work import Inbox, Job
from core.salon import Salon

_answers: Counter[str] = Counter()
_seconds = [0.0]


def count(status: int, seconds: float) -> None:
    """Count one answer of the application."""
    _answers[f"{status // 100}xx"] += 1
    _seconds[0] += seconds


def router(salon: Salon) -> APIRouter:
    """Return /healthz, /readyz and /metrics."""
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @routes.get("/readyz")
    async def readyz() -> Response:
        try:
            async with salon.read() as db:
                await db.execute(text("SELECT 1"))
        except (DBAPIError, OSError):
            return JSONResponse({"status": "the database does not answer"}, status_code=503)
        return JSONResponse({"status": "ready"})

    @routes.get("/metrics")
    async def metrics() -> PlainTextResponse:
        lines = [
            f'salon_http_answers_total{{status="{status}"}} {number}' for status, number in sorted(_answers.items())
        ]
        lines.append(f"salon_http_seconds_total {_seconds[0]:.6f}")
        async with salon.read() as db:
            for state, number in await db.execute(select(Creation.state, func.count()).group_by(Creation.state)):
                lines.append(f'salon_creations{{state="{state}"}} {number}')
            waiting = (
                select(Job.pool, func.count()).where(Job.done_at.is_(None), Job.dead_at.is_(None)).group_by(Job.pool)
            )
            for pool, number in await db.execute(waiting):
                lines.append(f'salon_jobs_waiting{{pool="{pool}"}} {number}')
            for name, query in _TOTALS.items():
                lines.append(f"salon_{name} {await db.scalar(query)}")
        return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")

    return routes


_TOTALS = {
    "posts": select(func.count()).select_from(Post),
    "votes": select(func.count()).select_from(Vote).where(Vote.value != 0),
    "jobs_dead": select(func.count()).select_from(Job).where(Job.dead_at.is_not(None)),
    "inbox_waiting": select(func.count()).select_from(Inbox).where(Inbox.done_at.is_(None)),
}
