"""Send a thousand interactions to a Discord bot at once while it paints; say how long each waits to be acknowledged.

Usage: python -m bench.rush [--interactions 1000]
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from tests.discord.server import TOKEN, DiscordServer, said
from tests.process import ROOT, Process

ELSEWHERE = ROOT / "tests" / "discord" / "elsewhere"


async def run(interactions: int) -> None:
    """Fill the queue of the painter, send the rush, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="salon-rush-") as name:
        async with DiscordServer(50) as server:
            own = {"persona_daily_limit": 0, "log_level": "error", "daily_limit": 5000}
            salon = Process(Path(name), discord_token=TOKEN, **own)
            salon.env |= {"DISCORD_FOR_TESTS": server.base, "PYTHONPATH": f"{ELSEWHERE}:{ROOT}"}
            await salon.start("worker,clock,discord")
            await server.until(server.identified.is_set, 60)
            await asyncio.sleep(2)
            people = [server.user(f"p{n}") for n in range(50)]
            for n in range(10):
                await server.asks(people[n], server.channels[n], "imagine", prompt=f"castle {n}", n=4)
            await asyncio.sleep(2)
            begun = time.monotonic()
            numbers = [await server.asks(people[n % 50], server.channels[n % 50], "quota") for n in range(interactions)]
            sent = time.monotonic() - begun
            rush = [server.asked[number] for number in numbers]
            await asyncio.sleep(6)

            def answered() -> int:
                return sum("today" in said(one) for box in server.messages.values() for one in box.values())

            try:
                await server.until(lambda: answered() >= interactions, 300)
            except TimeoutError:
                print("not all were answered in five minutes")
            whole = time.monotonic() - begun
            await salon.end()
    waits = sorted(one["acknowledged"] for one in rush if one["acknowledged"] is not None)
    print(f"{interactions} interactions sent in {sent:.2f} s while the painter works")
    print(f"acknowledged in time: {len(waits)}; median {statistics.median(waits):.2f} s, last {waits[-1]:.2f} s")
    print(f"answered: {answered()} within {whole:.0f} s, {interactions / whole:.0f} a second")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", type=int, default=1000)
    asyncio.run(run(parser.parse_args().interactions))


if __name__ == "__main__":
    main()
