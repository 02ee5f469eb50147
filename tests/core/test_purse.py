"""The purse: a room's writer never passes its day's caps, however many workers ask at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from core import purse
from core.db import Database
from core.migrate import migrate
from core.models.rooms import Room
from core.models.spending import Spending
from core.purse import Amount
from tests.servers import database_urls

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)
CAPS = Amount(1000, 5000)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with two rooms: one keeps London's time, one Shanghai's."""
    with database_urls(request.param, tmp_path) as url:
        one = Database(url, lambda topics: None)
        await migrate(one)
        async with one.begin() as db:
            db.add(Room(platform="web", address="lobby", timezone="Europe/London", created_at=NOW))
            db.add(Room(platform="web", address="teahouse", timezone="Asia/Shanghai", created_at=NOW))
        yield one
        await one.close()


async def reserve(database: Database, cost: Amount, caps: Amount = CAPS, room: int = 1, now: datetime = NOW) -> bool:
    """Reserve in a transaction of its own, as a worker does."""
    async with database.begin() as db:
        return await purse.reserve(db, await db.get_one(Room, room), cost, caps, now)


async def row(database: Database) -> tuple[int, int, int, int]:
    """Return the lobby's tokens reserved and spent, money reserved and spent."""
    async with database.read() as db:
        one = (await db.scalars(select(Spending).where(Spending.room_id == 1))).one()
    return one.tokens_reserved, one.tokens_spent, one.money_reserved, one.money_spent


async def test_two_hundred_at_once_get_exactly_what_the_cap_allows(database: Database) -> None:
    taken = await asyncio.gather(*(reserve(database, Amount(7, 30)) for _worker in range(200)))

    assert taken.count(True) == 1000 // 7
    assert await row(database) == (7 * 142, 0, 30 * 142, 0)


async def test_the_cap_can_be_used_to_the_last_token_and_not_one_further(database: Database) -> None:
    assert await reserve(database, Amount(600))
    assert not await reserve(database, Amount(401))
    assert await reserve(database, Amount(400))
    assert not await reserve(database, Amount(1))
    assert await reserve(database, Amount(0))


async def test_money_has_a_cap_of_its_own_and_zero_means_none(database: Database) -> None:
    assert not await reserve(database, Amount(1, 5001))
    assert await reserve(database, Amount(1, 5000))
    assert not await reserve(database, Amount(1, 1))
    assert await reserve(database, Amount(1, 10**9), Amount(1000, 0))


async def test_what_was_set_aside_and_not_used_can_be_used_again(database: Database) -> None:
    assert await reserve(database, Amount(900, 100))
    async with database.begin() as db:
        assert await purse.settle(db, 1, NOW.date(), Amount(900, 100), Amount(150, 20))

    assert await row(database) == (0, 150, 0, 20)
    assert await reserve(database, Amount(850))
    assert not await reserve(database, Amount(1))


async def test_a_new_local_day_has_a_new_budget_and_rooms_do_not_share_theirs(database: Database) -> None:
    assert await reserve(database, Amount(1000))
    assert not await reserve(database, Amount(1), now=NOW + timedelta(hours=6))
    assert await reserve(database, Amount(1), now=NOW + timedelta(hours=7, seconds=1))
    assert await reserve(database, Amount(1000), room=2)
    assert not await reserve(database, Amount(1), room=2, now=NOW + timedelta(hours=6))


async def test_a_nonsense_bill_is_kept_within_bounds_and_a_gone_room_is_no_error(database: Database) -> None:
    assert await reserve(database, Amount(10))
    async with database.begin() as db:
        assert await purse.settle(db, 1, NOW.date(), Amount(10), Amount(10**30, -5))
        assert not await purse.settle(db, 99, NOW.date(), Amount(10), Amount(10))

    assert await row(database) == (0, purse.MOST, 0, 0)
