"""A house whose characters are moved by a model: its words reach the room, and its cost stays within the day's budget."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from core import health
from core.models.spending import Spending
from core.painter import Painter
from core.settings import Settings
from personas.writers.endpoint import EndpointWriter
from tests.house import House, Message, opened
from tests.personas.endpoint import KEY, Standin, serving

TRAINS = '{"do": "say", "text": "Rule 9. The 06:40 is never late, only misunderstood."}'


@pytest.fixture
async def standin() -> AsyncIterator[Standin]:
    """A server of models that talks of trains."""
    async with serving() as one:
        one.will(TRAINS)
        yield one


@pytest.fixture
async def modelled(settings: Settings, painter: Painter, standin: Standin) -> AsyncIterator[House]:
    """A house with that server as its writer, and a budget for one call at a time but not for ten."""
    chosen = {"writer": "openai:small", "writer_url": standin.url, "writer_key": SecretStr(KEY)}
    told = settings.model_copy(update={**chosen, "writer_day_tokens": 12_000, "writer_price_in": 1.0})
    async with opened(told, painter) as house:
        await house.wind(minutes=10)
        await house.join("ana")
        await house.wind(minutes=10)
        house.quiet = False
        yield house
        assert isinstance(house.built.troupe.writer, EndpointWriter)
        await house.built.troupe.writer.close()


def _otto(wall: list[Message]) -> list[str]:
    return [one["text"] for one in wall if one["speaker"] and one["speaker"]["slug"] == "otto" and not one["post"]]


async def _spent(house: House) -> tuple[int, int, int]:
    room = await house.room()
    async with house.built.salon.read() as db:
        rows = (await db.scalars(select(Spending).where(Spending.room_id == room.id))).all()
    return (
        sum(one.tokens_reserved for one in rows),
        sum(one.tokens_spent for one in rows),
        sum(one.money_spent for one in rows),
    )


async def test_a_models_words_reach_the_room_and_are_paid_for(modelled: House, standin: Standin) -> None:
    calls = len(standin.asked)
    before = await _spent(modelled)

    await modelled.says("ana", "Otto, do you like trains?")
    await modelled.wind(seconds=10)

    assert _otto(await modelled.wall())[-1] == "Rule 9. The 06:40 is never late, only misunderstood."
    made = len(standin.asked) - calls
    assert made >= 1
    assert await _spent(modelled) == (0, before[1] + 940 * made, before[2] + 900 * made)


async def test_when_the_days_budget_is_used_up_who_speaks_to_a_persona_is_still_answered(
    modelled: House, standin: Standin
) -> None:
    for turn in range(12):
        await modelled.says("ana", f"Otto, what about train number {turn}?")
        await modelled.wind(seconds=50)

    reserved, spent, _money = await _spent(modelled)
    assert reserved == 0
    assert 0 < spent <= 12_000
    assert len(_otto(await modelled.wall())) >= 10
    assert any("misunderstood" not in text for text in _otto(await modelled.wall()))
    assert len(standin.asked) <= 12_000 // 940


async def test_a_writer_that_is_away_is_named_in_setup(settings: Settings, painter: Painter) -> None:
    away = settings.model_copy(update={"writer": "openai:small", "writer_url": "http://127.0.0.1:9/v1"})
    async with opened(away, painter) as house:
        await health.look(house.salon)

        told = await house.says("ana", "/setup")

    assert told is not None
    assert "❌ writer: " in told["text"]
