"""Fixtures: a Discord in this process (simcord) and a Salon that is connected to it, with its real parts running."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

from api import process
from api.build import House, build
from bots import inbox
from bots.discord.part import DiscordPart
from core import jobs, worker
from core.painter import Painter
from core.settings import Settings
from tests.process import PATIENCE

POOLS = {"paint": 1, "minds": 1, "eyes": 1, "chores": 2, "to-discord": 8}


@dataclass
class Club:
    """A server with a channel; every story makes people of its own."""

    env: Any
    built: House
    part: DiscordPart
    guild: Any
    channel: Any

    def member(self, name: str, **more: Any) -> Any:
        """Let somebody new be in the server."""
        return self.guild.add_member(self.env.create_user(name), **more)

    async def until(self, true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Wait until something is true, and return it."""
        async with asyncio.timeout(seconds):
            while not (found := true()):
                await asyncio.sleep(0.05)
        return found

    def messages(self, channel: Any = None) -> list[discord.Message]:
        """Return the messages everybody sees in a channel."""
        return [one for one in (channel or self.channel).history() if not one.flags.ephemeral]

    def private(self, who: Any, channel: Any = None) -> list[discord.Message]:
        """Return the messages that only one member sees."""
        return [one for one in (channel or self.channel).history(viewer=who) if one.flags.ephemeral]

    async def paints(self, who: Any, prompt: str = "a fox", n: int = 1, channel: Any = None) -> discord.Message:
        """Let somebody ask for pictures, and wait for them; return their message."""
        before = {one.id for one in self.messages(channel)}
        await who.slash(channel or self.channel, "imagine", prompt=prompt, n=n)
        return await self.until(
            lambda: next((m for m in self.messages(channel) if m.attachments and m.id not in before), None)
        )

    def now(self, message: discord.Message, channel: Any = None) -> discord.Message:
        """Return a message as it looks now."""
        return next(one for one in (channel or self.channel).history() if one.id == message.id)


def said(message: Any) -> str:
    """Return all text of a message: what it says, and the text of its components."""
    parts = [message.content] if message.content else []
    raw = message.components
    for one in raw:
        data = one if isinstance(one, dict) else one.to_dict()
        if data.get("type") == 10:
            parts.append(data["content"])
    return "\n".join(parts)


def labels(message: Any) -> list[str]:
    """Return the labels of a message's buttons."""
    found = []
    for one in message.components:
        data = one if isinstance(one, dict) else one.to_dict()
        if data.get("type") == 1:
            found += [button["label"] for button in data["components"]]
    return found


@asynccontextmanager
async def joined(built: House) -> AsyncIterator[Club]:
    """Join a house to a Discord. simcord wants to be opened and closed in one task, so it has one of its own."""
    opened: asyncio.Future[Club] = asyncio.get_running_loop().create_future()
    over = asyncio.Event()
    running = asyncio.create_task(_run(built, opened, over))
    await asyncio.wait({opened, running}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield opened.result()
    finally:
        over.set()
        await running
        await built.salon.bell.close()
        await built.salon.database.close()


@pytest.fixture
async def club(tmp_path: Path, painter: Painter) -> AsyncIterator[Club]:
    """A running club."""
    own: dict[str, Any] = {"media": str(tmp_path / "media"), "picture_side": 512, "persona_daily_limit": 0}
    settings = Settings(_env_file=None, database=f"sqlite:///{tmp_path}/salon.db", discord_token="x", **own)
    built = build(settings, painter=painter)
    await process.prepare(built)
    async with joined(built) as one:
        yield one


async def _run(built: House, opened: "asyncio.Future[Club]", over: asyncio.Event) -> None:
    part = DiscordPart(built.salon, "mina")
    stop = asyncio.Event()
    async with simcord.run(part.client, settle_timeout=20) as env:
        guild = env.create_guild()
        channel = guild.create_text_channel("general")
        tasks = [asyncio.create_task(inbox.work(built.salon, "discord", part.taker(built.troupe.remark), stop))]
        for pool, hands in POOLS.items():
            tasks.append(asyncio.create_task(worker.run_forever(built.salon, built.handlers, pool, hands, stop)))
        opened.set_result(Club(env, built, part, guild, channel))
        await over.wait()
        stop.set()
        built.salon.bell.ring([*map(jobs.topic, POOLS), inbox.topic("discord")])
        await asyncio.wait(tasks, timeout=10)
