"""The web room over HTTP: its page, its stream, and what a visitor does there."""

import asyncio
import json
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from bots import inbox
from bots.commands.offered import offered_by
from bots.commands.table import ENTRIES
from bots.web import receive, wall
from bots.web.send import WebPlatform, body_of
from core import files, looks, members, pictures, rooms, sessions
from core.errors import SalonError
from core.members import speaker_of
from core.models.people import Member
from core.ports import PostView
from core.salon import Salon
from core.sessions import Signer
from core.text import LINE_LIMIT, clean, clean_name
from core.words import _, language_of, translator

KEEP_ALIVE = 15.0
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
Number = Annotated[int, Field(ge=0, lt=2**62)]
MediaKey = Annotated[str, Field(pattern=r"^(?:(?:sources|files)/[0-9a-f/]+\.(?:png|bin))?$", max_length=80)]
EMOJI_LIMIT = 16


class Join(BaseModel):
    """A visitor's arrival."""

    name: str = Field(max_length=2_000)
    language: str = Field(default="", max_length=8)


class Line(BaseModel):
    """A line that a visitor says; `id` is made by the page, so that a repeat is the same line."""

    id: Id
    text: str = Field(max_length=200_000)
    reply_to: Number | None = None
    picture: MediaKey = ""
    file: MediaKey = ""
    file_name: str = Field(default="", max_length=200)


class Pressed(BaseModel):
    """A button that a visitor pressed."""

    id: Id
    message: Number | None = None
    verb: str = Field(max_length=32)
    value: str = Field(default="", max_length=200)
    text: str = Field(default="", max_length=200_000)


class Reacted(BaseModel):
    """An emoji that a visitor put under a message, or took away."""

    id: Id
    message: Number
    emoji: str = Field(min_length=1, max_length=EMOJI_LIMIT)
    on: bool = True


class Refusal(HTTPException):
    """A request that can't be taken, with its status and words for the visitor."""


class WebRoom:
    """The HTTP side of the web rooms: keeps who is present, and turns requests into events."""

    def __init__(self, salon: Salon, platform: WebPlatform, signer: Signer) -> None:
        self.salon, self.platform, self.signer = salon, platform, signer
        self.present: dict[str, dict[str, int]] = defaultdict(dict)
        self.stopping = asyncio.Event()

    async def visitor(self, request: Request) -> tuple[str, Member]:
        """Return who is asking; Refusal for a stranger."""
        handle = self.signer.handle(request.cookies.get(sessions.COOKIE))
        async with self.salon.read() as db:
            member = await sessions.member_by_handle(db, handle)
        if handle is None or member is None:
            say = translator(language_of(request.headers.get("accept-language")))
            raise Refusal(401, say(_("Choose a nickname first, then you can speak here.")))
        return handle, member

    async def room(self, address: str, request: Request) -> wall.WallRoom:
        """Return a room; Refusal if there is none at this address."""
        async with self.salon.read() as db:
            found = await db.get(wall.WallRoom, address) if len(address) <= 60 and "\x00" not in address else None
        if found is not None and found.owner not in ("", self.signer.handle(request.cookies.get(sessions.COOKIE))):
            found = None
        if found is None:
            say = translator(language_of(request.headers.get("accept-language")))
            raise Refusal(404, say(_("There is no such room here. The lobby is at /rooms/lobby.")))
        return found

    async def take(self, room: wall.WallRoom, handle: str, member: Member, update_id: str, raw: dict[str, Any]) -> None:
        """Store what a visitor did, with its message if it is a line, before it is acknowledged."""
        now = self.salon.now()
        whole = {**raw, "handle": handle, "name": member.name, "language": member.language}
        whole |= {"room": room.address, "title": room.title, "room_language": room.language}
        whole |= {"room_kind": "direct"} if room.owner else {}
        async with self.salon.begin() as db:
            if raw["kind"] == "say" and not receive.is_command(raw["text"]):
                body = {**body_of(PostView(raw["text"], speaker_of(member))), "client_id": raw["id"]}
                key = f"say:{handle}:{raw['id']}"
                whole["message"] = await wall.write(
                    db, room.address, body, key=key, now=now, handle=handle, reply_to=raw.get("reply_to")
                )
            await inbox.accept(db, "web", f"{handle}:{update_id}", room.address, whole, now)


def router(web: WebRoom) -> APIRouter:
    """Return the routes of the web rooms."""
    routes = APIRouter(prefix="/rooms", tags=["rooms"])
    _arriving(routes, web)
    _reading(routes, web)
    _doing(routes, web)
    return routes


