"""The whole process, killed while people ask and vote: nothing lost, nothing doubled, votes equal their recount."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
from aiohttp import web

from bench import discord_kills, kills, telegram_kills
from tests.personas.endpoint import KEY, serving
from tests.process import PATIENCE
from tests.stories.test_describe import HERONS, photo


async def test_requests_survive_a_process_that_is_killed_again_and_again() -> None:
    outcome = await kills.run(kills=4, requests=12)

    assert (outcome.posts, outcome.doubled, outcome.lost) == (12, 0, [])
    assert outcome.counted == outcome.votes
    assert outcome.doctor == ""


async def test_over_telegram_with_lost_answers_too() -> None:
    outcome = await telegram_kills.run(kills=3, requests=10, drop=0.05)

    assert (outcome["answered"], outcome["lost"], outcome["shown twice"]) == (10, [], 0)
    assert outcome["doctor"] == "all is well"


async def test_over_discord_whatever_was_acknowledged_is_answered() -> None:
    outcome = await discord_kills.run(kills=2, requests=12, drop=0.05)

    assert outcome["acknowledged and answered"] == outcome["acknowledged"] > 0
    assert (outcome["lost"], outcome["shown twice"]) == ([], 0)
    assert outcome["doctor"] == "all is well"


async def test_a_photo_is_told_in_words_once_though_its_worker_is_killed(tmp_path: Path) -> None:
    looking = asyncio.Event()

    async def stare(_request: web.Request, _body: dict[str, Any]) -> dict[str, Any]:
        looking.set()
        await asyncio.sleep(600)
        return {}

    async with serving() as standin:
        standin.will(stare)
        salon = kills.Room(tmp_path, f"sqlite:///{tmp_path}/salon.db")
        own = {"SALON_DESCRIBER": "openai:small", "SALON_DESCRIBER_URL": standin.url, "SALON_DESCRIBER_KEY": KEY}
        salon.env |= own | {"SALON_DESCRIBER_TIMEOUT": "300"}
        await salon.open()
        async with httpx2.AsyncClient(base_url=salon.url, timeout=PATIENCE) as ana, asyncio.timeout(3 * PATIENCE):
            await kills.insist(ana, "/rooms/lobby/join", {"name": "Ana"})
            attached = await ana.post("/rooms/lobby/attach", content=photo(), headers={"X-Salon": "1"})
            said = {"id": "d1", "text": "/describe", "picture": attached.json()["picture"]}
            await kills.insist(ana, "/rooms/lobby/say", said)
            await looking.wait()

            await salon.end()
            standin.will(HERONS)
            await salon.open()
            while not (told := await _told(ana)):  # noqa: ASYNC110 - it is another process that tells
                await asyncio.sleep(0.2)
            await asyncio.sleep(3)

            assert told == await _told(ana)
            assert len(told) == len(standin.asked) == 1
            assert await salon.doctor() == ""
        await salon.end()


async def _told(client: httpx2.AsyncClient) -> list[str]:
    """Return what the room was told of the photo."""
    wall = (await client.get("/rooms/lobby/history?limit=200")).json()["items"]
    return [one["text"] for one in wall if json.loads(HERONS)["description"] in one["text"]]
