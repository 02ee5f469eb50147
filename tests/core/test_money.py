"""Money: never above a cap by even one, whatever happens at once; returned when a request comes to nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from core import money
from core.db import Database
from core.errors import SpentUp
from core.migrate import migrate
from core.models.making import Creation
from core.models.money import Purse, Reservation
from core.models.people import Member
from core.models.rooms import Room
from core.settings import Settings
from tests.servers import database_urls

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)
CENT = 10_000
RUSH = 200


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    with database_urls(request.param, tmp_path) as url:
        one = Database(url, lambda topics: None)
        await migrate(one)
        async with one.begin() as db:
            for n in (1, 2, 3, 4):
                kind: Any = "persona" if n == 4 else "person"
                db.add(Member(id=n, kind=kind, slug=f"m{n}", name=f"M{n}", created_at=NOW))
                db.add(Room(id=n, platform="web", address=f"r{n}", created_at=NOW))
        yield one
        await one.close()


def caps(**own: Any) -> Settings:
    plenty = dict.fromkeys(("spend_member", "spend_persona", "spend_room", "spend_day"), Decimal(1000))
    return Settings(_env_file=None, **{**plenty, **own})


async def ask(
    database: Database, settings: Settings, *, member: int = 1, room: int = 1, amount: int = CENT, now: datetime = NOW
) -> int | None:
    """Ask for a picture as the studio does; return its number, None if a purse was empty."""
    try:
        async with database.begin() as db:
            creation = Creation(member_id=member, room_id=room, brief={}, seed=1, requested_at=now)
            db.add(creation)
            await db.flush()
            who = await db.get_one(Member, member)
            await money.reserve(db, settings, creation, who, amount=amount, now=now)
            return creation.id
    except SpentUp:
        return None


async def purses(database: Database) -> dict[tuple[str, str], int]:
    async with database.read() as db:
        return {(one.scope, one.period): one.spent for one in await db.scalars(select(Purse))}


@pytest.mark.parametrize(
    ("cap", "spread"),
    [("spend_member", (1, 1)), ("spend_room", (3, 1)), ("spend_day", (3, 3)), ("spend_total", (3, 3))],
)
async def test_a_rush_never_spends_one_more_than_a_cap(database: Database, cap: str, spread: tuple[int, int]) -> None:
    settings = caps(**{cap: Decimal("0.37")})
    members, rooms = spread
    asked = [ask(database, settings, member=1 + n % members, room=1 + n % rooms) for n in range(RUSH)]

    taken = [one for one in await asyncio.gather(*asked) if one is not None]

    assert len(taken) == 37
    async with database.read() as db:
        assert await db.scalar(select(func.sum(Reservation.amount))) == 37 * CENT
    known = await purses(database)
    assert known["house", "2026-11-21"] == 37 * CENT
    assert sum(spent for (scope, _period), spent in known.items() if scope.startswith("member")) == 37 * CENT


async def test_what_is_refused_leaves_nothing_in_other_purses(database: Database) -> None:
    settings = caps(spend_room=Decimal("0.01"))
    await ask(database, settings)

    assert await ask(database, settings, member=2) is None

    assert ("member:2", "2026-11-21") not in await purses(database)


async def test_a_rush_of_requests_and_returns_ends_even(database: Database) -> None:
    settings = caps(spend_day=Decimal("0.10"), spend_total=Decimal(5))

    async def there_and_back(n: int) -> None:
        number = await ask(database, settings, member=1 + n % 3, room=1 + n % 3)
        if number is not None:
            for _twice in range(2):
                async with database.begin() as db:
                    await money.give_back(db, number)

    await asyncio.gather(*(there_and_back(n) for n in range(100)))

    assert set((await purses(database)).values()) == {0}


async def test_what_a_picture_cost_less_comes_back_once(database: Database) -> None:
    settings = caps()
    number = await ask(database, settings, amount=5 * CENT)
    assert number is not None

    for _twice in range(2):
        async with database.begin() as db:
            await money.settle(db, number, 2 * CENT)
            await money.give_back(db, number)

    assert set((await purses(database)).values()) == {2 * CENT}


async def test_money_comes_back_to_the_day_it_was_taken_from(database: Database) -> None:
    settings = caps(spend_member=Decimal("0.01"))
    number = await ask(database, settings)
    assert number is not None
    tomorrow = NOW + timedelta(days=1)
    await ask(database, settings, now=tomorrow)

    async with database.begin() as db:
        await money.give_back(db, number)

    known = await purses(database)
    assert [known["member:1", day] for day in ("2026-11-21", "2026-11-22")] == [0, CENT]


async def test_a_persona_has_a_cap_of_its_own(database: Database) -> None:
    settings = caps(spend_persona=Decimal("0.02"), spend_member=Decimal("0.01"))

    painted = [await ask(database, settings, member=who) for who in (4, 4, 4, 1, 1)]

    assert [one is not None for one in painted] == [True, True, False, True, False]


async def test_the_day_is_that_of_the_house(database: Database) -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    await ask(database, caps(timezone="Asia/Shanghai"), now=late)

    assert ("house", "2026-11-22") in await purses(database)


@pytest.mark.parametrize(("amount", "text"), [(40_000, "0.04"), (1_000_000, "1.00"), (1_500, "0.0015"), (0, "0.00")])
def test_amounts_are_written_for_people(amount: int, text: str) -> None:
    assert money.shown(amount) == text
