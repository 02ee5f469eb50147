"""Interactions a second through Salon's whole Discord pipeline, beside a trivial command of discord.py.

Usage: python -m bench.discord [--interactions 300] [--rounds 5]
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.discord.server import TOKEN, DiscordServer, said
from tests.process import ROOT, Process

ELSEWHERE = ROOT / "tests" / "discord" / "elsewhere"
CHANNELS = 50
ANCHOR = """
import discord, sys
from discord import app_commands
client = discord.Client(intents=discord.Intents(guilds=True))
tree = app_commands.CommandTree(client)
@tree.command(description="answers")
async def quota(interaction: discord.Interaction):
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content="1 of 200 today")
client.run(sys.argv[1], log_handler=None)
"""


async def round_of(server: DiscordServer, interactions: int) -> float:
    """Return how many interactions a second were answered."""
    people = [server.user(f"p{n}") for n in range(CHANNELS)]

    def answered() -> int:
        return sum("today" in said(one) for box in server.messages.values() for one in box.values())

    before, begun = answered(), time.monotonic()
    for n in range(interactions):
        await server.asks(people[n % CHANNELS], server.channels[n % CHANNELS], "quota")
    await server.until(lambda: answered() - before >= interactions, 120)
    return interactions / (time.monotonic() - begun)


async def run(interactions: int, rounds: int) -> None:
    """Measure in shuffled rounds, and print the medians and their ratio."""
    with tempfile.TemporaryDirectory(prefix="salon-bench-") as name:
        async with DiscordServer(CHANNELS) as ours, DiscordServer(CHANNELS) as theirs:
            salon = Process(Path(name), discord_token=TOKEN, persona_daily_limit=0, log_level="error")
            salon.env |= {"DISCORD_FOR_TESTS": ours.base, "PYTHONPATH": f"{ELSEWHERE}:{ROOT}"}
            await salon.start("worker,clock,discord")
            env = {**os.environ, "DISCORD_FOR_TESTS": theirs.base, "PYTHONPATH": str(ELSEWHERE)}
            anchor = await asyncio.create_subprocess_exec(sys.executable, "-c", ANCHOR, TOKEN, env=env)
            await ours.until(ours.identified.is_set, 60)
            await theirs.until(theirs.identified.is_set, 60)
            await asyncio.sleep(4)
            figures: dict[str, list[float]] = {"salon": [], "discord.py": []}
            for _round in range(rounds):
                for who in random.sample(list(figures), 2):
                    figures[who].append(await round_of(ours if who == "salon" else theirs, interactions))
            anchor.terminate()
            await anchor.wait()
            await salon.end()
    for who, found in figures.items():
        print(f"{who}: median {statistics.median(found):.0f} interactions/s, {min(found):.0f} to {max(found):.0f}")
    ratios = [a / b for a, b in zip(figures["salon"], figures["discord.py"], strict=True)]
    medians = statistics.median(figures["salon"]) / statistics.median(figures["discord.py"])
    print(f"ratio of medians {medians:.2f}, rounds {min(ratios):.2f} to {max(ratios):.2f}")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    asyncio.run(run(asked.interactions, asked.rounds))


if __name__ == "__main__":
    main()
