"""Feeds equal the naive query on random posts with ties, hold still under votes, and never show what left them."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from core import cursors, feed, orders, posts
from core.db import Database
from core.errors import UnknownChoice
from core.migrate import migrate
from core.models.making import Creation
from core.models.people import Follow, Member
from core.models.posts import Post, Rank, Words
from core.models.rooms import Room
from core.search import words_of
from tests.servers import database_urls

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)
POSTS = 600
WINDOWS = ("day", "week", "month", "year", "all")


def posts_of_two_years(draw: random.Random) -> list[dict[str, Any]]:
    """Return ranks of posts, half of them of the last ten days, with many equal scores; some are not listed."""
    rows: list[dict[str, Any]] = []
    ages = sorted((draw.choice([draw.uniform(0, 10), draw.uniform(0, 700)]) for _post in range(POSTS)), reverse=True)
    for number, age in enumerate(ages, start=1):
        epoch = (NOW - timedelta(days=age)).timestamp()
        up, down = draw.randint(0, 6), draw.randint(0, 3)
        row = {
            "post_id": number,
            "room_id": draw.randint(1, 2),
            "author_id": draw.randint(1, 5),
            "up": up,
            "down": down,
        }
        row |= {"score": up - down, "hot": posts.hot(up - down, epoch), "bound": posts.bound(up, down)}
        row |= {"day": int(epoch // orders.DAY), "epoch": epoch, "level": draw.choice((0, 0, 1, 2))}
        rows.append({**row, "listed": row["level"] < 2 and draw.random() < 0.9})
    return rows


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database of five creators (the sixth member follows two of them), two rooms and POSTS posts."""
    with database_urls(request.param, tmp_path) as url:
        one = Database(url, lambda topics: None)
        await migrate(one)
        async with one.begin() as db:
            db.add_all([Member(kind="person", slug=f"p{n}", name=f"P{n}", created_at=NOW) for n in range(6)])
            db.add_all([Room(platform="web", address=f"r{n}", created_at=NOW) for n in range(2)])
            await db.flush()
            db.add_all([Follow(follower_id=6, followed_id=n, since=NOW) for n in (1, 3)])
            for row in posts_of_two_years(random.Random(11)):
                await _add(db, row)
        yield one
        await one.close()


async def _add(db: Any, row: dict[str, Any]) -> None:
    number, author, room = row["post_id"], row["author_id"], row["room_id"]
    made = {
        "id": number,
        "member_id": author,
        "room_id": room,
        "brief": {},
        "seed": 1,
        "state": "done",
        "requested_at": NOW,
    }
    fixed = {"caption": "", "private": False, "error": "", "painter": "", "step": 0, "steps": 0}
    await db.execute(insert(Creation).values(**made, **fixed))
    prompt = "a fox" if number % 3 else "a crow #birds"
    post = {"id": number, "creation_id": number, "author_id": author, "room_id": room, "prompt": prompt, "style": ""}
    shown = "public" if row["listed"] or row["level"] == 2 else "private"
    moment = datetime.fromtimestamp(row["epoch"], UTC)
    await db.execute(insert(Post).values(**post, caption="", visibility=shown, created_at=moment))
    await db.execute(insert(Rank).values(**row))
    await db.execute(insert(Words).values(post_id=number, words=words_of(prompt, "", "")))


async def naive(database: Database, sort: str, window: str, scope: feed.Scope) -> list[int]:
    """Return the ids of a feed by looking at every post."""
    span = orders.WINDOWS[window] if sort in ("top", "best") else None
    since = (NOW - span).timestamp() if span else 0.0
    async with database.read() as db:
        ranks = [rank for rank in await db.scalars(select(Rank)) if rank.listed and rank.epoch >= since]
    followed = {1, 3} if scope.follower else set(range(1, 6))
    kept = [
        (getattr(rank, {"new": "post_id", **orders.KEYS}[sort]), rank.post_id)
        for rank in ranks
        if (not scope.room or rank.room_id == scope.room.id)
        and (not scope.creator or rank.author_id == scope.creator.id)
        and (not scope.tag or rank.post_id % 3 == 0)
        and (scope.level != "strict" or rank.level == 0)
        and rank.author_id in followed
    ]
    return [number for _key, number in sorted(kept, reverse=True)]


async def pages(database: Database, sort: str, window: str, scope: feed.Scope, size: int) -> list[int]:
    """Return the ids of all pages of a feed."""
    found: list[int] = []
    cursor = None
    async with database.read() as db:
        while True:
            page = await feed.page(db, sort, now=NOW, window=window, cursor=cursor, size=size, scope=scope)
            found += [post.id for post, _author, _rank in page.items]
            if (cursor := page.next) is None:
                return found


