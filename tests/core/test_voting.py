"""Counters are kept by the database alone, whatever order votes come in: compared with a model of ten lines."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from core import posts, voting
from core.db import Database
from core.models.people import Member
from core.models.posts import Post, Rank, Vote
from tests.core.conftest import NOW


async def test_counters_equal_a_recount_after_shuffled_repeated_and_late_votes(database: Database) -> None:
    draw = random.Random(7)
    model: dict[tuple[int, int], tuple[datetime, int]] = {}
    events = [
        (draw.randint(1, 3), draw.randint(2, 8), draw.choice((-1, 0, 1)), NOW + timedelta(seconds=draw.randint(0, 50)))
        for _event in range(300)
    ]
    for post_id, member_id, value, stamp in events:
        async with database.begin() as db:
            voter, post = await db.get_one(Member, member_id), await db.get_one(Post, post_id)
            await voting.cast_vote(db, voter, post, value, stamp=stamp, now=NOW)
        earlier = model.get((post_id, member_id))
        if earlier is None or earlier[0] <= stamp:
            model[post_id, member_id] = (stamp, value)

    async with database.read() as db:
        ranks = {rank.post_id: (rank.up, rank.down, rank.score) for rank in await db.scalars(select(Rank))}
    for post_id in (1, 2, 3):
        values = [value for (post, _member), (_stamp, value) in model.items() if post == post_id]
        assert ranks[post_id] == (values.count(1), values.count(-1), sum(values))


async def test_concurrent_votes_on_one_post_lose_nothing(database: Database) -> None:
    async def vote(member_id: int) -> None:
        for value in (1, 0, 1):
            async with database.begin() as db:
                voter, post = await db.get_one(Member, member_id), await db.get_one(Post, 1)
                await voting.cast_vote(db, voter, post, value, stamp=datetime.now(UTC), now=NOW)

    await asyncio.gather(*(vote(member_id) for member_id in range(2, 9)))

    async with database.read() as db:
        assert (await db.get_one(Rank, 1)).score == 7
        assert await db.scalar(select(func.sum(Vote.value))) == 7


@pytest.mark.parametrize("member_id", [1, 9])
async def test_the_database_itself_refuses_votes_of_the_author_and_of_personas(
    database: Database, member_id: int
) -> None:
    with pytest.raises(DBAPIError, match="may not vote"):
        async with database.begin() as db:
            db.add(Vote(post_id=1, member_id=member_id, value=1, stamp=NOW))


async def test_heat_grows_tenfold_like_half_a_day(database: Database) -> None:
    async with database.begin() as db:
        voter, post = await db.get_one(Member, 2), await db.get_one(Post, 2)
        await voting.cast_vote(db, voter, post, 1, stamp=NOW, now=NOW)

    async with database.read() as db:
        rank = await db.get_one(Rank, 2)
    assert rank.hot == pytest.approx(posts.hot(1, NOW.timestamp()))
    assert posts.hot(10, 0) == pytest.approx(posts.hot(1, posts.HOT_SECONDS))
