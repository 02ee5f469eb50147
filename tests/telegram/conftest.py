"""Fixtures: one Telegram and one Salon, a process of its own, for all stories of a file."""

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.process import Process
from tests.telegram.people import Person
from tests.telegram.server import TOKEN, TelegramServer
from tests.telegram.world import Chat, Values


@dataclass
class Club:
    """A Telegram with a Salon in it; every story makes people and chats of its own."""

    server: TelegramServer
    salon: Process

    def people(self) -> tuple[Person, Person]:
        """Return Ana and Bo, new in this story, who have both pressed Start once."""
        return self.server.person("Ana", started=True), self.server.person("Bo", started=True)

    async def paints(self, who: Person, chat: Chat, words: str = "a fox --n 1") -> Values:
        """Let somebody ask for a picture, and wait for it; return its message."""
        before = set(chat.messages)
        self.server.says(who, chat, f"/imagine {words}")
        found: list[Values] = []

        def there() -> bool:
            found[:] = [one for one in chat.of_bot if one["message_id"] not in before and "photo" in one]
            return bool(found)

        await self.server.until(there)
        return found[0]

    async def answer(self, chat: Chat, after: int, words: str = "") -> Values:
        """Wait for a message of the bot after another, that holds some words."""
        found: list[Values] = []

        def there() -> bool:
            found[:] = [one for one in chat.of_bot if one["message_id"] > after and words in said(one)]
            return bool(found)

        await self.server.until(there)
        return found[0]

    async def alert(self, press: str) -> Values:
        """Wait for what a press is answered with."""
        await self.server.until(lambda: press in self.server.alerts)
        return self.server.alerts[press]


def said(message: Values) -> str:
    """Return a message's text or caption."""
    return str(message.get("text") or message.get("caption") or "")


def labels(message: Values) -> list[str]:
    """Return the labels of a message's buttons."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [key["text"] for row in rows for key in row]


@pytest.fixture(scope="module")
async def club(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Club]:
    """A running club."""
    folder: Path = tmp_path_factory.mktemp("telegram")
    async with TelegramServer() as server:
        salon = Process(folder, telegram_token=TOKEN, telegram_api=server.url, picture_side=512, persona_daily_limit=0)
        await salon.start("worker,clock,telegram")
        await server.until(lambda: ("all_group_chats", "zh") in server.commands)
        yield Club(server, salon)
        await salon.end(signal.SIGTERM)
        assert "Traceback" not in salon.log, salon.log[-3000:]
        assert TOKEN not in salon.log


async def quiet(seconds: float = 1.0) -> None:
    """Wait long enough for something that must not happen."""
    await asyncio.sleep(seconds)
