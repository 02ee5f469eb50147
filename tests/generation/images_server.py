"""A server for tests that speaks the Images API as each of the servers behind it documents it, and misbehaves on demand."""

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from PIL import Image

KEY = "sk-secret-of-this-house"
Answer = Callable[[web.Request], Any]


def png(width: int, height: int, seed: int = 0) -> bytes:
    """Return a plain picture whose colour follows from a seed."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (seed % 256, seed // 256 % 256, 90)).save(file, "PNG")
    return file.getvalue()


class ImagesServer:
    """Keeps what was asked of it; `troubles` answer instead, as often as they are queued.

    `partial`: what it streams in place of pictures on the way; `pace`: the seconds after each.
    """

    def __init__(self, preset: str) -> None:
        self.preset = preset
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.troubles: list[Answer] = []
        self.always: Answer | None = None
        self.files: dict[str, bytes] = {}
        self.made = b""
        self.pace = 0.0
        self.partial: list[str] = []
        self.reached = asyncio.Event()
        self.dropped = asyncio.Event()

    async def generations(self, request: web.Request) -> web.StreamResponse:
        """Paint from words; LocalAI takes a picture to start from here, too."""
        return await self._paint(request, await request.json())

    async def edits(self, request: web.Request) -> web.StreamResponse:
        """Paint from a picture, sent as a form."""
        if self.preset == "localai":
            raise web.HTTPNotFound
        return await self._edit(request)

    async def inpainting(self, request: web.Request) -> web.StreamResponse:
        """Paint a part of a picture anew, where LocalAI does that; its answer is an address."""
        if self.preset != "localai":
            raise web.HTTPNotFound
        return await self._edit(request)

    async def generated(self, _request: web.Request) -> web.Response:
        """Give the picture that was made last."""
        return web.Response(body=self.made, content_type="image/png")

    async def _edit(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        asked: dict[str, Any] = {}
        self.files = {name: value.file.read() for name, value in form.items() if isinstance(value, web.FileField)}
        for name, value in form.items():
            asked[name] = len(self.files[name]) if isinstance(value, web.FileField) else value
        return await self._paint(request, asked)

    def _edited(self, asked: dict[str, Any]) -> bytes:
        """Return the picture that was sent, painted over where this server's mask says so; without one, all over."""
        painted = png(*self._size(asked), int(asked.get("seed", 1024)))
        name = "mask_image" if self.preset == "vllm-omni" else "mask"
        if name not in self.files or self.preset == "sglang":
            return painted
        mask, source = (Image.open(io.BytesIO(self.files[one])) for one in (name, "image"))
        if self.preset in ("openai", "generic"):
            if mask.size != source.size or "A" not in mask.getbands():
                raise web.HTTPBadRequest(text="mask: needs an alpha channel and the size of the image")
            where = mask.getchannel("A").point(lambda alpha: 255 if alpha == 0 else 0)
        else:
            where = mask.convert("L")
        fresh = Image.open(io.BytesIO(painted)).resize(source.size)
        file = io.BytesIO()
        Image.composite(fresh, source.convert("RGB"), where).save(file, "PNG")
        return file.getvalue()

    def _size(self, asked: dict[str, Any]) -> tuple[int, int]:
        width, _x, height = str(asked["size"]).partition("x")
        return int(width), int(height)

    async def models(self, request: web.Request) -> web.Response:
        """List the models, as every server does."""
        self._let_in(request)
        return web.json_response({"data": [{"id": "m"}]})

    async def _paint(self, request: web.Request, asked: dict[str, Any]) -> web.StreamResponse:
        self._let_in(request)
        self.asked.append(asked)
        self.reached.set()
        trouble = self.troubles.pop(0) if self.troubles else self.always
        if trouble is not None:
            answer: web.StreamResponse = await trouble(request)
            return answer
        if self.preset == "openai" and (unknown := {"seed", "negative_prompt", "response_format"} & asked.keys()):
            return error(400, f"Unknown parameter: '{min(unknown)}'.", "unknown_parameter")
        by_form = request.content_type.startswith("multipart/")
        self.made = self._edited(asked) if by_form else png(*self._size(asked), int(asked.get("seed", 1024)))
        coded = base64.b64encode(self.made).decode()
        if request.path.endswith("/inpainting"):
            return web.json_response({"id": "1", "data": [{"url": f"{self.url[:-3]}/generated-images/1.png"}]})
        if asked.get("stream") in (True, "true"):
            return await self._stream(request, coded, int(asked["partial_images"]))
        if self.preset == "sglang" and asked.get("response_format") != "b64_json":
            return web.json_response({"id": "1", "data": [{"url": "/v1/images/1/content"}]})
        return web.json_response({"created": 1, "data": [{"b64_json": coded, "url": None}]})

    async def _stream(self, request: web.Request, coded: str, partial: int) -> web.StreamResponse:
        kind = "image_edit" if request.path.endswith("edits") else "image_generation"
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        for index in range(partial):
            shown = self.partial[index] if index < len(self.partial) else coded
            await _event(answer, {"type": f"{kind}.partial_image", "partial_image_index": index, "b64_json": shown})
            await asyncio.sleep(self.pace)
        await _event(answer, {"type": f"{kind}.completed", "b64_json": coded})
        return answer

    def _let_in(self, request: web.Request) -> None:
        self.keys.append(request.headers.get("Authorization", ""))
        if self.keys[-1] != f"Bearer {KEY}":
            told = {"error": {"message": f"Incorrect API key provided: {self.keys[-1]}", "code": "invalid_api_key"}}
            raise web.HTTPUnauthorized(text=json.dumps(told), content_type="application/json")


