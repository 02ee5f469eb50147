"""A ComfyUI server: queueing a graph, watching it, fetching its pictures, and taking it back."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

import aiohttp

from core import egress, pictures
from core.painter import PainterFailed
from core.words import _
from generation.painters import wire
from generation.painters.comfy import frames
from generation.painters.comfy.workflow import Graph

POLL = 0.5
LAST_WORD = 5.0
EMPTY = _("its workflow ended without a picture")
STOPPED = _("somebody stopped it at its server")

Step = Callable[[int, int], None]


class Server:
    """One ComfyUI, spoken to under one client number so that its websocket tells us of our own graphs."""

    def __init__(self, session: aiohttp.ClientSession, url: str, client: str) -> None:
        self._session, self._url, self._client = session, url.rstrip("/"), client

    async def run(self, graph: Graph, output: str, step: Step, show: wire.Show | None = None) -> bytes:
        """Run a graph to its end and return its first picture; taken back at the server if this is cancelled.

        `show` is given the files that the server shows on the way.
        """
        socket = await self._listen(frames.WISH if show else None)
        try:
            number = await self._queue(graph)
            try:
                if socket is not None:
                    await self._watch(socket, number, step, show)
                return await self._picture(await self._ended(number), output)
            except (asyncio.CancelledError, TimeoutError):
                await asyncio.shield(self._take_back(number))
                raise
        finally:
            if socket is not None:
                await socket.close()

    async def upload(self, data: bytes, name: str) -> str:
        """Hand over a picture to start from; return the name that a graph knows it by."""
        form = aiohttp.FormData()
        form.add_field("image", data, filename=name, content_type="image/png")
        form.add_field("overwrite", "true")
        told = await self._answer("POST", "/upload/image", data=form)
        if not isinstance(told, dict) or not isinstance(told.get("name"), str):
            raise PainterFailed(wire.ODD, down=True)
        return "/".join(part for part in (told.get("subfolder"), told["name"]) if part)

    async def look(self) -> None:
        """Ask how the server is; PainterFailed if it does not answer as one does."""
        await self._answer("GET", "/system_stats")

    async def _listen(self, wish: Any) -> aiohttp.ClientWebSocketResponse | None:
        """Open the websocket, and say what we wish to hear; None if it can't be had: the history tells the same later."""
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
            place = {"clientId": self._client}
            socket = await self._session.ws_connect(f"{self._url}/ws", params=place, max_msg_size=0)
            if wish is not None:
                await socket.send_json(wish)
            return socket
        return None

    async def _queue(self, graph: Graph) -> str:
        told = await self._answer("POST", "/prompt", json={"prompt": graph, "client_id": self._client})
        number = told.get("prompt_id") if isinstance(told, dict) else None
        if not isinstance(number, str):
            raise PainterFailed(wire.ODD, down=True)
        return number

    async def _watch(
        self, socket: aiohttp.ClientWebSocketResponse, number: str, step: Step, show: wire.Show | None
    ) -> None:
        """Tell of progress until our graph ends, or the websocket does."""
        async for message in socket:
            if message.type is aiohttp.WSMsgType.BINARY and show and (file := frames.preview_in(message.data, number)):
                show(file)
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            kind, data = _event(message.data)
            if data.get("prompt_id", number) != number:
                continue
            value, most = data.get("value"), data.get("max")
            if kind == "progress" and isinstance(value, int) and isinstance(most, int) and most > 0:
                step(min(value, most), most)
            elif kind == "execution_error":
                raise _broken(data)
            elif kind in ("execution_success", "execution_interrupted") or (
                kind == "executing" and "node" in data and data["node"] is None
            ):
                return

    async def _ended(self, number: str) -> dict[str, Any]:
        """Return what the history says of our graph, once it is there."""
        while True:
            told = await self._answer("GET", f"/history/{number}")
            entry = told.get(number) if isinstance(told, dict) else None
            if isinstance(entry, dict):
                _check(entry)
                return entry
            await asyncio.sleep(POLL)

    async def _picture(self, entry: dict[str, Any], output: str) -> bytes:
        outputs = entry.get("outputs")
        made = outputs.get(output) if isinstance(outputs, dict) else None
        files = made.get("images") if isinstance(made, dict) else None
        first = files[0] if isinstance(files, list) and files else None
        if not isinstance(first, dict) or not isinstance(first.get("filename"), str):
            raise PainterFailed(EMPTY, retry=False)
        place = {name: str(first.get(name, "")) for name in ("filename", "subfolder", "type")}
        async with self._session.get(f"{self._url}/view", params=place, allow_redirects=False) as answer:
            if answer.status != 200:
                raise PainterFailed(f"{wire.ODD}: HTTP {answer.status}", down=True)
            return await egress.whole(answer, pictures.MOST_BYTES)

    async def _take_back(self, number: str) -> None:
        """Stop our graph at the server, whether it waits or runs; others' are left alone."""
        with contextlib.suppress(PainterFailed, aiohttp.ClientError, egress.NotFetched, TimeoutError, OSError):
            async with asyncio.timeout(LAST_WORD):
                await self._answer("POST", "/queue", json={"delete": [number]})
                told = await self._answer("GET", "/queue")
                running = told.get("queue_running") if isinstance(told, dict) else None
                if isinstance(running, list) and any(number in one for one in running if isinstance(one, list)):
                    await self._answer("POST", "/interrupt", json={"prompt_id": number})

    async def _answer(self, method: str, path: str, **sent: Any) -> Any:
        async with self._session.request(method, f"{self._url}{path}", allow_redirects=False, **sent) as answer:
            if answer.status != 200:
                body = await wire.head_of(answer)
                raise _refused(body) or wire.failure(answer.status, answer.headers, body)
            body = await egress.whole(answer, wire.MOST_ANSWER)
        return wire.values_of(body) if body.strip() else {}


