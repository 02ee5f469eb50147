"""Kill the whole process at random while people ask for pictures and vote; count what was lost or doubled.

Usage: python -m bench.kills [--kills 20] [--requests 100] [--database URL]
"""

import argparse
import asyncio
import contextlib
import random
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from tests.process import Process


@dataclass
class Outcome:
    """What came of it: requests accepted, posts made, pictures shown twice, votes cast, and what the doctor says."""

    accepted: int
    posts: int
    doubled: int
    lost: list[str]
    votes: int
    counted: int
    kills: int
    seconds: float
    doctor: str
    waits: list[float] = field(default_factory=list)


class Room(Process):
    """A Salon with its web rooms, in a folder of its own."""

    def __init__(self, folder: Path, database: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        own: dict[str, Any] = {"database": database, "media": folder / "media", "port": port, "daily_limit": 5000}
        super().__init__(folder, picture_side=512, log_level="error", **own)

    async def open(self) -> None:
        """Start it and wait until it answers."""
        await self.start("web,worker,clock")
        async with httpx2.AsyncClient(base_url=self.url) as client:
            for _try in range(400):
                with contextlib.suppress(httpx2.TransportError):
                    if (await client.get("/healthz")).status_code == 200:
                        return
                await asyncio.sleep(0.05)
        raise RuntimeError("it does not start")


async def insist(client: httpx2.AsyncClient, path: str, body: dict[str, Any]) -> httpx2.Response:
    """Send until it is answered, as the page does: the same id every time."""
    while True:
        with contextlib.suppress(httpx2.TransportError):
            answer = await client.post(path, json=body, timeout=10)
            if answer.status_code < 500:
                return answer
        await asyncio.sleep(0.1)


async def run(kills: int, requests: int, database: str = "", seed: int = 1) -> Outcome:
    """Ask, vote and kill at random; then wait until all is done, and compare."""
    draw = random.Random(seed)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="salon-kills-") as name:
        salon = Room(Path(name), database or f"sqlite:///{name}/salon.db")
        await salon.open()
        async with httpx2.AsyncClient(base_url=salon.url) as ana, httpx2.AsyncClient(base_url=salon.url) as bo:
            for client, who in ((ana, "Ana"), (bo, "Bo")):
                await insist(client, "/rooms/lobby/join", {"name": who})
            killing = asyncio.create_task(_kill_again(salon, kills, draw))
            prompts = [f"fox number {n} by the lake" for n in range(requests)]
            voting = asyncio.create_task(_vote(bo, killing))
            for n, prompt in enumerate(prompts):
                await insist(ana, "/rooms/lobby/say", {"id": f"r{n}", "text": f"/imagine {prompt} --n 1"})
                await asyncio.sleep(draw.uniform(0, 0.3))
            await killing
            posts = await _settled(ana, prompts)
            votes = await voting
            wall = await _wall(ana)
            items = [one for one in wall if one["post"] and one["post"]["prompt"] in set(prompts)]
            shown = Counter(one["post"]["prompt"] for one in items)
            counted = sum(abs(item["score"]) for item in posts.values())
            doctor = await salon.doctor()
        await salon.end()
    doubled = sum(count - 1 for count in shown.values() if count > 1)
    lost = [prompt for prompt in prompts if prompt not in posts or prompt not in shown]
    seconds = time.monotonic() - begun
    return Outcome(requests, len(posts), doubled, lost, len(votes), counted, kills, seconds, doctor)


async def _kill_again(salon: Room, kills: int, draw: random.Random) -> None:
    for _kill in range(kills):
        await asyncio.sleep(draw.uniform(0.2, 2.0))
        await salon.end()
        await salon.open()


async def _vote(bo: httpx2.AsyncClient, killing: "asyncio.Task[None]") -> set[str]:
    """Like each of Ana's posts as it appears, several times over."""
    liked: set[str] = set()
    while not killing.done() or not liked:  # a like is sent again and again, as an impatient finger would
        for item in (await _feed(bo))[:30]:
            if item["author"]["slug"] == "ana":
                body = {"id": f"v-{item['id']}-{len(liked)}", "verb": "like", "value": f"{item['id']}.1"}
                await insist(bo, "/rooms/lobby/press", body)
                liked.add(item["id"])
        await asyncio.sleep(0.3)
    return liked


async def _feed(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    try:
        answer = await client.get("/api/feed/new", params={"limit": 100}, timeout=10)
        items: list[dict[str, Any]] = answer.json()["items"] if answer.status_code == 200 else []
        return items
    except httpx2.TransportError:
        return []


async def _settled(client: httpx2.AsyncClient, prompts: Sequence[str]) -> dict[str, Any]:
    """Wait until every request became a post, at most two minutes; return the posts by prompt."""
    wanted = set(prompts)
    found: dict[str, Any] = {}
    for _try in range(240):
        cursor: str | None = ""
        while cursor is not None:
            answer = (await client.get("/api/feed/new", params={"limit": 100, "cursor": cursor})).json()
            found |= {item["prompt"]: item for item in answer["items"] if item["prompt"] in wanted}
            cursor = answer["next"]
        if len(found) == len(wanted):
            await asyncio.sleep(2)
            break
        await asyncio.sleep(0.5)
    return found


async def _wall(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    before: int | None = None
    while True:
        query = {"limit": 200} | ({"before": before} if before else {})
        page = (await client.get("/rooms/lobby/history", params=query)).json()
        items = page["items"] + items
        if not page["more"]:
            return items
        before = page["items"][0]["id"]


def main() -> None:
    """Read the command line, run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--requests", type=int, default=100)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    outcome = asyncio.run(run(asked.kills, asked.requests, asked.database))
    print(
        f"{outcome.kills} kills in {outcome.seconds:.0f} s; accepted {outcome.accepted}, posts {outcome.posts}, lost {len(outcome.lost)}, shown twice {outcome.doubled}"
    )
    print(f"posts voted on {outcome.votes}, votes counted {outcome.counted}; doctor: {outcome.doctor or 'all is well'}")


if __name__ == "__main__":
    main()