def _arriving(routes: APIRouter, web: WebRoom) -> None:
    salon = web.salon

    @routes.get("")
    async def list_rooms() -> dict[str, Any]:
        async with salon.read() as db:
            items = [{"address": room.address, "title": room.title, "rev": room.rev} for room in await wall.rooms(db)]
        return {"items": items}

    @routes.post("/{address}/join")
    async def join(address: str, wish: Join, request: Request) -> Response:
        room = await web.room(address, request)
        language = language_of(wish.language or request.headers.get("accept-language"))
        name = clean_name(wish.name, fallback="")
        if not name:
            raise Refusal(422, translator(language)(_("That name has nothing to show. Please choose another.")))
        handle = web.signer.handle(request.cookies.get(sessions.COOKIE)) or secrets.token_hex(12)
        async with salon.begin() as db:
            member = await members.member_of(db, "web", handle, name, now=salon.now(), language=language)
            member.language = language
        await web.take(room, handle, member, f"join:{room.address}:{secrets.token_hex(4)}", {"kind": "join"})
        answer = JSONResponse({"me": {"slug": member.slug, "name": member.name, "avatar": ""}})
        secure = request.url.scheme == "https"
        answer.set_cookie(
            sessions.COOKIE,
            web.signer.sign(handle),
            max_age=sessions.YEAR,
            httponly=True,
            samesite="lax",
            secure=secure,
        )
        return answer


