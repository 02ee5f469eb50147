"""The page of a web room."""

from fastapi import APIRouter, HTTPException, Request, Response
from sqlalchemy import select

from api import shape
from api.front import Front
from api.render import language_for
from core import members, rooms
from core.models.rooms import Room


def router(front: Front) -> APIRouter:
    """Return the route of the chat pages."""
    routes = APIRouter()
    salon = front.salon

    @routes.get("/rooms/{address}", include_in_schema=False)
    async def page(request: Request, address: str) -> Response:
        language = language_for(request)
        async with salon.read() as db:
            everywhere = await rooms.rooms_on(db, "web")
            room = await db.scalar(select(Room).where(Room.platform == "web", Room.address == address))
            viewer = await front.viewer(db, request)
            cast = await members.cast(db)
            if room is None:
                raise HTTPException(404)
            known = {
                "me": shape.person_of(viewer, language) if viewer else None,
                "room": {"address": room.address, "title": room.title, "language": room.language},
                "rooms": [{"address": one.address, "title": one.title} for one in everywhere],
                "cast": [
                    {**shape.person_of(one, language), "bio": one.names.get(f"bio-{language}") or one.bio}
                    for one in cast
                ],
                "painter_note": salon.painter.capabilities.note,
            }
        return front.draw(request, "room.html", known)

    return routes
