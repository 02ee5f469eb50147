"""Kill the whole process at random while people use Discord and answers get lost; count what is lost or doubled.

Usage: python -m bench.discord_kills [--kills 200] [--requests 300] [--drop 0.05]
"""

import asyncio
import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.killing import command_line
from tests.discord.server import TOKEN, DiscordServer, Values, said
from tests.process import ROOT, Process

ELSEWHERE = ROOT / "tests" / "discord" / "elsewhere"
CHANNELS = 20
PATIENCE = 120
"""Seconds within which a bot that was started is connected."""


def prompts(server: DiscordServer) -> Counter[str]:
    """Count the pictures that stand, by their prompts."""
    shown = (one for box in server.messages.values() for one in box.values() if one["attachments"])
    return Counter(said(one).split("\n")[0].partition("  ")[2] for one in shown)


async def run(kills: int, requests: int, drop: float, seed: int = 1) -> Values:
    """Ask, kill and lose answers; then wait until all that was heard is answered, and count."""
    draw = random.Random(seed)
    begun = time.monotonic()
    heard: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="salon-kills-") as name:
        async with DiscordServer(CHANNELS, drop=drop, seed=seed) as server:
            own = {"picture_side": 512, "persona_daily_limit": 0, "log_level": "error", "daily_limit": 5000}
            salon = Process(Path(name), discord_token=TOKEN, **own)
            salon.env |= {"DISCORD_FOR_TESTS": server.base, "PYTHONPATH": f"{ELSEWHERE}:{ROOT}"}
            await salon.start("worker,clock,discord")
            people = [server.user(f"p{n}") for n in range(CHANNELS)]

            async def ask() -> None:
                for n in range(requests):
                    prompt, place = f"fox number {n}", n % CHANNELS
                    await server.until(server.identified.is_set, PATIENCE)
                    if await server.asks(people[place], server.channels[place], "imagine", prompt=prompt, n=1):
                        heard.add(prompt)
                    await asyncio.sleep(draw.uniform(0, 2 * 4.5 * kills / requests))

            asking = asyncio.create_task(ask())
            for _kill in range(kills):
                await server.until(server.identified.is_set, PATIENCE)  # however long this machine takes to start it
                await asyncio.sleep(draw.uniform(0.5, 8.0))
                await salon.end()
                server.disconnect()
                await salon.start("worker,clock,discord")
            await asking
            known = [one for one in server.asked.values() if one["acknowledged"] is not None]
            wanted = {option["value"] for one in known for option in one["what"]["data"]["options"][:1]}
            try:
                await server.until(lambda: set(prompts(server)) >= wanted, 300)
            except TimeoutError:
                print("not all were answered in five minutes")
            await asyncio.sleep(5)
            await salon.end()
            told, counts = await salon.doctor(), prompts(server)
    return {
        "kills": kills,
        "seconds": round(time.monotonic() - begun),
        "interactions": requests,
        "sent while the bot was connected": len(heard),
        "acknowledged": len(known),
        "acknowledged and answered": len(wanted & set(counts)),
        "lost": sorted(wanted - set(counts)),
        "answered, though too late to acknowledge": len(set(counts) - wanted),
        "shown twice": sum(count - 1 for count in counts.values()),
        "doctor": told or "all is well",
    }


if __name__ == "__main__":
    command_line(__doc__, run)
