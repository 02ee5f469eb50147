"""House: a whole Salon for a story. Real tables, the web room over HTTP, the shipped painter and writer, a clock wound by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
from sqlalchemy import func, select

from api import process
from api.build import House as Built
from api.build import build
from bots import inbox
from bots.web import receive
from core import badges, digest, following, jobs, worker
from core.models.people import Member
from core.models.posts import Post, Report
from core.models.rooms import Room
from core.models.work import Job
from core.painter import Painter
from core.settings import Settings
from tests.cast import EVENING, NAMES

Message = dict[str, Any]
MOMENTS = timedelta(seconds=8)


class House:
    """A Salon that people can speak in; every deed settles before it returns."""

    def __init__(self, built: Built, app: Any) -> None:
        self.built, self.salon, self.app = built, built.salon, app
        self.quiet = True
        self._clients: dict[str, httpx2.AsyncClient] = {}

    def client(self, who: str) -> httpx2.AsyncClient:
        """Return the browser of a person, with their cookie."""
        if who not in self._clients:
            transport = httpx2.ASGITransport(app=self.app)
            self._clients[who] = httpx2.AsyncClient(transport=transport, base_url="http://salon.test")
        return self._clients[who]

    async def join(self, who: str, room: str = "lobby", language: str = "en") -> None:
        """Let a person in under their name, once."""
        if not self.client(who).cookies:
            body = {"name": NAMES.get(who, who), "language": language}
            answer = await self.client(who).post(f"/rooms/{room}/join", json=body)
            assert answer.status_code == 200, answer.text
            await self.settle()

    async def says(self, who: str, text: str, room: str = "lobby", reply_to: int | None = None) -> Message | None:
        """Let a person say a line or a command; return the last message they then see."""
        await self.join(who, room)
        body = {"id": uuid4().hex, "text": text, "reply_to": reply_to}
        answer = await self.client(who).post(f"/rooms/{room}/say", json=body)
        assert answer.status_code == 202, answer.text
        await self.settle()
        return (await self.wall(room, who))[-1] if await self.wall(room, who) else None

    async def paints(self, who: str, prompt: str, room: str = "lobby") -> Message:
        """Let a person ask for one small picture; return its message."""
        message = await self.says(who, f"/imagine {prompt} --n 1", room)
        shown = [
            one for one in await self.wall(room, who) if one["post"] and one["post"]["prompt"] == prompt.split(" --")[0]
        ]
        assert shown, message
        return shown[-1]

    async def presses(self, who: str, message: Message, verb: str, text: str = "", value: str | None = None) -> None:
        """Let a person press a button of a message, by its verb."""
        await self.join(who)
        found = value if value is not None else button(message, verb)["value"]
        body = {"id": uuid4().hex, "message": message["id"], "verb": verb, "value": found, "text": text}
        answer = await self.client(who).post("/rooms/lobby/press", json=body)
        assert answer.status_code == 202, answer.text
        await self.settle()

    async def reacts(self, who: str, message: Message, emoji: str, on: bool = True) -> None:
        """Let a person put an emoji under a message, or take it away."""
        await self.join(who)
        body = {"id": uuid4().hex, "message": message["id"], "emoji": emoji, "on": on}
        answer = await self.client(who).post("/rooms/lobby/react", json=body)
        assert answer.status_code == 202, answer.text
        await self.settle()

    async def wall(self, room: str = "lobby", who: str = "dee") -> list[Message]:
        """Return what a person sees in a room, oldest first."""
        answer = await self.client(who).get(f"/rooms/{room}/history?limit=200")
        items: list[Message] = answer.json()["items"]
        return items

    async def last(self, who: str = "dee", room: str = "lobby") -> Message:
        """Return the last message a person sees in a room."""
        return (await self.wall(room, who))[-1]

    async def feed(self, sort: str = "new", **query: str) -> list[Message]:
        """Return the first page of a feed, as the API gives it."""
        answer = await self.client("-").get(f"/api/feed/{sort}", params=query)
        assert answer.status_code == 200, answer.text
        items: list[Message] = answer.json()["items"]
        return items

    async def post(self, code: str) -> Post:
        """Return a post's row by its code."""
        from core.codes import number_of

        async with self.salon.read() as db:
            return await db.get_one(Post, number_of(code))

    async def room(self, address: str = "lobby") -> Room:
        """Return a web room's row."""
        async with self.salon.read() as db:
            return (await db.scalars(select(Room).where(Room.platform == "web", Room.address == address))).one()

    async def settle(self) -> None:
        """Do all that is due now and in the next seconds, until nothing is left; errors come out."""
        take = self._take
        while (
            await inbox.work_once(self.salon, "web", take, inbox.glancer(receive.event_of))
            or await self._work()
            or await self._skip()
        ):
            pass

    async def hear_only(self) -> None:
        """Handle what people did and show placeholders, but paint nothing yet."""
        while await inbox.work_once(self.salon, "web", self._take, inbox.glancer(receive.event_of)):
            pass
        while await worker.run_due(self.salon, self.built.handlers, "to-web"):
            pass

    async def reports(self) -> list[tuple[str, str]]:
        """Return the complaints that are kept: who, and why."""
        async with self.salon.read() as db:
            rows = select(Member.slug, Report.reason).join(Report, Report.member_id == Member.id)
            return [(slug, reason) for slug, reason in (await db.execute(rows)).all()]

    @property
    def _take(self) -> inbox.Take:
        return inbox.taker(self.salon, receive.event_of, self.built.troupe.remark)

    @property
    def _pools(self) -> tuple[str, ...]:
        return ("paint", "eyes", "to-web", "chores") if self.quiet else ("paint", "minds", "eyes", "to-web", "chores")

    async def _work(self) -> int:
        due = [pool for pool, moment in (await self._open()).items() if moment <= clock.now]
        return sum([await worker.run_due(self.salon, self.built.handlers, pool) for pool in due])

    async def _open(self) -> dict[str, datetime]:
        """Return the pools that have work not yet done, and when their first of it is due."""
        rows = select(Job.pool, func.min(Job.run_at)).where(Job.done_at.is_(None), Job.dead_at.is_(None))
        async with self.salon.read() as db:
            found = dict((await db.execute(rows.group_by(Job.pool))).all())
        return {pool: found[pool] for pool in self._pools if pool in found}

    async def _skip(self) -> bool:
        """Wind the clock to the next job that is due within moments; say whether there was one."""
        near = [pool for pool, moment in (await self._open()).items() if moment <= clock.now + MOMENTS]
        async with self.salon.read() as db:
            due = [moment for pool in near if (moment := await jobs.next_due(db, pool))]
        soon = min(due, default=None)
        if soon is None or soon > clock.now + MOMENTS:
            return False
        clock.now = max(clock.now, soon)
        return True

    async def wind(self, **span: float) -> None:
        """Let time go by, and do what has come due."""
        clock.forward(timedelta(**span))
        async with self.salon.begin() as db:
            await digest.schedule_digests(db, self.salon.now())
            await following.schedule_roundups(db, self.salon.now())
            await badges.schedule_badges(db, self.salon.now())
        await self.settle()


