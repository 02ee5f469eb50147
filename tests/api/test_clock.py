"""The clock: what is under way when a house closes comes to its end, or is cut off without a fuss."""

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from api import clock
from core.salon import Salon
from tests.house import House

OFTEN = timedelta(seconds=0.05)


@pytest.fixture
def salon(house: House) -> Salon:
    """A salon."""
    return house.salon


async def test_a_deed_under_way_comes_to_its_end(salon: Salon) -> None:
    stop, begun, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await asyncio.sleep(0.3)
        ended.set()

    ticking = asyncio.create_task(clock.tick(salon, [(timedelta(hours=1), True, slow)], stop))
    await begun.wait()
    stop.set()
    await ticking

    assert ended.is_set()


async def test_one_that_takes_too_long_is_cut_off_without_a_traceback(
    salon: Salon, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    monkeypatch.setattr(clock, "LAST", 0.1)
    stop, begun, cut = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def endless() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cut.set()
            raise

    ticking = asyncio.create_task(clock.tick(salon, [(timedelta(hours=1), True, endless)], stop))
    await begun.wait()
    stop.set()
    await ticking
    await asyncio.wait_for(cut.wait(), 30)
    await asyncio.sleep(0)

    assert [record for record in caplog.records if record.exc_info] == []


async def test_a_database_that_does_not_answer_is_asked_again(salon: Salon, caplog: pytest.LogCaptureFixture) -> None:
    stop, answered, tries = asyncio.Event(), asyncio.Event(), 0

    async def unlucky() -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OperationalError("SELECT 1", {}, ConnectionError("gone"))
        answered.set()

    ticking = asyncio.create_task(clock.tick(salon, [(OFTEN, True, unlucky)], stop))
    await asyncio.wait_for(answered.wait(), 30)
    stop.set()
    await ticking

    assert [record.message for record in caplog.records if "does not answer" in record.message]
    assert [record for record in caplog.records if record.exc_info] == []


async def test_nothing_begins_once_the_house_closes(salon: Salon) -> None:
    stop, done = asyncio.Event(), 0

    async def quick() -> None:
        nonlocal done
        done += 1

    ticking = asyncio.create_task(clock.tick(salon, [(OFTEN, False, quick)], stop))
    await asyncio.sleep(0.3)
    stop.set()
    await ticking
    seen = done
    await asyncio.sleep(0.2)

    assert seen > 0
    assert done == seen
