"""Digests of a simulated year by replicas that are killed and whose clocks jump: how many were missed or doubled.

Usage: python -m bench.digests [--rooms 200] [--zones 40] [--days 365] [--replicas 3] [--kills 60] [--jumps 60]
[--period mixed|day] [--database URL]

The replicas are processes of their own on one PostgreSQL (SQLite where that is not installed). Each ticks the real clock's
deed and runs the real jobs up to the message on the wall of a web room; pictures are left out, so no cover is drawn. One
of ten periods is quiet. What is counted are messages on the walls, against a calendar reckoned without APScheduler.
"""

import argparse
import asyncio
import contextlib
import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import func, select

from bench.place import database_at
from bots.web import wall
from bots.web.wall import WallMessage
from core import digest, jobs, worker
from core.brief import Brief
from core.db import Database
from core.migrate import migrate
from core.models.making import Creation
from core.models.people import Member
from core.models.posts import Post, Rank
from core.models.rooms import Digest, Room
from core.models.work import Job
from core.settings import Settings

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
TELLING = ("Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "America/New_York", "America/Nuuk",
           "America/Havana", "Africa/Cairo", "Pacific/Chatham", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")  # fmt: skip
CLOCKS = ((2, 30), (1, 30), (0, 0), (0, 30), (23, 30), (20, 0), (8, 15), (12, 0))
STEP = timedelta(hours=1)
MOST_WAITING = 120
UNSEEN = timedelta(hours=12)
"""How long the year goes on while no replica whose clock is right has looked: less than the day that is caught up with."""
TICK = 0.3
"""Real seconds between two looks of a replica; a simulated hour takes about as long."""
JUST_NOW = timedelta(hours=3)
"""How long ago one has looked at most when all are killed: with the longest outage it is still less than that day."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One room's digest, and the local dates on which it is due with the moments at which a picture is posted for each."""

    room: str
    period: str
    zone: str
    hour: int
    minute: int
    posted: tuple[tuple[date, datetime], ...]


@dataclass
class Outcome:
    """What came of it."""

    database: str
    expected: int
    quiet: int
    missed: list[str]
    doubled: list[str]
    uninvited: list[str]
    kills: int = 0
    jumps: int = 0
    outages: int = 0
    seconds: float = 0.0
    dead: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def calendar(period: str, zone: str, hour: int, minute: int, days: int) -> Iterator[tuple[date, datetime]]:
    """Yield the dates on which a digest is due, and when, by plain steps through the days."""
    place, day = ZoneInfo(zone), START.date() - timedelta(days=32)
    while day <= START.date() + timedelta(days=days + 1):
        if period == "day" or (period == "week" and day.weekday() == 0) or (period == "month" and day.day == 1):
            yield day, datetime(day.year, day.month, day.day, hour, minute, tzinfo=place).astimezone(UTC)
        day += timedelta(days=1)


def wishes(rooms: int, zones: int, days: int, period: str, draw: random.Random) -> list[Wish]:
    """Draw what the rooms wish for, and which of their periods are quiet."""
    known = sorted(name for name in available_timezones() if name.count("/") == 1 and not name.startswith("Etc/"))
    chosen = [*TELLING, *draw.sample([name for name in known if name not in TELLING], max(0, zones - len(TELLING)))][
        :zones
    ]
    found = []
    for n in range(rooms):
        own = period if period != "mixed" else ("day", "week", "day", "month", "day")[n % 5]
        zone, (hour, minute) = chosen[n % len(chosen)], CLOCKS[n // len(chosen) % len(CLOCKS)]
        dues = list(calendar(own, zone, hour, minute, days))
        posted = [
            (day, before + (moment - before) / 2)
            for (_day, before), (day, moment) in pairwise(dues)
            if moment > START and draw.random() > 0.1
        ]
        found.append(Wish(f"room-{n}", own, zone, hour, minute, tuple(posted)))
    return found


def replica(url: str, media: str, clock: Any, skew: Any, seen: Any) -> None:
    """Be one replica until killed: tick the clock and do the jobs."""
    from api.build import build

    settings = Settings(_env_file=None, database=url, media=media, web_rooms=[], log_level="error")
    house = build(settings, lambda: datetime.fromtimestamp(clock.value + skew.value, UTC))
    asyncio.run(_live(house, clock, skew, seen))


async def _live(house: Any, clock: Any, skew: Any, seen: Any) -> None:
    salon, stop = house.salon, asyncio.Event()
    async with salon.begin() as db:
        await jobs.take_back(db)
    for pool in ("chores", "to-web"):
        asyncio.create_task(worker.run_forever(salon, house.handlers, pool, 3, stop))  # noqa: RUF006
    while True:
        with contextlib.suppress(Exception):  # what a tick could not do the next one does
            at, right = clock.value, skew.value == 0
            async with salon.begin() as db:
                await digest.schedule_digests(db, salon.now())
            if right:
                seen.value = max(seen.value, at)
        await asyncio.sleep(TICK)


class Replicas:
    """The processes, their common time, and how far each one's clock is off."""

    def __init__(self, url: str, media: str, count: int, begin: datetime) -> None:
        self._spawn = multiprocessing.get_context("spawn")
        self._url, self._media = url, media
        self.clock = self._spawn.Value("d", begin.timestamp())
        self.seen = self._spawn.Value("d", begin.timestamp())
        self.skews = [self._spawn.Value("d", 0.0) for _one in range(count)]
        self._running: list[Any] = [None] * count
        for n in range(count):
            self.start(n)

    def start(self, n: int) -> None:
        """Start one."""
        args = (self._url, self._media, self.clock, self.skews[n], self.seen)
        self._running[n] = self._spawn.Process(target=replica, args=args, daemon=True)
        self._running[n].start()

    def jump(self, draw: random.Random) -> None:
        """Have one clock go wrong by up to a day and a half; one stays right, or is set right."""
        draw.choice(self.skews).value = draw.uniform(-36, 36) * 3600
        if draw.random() < 0.5 or all(skew.value for skew in self.skews):
            draw.choice(self.skews).value = 0.0

    def kill(self, n: int) -> None:
        """End one as a power cut would."""
        self._running[n].kill()
        self._running[n].join()


async def _prepare(database: Database, rooms: list[Wish]) -> dict[str, int]:
    await migrate(database)
    async with database.begin() as db:
        db.add(Member(kind="person", slug="ana", name="Ana", created_at=START))
        for wish in rooms:
            await wall.open_room(db, wish.room, wish.room, "en")
            room = Room(platform="web", address=wish.room, title=wish.room, timezone=wish.zone, created_at=START)
            db.add(room)
            await db.flush()
            times = {"hour": wish.hour, "minute": wish.minute, "timezone": wish.zone, "since": START}
            db.add(Digest(room_id=room.id, number=1, period=wish.period, **times))
        rows = await db.execute(select(Room.address, Room.id))
        return {row.address: row.id for row in rows}


async def _post(database: Database, work: list[tuple[int, datetime]]) -> None:
    """Have pictures posted and liked, one for each room and moment."""
    async with database.begin() as db:
        ana = await db.scalar(select(Member.id))
        made = [
            Creation(member_id=ana, room_id=room, brief=Brief("a fox").as_json(), seed=1, state="done", requested_at=at)
            for room, at in work
        ]
        db.add_all(made)
        await db.flush()
        posts = [
            Post(
                creation_id=one.id,
                author_id=ana,
                room_id=room,
                prompt="a fox",
                style="",
                visibility="public",
                created_at=at,
            )
            for one, (room, at) in zip(made, work, strict=True)
        ]
        db.add_all(posts)
        await db.flush()
        for post, (room, at) in zip(posts, work, strict=True):
            epoch = at.timestamp()
            place = {"day": int(epoch // 86_400), "epoch": epoch, "hot": 0.0, "listed": True}
            db.add(Rank(post_id=post.id, room_id=room, author_id=ana, up=3, score=3, **place))


async def _waiting(database: Database, now: datetime) -> int:
    """Count the jobs that are due; one that a clock wrote ahead of its time is none yet."""
    async with database.read() as db:
        open_ = select(func.count()).select_from(Job).where(Job.done_at.is_(None), Job.dead_at.is_(None))
        return int(await db.scalar(open_.where(Job.run_at <= now)) or 0)


async def run(
    url: str, *, rooms: int, zones: int, days: int, replicas: int, kills: int, jumps: int, period: str, seed: int = 1
) -> Outcome:
    """Let the time go by, with kills, outages of everybody and clocks that jump; then count the walls."""
    draw, begun = random.Random(seed), time.monotonic()
    wished = wishes(rooms, zones, days, period, draw)
    database = Database(url, lambda topics: None)
    numbers = await _prepare(database, wished)
    work = sorted((at, numbers[wish.room]) for wish in wished for _day, at in wish.posted)
    steps = int(timedelta(days=days) / STEP)
    killed = Counter(draw.randrange(steps) for _kill in range(kills))
    jumped = Counter(draw.randrange(steps) for _jump in range(jumps))
    outages = set(draw.sample(range(24, steps), max(1, kills // 12))) if kills else set()
    outcome = Outcome(url.partition(":")[0], 0, 0, [], [], [], kills, jumps, len(outages))
    with tempfile.TemporaryDirectory(prefix="salon-digests-") as media:
        running = Replicas(url, media, replicas, START)
        now, done = START, 0
        for step in range(steps):
            now += STEP
            if now.day == 1 and now.hour == 0:
                print(f"{now:%B}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
            due = [(room, at) for at, room in work[done:] if at <= now]
            if due:
                await _post(database, due)
                done += len(due)
            running.clock.value = now.timestamp()
            for _jump in range(jumped[step]):
                running.jump(draw)
            for _kill in range(killed[step]):
                n = draw.randrange(replicas)
                running.kill(n)
                running.start(n)
            if step in outages:
                now = await _outage(database, running, replicas, now, draw)
            await asyncio.sleep(0.01)
            while running.seen.value < (now - UNSEEN).timestamp():
                await asyncio.sleep(0.01)
            while await _waiting(database, now) > MOST_WAITING:
                await asyncio.sleep(0.05)
        for skew in running.skews:
            skew.value = 0.0
        await _until_idle(database, now)
        for n in range(replicas):
            running.kill(n)
        await _count(database, wished, now, outcome)
    await database.close()
    outcome.seconds = time.monotonic() - begun
    return outcome


async def _outage(database: Database, running: Replicas, count: int, now: datetime, draw: random.Random) -> datetime:
    """Kill everybody, let less than a day go by since one of them last looked, and start them again."""
    while running.seen.value < (now - JUST_NOW).timestamp():
        await asyncio.sleep(0.01)
    for n in range(count):
        running.kill(n)
    now += timedelta(hours=draw.randint(2, 20))
    running.clock.value = now.timestamp()
    for n in range(count):
        running.skews[n].value = 0.0
        running.start(n)
    while running.seen.value < now.timestamp():
        await asyncio.sleep(0.05)
    return now


async def _until_idle(database: Database, now: datetime) -> None:
    for _pause in range(3):
        await asyncio.sleep(2)
        while await _waiting(database, now):
            await asyncio.sleep(0.2)


async def _count(database: Database, wished: list[Wish], now: datetime, outcome: Outcome) -> None:
    """Compare the walls with the calendar."""
    async with database.read() as db:
        rows = select(WallMessage.room, WallMessage.body["text"].as_string())
        seen = Counter(f"{room} {text.splitlines()[0].rpartition(' ')[2]}" for room, text in await db.execute(rows))
        outcome.dead = int(await db.scalar(select(func.count(Job.id)).where(Job.dead_at.is_not(None))) or 0)
    days = int((now - START) / timedelta(days=1)) + 2
    expected, known = set(), set()
    for wish in wished:
        posted = {day for day, _at in wish.posted}
        for day, moment in calendar(wish.period, wish.zone, wish.hour, wish.minute, days):
            name = f"{wish.room} {day.isoformat()}"
            known |= {name} if day in posted else set()
            if START < moment <= now:
                expected |= {name} if day in posted else set()
                outcome.quiet += day not in posted
    outcome.expected = len(expected)
    outcome.missed = sorted(expected - set(seen))
    outcome.doubled = sorted(name for name, count in seen.items() if count > 1)
    outcome.uninvited = sorted(set(seen) - known)
    outcome.counts = dict(Counter(wish.period for wish in wished))


def main() -> None:
    """Read the command line, run, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, value in (("rooms", 200), ("zones", 40), ("days", 365), ("replicas", 3), ("kills", 60), ("jumps", 60)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--period", choices=("mixed", "day", "week", "month"), default="mixed")
    parser.add_argument("--database", default="")
    asked = vars(parser.parse_args())
    url = asked.pop("database")
    with database_at(url) as chosen:
        told = asyncio.run(run(chosen, **asked))
    print(f"{told.database}: {asked['rooms']} rooms ({told.counts}) in {asked['zones']} zones, {asked['days']} days")
    print(f"{told.kills} kills, {told.outages} outages of all, {told.jumps} clock jumps, {told.seconds:.0f} s")
    print(f"digests due {told.expected}, missed {len(told.missed)}, doubled {len(told.doubled)}")
    print(f"quiet periods {told.quiet}, posted nevertheless {len(told.uninvited)}; jobs given up {told.dead}")
    for name in (*told.missed[:5], *told.doubled[:5], *told.uninvited[:5]):
        print(f"  {name}")


if __name__ == "__main__":
    main()
