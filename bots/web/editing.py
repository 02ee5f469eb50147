"""Editing over HTTP: the words and the mask that the editor's page sends become a press in a room."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from bots.commands.editing import value_of
from bots.web.routes import Id, Refusal, WebRoom, cleaned
from core import parts, pictures, posts, rooms
from core.errors import BadMask, NotFound
from core.text import clean_prompt
from core.words import _, translator

MOST_CODED = 8_000_000
"""Characters of a mask in Base64; one drawn by hand has some ten thousand."""


class Edit(BaseModel):
    """A part to be painted anew: of which post's which picture, by which words, and the mask (a picture in Base64)."""

    id: Id
    post: str = Field(max_length=16)
    n: Annotated[int, Field(ge=1, le=9)] = 1
    text: str = Field(max_length=200_000)
    mask: str = Field(max_length=MOST_CODED)


def editing_router(web: WebRoom) -> APIRouter:
    """Return the route that takes edits."""
    routes = APIRouter(prefix="/rooms", tags=["rooms"])
    salon = web.salon

    @routes.post("/{address}/edit", status_code=202)
    async def edit(address: str, wish: Edit, request: Request) -> dict[str, Any]:
        handle, member = await web.visitor(request)
        room = await web.room(address, request)
        text = cleaned(wish.text, member)
        if not clean_prompt(text):
            raise Refusal(422, translator(member.language)(_("Say what should be there.")))
        async with salon.read() as db:
            post = await posts.find(db, wish.post, member)
            picture = await parts.picture_of(db, post, wish.n)
            here = await rooms.find_room(db, "web", room.address)
        if here is None:
            raise NotFound(what=room.address)
        parts.check(salon.painter.capabilities, here)
        mask = await pictures.take_in_mask(salon.media, _decoded(wish.mask), (picture.width, picture.height))
        raw = {"kind": "press", "message": None, "verb": "edit", "value": value_of(post.code, wish.n, mask)}
        await web.take(room, handle, member, f"press:{wish.id}", {**raw, "text": text})
        return {"room": room.address}

    return routes


def _decoded(coded: str) -> bytes:
    """Return the bytes of a mask in Base64, with or without a data URL's head."""
    if coded.startswith("data:"):
        coded = coded.partition(",")[2]
    try:
        return base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raise BadMask(why=_("it is no PNG, JPEG or WebP picture")) from None
