"""The page that says how votes count: every rule, with the numbers that are in force."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from api.front import Front
from core import bursts, exposure, standing

HOUR = timedelta(hours=1)


def router(front: Front) -> APIRouter:
    """Return the route of the page."""
    routes = APIRouter()
    facts = {
        "hours": standing.AGE // HOUR,
        "deeds": standing.DEEDS,
        "settled": standing.SETTLED,
        "trusted": standing.MOST_TRUSTED,
        "burst": bursts.LEAST,
        "minutes": bursts.SPAN // timedelta(minutes=1),
        "enough": exposure.ENOUGH,
    }

    @routes.get("/votes", include_in_schema=False)
    async def page(request: Request) -> Response:
        return front.draw(request, "votes.html", {"facts": facts})

    return routes
