"""Who is liked most: people and AI characters apart, in a web room or in all of the house."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from api import shape
from api.front import Front
from api.render import language_for
from core import feed, leaders, rooms
from core.errors import UnknownChoice
from core.leaders import Leader
from core.safety import LEVELS


def router(front: Front) -> APIRouter:
    """Return the route of the leaders' page."""
    routes = APIRouter()
    salon = front.salon
    level = min(salon.settings.level, "general", key=LEVELS.index)

    @routes.get("/leaders", include_in_schema=False)
    async def page(request: Request, window: str = "week", room: str = "") -> Response:
        language = language_for(request)
        async with salon.read() as db:
            open_rooms = [one for one in await rooms.rooms_on(db, "web") if one.kind != "direct"]
            chosen = next((one for one in open_rooms if one.address == room), None)
            if room and chosen is None:
                raise UnknownChoice(value=room[:20], choices=", ".join(one.address for one in open_rooms))
            scope = feed.Scope(room=chosen, level=level)
            people = await leaders.leaders(db, "person", window, now=salon.now(), scope=scope)
            personas = await leaders.leaders(db, "persona", window, now=salon.now(), scope=scope)
        known = {
            "window": window,
            "room": room,
            "rooms": [{"address": one.address, "title": one.title} for one in open_rooms],
            "people": _line(people, language),
            "personas": _line(personas, language),
        }
        return front.draw(request, "leaders.html", known)

    return routes


def _line(found: Sequence[Leader], language: str) -> list[dict[str, Any]]:
    return [
        {"member": shape.person_of(one.member, language), "likes": one.likes, "pictures": one.pictures} for one in found
    ]
