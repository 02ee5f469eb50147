"""The editor's page: a post's picture, on which a visitor marks what is to be painted anew."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api import shape
from api.front import Front
from api.render import language_for
from core import parts, posts, views
from core.errors import NotFound


def router(front: Front) -> APIRouter:
    """Return the route of the editor."""
    routes = APIRouter()
    salon = front.salon

    @routes.get("/edit/{code}", include_in_schema=False)
    async def page(
        request: Request,
        code: str,
        n: Annotated[int, Query(ge=0, le=9)] = 0,
        room: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:
        language = language_for(request)
        async with salon.read() as db:
            viewer = await front.viewer(db, request)
            post = await posts.find(db, code, viewer)
            place = await parts.place_for(db, salon, post, viewer, room)
            pictures = {one.n: shape.picture_of(one) for one in await views.pictures_of(db, post.creation_id)}
            if not pictures or place is None:
                raise NotFound(what=f"#{post.code}")
            parts.check(salon.painter.capabilities, place)
            can = salon.painter.capabilities.chosen(place.painter).can
            order = views.shown_order(post, list(pictures))
            known = {
                "me": shape.person_of(viewer, language) if viewer else None,
                "post": {"id": post.code, "private": post.visibility != "public"},
                "pictures": [pictures[one] for one in order],
                "chosen": pictures[n if n in pictures else order[0]],
                "room": {"address": place.address, "title": place.title},
                "painter": {"note": can.note, "blind": can.redraws},  # who redraws from words alone sees no picture
            }
        return front.draw(request, "edit.html", known)

    return routes