class Clock:
    """A clock that stands still until it is wound."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat(EVENING)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)  # no two events fall into one moment
        return self.now

    def forward(self, span: timedelta) -> None:
        """Wind the clock."""
        self.now += span

    def reset(self) -> None:
        """Back to the evening every story starts in."""
        self.now = datetime.fromisoformat(EVENING).astimezone(UTC)


clock = Clock()


def button(message: Message, verb: str) -> dict[str, Any]:
    """Return a message's first button with a verb, looking into menus too."""
    for one in (one for row in message["buttons"] for top in row for one in (top, *top["menu"])):
        if one["verb"] == verb:
            return dict(one)
    raise AssertionError(f"no button {verb} in {message['buttons']}")


@asynccontextmanager
async def opened(settings: Settings, painter: Painter, at: datetime | None = None) -> AsyncIterator[House]:
    """Open a house for a story, at the usual evening or a moment, and close it afterwards; the painter is shared, so it stays."""
    clock.reset()
    clock.now = at or clock.now
    built = build(settings, clock, painter)
    await process.prepare(built)
    app, _room = await process.application(built)
    house = House(built, app)
    try:
        yield house
    finally:
        await built.salon.bell.close()
        await built.salon.database.close()
        built.salon.database.engine.clear_compiled_cache()  # FastAPI remembers each app's functions, and so all this
