"""Discord: Salon as a process of its own, over a gateway and a REST interface on real sockets."""

import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.discord.server import TOKEN, DiscordServer, Values, said
from tests.process import ROOT, Process

ELSEWHERE = ROOT / "tests" / "discord" / "elsewhere"


def process_for(server: DiscordServer, folder: Path, **settings: Any) -> Process:
    """Return a Salon that finds the test's Discord."""
    own: Values = {"discord_token": TOKEN, "picture_side": 512, "persona_daily_limit": 0, **settings}
    salon = Process(folder, **own)
    salon.env |= {"DISCORD_FOR_TESTS": server.base, "PYTHONPATH": f"{ELSEWHERE}:{ROOT}"}
    return salon


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    """A Discord."""
    async with DiscordServer() as one:
        yield one


def pictures(server: DiscordServer, channel: str) -> list[Values]:
    """Return the messages with pictures that stand in a channel."""
    return [one for one in server.messages[channel].values() if one["attachments"]]


async def test_an_evening_of_a_process(server: DiscordServer, tmp_path: Path) -> None:
    salon = process_for(server, tmp_path)
    await salon.start("worker,clock,discord")
    await server.until(server.identified.is_set)
    ana, bo = server.user("ana"), server.user("bo")
    room = server.channels[0]

    number = await server.asks(ana, room, "imagine", prompt="a heron in fog", n=2)
    (shown,) = await server.until(lambda: pictures(server, room))
    press = await server.presses(
        bo, shown, "like:" + shown["components"][2]["components"][0]["custom_id"].partition(":")[2]
    )
    await server.until(lambda: "❤ 1 · 1" in str(shown["components"]))
    await server.reacts(bo, shown, "👎")
    await server.reacts(bo, shown, "👎", on=False)
    await server.asks(bo, room, "quota")
    await server.until(lambda: any("today" in said(one) for one in server.messages[room].values()))
    late = await server.asks(ana, room, "imagine", prompt="a fox", n=1)
    await server.until(lambda: len(pictures(server, room)) == 2)
    await salon.end(signal.SIGTERM)

    assert server.asked[number]["original"] == shown["id"]
    assert server.asked[number]["acknowledged"] < 1.0
    assert server.asked[press]["kind"] == 6
    assert server.asked[late]["acknowledged"] < 1.0
    assert "Traceback" not in salon.log, salon.log[-2000:]
    assert TOKEN not in salon.log


async def test_answers_survive_faults_of_discord(server: DiscordServer, tmp_path: Path) -> None:
    salon = process_for(server, tmp_path)
    await salon.start("worker,clock,discord")
    await server.until(server.identified.is_set)
    room = server.channels[0]

    server.fail_next("callback", 404, 10062, "Unknown interaction")
    await server.asks(server.user("ana"), room, "imagine", prompt="a fox", n=1)
    server.fail_next(
        "/messages", 429, 20028, "The channel is being rate limited.", retry_after=0.5, **{"global": False}
    )
    shown = await server.until(lambda: pictures(server, room))
    await salon.end()

    assert len(shown) == 1
