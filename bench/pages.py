"""Feed pages over HTTP: how many a second beside bare Starlette answering the same bytes, and how long each takes while votes come in.

Usage: python -m bench.pages [--database URL] [--rounds 5] [--seconds 4] [--votes 1000]

The database is one that python -m bench.load has filled, or a fresh one of 10^5 posts. Two servers, each a process of one uvicorn, take turns.
"""

import argparse
import asyncio
import json
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api import garbage
from api.build import build
from api.process import application, prepare
from bench.load import CAST, PEOPLE
from bench.machine import told_of
from bench.place import database_at
from core.ballots import Ballot, BallotBox
from core.errors import OwnPost
from core.settings import Settings

PAGE = "/api/feed/top?window=week"
PAGES = (PAGE, "/api/feed/top?window=day", "/api/feed/top?window=month", "/api/feed/hot", "/api/feed/new", "/feed")
CONNECTIONS = 64


async def serve_salon(url: str, port: int, votes: int) -> None:
    """Serve a house's pages while it takes in votes at a steady rate."""
    house = build(Settings(_env_file=None, database=url, log_level="error"))
    await prepare(house)
    app, _room = await application(house)
    box = BallotBox(house.salon)
    running: set[asyncio.Task[None]] = set()

    async def vote(posts: list[int]) -> None:
        voter, value = random.randint(CAST + 1, CAST + PEOPLE), random.choice((-1, 0, 1))
        try:
            await box.cast(Ballot(random.choice(posts), voter, value, datetime.now(UTC)))
        except OwnPost:
            return

    async def vote_on() -> None:
        async with house.salon.read() as db:
            from core import orders

            posts = [number for number, _key in await orders.ranked(db, orders.Wish("top", "week", time.time()), 1000)]
        begun, cast = time.monotonic(), 0
        while True:
            while cast < (time.monotonic() - begun) * votes:
                task = asyncio.create_task(vote(posts))
                running.add(task)
                task.add_done_callback(running.discard)
                cast += 1
            await asyncio.sleep(0.005)

    if votes:
        running.add(asyncio.create_task(vote_on()))
    garbage.spare()
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False)).serve()


async def serve_bare(port: int) -> None:
    """Serve the bytes that come on the standard input, by Starlette alone."""
    body = sys.stdin.buffer.read()

    async def page(_request: Request) -> Response:
        return Response(body, media_type="application/json")

    app = Starlette(routes=[Route("/api/feed/{sort}", page)])
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False)).serve()


class Client:
    """One connection that is kept open."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def get(self, path: str) -> bytes:
        """Fetch a page; the answer must be 200."""
        if not hasattr(self, "_reader"):
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        body = await self._reader.readexactly(int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]))
        assert head.startswith(b"http/1.1 200"), (head, body)
        return body


@asynccontextmanager
async def server(*options: str, given: bytes = b"") -> AsyncIterator[int]:
    """Run a server in a process of its own; give its port once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "bench.pages", "--port", str(port), *options]
    child = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: ASYNC220 - it takes a moment once
    assert child.stdin is not None
    child.stdin.write(given)
    child.stdin.close()
    try:
        while True:
            try:
                await Client(port).get("/api/feed/new")
                break
            except OSError:
                await asyncio.sleep(0.2)
        yield port
    finally:
        child.terminate()
        child.wait()


async def rate(port: int, seconds: float) -> float:
    """Return pages a second over CONNECTIONS connections."""
    end, count = time.monotonic() + seconds, 0

    async def read() -> None:
        nonlocal count
        client = Client(port)
        while time.monotonic() < end:
            await client.get(PAGE)
            count += 1

    begun = time.monotonic()
    await asyncio.gather(*(read() for _one in range(CONNECTIONS)))
    return count / (time.monotonic() - begun)


async def waits(port: int, seconds: float, paths: tuple[str, ...]) -> list[float]:
    """Return how long pages take, in milliseconds, at a hundred a second."""
    client, found, end = Client(port), [], time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        await client.get(random.choice(paths))
        found.append(1000 * (time.perf_counter() - begun))
        await asyncio.sleep(0.01)
    return sorted(found)


async def ten_pages(port: int) -> tuple[int, int]:
    """Read ten pages one after the other; return how many posts came twice, and how many of the first list were missed."""
    client, seen, cursor = Client(port), [], ""
    for _page in range(10):
        known: dict[str, Any] = json.loads(await client.get(f"{PAGE}&cursor={cursor}"))
        seen += [item["id"] for item in known["items"]]
        cursor = known["next"] or ""
        await asyncio.sleep(0.3)
    return len(seen) - len(set(seen)), 240 - len(set(seen))


async def run(url: str, rounds: int, seconds: float, votes: int) -> None:
    """Measure in shuffled rounds, and print what came of it."""
    figures: dict[str, list[float]] = {"salon": [], "bare": []}
    async with server("--serve", "salon", "--database", url, "--votes", "0") as ours:
        body = await Client(ours).get(PAGE)
        async with server("--serve", "bare", given=body) as bare:
            for _round in range(rounds):
                for who, port in random.sample([("salon", ours), ("bare", bare)], 2):
                    figures[who].append(await rate(port, seconds))
            plain = await waits(bare, 8, (PAGE,))
    ratios = [a / b for a, b in zip(figures["salon"], figures["bare"], strict=True)]
    middle = {who: statistics.median(found) for who, found in figures.items()}
    print(f"page of {len(body)} bytes: salon {middle['salon']:.0f}/s, bare Starlette {middle['bare']:.0f}/s")
    print(f"ratio of medians {middle['salon'] / middle['bare']:.2f}, rounds {min(ratios):.2f} to {max(ratios):.2f}")
    print(f"bare Starlette at rest: p50 {plain[len(plain) // 2]:.1f} ms, p99 {plain[int(len(plain) * 0.99)]:.1f} ms")
    async with server("--serve", "salon", "--database", url, "--votes", str(votes)) as ours:
        await waits(ours, 3, PAGES)
        for path in PAGES:
            found = await waits(ours, 5, (path,))
            print(
                f"{path} with {votes} votes/s: p50 {found[len(found) // 2]:.1f} ms, p99 {found[int(len(found) * 0.99)]:.1f} ms"
            )
        twice = [await ten_pages(ours) for _time in range(3)]
    print(
        f"ten pages with {votes} votes/s, three times: twice {sum(a for a, _b in twice)}, missed {sum(b for _a, b in twice)}"
    )


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", default="")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--votes", type=int, default=1000)
    parser.add_argument("--serve", default="", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve == "bare":
        asyncio.run(serve_bare(asked.port))
    elif asked.serve:
        asyncio.run(serve_salon(asked.database, asked.port, asked.votes))
    else:
        with database_at(asked.database, posts=100_000) as url, told_of():
            asyncio.run(run(url, asked.rounds, asked.seconds, asked.votes))


if __name__ == "__main__":
    main()
