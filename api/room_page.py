"""The page of a web room."""

from fastapi import APIRouter, HTTPException, Request, Response

from api import shape
from api.front import Front
from api.render import language_for
from core import characters, rooms


def router(front: Front) -> APIRouter:
    """Return the route of the chat pages."""
    routes = APIRouter()
    salon = front.salon

    @routes.get("/rooms/{address}", include_in_schema=False)
    async def page(request: Request, address: str) -> Response:
        language = language_for(request)
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            everywhere = [one for one in await rooms.rooms_on(db, "web") if rooms.may_enter(one, viewer)]
            room = next((one for one in everywhere if one.address == address), None)
            if room is None:
                raise HTTPException(404)
            cast = [one.member for one in await characters.placed_in(db, room) if one.present]
            known = {
                "me": shape.person_of(viewer, language) if viewer else None,
                "room": {"address": room.address, "title": room.title, "language": room.language},
                "rooms": [{"address": one.address, "title": one.title} for one in everywhere if one.kind != "direct"],
                "chats": [{"address": one.address, "title": one.title} for one in everywhere if one.kind == "direct"],
                "cast": [
                    {**shape.person_of(one, language), "bio": one.names.get(f"bio-{language}") or one.bio}
                    for one in cast
                ],
                "painter_note": salon.painter.capabilities.note,
            }
        return front.draw(request, "room.html", known)

    return routes
