"""A server that speaks OpenAI's chat completions on a real socket and answers as a test tells it to."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

KEY = "sk-test-4f1c9a77"
Answer = str | dict[str, Any] | web.StreamResponse | Callable[[web.Request, dict[str, Any]], Any]


def completion(content: Any, **rest: Any) -> dict[str, Any]:
    """Return the body of a usual answer."""
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "small",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}, **rest}
        ],
        "usage": {"prompt_tokens": 900, "completion_tokens": 40, "total_tokens": 940},
    }


class Standin:
    """Answers each request with the next of `answers`, the last one again and again; keeps what was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        """The address for SALON_WRITER_URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def told(self) -> str:
        """The instructions of the last request."""
        return str(self.asked[-1]["messages"][0]["content"]) if self.asked else ""

    def will(self, *answers: Answer) -> None:
        """Answer so from now on, and forget what was asked before."""
        self.answers, self.asked = list(answers), []

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Serve POST /v1/chat/completions."""
        body = await request.json()
        self.asked.append(body)
        self.keys.append(request.headers.get("Authorization", ""))
        answer: Any = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(request, body)
            if asyncio.iscoroutine(answer):
                answer = await answer
        if isinstance(answer, str):
            answer = completion(answer)
        return web.json_response(answer) if isinstance(answer, dict) else answer

    async def models(self, request: web.Request) -> web.Response:
        """Serve GET /v1/models, for those who know the key."""
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return web.json_response({"error": {"message": "bad key"}}, status=401)
        return web.json_response({"object": "list", "data": [{"id": "small"}, {"id": "large"}]})


@asynccontextmanager
async def serving() -> AsyncIterator[Standin]:
    """Run a stand-in on a free port."""
    one = Standin()
    app = web.Application(client_max_size=2**22)
    app.router.add_post("/v1/chat/completions", one.complete)
    app.router.add_get("/v1/models", one.models)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    try:
        yield one
    finally:
        await runner.cleanup()


def refusing(field: str) -> Callable[[web.Request, dict[str, Any]], Any]:
    """Return an answer that refuses requests with a field, as older servers do, and else says hello."""

    def answer(_request: web.Request, body: dict[str, Any]) -> Any:
        if field in body:
            return web.json_response({"error": {"message": f"unknown field {field}"}}, status=400)
        return json.dumps({"do": "say", "text": "Two herons, one fish."})

    return answer