def _event(text: str) -> tuple[str, dict[str, Any]]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return "", {}
    data = told.get("data") if isinstance(told, dict) else None
    return (str(told.get("type", "")), data) if isinstance(data, dict) else ("", {})


def _check(entry: dict[str, Any]) -> None:
    """Raise PainterFailed if a graph ended in an error, or was stopped by somebody at the server."""
    status = entry.get("status")
    messages = status.get("messages") if isinstance(status, dict) else None
    for message in messages if isinstance(messages, list) else []:
        if isinstance(message, list) and len(message) == 2 and isinstance(message[1], dict):
            if message[0] == "execution_error":
                raise _broken(message[1])
            if message[0] == "execution_interrupted":
                raise PainterFailed(STOPPED, retry=False)


def _broken(data: dict[str, Any]) -> PainterFailed:
    """Say which node broke; out of memory passes, other faults come again."""
    words = str(data.get("exception_message", "")).strip().splitlines()
    told = f"{data.get('node_type', '')} {data.get('node_id', '')}: {words[0] if words else ''}"
    memory = "OutOfMemory" in str(data.get("exception_type", ""))
    return PainterFailed(f"{wire.BROKEN}: {told[: wire.TOLD]}", retry=memory, down=True)


def _refused(body: bytes) -> PainterFailed | None:
    """Say which field of which node the server did not take; None if it says no such thing."""
    try:
        told = json.loads(body)
        nodes = told["node_errors"]
        number, node = next(iter(nodes.items()))
        error = node["errors"][0]
        field = error.get("extra_info", {}).get("input_name", "")
        fact = f"{node.get('class_type', '')} {number}, {field}: {error.get('message', '')} {error.get('details', '')}"
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError, IndexError, StopIteration):
        return None
    return PainterFailed(f"{wire.DECLINED}: {fact[: wire.TOLD].strip()}", retry=False, down=True)
