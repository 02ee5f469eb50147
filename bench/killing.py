"""What the measurements that kill have in common: their command line."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from typing import Any


def command_line(about: str | None, run: Callable[[int, int, float], Awaitable[dict[str, Any]]]) -> None:
    """Read how often to kill, how much to ask and how many answers to lose; run, and print what came of it."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--drop", type=float, default=0.05)
    asked = parser.parse_args()

    async def whole() -> dict[str, Any]:
        return await run(asked.kills, asked.requests, asked.drop)

    for name, value in asyncio.run(whole()).items():
        print(f"{name}: {value}")
