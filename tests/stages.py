"""Stages: the three platforms behind the few verbs that the same story needs on each of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from api import process
from api.build import House as Built
from api.build import build
from bots import inbox
from bots.telegram.part import connect
from core import jobs, worker
from core.painter import Painter
from core.settings import Settings
from tests.discord import conftest as discord_club
from tests.house import House, opened
from tests.process import Process
from tests.telegram.conftest import Club as TelegramClub
from tests.telegram.conftest import labels as telegram_labels
from tests.telegram.conftest import said as telegram_said
from tests.telegram.server import TOKEN, TelegramServer

POOLS = {"paint": 1, "minds": 1, "eyes": 1, "chores": 2, "to-telegram": 8}


class Stage(Protocol):
    """A chat on some platform in which people do what members do."""

    async def paints(self, who: str, words: str) -> Any:
        """Let somebody ask for one picture; return its message."""
        ...

    async def presses(self, who: str, message: Any, label: str) -> None:
        """Let somebody press the button whose label begins so."""
        ...

    async def commands(self, who: str, name: str, /, **filled: Any) -> None:
        """Let somebody use a command."""
        ...

    async def sees(self, who: str, words: str) -> Any:
        """Wait until somebody sees a message with some words; return it."""
        ...

    async def shows(self, message: Any, label: str) -> bool:
        """Wait until a message has a button with this label; say whether it came to have one."""
        ...


class WebStage:
    """The local room."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def paints(self, who: str, words: str) -> Any:
        return await self.house.paints(who, words)

    async def presses(self, who: str, message: Any, label: str) -> None:
        rows = [key for row in message["buttons"] for one in row for key in (one, *one["menu"])]
        key = next(one for one in rows if one["label"].startswith(label))
        await self.house.presses(who, message, key["verb"], value=key["value"])

    async def commands(self, who: str, name: str, /, **filled: Any) -> None:
        await self.house.says(who, typed(name, filled))

    async def sees(self, who: str, words: str) -> Any:
        found = [one for one in await self.house.wall(who=who) if words in f"{one['text']} {one['post']}"]
        assert found, words
        return found[-1]

    async def shows(self, message: Any, label: str) -> bool:
        now = next(one for one in await self.house.wall() if one["id"] == message["id"])
        return label in [key["label"] for row in now["buttons"] for key in row]


class TelegramStage:
    """A group in Telegram."""

    def __init__(self, club: TelegramClub) -> None:
        self.club = club
        self.group = club.server.group(status="administrator")
        self.people: dict[str, Any] = {}

    def person(self, who: str) -> Any:
        """Return somebody, new at the first call."""
        if who not in self.people:
            self.people[who] = self.club.server.person(who, started=True)
        return self.people[who]

    async def paints(self, who: str, words: str) -> Any:
        return await self.club.paints(self.person(who), self.group, f"{words} --n 1")

    async def presses(self, who: str, message: Any, label: str) -> None:
        self.club.server.presses(self.person(who), self.group, message, label)

    async def commands(self, who: str, name: str, /, **filled: Any) -> None:
        self.club.server.says(self.person(who), self.group, typed(name, filled))

    async def sees(self, who: str, words: str) -> Any:
        number = self.person(who).id

        def seen() -> list[Any]:
            alone = [one for one in self.group.ephemeral.values() if one["receiver"] == number]
            every = [*self.group.of_bot, *alone, *self.club.server.direct(self.person(who)).of_bot]
            return [one for one in every if words in telegram_said(one)]

        await self.club.server.until(seen)
        return seen()[-1]

    async def shows(self, message: Any, label: str) -> bool:
        return await self.club.server.until(lambda: label in telegram_labels(message))


class DiscordStage:
    """A channel in Discord."""

    def __init__(self, club: discord_club.Club) -> None:
        self.club = club
        self.people: dict[str, Any] = {}

    def person(self, who: str) -> Any:
        """Return somebody, new at the first call."""
        if who not in self.people:
            self.people[who] = self.club.member(who)
        return self.people[who]

    async def paints(self, who: str, words: str) -> Any:
        return await self.club.paints(self.person(who), words)

    async def presses(self, who: str, message: Any, label: str) -> None:
        full = next(one for one in discord_club.labels(self.club.now(message)) if one.startswith(label))
        await self.person(who).click(self.club.now(message), label=full)

    async def commands(self, who: str, name: str, /, **filled: Any) -> None:
        await self.person(who).slash(self.club.channel, name, **filled)

    async def sees(self, who: str, words: str) -> Any:
        viewer = self.person(who)
        return await self.club.until(
            lambda: next((m for m in self.club.channel.history(viewer=viewer) if words in discord_club.said(m)), None)
        )

    async def shows(self, message: Any, label: str) -> bool:
        return await self.club.until(lambda: label in discord_club.labels(self.club.now(message)))


def typed(name: str, filled: dict[str, Any]) -> str:
    """Write a filled-in command as members type it."""
    from bots.commands.table import COMMANDS
    from bots.discord.options import text_of

    return f"/{name} {text_of(COMMANDS[name], filled)}".strip()


@asynccontextmanager
async def staged(platform: str, folder: Path, painter: Painter, **own: Any) -> AsyncIterator[Stage]:
    """Open a house with a chat on one platform."""
    settings = settings_in(folder, **own)
    if platform == "web":
        async with opened(settings, painter) as house:
            yield WebStage(house)
    elif platform == "telegram":
        async with (
            TelegramServer() as server,
            telegram_running(build(settings_in(folder, server, **own), painter=painter), POOLS),
        ):
            yield TelegramStage(TelegramClub(server, Process(folder)))
    else:
        built = build(settings, painter=painter)
        await process.prepare(built)
        async with discord_club.joined(built) as club:
            yield DiscordStage(club)


def settings_in(folder: Path, telegram: TelegramServer | None = None, **own: Any) -> Settings:
    """Return settings of a house in a folder, joined to a Telegram if there is one."""
    own |= {"media": str(folder / "media"), "picture_side": 512, "persona_daily_limit": 0}
    if telegram is not None:
        own |= {"telegram_token": TOKEN, "telegram_api": telegram.url}
    return Settings(_env_file=None, database=f"sqlite:///{folder}/salon.db", **own)


@asynccontextmanager
async def telegram_running(built: Built, pools: dict[str, int]) -> AsyncIterator[None]:
    """Have Telegram's part and the workers run in this process for a while."""
    await process.prepare(built)
    stop = asyncio.Event()
    part = await connect(built.salon, "mina", [], stop)
    assert part is not None
    running = [asyncio.create_task(one) for one in part.tasks(built.troupe.remark, stop)]
    for pool, hands in pools.items():
        running.append(asyncio.create_task(worker.run_forever(built.salon, built.handlers, pool, hands, stop)))
    try:
        yield
    finally:
        stop.set()
        built.salon.bell.ring([*map(jobs.topic, pools), inbox.topic("telegram")])
        await asyncio.wait(running, timeout=10)
        await part.close()
        await built.salon.bell.close()
        await built.salon.database.close()