async def _event(answer: web.StreamResponse, told: dict[str, Any]) -> None:
    await answer.write(f"event: {told['type']}\ndata: {json.dumps(told)}\n\n".encode())


def error(status: int, message: str, code: str = "", **headers: str) -> web.Response:
    """Answer with an error as OpenAI writes it."""
    told = {"error": {"message": message, "type": "image_generation_user_error", "code": code}}
    return web.json_response(told, status=status, headers=headers)


def answers(status: int, body: Any, **headers: str) -> Answer:
    """Return a trouble that answers so: values as JSON, text as a page."""

    async def trouble(_request: web.Request) -> web.Response:
        if isinstance(body, str):
            return web.Response(status=status, text=body, content_type="text/html", headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return trouble


async def cut(request: web.Request) -> web.StreamResponse:
    """Break off in the midst of an answer."""
    answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "5000"})
    await answer.prepare(request)
    await answer.write(b'{"data": [{"b64_json": "iVBOR')
    assert request.transport is not None
    request.transport.abort()
    return answer


async def cut_stream(request: web.Request) -> web.StreamResponse:
    """End a stream of events before its picture."""
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await answer.prepare(request)
    await _event(answer, {"type": "image_generation.partial_image", "b64_json": "AAAA"})
    return answer


async def endless(request: web.Request) -> web.StreamResponse:
    """Answer with more than anybody wants."""
    answer = web.StreamResponse(headers={"Content-Type": "application/json"})
    await answer.prepare(request)
    with_much = b" " * 1_000_000
    for _part in range(200):
        await answer.write(with_much)
    return answer


def hanging(server: ImagesServer) -> Answer:
    """Return a trouble that never answers, and notes when the caller has gone."""

    async def trouble(_request: web.Request) -> web.Response:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            server.dropped.set()
            raise
        return web.Response()

    return trouble


@asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[str]:
    """Serve an application on a real socket; give its address."""
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def images_server(preset: str) -> AsyncIterator[ImagesServer]:
    """Run an Images API server of one kind."""
    server = ImagesServer(preset)
    app = web.Application(client_max_size=50_000_000)
    app.router.add_post("/v1/images/generations", server.generations)
    app.router.add_post("/v1/images/edits", server.edits)
    app.router.add_post("/v1/images/inpainting", server.inpainting)
    app.router.add_get("/generated-images/1.png", server.generated)
    app.router.add_get("/v1/models", server.models)
    async with listening(app) as url:
        server.url = f"{url}/v1"
        yield server
