"""Previews: what members see of a picture while it is painted, and what is left of it afterwards."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import select

from core import credentials, housekeeping, jobs, marks, previews, worker
from core.models.making import Creation
from core.settings import Settings
from generation import previews as looking
from tests.house import House, Message, clock, opened
from tests.patient import PatientPainter, file_of


class Salon:
    """A house whose painter waits to be told, and whose worker paints beside the story."""

    def __init__(self, house: House, painter: PatientPainter) -> None:
        self.house, self.painter = house, painter
        self.working: asyncio.Task[Any] | None = None

    async def asks(self, who: str, words: str) -> None:
        """Let somebody ask for pictures, and the placeholder stand."""
        await self.house.join(who)
        body = {"id": uuid4().hex, "text": f"/imagine {words}", "reply_to": None}
        assert (await self.house.client(who).post("/rooms/lobby/say", json=body)).status_code == 202
        await self.house.hear_only()

    async def begins(self) -> None:
        """Have a worker begin to paint what is asked for."""
        self.working = asyncio.create_task(worker.run_due(self.house.salon, self.house.built.handlers, "paint"))
        await asyncio.wait_for(self.painter.begun.wait(), 20)
        await until(self._all_begun)

    async def _all_begun(self) -> bool:
        async with self.house.salon.read() as db:
            return not (await db.scalars(select(Creation).where(Creation.state == "queued"))).all()

    async def ends(self) -> None:
        """Have the painter finish, and everything be shown."""
        assert self.working is not None
        self.painter.finish.set()
        await asyncio.wait_for(self.working, 20)
        await self.house.settle()

    async def sees(self, who: str, count: int, other_than: str = "") -> Message:
        """Wait until somebody sees a placeholder with so many previews; return it."""

        async def there() -> list[Message]:
            clock.forward(timedelta(seconds=1))  # a message is not edited twice in one moment
            await worker.run_due(self.house.salon, self.house.built.handlers, "to-web")
            waiting = [one for one in await self.house.wall(who=who) if one["waiting"]]
            urls = [picture["url"] for one in waiting for picture in one["pictures"]]
            return waiting if len(urls) == count and other_than not in urls else []

        return (await until(there))[-1]

    async def files(self) -> list[str]:
        """Return every preview that is stored."""
        return await self.house.salon.media.before(previews.FOLDER, clock.now.replace(year=9999))

    async def file(self, who: str, url: str) -> bytes:
        """Fetch a file as a browser does."""
        answer = await self.house.client(who).get(url)
        assert answer.status_code == 200
        return answer.content

    async def later(self) -> None:
        """Let the time go by for which files of what is over are kept."""
        clock.forward(previews.KEPT)
        await self.house.settle()


async def until(true: Callable[[], Awaitable[Any]]) -> Any:
    """Wait until something is true, and return it."""
    async with asyncio.timeout(20):
        while not (found := await true()):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def painted_slowly(settings: Settings, together: int = 1) -> AsyncIterator[Salon]:
    painter = PatientPainter(together)
    async with opened(settings, painter) as house:
        salon = Salon(house, painter)
        try:
            yield salon
        finally:
            if salon.working is not None and not salon.working.done():
                salon.working.cancel()
                await asyncio.wait([salon.working])


@pytest.fixture
async def salon(settings: Settings) -> AsyncIterator[Salon]:
    async with painted_slowly(settings) as one:
        yield one


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at pictures as often as they come."""
    for name in ("EVERY", "GATHER", "REST", "SPREAD"):
        monkeypatch.setattr(looking, name, 0.0)


def colour(data: bytes) -> Any:
    with Image.open(io.BytesIO(data)) as opened_file:
        return np.asarray(opened_file.convert("RGB"), dtype=int)[20:60, 20:60].mean((0, 1))


async def test_a_preview_stands_in_the_placeholder_and_the_picture_takes_its_place(salon: Salon) -> None:
    await salon.asks("ana", "a heron in fog --n 1")
    await salon.begins()
    salon.painter.reaches(1)
    salon.painter.shows(0, file_of("crimson"))

    waiting = await salon.sees("bo", 1)
    preview = waiting["pictures"][0]
    file = await salon.file("bo", preview["url"])
    await salon.ends()
    done = next(one for one in await salon.house.wall(who="bo") if one["id"] == waiting["id"])

    assert (waiting["waiting"]["step"], waiting["waiting"]["of"]) == (1, 4)
    assert preview["alt"] == "How it looks so far"
    assert max(Image.open(io.BytesIO(file)).size) == looking.SIDE
    assert np.abs(colour(file) - (220, 20, 60)).max() < 12
    assert done["waiting"] is None
    assert [one["url"] for one in done["pictures"]] != [preview["url"]]
    await salon.later()
    assert await salon.files() == []
    assert (await salon.house.client("bo").get(preview["url"])).status_code == 404


