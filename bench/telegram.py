"""Updates a second through Salon's whole Telegram pipeline, beside aiogram's dispatcher with a trivial handler; and the wait until an update is acknowledged.

Usage: python -m bench.telegram [--updates 1000] [--rounds 5]
"""

import argparse
import asyncio
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.process import Process
from tests.telegram.server import TOKEN, TelegramServer

ANCHOR = """
import asyncio, sys
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
dispatcher = Dispatcher()
@dispatcher.message_reaction()
async def react(change):
    pass
bot = Bot(sys.argv[2], session=AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[1])))
asyncio.run(dispatcher.start_polling(bot, allowed_updates=["message_reaction"], handle_signals=False))
"""


def push(server: TelegramServer, group: Any, people: list[Any], number: int, count: int) -> None:
    """Let people change their reactions under a post, all at once."""
    for n in range(count):
        server.reacts(people[n % len(people)], group, number, *(["🔥"] if (n // len(people)) % 2 == 0 else []))


async def salon_round(
    server: TelegramServer, group: Any, people: list[Any], number: int, count: int, file: Path
) -> float:
    """Return how many updates a second were stored, understood and counted."""
    db = sqlite3.connect(file, timeout=30)
    asked = "SELECT count(*) FROM inbox WHERE done_at IS NULL"
    begun = time.monotonic()
    push(server, group, people, number, count)
    await asyncio.sleep(0.05)
    while server.updates or db.execute(asked).fetchone()[0]:
        await asyncio.sleep(0.02)
    return count / (time.monotonic() - begun)


async def anchor_round(server: TelegramServer, group: Any, people: list[Any], count: int) -> float:
    """Return how many updates a second aiogram's dispatcher handed to a handler that does nothing."""
    begun = time.monotonic()
    push(server, group, people, 1, count)
    while server.updates:
        await asyncio.sleep(0.01)
    return count / (time.monotonic() - begun)


async def waits(
    server: TelegramServer, group: Any, people: list[Any], number: int, seconds: float = 10.0
) -> list[float]:
    """Push a hundred updates a second; return how long each waited until it was acknowledged, in seconds."""
    born: dict[int, float] = {}
    found: list[float] = []
    end = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < end or born:
        if time.monotonic() < end:
            server.reacts(people[turn % len(people)], group, number, *(["🔥"] if (turn // len(people)) % 2 else []))
            born[server.updates[-1]["update_id"]] = time.monotonic()
            turn += 1
        left = {one["update_id"] for one in server.updates}
        for done in [one for one in born if one not in left]:
            found.append(time.monotonic() - born.pop(done))
        await asyncio.sleep(0.01 if len(born) < 50 else 0.001)
    return found


async def run(count: int, rounds: int) -> None:
    """Measure in shuffled rounds, and print the medians and their ratio."""
    with tempfile.TemporaryDirectory(prefix="salon-bench-") as name:
        async with TelegramServer() as ours, TelegramServer() as theirs:
            salon = Process(
                Path(name),
                telegram_token=TOKEN,
                telegram_api=ours.url,
                persona_daily_limit=0,
                log_level="error",
                picture_side=512,
            )
            await salon.start("worker,clock,telegram")
            ana = ours.person("Ana", started=True)
            group, other = ours.group(status="administrator"), theirs.group(status="administrator")
            people = [ours.person(f"P{n}") for n in range(50)]
            ours.says(ana, group, "/imagine a fox --n 1")
            await ours.until(lambda: any("photo" in one for one in group.of_bot), 60)
            number = next(one["message_id"] for one in group.of_bot if "photo" in one)
            anchor = await asyncio.create_subprocess_exec(sys.executable, "-c", ANCHOR, theirs.url, TOKEN)
            await asyncio.sleep(5)
            figures: dict[str, list[float]] = {"salon": [], "aiogram": []}
            for _round in range(rounds):
                for who in random.sample(["salon", "aiogram"], 2):
                    if who == "salon":
                        file = Path(name) / "data" / "salon.db"
                        figures[who].append(await salon_round(ours, group, people, number, count, file))
                    else:
                        figures[who].append(await anchor_round(theirs, other, people, count))
            own, their = sorted(await waits(ours, group, people, number)), sorted(await waits(theirs, other, people, 1))
            anchor.terminate()
            await anchor.wait()
            await salon.end()
    for who, found in figures.items():
        print(f"{who}: median {statistics.median(found):.0f} updates/s, {min(found):.0f} to {max(found):.0f}")
    ratios = [a / b for a, b in zip(figures["salon"], figures["aiogram"], strict=True)]
    print(
        f"ratio of medians {statistics.median(figures['salon']) / statistics.median(figures['aiogram']):.2f}, rounds {min(ratios):.2f} to {max(ratios):.2f}"
    )
    for who, found in (("salon", own), ("aiogram", their)):
        print(
            f"{who}: acknowledged after {1000 * found[len(found) // 2]:.0f} ms, p99 {1000 * found[int(len(found) * 0.99)]:.0f} ms"
        )


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    asyncio.run(run(asked.updates, asked.rounds))


if __name__ == "__main__":
    main()