def _reading(routes: APIRouter, web: WebRoom) -> None:
    salon = web.salon

    @routes.get("/{address}/history")
    async def history(
        address: str,
        request: Request,
        before: Annotated[int | None, Query(ge=0, lt=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        room = await web.room(address, request)
        handle = web.signer.handle(request.cookies.get(sessions.COOKIE)) or "-"
        async with salon.read() as db:
            rev = await wall.rev_of(db, room.address)
            found = await wall.history(db, room.address, before, handle, limit + 1)
            items = await messages_json(db, found[-limit:], handle)
        return {"items": items, "rev": rev, "more": len(found) > limit}

    @routes.get("/{address}/events")
    async def events(
        address: str, request: Request, after: Annotated[int, Query(ge=0, lt=2**62)] = 0
    ) -> StreamingResponse:
        room = await web.room(address, request)
        handle = web.signer.handle(request.cookies.get(sessions.COOKIE)) or "-"
        last = request.headers.get("last-event-id", "")
        start = max(after, int(last)) if last.isdecimal() and len(last) < 19 else after
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            stream(web, room.address, start, handle), media_type="text/event-stream", headers=headers
        )


def _doing(routes: APIRouter, web: WebRoom) -> None:
    salon = web.salon

    @routes.post("/{address}/say", status_code=202)
    async def say(address: str, line: Line, request: Request) -> dict[str, Any]:
        handle, member = await web.visitor(request)
        room = await web.room(address, request)
        text = cleaned(line.text, member)
        if not text:
            raise Refusal(422, translator(member.language)(_("There is nothing in that line.")))
        raw = {"kind": "say", "id": line.id, "text": text, "reply_to": line.reply_to}
        raw |= (
            {"picture": line.picture, "file": line.file, "file_name": line.file_name}
            if line.picture or line.file
            else {}
        )
        await web.take(room, handle, member, f"say:{line.id}", raw)
        return {"echo": not receive.is_command(text)}

    @routes.post("/{address}/attach", status_code=201)
    async def attach(address: str, request: Request, kind: Literal["picture", "file"] = "picture") -> dict[str, str]:
        await web.visitor(request)
        await web.room(address, request)
        data = await request.body()
        if kind == "file":
            return {"file": await files.take_in(salon, data)}
        return {"picture": await pictures.take_in(salon.media, salon.notary, data)}

    @routes.post("/{address}/press", status_code=202)
    async def press(address: str, pressed: Pressed, request: Request) -> dict[str, Any]:
        handle, member = await web.visitor(request)
        room = await web.room(address, request)
        raw = {
            "kind": "press",
            "message": pressed.message,
            "verb": pressed.verb,
            "value": cleaned(pressed.value, member),
        }
        await web.take(room, handle, member, f"press:{pressed.id}", {**raw, "text": cleaned(pressed.text, member)})
        return {}

    @routes.post("/{address}/react", status_code=202)
    async def react(address: str, reacted: Reacted, request: Request) -> dict[str, Any]:
        handle, member = await web.visitor(request)
        room = await web.room(address, request)
        emoji = cleaned(reacted.emoji, member)
        if not emoji or any(sign.isalnum() or sign.isspace() for sign in emoji):
            raise Refusal(422, translator(member.language)(_("That is not an emoji.")))
        async with salon.begin() as db:
            message = await wall.find(db, room.address, reacted.message, handle)
            if message is None:
                raise Refusal(404, translator(member.language)(_("That message is gone.")))
            mine = await wall.react(db, message, handle, emoji, reacted.on)
        raw = {"kind": "react", "message": message.id, "emojis": sorted(mine), "at": salon.now().isoformat()}
        await web.take(room, handle, member, f"react:{reacted.id}", raw)
        return {}


def commands_router(salon: Salon) -> APIRouter:
    """Return the routes that feed the page's menu of commands and styles."""
    routes = APIRouter(prefix="/api", tags=["menu"])

    @routes.get("/commands")
    async def commands(request: Request, lang: str = "") -> dict[str, Any]:
        say = translator(
            language_of(lang or request.cookies.get("salon_lang") or request.headers.get("accept-language"))
        )
        entries = offered_by(salon.painter.capabilities, ENTRIES)
        return {"items": [{"name": entry.name, "usage": entry.usage, "hint": say(entry.hint)} for entry in entries]}

    @routes.get("/styles")
    async def styles(request: Request, lang: str = "", room: str = "") -> dict[str, Any]:
        chosen = language_of(lang or request.cookies.get("salon_lang") or request.headers.get("accept-language"))
        async with salon.read() as db:
            here = await rooms.find_room(db, "web", room[:120]) if room else None
            house = salon.painter.capabilities
            offered = await looks.offered_in(db, here, house) if here else house
        painter = house.chosen(here.painter if here else "")
        return {
            "items": [
                {
                    "name": style.name,
                    "title": style.title_zh if chosen == "zh" else style.title,
                    "thumbnail": "" if style.words else salon.media.url(looks.thumbnail_key(painter, style.name)),
                }
                for style in offered.styles
            ]
        }

    return routes


def cleaned(text: str, member: Member) -> str:
    """Return what a visitor wrote, cleaned; Refusal for what is too long."""
    try:
        return clean(text, LINE_LIMIT)
    except SalonError as refusal:
        raise Refusal(422, refusal.shown(member.language or "en")) from None


async def messages_json(db: Any, messages: Sequence[wall.WallMessage], handle: str) -> list[dict[str, Any]]:
    """Return wall messages as the page draws them for one visitor."""
    reactions = await wall.reactions_of(db, [message.id for message in messages], handle)
    found = []
    for message in messages:
        body = dict(message.body)
        speaker = body.get("speaker")
        if speaker is not None:
            body["speaker"] = {**speaker, "me": bool(message.handle) and message.handle == handle}
        quoted = await wall.find(db, message.room, message.reply_to, handle) if message.reply_to else None
        found.append(
            {
                **body,
                "id": message.id,
                "rev": message.rev,
                "at": message.at.isoformat(),
                "edited": message.edited,
                "gone": message.gone,
                "private": bool(message.only_for),
                "reply_to": _quote(quoted),
                "reactions": reactions.get(message.id, []),
            }
        )
    return found


def _quote(message: wall.WallMessage | None) -> dict[str, Any] | None:
    if message is None:
        return None
    speaker = message.body.get("speaker") or {}
    post = message.body.get("post") or {}
    return {
        "id": message.id,
        "name": speaker.get("name", ""),
        "text": (message.body.get("text") or post.get("prompt", ""))[:120],
    }


async def stream(web: WebRoom, room: str, rev: int, handle: str) -> AsyncIterator[str]:
    """Yield a room's changes after `rev` as server-sent events, until the house closes."""
    seen = time.monotonic()
    people: list[dict[str, Any]] | None = None
    web.present[room][handle] = web.present[room].get(handle, 0) + 1
    web.salon.bell.ring([wall.topic(room)])
    try:
        with web.salon.bell.listener(wall.topic(room)) as bell:
            yield "retry: 1500\n\n"
            ready = False
            while not web.stopping.is_set():
                async with web.salon.read() as db:
                    found = await wall.changed_since(db, room, rev, handle)
                    items = await messages_json(db, found, handle)
                    here = await _people(db, web.present[room])
                for item in items:
                    rev = item["rev"]
                    yield _event("message", item, rev)
                for sign in web.platform.typing_since(room, seen):
                    yield _event("typing", sign)
                seen = time.monotonic()
                if here != people:
                    people = here
                    yield _event("presence", {"people": people})
                if not ready:
                    ready = True
                    yield _event("ready", {"rev": rev})
                if not items and not await bell.next(KEEP_ALIVE):
                    yield ": still here\n\n"
    finally:
        web.present[room][handle] -= 1
        if not web.present[room][handle]:
            del web.present[room][handle]
        web.salon.bell.ring([wall.topic(room)])


async def _people(db: Any, present: dict[str, int]) -> list[dict[str, Any]]:
    found = [await sessions.member_by_handle(db, handle) for handle in sorted(present)]
    return [{"slug": member.slug, "name": member.name} for member in found if member is not None]


def _event(name: str, data: dict[str, Any], number: int | None = None) -> str:
    mark = f"id: {number}\n" if number is not None else ""
    return f"{mark}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