async def test_a_preview_carries_every_mark_of_what_ai_made(salon: Salon) -> None:
    await salon.asks("ana", "a heron in fog --n 1")
    await salon.begins()
    salon.painter.shows(0, Image.new("RGB", (64, 64), "gold"))

    url = (await salon.sees("ana", 1))["pictures"][0]["url"]
    file = await salon.file("ana", url)
    await salon.ends()

    assert marks.is_marked(file)
    assert b"TC260:AIGC" in file
    assert credentials.read(file, "image/webp").state == "valid"
    pixels = np.asarray(Image.open(io.BytesIO(file)).convert("L"), dtype=int)
    corner, rest = pixels[-40:, :60], pixels[:-60, 80:]
    assert corner.max() - corner.min() > 100  # letters on their plate
    assert rest.max() - rest.min() < 12


async def test_a_room_that_says_it_in_captions_still_has_its_previews_marked(salon: Salon) -> None:
    async with salon.house.salon.begin() as db:
        room = await db.merge(await salon.house.room())
        room.marks = "caption"
    await salon.asks("ana", "a heron --n 1")
    await salon.begins()
    salon.painter.shows(0, Image.new("RGB", (64, 64), "gold"))

    file = await salon.file("ana", (await salon.sees("ana", 1))["pictures"][0]["url"])
    await salon.ends()

    corner = np.asarray(Image.open(io.BytesIO(file)).convert("L"), dtype=int)[-40:, :60]
    assert corner.max() - corner.min() > 100


async def test_the_newest_preview_is_shown_and_it_grows_sharper(salon: Salon) -> None:
    rows = np.indices((64, 64)).sum(0) // 8 % 2 * 255
    pattern = Image.fromarray(rows.astype(np.uint8)).convert("RGB")
    await salon.asks("ana", "a heron in fog --n 1")
    await salon.begins()
    sharpness = []
    url = ""
    for quarters in (0, 3):
        salon.painter.reaches(quarters)
        salon.painter.shows(0, pattern)
        url = (await salon.sees("ana", 1, other_than=url))["pictures"][0]["url"]
        data = await salon.file("ana", url)
        sharpness.append(np.asarray(Image.open(io.BytesIO(data)).convert("L"), dtype=int)[:200].std())
    await salon.ends()

    assert sharpness[1] > 1.2 * sharpness[0]


async def test_members_of_one_batch_each_see_their_own_pictures(settings: Settings) -> None:
    async with painted_slowly(settings, together=4) as salon:
        await salon.house.join("bo")
        await salon.asks("ana", "a fox --n 1")
        await salon.asks("bo", "two cats --n 2")
        await salon.begins()
        for n, name in enumerate(("crimson", "teal", "gold")):
            salon.painter.shows(n, Image.new("RGB", (64, 64), name))

        await salon.sees("cy", 3)
        shown = {one["text"]: one["pictures"] for one in await salon.house.wall(who="cy") if one["waiting"]}
        colours = {
            (text, one["n"]): colour(await salon.file("cy", one["url"])) for text, own in shown.items() for one in own
        }
        await salon.ends()

    expected = {("a fox", 1): (220, 20, 60), ("two cats", 1): (0, 128, 128), ("two cats", 2): (255, 215, 0)}
    assert colours.keys() == expected.keys()
    assert all(np.abs(colours[one] - expected[one]).max() < 12 for one in expected)


@pytest.mark.parametrize("way", ["cancel", "fail"])
async def test_what_is_cancelled_or_fails_leaves_no_preview(salon: Salon, way: str) -> None:
    await salon.asks("ana", "a heron in fog --n 1")
    await salon.begins()
    salon.painter.shows(0, file_of("teal"))
    waiting = await salon.sees("ana", 1)

    if way == "cancel":
        assert salon.working is not None
        key = waiting["buttons"][0][0]
        body = {"id": uuid4().hex, "message": waiting["id"], "verb": key["verb"], "value": key["value"], "text": ""}
        await salon.house.client("ana").post("/rooms/lobby/press", json=body)
        await salon.house.hear_only()
        await asyncio.wait_for(salon.working, 20)
    else:
        from generation import painting

        async with salon.house.salon.read() as db:
            job = (await db.scalars(select(jobs.Job).where(jobs.Job.kind == "paint"))).one()
        await painting.bury(salon.house.salon, job, "the brush broke")
        salon.painter.finish.set()
        await asyncio.wait([salon.working])
    await salon.house.settle()
    shown = next(one for one in await salon.house.wall(who="bo") if one["id"] == waiting["id"])
    await salon.later()

    assert shown["pictures"] == []
    assert await salon.files() == []