def scopes() -> list[feed.Scope]:
    """Return every kind of scope."""
    room, creator, follower = Room(id=2), Member(id=3), Member(id=6)
    kinds: list[dict[str, Any]] = [{}, {"room": room}, {"creator": creator}, {"room": room, "creator": creator}]
    kinds += [{"follower": follower}, {"tag": "birds"}, {"level": "strict"}, {"room": room, "level": "strict"}]
    return [feed.Scope(**kind) for kind in kinds]


@pytest.mark.parametrize("size", [3, 24])
async def test_every_feed_equals_the_naive_query(database: Database, size: int) -> None:
    for scope in scopes():
        for sort in feed.SORTS:
            for window in WINDOWS if sort in ("top", "best") else ("all",):
                expected = await naive(database, sort, window, scope)
                assert await pages(database, sort, window, scope, size) == expected, (scope, sort, window)


async def test_ten_pages_repeat_and_miss_nothing_while_votes_move_the_posts(database: Database) -> None:
    expected = (await naive(database, "top", "all", feed.EVERYTHING))[:240]
    draw, cursor, seen = random.Random(5), None, []
    for _page in range(10):
        async with database.read() as db:
            page = await feed.page(db, "top", now=NOW, cursor=cursor)
        seen += [post.id for post, _author, _rank in page.items]
        cursor = page.next
        async with database.begin() as db:
            for _vote in range(60):
                moved = update(Rank).where(Rank.post_id == draw.randint(1, POSTS))
                await db.execute(moved.values(score=Rank.score + draw.choice((-3, 3))))

    assert seen == expected


async def test_what_is_hidden_private_or_over_is_gone_from_a_list_already_begun(database: Database) -> None:
    async with database.read() as db:
        first = await feed.page(db, "top", now=NOW, size=3)
        following = await feed.page(db, "top", now=NOW, size=3, cursor=first.next)
    gone = [post for post, _author, _rank in following.items]
    async with database.begin() as db:
        authors = [await db.get_one(Member, post.author_id) for post in gone]
        rows = [await db.get_one(Post, post.id) for post in gone]
        await posts.hide(db, authors[0], rows[0], NOW)
        await posts.set_private(db, authors[1], rows[1], True, NOW)
        await posts.keep_until(db, authors[2], rows[2], NOW - timedelta(seconds=1))

    async with database.read() as db:
        again = await feed.page(db, "top", now=NOW, size=3, cursor=first.next)
        all_ids = [post.id for post, _author, _rank in (await feed.page(db, "top", now=NOW, size=100)).items]
    assert len(again.items) == 3
    assert not {post.id for post in gone} & {post.id for post, _author, _rank in again.items}
    assert not {post.id for post in gone} & set(all_ids)


async def test_a_forged_cursor_shows_nothing_of_another_room_or_level(database: Database) -> None:
    forged = cursors.write(cursors.Place(range(1, POSTS + 1)))
    room = Room(id=1)
    async with database.read() as db:
        page = await feed.page(db, "top", now=NOW, cursor=forged, size=100, scope=feed.Scope(room=room, level="strict"))

    assert page.items
    assert all(post.room_id == 1 and rank.listed and rank.level == 0 for post, _author, rank in page.items)


@pytest.mark.parametrize("text", ["", "x", "WyJhIiwgMV0", "A" * 200, "\x00", "狐", "MQAAAAAAAAAA", "-" * 20_000])
def test_any_other_text_is_no_cursor(text: str) -> None:
    with pytest.raises(UnknownChoice):
        cursors.read(text)


@pytest.mark.parametrize(
    "place",
    [
        cursors.Place((1, 2**40, 3), (0.25, 7)),
        cursors.Place((5,)),
        cursors.Place((), (-3.0, 2**61)),
        cursors.Place((9,), (0, 0)),
    ],
)
def test_a_cursor_brings_back_its_place(place: cursors.Place) -> None:
    assert cursors.read(cursors.write(place) or "") == place


def test_one_like_does_not_beat_ninety_of_a_hundred() -> None:
    assert posts.bound(1, 0) < posts.bound(90, 10) < posts.bound(900, 100) < 0.9
    assert posts.bound(90, 10) == pytest.approx(0.8256, abs=1e-4)
    assert posts.bound(0, 5) == 0.0
