"""Push a thousand updates at once over Telegram; say whether all are answered in order, at which pace, and in how much memory.

Usage: python -m bench.telegram_rush [--updates 1000] [--people 100]
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from tests.process import Process
from tests.telegram.server import TOKEN, TelegramServer


def megabytes(process: Process) -> float:
    """Return the memory a process holds."""
    assert process.child is not None
    status = Path(f"/proc/{process.child.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def run(updates: int, count: int) -> None:
    """Push, wait until all is answered, and print what came of it."""
    with tempfile.TemporaryDirectory(prefix="salon-rush-") as name:
        async with TelegramServer(latency=0.01) as server:
            server.pace.on = True
            salon = Process(
                Path(name), telegram_token=TOKEN, telegram_api=server.url, persona_daily_limit=0, log_level="error"
            )
            people = [server.person(f"P{n}", started=True) for n in range(count)]
            await salon.start("worker,clock,telegram")
            await server.until(lambda: ("all_group_chats", "zh") in server.commands, 60)
            await asyncio.sleep(2)
            before, begun = megabytes(salon), time.monotonic()
            for n in range(updates):
                server.says(people[n % count], server.direct(people[n % count]), f"/show number{n:05d}")
            await server.until(lambda: not server.updates, 60)
            taken = time.monotonic() - begun

            def answers() -> int:
                return sum(len(server.direct(one).of_bot) for one in people)

            await server.until(lambda: answers() >= updates, 300)
            seconds, after = time.monotonic() - begun, megabytes(salon)
            await salon.end()
    ordered = all(
        [
            f"number{n:05d}" in str(message["text"])
            for n, message in zip(range(place, updates, count), server.direct(one).of_bot, strict=False)
        ]
        == [True] * len(server.direct(one).of_bot)
        for place, one in enumerate(people)
    )
    print(
        f"{updates} updates acknowledged within {taken:.1f} s, answered within {seconds:.1f} s ({updates / seconds:.1f} a second)"
    )
    print(f"in order per chat: {ordered}; answers {answers()}; refused for pace: {server.pace.refused}")
    print(f"memory {before:.0f} MB before, {after:.0f} MB after")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--updates", type=int, default=1000)
    parser.add_argument("--people", type=int, default=100)
    asked = parser.parse_args()
    asyncio.run(run(asked.updates, asked.people))


if __name__ == "__main__":
    main()
