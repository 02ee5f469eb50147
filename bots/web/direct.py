"""A direct chat on the web: a room for one visitor and one persona."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse

from bots.web import wall
from bots.web.routes import WebRoom
from core import members, rooms, sessions, talk
from core.errors import NoSuchMember


def direct_router(web: WebRoom) -> APIRouter:
    """Return the route that opens a direct chat; a stranger is sent to the lobby to choose a nickname first."""
    routes = APIRouter()

    @routes.get("/talk/{number}", include_in_schema=False)
    async def open_chat(number: int, request: Request) -> RedirectResponse:
        handle = web.signer.handle(request.cookies.get(sessions.COOKIE))
        async with web.salon.read() as db:
            visitor = await sessions.member_by_handle(db, handle)
        if handle is None or visitor is None:
            return RedirectResponse("/rooms/lobby", 303)
        return RedirectResponse(f"/rooms/{await _open(web, handle, visitor.id, number)}", 303)

    return routes


async def _open(web: WebRoom, handle: str, visitor_id: int, number: int) -> str:
    """Have the room of a visitor and a persona, and return its address; the persona says hello the first time."""
    salon = web.salon
    async with salon.begin() as db:
        persona = await members.member_at(db, number) if number < 2**62 else None
        if persona is None or persona.kind != "persona":
            raise NoSuchMember(what=str(number)[:20])
        visitor = await members.member_at(db, visitor_id)
        assert visitor is not None
        language = visitor.language or salon.settings.language
        address, title = wall.address_for(handle, number), persona.named(language)
        await wall.open_room(db, address, title, language, owner=handle)
        facts: dict[str, Any] = {"settings": salon.settings, "now": salon.now(), "language": language}
        room = await rooms.room_at(db, "web", address, kind="direct", title=title, **facts)
        room.person_id, room.companion_id, room.open = visitor.id, persona.id, True
        await talk.notice_visit(db, room, persona, visitor, salon.now(), f"{room.id}")
    return address
