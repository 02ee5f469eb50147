"""Votes move what a persona paints, as dated lines that its author may undo or lock; what nobody likes is posted less."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.models.company import Drift, Palate
from core.models.people import Member
from core.models.posts import Post
from personas import learning, moments
from tests.house import House, clock


async def iris_posts(house: House, count: int, likes: bool) -> None:
    """Let Iris post some pictures, each seen by two people, who like all of them or none."""
    for _post in range(count):
        await house.says("ana", "/persona say iris")
        await house.wind(seconds=30)
        shown = [one for one in await house.wall() if one["post"] and one["speaker"]["slug"] == "iris"][-1]
        if likes:
            await house.presses("ana", shown, "like")
            await house.presses("bo", shown, "like")
        await house.says("bo", "hm")
        await house.wind(minutes=20)


async def drifts(house: House) -> list[Drift]:
    async with house.salon.read() as db:
        return list(await db.scalars(select(Drift).order_by(Drift.id)))


async def test_votes_move_a_taste_and_each_move_is_a_dated_line(lively: House) -> None:
    await iris_posts(lively, 8, likes=True)
    await lively.wind(hours=7)
    await iris_posts(lively, 1, likes=False)

    told = await lively.says("ana", "/persona taste iris")

    moved = await drifts(lively)
    assert moved
    assert told is not None
    assert f"{moved[-1].at:%Y-%m-%d}" in told["text"] or f"{clock.now:%Y-%m-%d}" in told["text"]


async def test_a_change_is_undone_and_locked_by_whoever_may(lively: House) -> None:
    await iris_posts(lively, 8, likes=True)
    await lively.wind(hours=7)
    await iris_posts(lively, 1, likes=False)
    told = await lively.says("ana", "/persona taste iris")
    assert told is not None

    await lively.presses("ana", told, "lockdrift")

    async with lively.salon.read() as db:
        palate = (await db.scalars(select(Palate))).one()
        undone = (await db.scalars(select(Drift).where(Drift.undone_at.is_not(None)))).all()
    assert len(undone) == 1
    locked = [arm for arm in palate.arms["arms"] if arm["locked"]]
    assert [arm["name"] for arm in locked] == [undone[0].about["name"]]


async def test_each_post_teaches_once_however_many_workers_learn(lively: House) -> None:
    await iris_posts(lively, 4, likes=True)
    await lively.wind(hours=7)
    card = lively.built.troupe.cards["iris"]
    async with lively.salon.read() as db:
        iris = (await db.scalars(select(Member).where(Member.slug == "iris"))).one()

    for seed in range(3):
        await learning.tastes_for(lively.salon, iris, card, seed)

    async with lively.salon.read() as db:
        palate = (await db.scalars(select(Palate))).one()
        last = max(await db.scalars(select(Post.id).where(Post.author_id == iris.id)))
    assert palate.learnt_to == last
    assert palate.arms["posts"] == pytest.approx(4, abs=0.3)


async def test_a_persona_nobody_answers_slows_down_to_silence(lively: House) -> None:
    await iris_posts(lively, 9, likes=False)
    before = len([one for one in await lively.wall() if one["post"] and one["speaker"]["slug"] == "iris"])

    for _tick in range(20):  # its own hours of the same evening and the next morning
        clock.forward(timedelta(minutes=30))
        await lively.says("bo", "still here")
        await moments.schedule_moments(lively.salon, lively.built.troupe)
        await lively.settle()

    after = [one for one in await lively.wall() if one["post"] and one["speaker"]["slug"] == "iris"]
    assert len(after) == before
