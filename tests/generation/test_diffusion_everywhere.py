"""`salon up` with a diffusion model: one process, and a picture of the model's on the page, on Telegram and on Discord."""

import asyncio
import signal
import socket
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
from PIL import Image

from core import marks
from tests.discord.server import DiscordServer
from tests.discord.test_process import pictures, process_for
from tests.telegram.conftest import Club
from tests.telegram.server import TOKEN, TelegramServer

STARTS = 120.0


async def test_a_models_pictures_reach_every_platform(tiny_model: Callable[[str], Path], tmp_path: Path) -> None:
    async with TelegramServer() as telegram, DiscordServer() as discord:
        port = _free_port()
        setting = f"diffusion:{tiny_model('sd')}"
        places = {"telegram_token": TOKEN, "telegram_api": telegram.url, "port": port}
        salon = process_for(discord, tmp_path, painter=setting, **places)
        await salon.start("web,worker,clock,telegram,discord")
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as browser:
            on_page = await _painted_on_the_page(browser)
        await discord.until(discord.identified.is_set, STARTS)
        await telegram.until(lambda: ("all_group_chats", "zh") in telegram.commands, STARTS)
        club = Club(telegram, salon)
        ana, _bo = club.people()
        message = await club.paints(ana, telegram.group(status="administrator"), "a heron in fog --n 1")
        await discord.asks(discord.user("cy"), discord.channels[0], "imagine", prompt="a whale", n=1)
        (shown,) = await discord.until(lambda: pictures(discord, discord.channels[0]))
        await salon.end(signal.SIGTERM)

    assert Image.open(BytesIO(on_page)).size == (64, 64)
    assert marks.is_marked(on_page)
    assert b"diffusion:tiny-sd" in on_page
    assert (message["photo"][-1]["width"], message["photo"][-1]["height"]) == (64, 64)
    assert shown["attachments"][0]["size"] > 0
    assert "Traceback" not in salon.log, salon.log[-3000:]


async def _painted_on_the_page(browser: httpx2.AsyncClient) -> bytes:
    """Ask for a picture in the local room as its page does; return the file."""
    async with asyncio.timeout(STARTS):
        await _answered(browser)
        joined = await browser.post("/rooms/lobby/join", json={"name": "Ana", "language": "en"})
        assert joined.is_success, joined.text
        line = {"id": uuid4().hex, "text": "/imagine a fox in fog --n 1"}
        assert (await browser.post("/rooms/lobby/say", json=line)).is_success
        while True:
            wall: Any = (await browser.get("/rooms/lobby/history?limit=50")).json()
            shown = [one for one in wall["items"] if one["pictures"] and "fox in fog" in str(one["post"])]
            if shown:
                return (await browser.get(shown[-1]["pictures"][0]["url"])).content
            await asyncio.sleep(0.2)


async def _answered(browser: httpx2.AsyncClient) -> None:
    """Ask for the first page until the process listens."""
    while True:
        try:
            await browser.get("/")
            return
        except httpx2.TransportError:
            await asyncio.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
