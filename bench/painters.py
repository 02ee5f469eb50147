"""Pictures a second of Salon's worker beside plain diffusers in a loop: the same model, the same run, shuffled rounds.

Usage: python -m bench.painters [--rounds 5] [--pictures 16] [--steps 20] [--model sd] [--real sd|sdxl] [--compile]
[--tflops 790]

A tiny model of the tests is painted with, or with --real one with random weights of the real size, for a GPU. The share of
the arithmetic limit is what FlopCounterMode counts for a picture, times pictures a second, by --tflops.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from api.build import House, build
from api.process import HANDS, prepare
from bench.machine import told_of
from bench.plain import GUIDANCE, WORDS
from core import worker
from core.brief import Brief
from core.members import member_of
from core.painter import Painted, PaintItem, Progress
from core.rooms import room_at
from core.salon import Salon, wall_clock
from core.settings import Settings
from core.studio import request_creation
from generation.painters.diffusion.painter import DiffusionPainter


class Timed(DiffusionPainter):
    """The painter as it is, with a note of when it was at work."""

    def __init__(self, setting: str) -> None:
        super().__init__(setting)
        self.spans: list[tuple[float, float]] = []

    async def paint(self, items: Sequence[PaintItem], progress: Progress) -> list[Painted]:
        """Paint, and note from when to when."""
        begun: list[float] = []

        def note(done: int, of: int) -> None:
            begun.append(time.monotonic())
            progress(done, of)

        painted = await super().paint(items, note)
        self.spans.append((begun[0], time.monotonic()))
        return painted

    def busy(self) -> float:
        """Return the share of the time from the first to the last picture in which it painted."""
        spans, whole = sorted(self.spans), max(end for _begin, end in self.spans) - min(self.spans)[0]
        self.spans = []
        worked, free = 0.0, spans[0][0]
        for begin, end in spans:
            worked += max(0.0, end - max(begin, free))
            free = max(free, end)
        return worked / whole


async def salons(salon: Salon, handlers: worker.Handlers, count: int) -> float:
    """Return pictures a second from `count` waiting requests of as many members to the last finished post."""
    look = sqlite3.connect(str(salon.database.engine.url.database), timeout=30)  # a look of SQLAlchemy's takes longer
    done_before = _done(look)
    async with salon.begin() as db:
        room = await room_at(db, "web", "lobby", kind="group", title="", settings=salon.settings, now=salon.now())
        side = salon.painter.capabilities.best
        for n in range(count):
            member = await member_of(db, "web", f"bench-{n}", f"Bench {n}", now=salon.now())
            brief = Brief(WORDS[n % len(WORDS)], width=side, height=side, count=1, seed=n)
            batch = salon.painter.batch_key(brief)
            await request_creation(db, salon.settings, member, room, brief, now=salon.now(), batch=batch)
    stop = asyncio.Event()
    begun = time.monotonic()
    working = asyncio.create_task(worker.run_forever(salon, handlers, "paint", HANDS["paint"], stop))
    while _done(look) < done_before + count:
        await asyncio.sleep(0.02)
    look.close()
    rate = count / (time.monotonic() - begun)
    stop.set()
    await working
    return rate


def _done(look: sqlite3.Connection) -> int:
    return int(look.execute("SELECT count(*) FROM creations WHERE state = 'done'").fetchone()[0])


class Anchor:
    """Plain diffusers, one picture after the other, in a process of its own."""

    def __init__(self, folder: Path, steps: int) -> None:
        self.folder, self.steps = folder, steps
        self.child: asyncio.subprocess.Process | None = None

    async def start(self) -> dict[str, Any]:
        """Load the model, and return what the process says of it."""
        self.child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.plain", str(self.folder), str(self.steps),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        return await self._ask(2)

    async def rate(self, count: int) -> float:
        """Return pictures a second over `count` pictures."""
        return count / float((await self._ask(count))["seconds"])

    async def _ask(self, count: int) -> dict[str, Any]:
        assert self.child is not None
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(f"{count}\n".encode())
        told: dict[str, Any] = json.loads(await self.child.stdout.readline())
        return told


async def run(asked: argparse.Namespace, folder: Path, home: Path) -> None:
    """Measure plain diffusers, Salon one by one, and Salon in batches, in shuffled rounds; print ratios of medians."""
    anchor = Anchor(folder, asked.steps)
    facts = await anchor.start()
    ways: dict[str, Callable[[], Any]] = {"plain": lambda: anchor.rate(asked.pictures)}
    painters: dict[str, Timed] = {}
    houses: list[House] = []
    for name, batch in (("salon, batch 1", 1), ("salon, its own batch", 8)):
        file = home / f"batch{batch}.yaml"
        more = "compile: true\n" if asked.compile else ""
        schedule = f"steps: {asked.steps}\nguidance: {GUIDANCE}\n"
        file.write_text(f"model: {folder}\nbatch: {batch}\n{schedule}{more}side: {facts['side']}\nsmallest: 16\n")
        painter = painters[name] = Timed(str(file))
        own = Settings(_env_file=None, database=f"sqlite:///{home}/{batch}.db", media=f"{home}/media{batch}", daily_limit=100_000, room_hourly_limit=100_000)  # fmt: skip
        house = build(own, wall_clock, painter)
        houses.append(house)
        await prepare(house)
        await painter.start()
        ways[name] = lambda house=house: salons(house.salon, house.handlers, asked.pictures)
        await salons(house.salon, house.handlers, 4)
        painter.spans = []
    found: dict[str, list[float]] = {name: [] for name in ways}
    shares: dict[str, list[float]] = {name: [] for name in painters}
    for _round in range(asked.rounds):
        for name in random.sample(list(ways), len(ways)):
            found[name].append(await ways[name]())
            if name in painters:
                shares[name].append(painters[name].busy())
    print(
        f"{facts['device']}, {facts['side']} px, {asked.steps} steps, {facts['flops'] / 1e12:.4f} TFLOP a picture; {asked.pictures} waiting"
    )
    plain = median(found["plain"])
    for name, rates in found.items():
        ratios = [one / two for one, two in zip(rates, found["plain"], strict=True)]
        line = (
            f"{name:21} {median(rates):7.2f}/s   {median(rates) / plain:5.2f} ({min(ratios):.2f} - {max(ratios):.2f})"
        )
        if name in shares:
            line += f"   batch {painters[name].capabilities.together}, busy {median(shares[name]):.1%}"
        if asked.tflops:
            line += f"   {median(rates) * facts['flops'] / asked.tflops / 1e12:.1%} of the limit"
        print(line)
    for house in houses:
        await house.salon.painter.close()
        await house.salon.bell.close()
        await house.salon.database.close()
    assert anchor.child is not None
    anchor.child.kill()
    await anchor.child.wait()


def main() -> None:
    """Read the command line, build the model, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=16)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--model", default="sd", help="a tiny model: sd, sdxl, flux, z-image")
    parser.add_argument("--real", default="", choices=["", "sd", "sdxl"])
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--tflops", type=float, default=0.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="salon-painters-") as name:
        home = Path(name)
        if asked.real:
            from bench import sized

            folder = sized.save(asked.real, home / "model")
        else:
            from tests.generation import tiny

            folder = tiny.save(asked.model, home / "model")
        with told_of():
            asyncio.run(run(asked, folder, home))


if __name__ == "__main__":
    main()
