"""Kill the whole process at random while people ask over Telegram and answers get lost; count what is lost or doubled.

Usage: python -m bench.telegram_kills [--kills 200] [--requests 300] [--drop 0.05]
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.killing import command_line
from tests.process import Process
from tests.telegram.server import TOKEN, TelegramServer
from tests.telegram.world import Chat, Values

CHATS = 30


def pictures(chat: Chat) -> list[str]:
    """Return the prompts of the pictures that stand in a chat."""
    return [str(one["caption"]).split("\n")[0].partition("  ")[2] for one in chat.of_bot if "photo" in one]


async def run(kills: int, requests: int, drop: float, seed: int = 1) -> Values:
    """Ask, kill and lose answers; then wait until every request is answered, and count."""
    draw = random.Random(seed)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="salon-kills-") as name:
        async with TelegramServer(drop=drop, seed=seed) as server:
            own = {"picture_side": 512, "persona_daily_limit": 0, "log_level": "error", "daily_limit": 5000}
            salon = Process(Path(name), telegram_token=TOKEN, telegram_api=server.url, **own)
            people = [server.person(f"P{n}", started=True) for n in range(CHATS)]
            await salon.start("worker,clock,telegram")

            async def ask() -> None:
                for n in range(requests):
                    who = people[n % CHATS]
                    server.says(who, server.direct(who), f"/imagine fox number {n} --n 1")
                    await asyncio.sleep(draw.uniform(0, 2 * 4.5 * kills / requests))

            asking = asyncio.create_task(ask())
            for _kill in range(kills):
                await asyncio.sleep(draw.uniform(0.5, 8.0))
                await salon.end()
                await salon.start("worker,clock,telegram")
            await asking
            wanted = {f"fox number {n}" for n in range(requests)}

            def shown() -> Counter[str]:
                return Counter(prompt for who in people for prompt in pictures(server.direct(who)))

            try:
                await server.until(lambda: set(shown()) >= wanted, 300)
            except TimeoutError:
                print("not all were answered in five minutes")
            await asyncio.sleep(5)
            await salon.end()
            told = await salon.doctor()
            counts = shown()
            stale = sum(
                "text" in one and "Cancel" in str(one["reply_markup"])
                for who in people
                for one in server.direct(who).of_bot
            )
    return {
        "kills": kills,
        "seconds": round(time.monotonic() - begun),
        "requests": requests,
        "answered": len(wanted & set(counts)),
        "lost": sorted(wanted - set(counts)),
        "shown twice": sum(count - 1 for count in counts.values()),
        "placeholders left behind": stale,
        "doctor": told or "all is well",
    }


if __name__ == "__main__":
    command_line(__doc__, run)
