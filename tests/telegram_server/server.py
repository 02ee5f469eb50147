"""A Bot API server for tests, on real sockets: it answers and refuses as Telegram does, and fails on request."""

import asyncio
import inspect
import random
import time
from collections import defaultdict, deque
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.telegram_server.rules import Refusal, Values, bad
from tests.telegram_server.updates import Updates
from tests.telegram_server.wire import read_params
from tests.telegram_server.world import Call

TOKEN = "7000000001:AAtests-a-token-that-opens-no-door"
LARGEST = 60 * 1024 * 1024


class TelegramServer(Updates):
    """One bot's Telegram, for `async with`. `calls` has every call, `alerts` what presses were answered with."""

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "salon_test_bot",
        *,
        privacy: bool = True,
        inline: bool = True,
        strict_pace: bool = True,
        latency: float = 0.0,
        drop_replies: float = 0.0,
        seed: int = 1,
        port: int = 0,
    ) -> None:
        super().__init__(token, username, privacy=privacy, inline=inline, strict_pace=strict_pace)
        self.latency, self.drop_replies, self.port = latency, drop_replies, port
        self.dropped = 0
        self._draws: dict[str, random.Random] = {}
        self._seed = seed
        self._failures: dict[str, deque[Refusal]] = defaultdict(deque)
        self._runner: web.AppRunner | None = None
        self._methods = {
            name.removeprefix("do_").replace("_", ""): getattr(self, name) for name in dir(self) if name[:3] == "do_"
        }

    @property
    def url(self) -> str:
        """Where a bot finds this server."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve)
        app.router.add_route("*", "/{any:.*}", self._nothing)
        self._runner = web.AppRunner(app, shutdown_timeout=0.05, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._unhook(False)
        if self._runner:
            await self._runner.cleanup()

    def fail_next(self, method: str, status: int, description: str, *, times: int = 1, **parameters: int) -> None:
        """Have the next calls of a method refused, before they have any effect."""
        refusal = Refusal(description, status, **parameters)
        self._failures[method.lower()].extend([refusal] * times)

    async def perform(self, method: str, params: Values, at: float) -> tuple[int, Values]:
        """Do what a method asks; return the status and the body of its answer."""
        name = method.lower()
        try:
            if self._failures[name]:
                raise self._failures[name].popleft()
            if name not in self._methods:
                raise Refusal("Not Found", 404)
            try:
                result = self._methods[name](Call(method, params, at))
                if inspect.isawaitable(result):
                    result = await result
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise bad(f"can't make sense of the request: {type(error).__name__}: {error}") from error
        except Refusal as refusal:
            return refusal.status, refusal.body()
        return 200, {"ok": True, "result": result}

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return _told(401, Refusal("Unauthorized", 401).body())
        try:
            params = await read_params(request)
        except Refusal as refusal:
            return _told(refusal.status, refusal.body())
        if self.latency:
            await asyncio.sleep(self.latency)
        self.calls.append(Call(method, params, at))
        status, body = await self.perform(method, params, at)
        if method.lower() != "getupdates":
            self.wake()
        if self._drops(method) and request.transport is not None:
            self.dropped += 1
            request.transport.close()
        return _told(status, body)

    def _drops(self, method: str) -> bool:
        draw = self._draws.setdefault(method, random.Random(f"{self._seed}/{method}"))
        return draw.random() < self.drop_replies

    async def _serve(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            return _told(401, Refusal("Unauthorized", 401).body())
        data = self.files.read(request.match_info["path"])
        if data is None:
            return _told(404, Refusal("Not Found", 404).body())
        return web.Response(body=data, content_type="application/octet-stream")

    async def _nothing(self, request: web.Request) -> web.Response:
        return _told(404, Refusal("Not Found", 404).body())


def _told(status: int, body: Any) -> web.Response:
    return web.json_response(body, status=status)
