"""A server for tests that speaks ComfyUI's protocol: a queue, a websocket, a history and files."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.generation.images_server import listening, png

GRAPH: dict[str, Any] = {
    "3": {
        "class_type": "KSampler",
        "inputs": {"seed": 1, "steps": 4, "denoise": 1.0, "positive": ["6", 0], "latent_image": ["5", 0]},
        "_meta": {"title": "Sampler salon:seed salon:strength"},
    },
    "5": {
        "class_type": "EmptyLatentImage",
        "inputs": {"width": 512, "height": 512, "batch_size": 1},
        "_meta": {"title": "salon:width salon:height"},
    },
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}, "_meta": {"title": "salon:prompt"}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}, "_meta": {"title": "salon:negative"}},
    "9": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}, "_meta": {"title": "salon:output"}},
}


def graph_of_pictures() -> dict[str, Any]:
    """Return a graph that starts from a picture."""
    graph = copy.deepcopy(GRAPH)
    graph["10"] = {"class_type": "LoadImage", "inputs": {"image": ""}, "_meta": {"title": "salon:image"}}
    return graph


def graph_larger() -> dict[str, Any]:
    """Return a graph that enlarges a picture, and whose size is its own."""
    graph = graph_of_pictures()
    graph["5"]["_meta"]["title"] = "Latent"
    graph["5"]["inputs"] |= {"width": 1024, "height": 1024}
    return graph


def graph_of_masks() -> dict[str, Any]:
    """Return a graph that paints a part of a picture anew."""
    graph = graph_of_pictures()
    inputs = {"image": "", "channel": "red"}
    graph["11"] = {"class_type": "LoadImageMask", "inputs": inputs, "_meta": {"title": "salon:mask"}}
    return graph


def write(folder: Path, name: str, graph: Any) -> str:
    """Write a workflow file; return its path."""
    path = folder / name
    path.write_text(json.dumps(graph))
    return str(path)


class ComfyServer:
    """Runs one graph at a time; the flags make it misbehave.

    `frames`: the binary messages it sends, one before each step; `pace`: the seconds a step takes.
    """

    def __init__(self) -> None:
        self.url = ""
        self.ran: list[dict[str, Any]] = []
        self.uploads: dict[str, bytes] = {}
        self.history: dict[str, Any] = {}
        self.waiting: list[str] = []
        self.running: list[str] = []
        self.deleted: list[str] = []
        self.interrupted: list[str] = []
        self.refuses: Any = None
        self.breaks: dict[str, Any] | None = None
        self.drops_socket = False
        self.no_socket = False
        self.empty = False
        self.hangs = False
        self.queues = False
        self.frames: list[bytes] = [b"\0\0\0\1preview"]
        self.heard: list[Any] = []
        self.pace = 0.0
        self.begun = asyncio.Event()
        self._sockets: dict[str, web.WebSocketResponse] = {}

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Tell a client of its graphs."""
        if self.no_socket:
            raise web.HTTPNotFound
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets[request.query["clientId"]] = socket
        await socket.send_json({"type": "status", "data": {"status": {}}})
        async for message in socket:
            self.heard.append(json.loads(message.data))
        return socket

    async def prompt(self, request: web.Request) -> web.Response:
        """Take a graph into the queue."""
        asked = await request.json()
        if self.refuses is not None:
            return web.json_response(self.refuses, status=400)
        number = f"p{len(self.ran)}"
        self.ran.append(asked["prompt"])
        if self.queues:
            self.waiting.append(number)
        else:
            self.running.append(number)
            self._task = asyncio.create_task(self._run(number, asked["prompt"], asked["client_id"]))
        self.begun.set()
        return web.json_response({"prompt_id": number, "number": 1, "node_errors": {}})

    async def _run(self, number: str, graph: dict[str, Any], client: str) -> None:
        socket = self._sockets.get(client)
        if self.hangs:
            return
        if socket is not None:
            for step in range(1, 5):
                for frame in self.frames[step - 1 : step] if step < 4 else self.frames[3:]:
                    await socket.send_bytes(frame)
                await asyncio.sleep(self.pace)
                data = {"value": step, "max": 4, "node": "3", "prompt_id": number}
                await socket.send_json({"type": "progress", "data": data})
            if self.drops_socket:
                await socket.close()
        files = [] if self.empty else [{"filename": f"{number}.png", "subfolder": "", "type": "output"}]
        messages: list[Any] = [["execution_start", {"prompt_id": number}]]
        if self.breaks is not None:
            messages.append(["execution_error", {"prompt_id": number, **self.breaks}])
        self.history[number] = {"outputs": {"9": {"images": files}}, "status": {"messages": messages}}
        self.running.remove(number)
        if socket is not None and not socket.closed:
            if self.breaks is not None:
                await socket.send_json({"type": "execution_error", "data": {"prompt_id": number, **self.breaks}})
            await socket.send_json({"type": "executing", "data": {"node": None, "prompt_id": number}})

    async def of_history(self, request: web.Request) -> web.Response:
        """Tell what became of a graph; nothing while it runs."""
        number = request.match_info["number"]
        return web.json_response({number: self.history[number]} if number in self.history else {})

    async def view(self, request: web.Request) -> web.Response:
        """Give a picture of the size and seed that its graph asked for."""
        graph = self.ran[int(request.query["filename"].removeprefix("p").removesuffix(".png"))]
        size = graph["5"]["inputs"]
        return web.Response(body=png(size["width"], size["height"], graph["3"]["inputs"]["seed"]))

    async def upload(self, request: web.Request) -> web.Response:
        """Keep a picture."""
        form = await request.post()
        file = form["image"]
        assert isinstance(file, web.FileField)
        self.uploads[file.filename] = file.file.read()
        return web.json_response({"name": file.filename, "subfolder": "", "type": "input"})

    async def queue(self, request: web.Request) -> web.Response:
        """Tell who waits and who runs, or take waiting ones out."""
        if request.method == "POST":
            gone = (await request.json())["delete"]
            self.deleted += [number for number in gone if number in self.waiting]
            self.waiting = [number for number in self.waiting if number not in gone]
            return web.Response()
        rows = {"queue_running": self.running, "queue_pending": self.waiting}
        return web.json_response({name: [[0, number, {}, {}, []] for number in row] for name, row in rows.items()})

    async def interrupt(self, request: web.Request) -> web.Response:
        """Stop what runs."""
        self.interrupted.append((await request.json())["prompt_id"])
        return web.Response()

    async def stats(self, _request: web.Request) -> web.Response:
        """Say how the machine is."""
        return web.json_response({"system": {}})


@asynccontextmanager
async def comfy_server() -> AsyncIterator[ComfyServer]:
    """Run a ComfyUI."""
    server = ComfyServer()
    app = web.Application(client_max_size=50_000_000)
    app.router.add_get("/ws", server.socket)
    app.router.add_post("/prompt", server.prompt)
    app.router.add_get("/history/{number}", server.of_history)
    app.router.add_get("/view", server.view)
    app.router.add_post("/upload/image", server.upload)
    app.router.add_route("*", "/queue", server.queue)
    app.router.add_post("/interrupt", server.interrupt)
    app.router.add_get("/system_stats", server.stats)
    async with listening(app) as url:
        server.url = url
        yield server