async def test_a_killed_worker_leaves_nothing_that_housekeeping_does_not_sweep(salon: Salon) -> None:
    await salon.asks("ana", "a heron in fog --n 1")
    await salon.begins()
    salon.painter.shows(0, file_of("teal"))
    waiting = await salon.sees("ana", 1)
    media = salon.house.salon.media
    orphan = media.new_key(previews.FOLDER, "webp")
    await media.put(orphan, b"stored, and killed before it was noted")
    kept = waiting["pictures"][0]["url"].removeprefix("/media/")

    await housekeeping.sweep(salon.house.salon, clock.now.replace(year=9999))
    assert await salon.files() == [kept]  # the one of a picture that is still being painted
    assert salon.working is not None
    salon.working.cancel()  # the lease is lost in the midst of it
    await asyncio.wait([salon.working])
    salon.painter.begun.clear()
    async with salon.house.salon.begin() as db:
        await jobs.take_back(db)
        job = (await db.scalars(select(jobs.Job).where(jobs.Job.kind == "paint"))).one()
        job.locked_until = None
    await salon.begins()
    await salon.ends()
    await salon.later()

    assert await salon.files() == []
    assert [one["prompt"] for one in await salon.house.feed()] == ["a heron in fog"]


async def test_a_preview_that_comes_too_late_is_dropped_with_its_file(
    salon: Salon, monkeypatch: pytest.MonkeyPatch
) -> None:
    media, reached, go_on = salon.house.salon.media, asyncio.Event(), asyncio.Event()
    put = media.put

    async def slow_put(key: str, data: bytes) -> None:
        if key.startswith(previews.FOLDER):
            reached.set()
            await go_on.wait()
        await put(key, data)

    monkeypatch.setattr(media, "put", slow_put)
    await salon.asks("ana", "a heron in fog --n 1")
    await salon.begins()
    salon.painter.shows(0, file_of("teal"))
    await asyncio.wait_for(reached.wait(), 20)

    salon.painter.finish.set()  # the store is stuck, and the picture is finished all the same
    await until(salon.house.feed)
    go_on.set()
    await salon.ends()

    assert await salon.files() == []


async def test_a_store_that_never_answers_holds_up_no_picture(salon: Salon, monkeypatch: pytest.MonkeyPatch) -> None:
    media = salon.house.salon.media
    put = media.put

    async def stuck(key: str, data: bytes) -> None:
        await (asyncio.sleep(600) if key.startswith(previews.FOLDER) else put(key, data))

    monkeypatch.setattr(media, "put", stuck)
    monkeypatch.setattr(looking, "LAST", 0.2)
    await salon.asks("ana", "a heron in fog --n 1")
    await salon.begins()
    salon.painter.shows(0, file_of("teal"))

    await salon.ends()

    assert [one["prompt"] for one in await salon.house.feed()] == ["a heron in fog"]


@pytest.mark.parametrize(
    "broken",
    [b"", b"no picture", file_of("teal")[:200], file_of("teal", 8)],
    ids=["empty", "words", "cut", "tiny"],
)
async def test_what_is_no_picture_is_not_shown_and_harms_nothing(salon: Salon, broken: bytes) -> None:
    await salon.asks("ana", "a heron in fog --n 2")
    await salon.begins()
    salon.painter.shows(0, broken)
    salon.painter.shows(7, file_of("teal"))
    salon.painter.shows(1, file_of("gold"))

    shown = await salon.sees("ana", 1)
    await salon.ends()

    assert [one["n"] for one in shown["pictures"]] == [2]
    assert len((await salon.house.feed())[0]["pictures"]) == 2


async def test_a_private_pictures_preview_is_only_where_its_placeholder_is(salon: Salon) -> None:
    await salon.asks("ana", "a heron in fog --n 1 --private")
    await salon.begins()
    salon.painter.shows(0, file_of("teal"))

    own = await salon.sees("ana", 1)
    others = await salon.house.wall(who="bo")
    answer = await salon.house.client("ana").get(own["pictures"][0]["url"])
    await salon.ends()

    assert own["private"]
    assert not any(one["waiting"] or one["pictures"] for one in others)
    assert "public" not in answer.headers["cache-control"]


async def test_a_house_without_previews_asks_its_painter_for_none(settings: Settings) -> None:
    async with painted_slowly(settings.model_copy(update={"previews": "off"})) as salon:
        await salon.asks("ana", "a heron in fog --n 1")
        await salon.begins()

        assert not salon.painter.looked
        await salon.ends()


async def test_nobody_watches_what_no_room_shows_yet(salon: Salon) -> None:
    """A creation without a message, like a persona's, is painted unseen."""
    await salon.asks("ana", "a heron in fog --n 1")
    async with salon.house.salon.begin() as db:
        creation = (await db.scalars(select(Creation))).one()
        watched = await previews.watched(db, salon.house.salon.settings, [creation.id])
        unseen = await previews.watched(db, salon.house.salon.settings, [creation.id + 1])
    await salon.begins()
    await salon.ends()

    assert (watched, unseen) == ({creation.id}, set())
