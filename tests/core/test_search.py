"""Search: English and Chinese words, two signs included; what looks like an operator is a word or nothing."""

from sqlalchemy import select

from core import posts, search
from core.brief import Brief
from core.db import Database
from core.models.making import Creation
from core.models.people import Member
from core.models.posts import Post
from core.models.rooms import Room
from tests.core.conftest import NOW

PROMPTS = (
    "A heron in fog",
    "月光下的灯塔，水墨画",
    "Café at night, neon #noir",
    "机器人在海边散步",
    "fog over the lighthouse 2026",
    "canarygore heron",
)


async def publish_all(database: Database) -> None:
    """Publish the prompts, oldest first, by the first member."""
    async with database.begin() as db:
        room = (await db.scalars(select(Room))).one()
        for prompt in PROMPTS:
            brief = Brief(prompt).as_json()
            made = Creation(member_id=1, room_id=room.id, brief=brief, seed=1, state="done", requested_at=NOW)
            db.add(made)
            await db.flush()
            await posts.publish(db, made, NOW)


async def found(database: Database, words: str) -> list[str]:
    """Return the prompts that words find, in order."""
    async with database.read() as db:
        return [post.prompt for post, _author in await search.search(db, words, now=NOW, most=20)]


async def test_words_are_found_in_both_languages_the_newest_first(database: Database) -> None:
    await publish_all(database)
    heron, tower, cafe, robot, fog, _gore = PROMPTS
    expected = {
        "fog": [fog, heron],
        "FOG heron": [heron],
        "cafe": [cafe],
        "灯塔": [tower],
        "月光": [tower],
        "海边": [robot],
        "机器人": [robot],
        "塔": [tower],
        "光灯": [],
        "水墨 灯塔": [tower],
        "ｆｏｇ": [fog, heron],
        "2026": [fog],
        "#noir": [cafe],
        "noir": [cafe],
        "her": [],
    }

    assert {words: await found(database, words) for words in expected} == expected


async def test_operators_are_just_words(database: Database) -> None:
    await publish_all(database)
    fog, heron = PROMPTS[4], PROMPTS[0]

    assert await found(database, '"fog" -- *') == [fog, heron]
    assert await found(database, "fog'); DROP TABLE words") == []
    assert await found(database, "fog & heron | !(:*)") == [heron]
    assert await found(database, "fog NOT heron") == []
    for signs in ("--", '"', "* ^ :", "' \\ '", "!&|<->", "＊"):
        assert await found(database, signs) == []


async def test_what_is_above_the_level_or_gone_is_not_found(database: Database) -> None:
    await publish_all(database)
    assert await found(database, "canarygore") == []
    async with database.begin() as db:
        author, shown = (
            await db.get_one(Member, 1),
            (await db.scalars(select(Post).where(Post.prompt == PROMPTS[0]))).one(),
        )
        await posts.set_private(db, author, shown, True, NOW)
    assert await found(database, "heron") == []
    async with database.begin() as db:
        author, shown = (
            await db.get_one(Member, 1),
            (await db.scalars(select(Post).where(Post.prompt == PROMPTS[0]))).one(),
        )
        await posts.set_private(db, author, shown, False, NOW)
    assert await found(database, "heron") == [PROMPTS[0]]
    async with database.begin() as db:
        author, shown = (
            await db.get_one(Member, 1),
            (await db.scalars(select(Post).where(Post.prompt == PROMPTS[0]))).one(),
        )
        await posts.delete(db, author, shown, NOW)
    assert await found(database, "heron") == []
