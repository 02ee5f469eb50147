"""The ballot box beside a model of ten lines: whatever is cast together, in whatever order, and whoever may not vote."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError

from core import delivery, posts
from core.ballots import Ballot, BallotBox
from core.db import Database
from core.errors import NoSuchMember, NotFinished, OwnPost
from core.models.people import Member
from core.models.posts import KNOWN, WAITS, Copy, Post, Rank, Vote
from core.models.rooms import Room
from core.models.work import Job
from core.painter import Painter
from core.salon import Salon
from core.settings import Settings
from tests.core.conftest import NOW

POSTS, VOTERS = 3, range(2, 9)
one_ballot = st.builds(
    Ballot,
    st.integers(1, POSTS),
    st.integers(1, 10),
    st.sampled_from((-1, 0, 1)),
    st.integers(0, 20).map(lambda seconds: NOW + timedelta(seconds=seconds)),
)


@asynccontextmanager
async def box_of(database: Database, painter: Painter) -> AsyncIterator[BallotBox]:
    """A ballot box over a database."""
    salon = Salon(Settings(_env_file=None, database=database.engine.url.render_as_string(hide_password=False)), painter)
    await salon.database.close()
    salon.database = database
    yield BallotBox(salon)


async def model_of(database: Database) -> dict[tuple[int, int], Vote]:
    """Return every vote that stands."""
    async with database.read() as db:
        return {(vote.post_id, vote.member_id): vote for vote in await db.scalars(select(Vote))}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.lists(one_ballot, max_size=12), max_size=5))
async def test_whatever_is_cast_together_leaves_what_the_model_leaves(
    database: Database,
    painter: Painter,
    rounds: list[list[Ballot]],
) -> None:
    async with database.begin() as db:
        await db.execute(delete(Vote))
    model: dict[tuple[int, int], Ballot] = {}
    async with box_of(database, painter) as box:
        for ballots in rounds:
            answers = await asyncio.gather(*(box.cast(one) for one in ballots), return_exceptions=True)
            for one, answer in zip(ballots, answers, strict=True):
                if one.member_id == 1:
                    assert isinstance(answer, OwnPost)
                elif one.member_id == 10:
                    assert isinstance(answer, NoSuchMember)
                elif one.member_id == 9:
                    assert answer is False
                else:
                    assert isinstance(answer, bool)
            for one in ballots:
                key = (one.post_id, one.member_id)
                if one.member_id in VOTERS and (key not in model or model[key].stamp <= one.stamp):
                    model[key] = one

    stands = await model_of(database)
    assert {key: (vote.value, vote.stamp) for key, vote in stands.items()} == {
        key: (one.value, one.stamp) for key, one in model.items()
    }
    async with database.read() as db:
        for rank in await db.scalars(select(Rank)):
            values = [one.value for one in model.values() if one.post_id == rank.post_id]
            up, down = values.count(1), values.count(-1)
            assert (rank.up, rank.down, rank.score) == (up, down, up - down)
            assert rank.bound == pytest.approx(posts.bound(up, down))
            assert rank.hot == pytest.approx(posts.hot(up - down, rank.epoch))


async def test_a_counted_vote_brings_each_copy_of_its_post_up_to_date_once(
    database: Database, painter: Painter
) -> None:
    shown_at = {"web": NOW, "telegram": NOW - timedelta(seconds=1), "discord": None}
    async with database.begin() as db:
        post = await db.get_one(Post, 1)
        await db.execute(delete(Job))
        for platform, moment in shown_at.items():
            room = Room(platform=platform, address="elsewhere", title="", created_at=NOW)
            db.add(room)
            await db.flush()
            db.add(Copy(creation_id=post.creation_id, room_id=room.id, message_id="1", state="live", shown_at=moment))
        db.add(Copy(creation_id=post.creation_id, room_id=room.id, asked="once", message_id="2", state="removed"))

    async def work() -> list[tuple[Any, ...]]:
        async with database.read() as db:
            own = (Job.args, Job.pool, Job.lane, Job.batch, Job.turn, Job.pending_key, Job.run_at, Job.token)
            waiting = select(*own).where(Job.kind == "deliver").order_by(Job.pending_key)
            return [tuple(row) for row in await db.execute(waiting)]

    async with box_of(database, painter) as box:
        box.salon.now = lambda: NOW
        await asyncio.gather(*(box.cast(Ballot(1, member, 1, NOW)) for member in VOTERS))
        by_votes = await work()
        await box.cast(Ballot(1, VOTERS[0], 1, NOW - timedelta(seconds=1)))
        again = await work()
    async with database.begin() as db:
        await db.execute(delete(Job))
        await delivery.refresh_posts(db, [1], NOW)

    assert by_votes == again == await work()
    assert len(by_votes) >= 3


async def test_newcomers_and_known_people_in_one_batch_each_get_their_own_answer_and_standing(
    database: Database, painter: Painter
) -> None:
    async with database.begin() as db:
        for number in (2, 3):
            (await db.get_one(Member, number)).known = False
        (await db.get_one(Room, (await db.get_one(Post, 1)).room_id)).settled = True
    async with box_of(database, painter) as box:
        voters = (1, 2, 3, 4, 5)
        answers = await asyncio.gather(*(box.cast(Ballot(1, one, 1, NOW)) for one in voters), return_exceptions=True)

    assert isinstance(answers[0], OwnPost)
    assert answers[1:] == [True] * 4
    standings = {member: vote.standing for (_post, member), vote in (await model_of(database)).items()}
    assert standings == {2: WAITS, 3: WAITS, 4: KNOWN, 5: KNOWN}
    async with database.read() as db:
        assert (await db.get_one(Rank, 1)).up == 2


async def test_votes_for_a_post_that_is_held_wait_and_those_for_others_do_not(
    database: Database, painter: Painter
) -> None:
    if database.is_sqlite:
        pytest.skip("one writer at a time")
    moments = [NOW + timedelta(seconds=n) for n in range(20)]
    async with box_of(database, painter) as box:
        async with database.begin() as somebody:
            await somebody.execute(select(Rank).where(Rank.post_id == 1).with_for_update())
            first = asyncio.create_task(box.cast(Ballot(1, 2, 1, NOW)))
            await asyncio.sleep(0.1)
            held = [asyncio.create_task(box.cast(Ballot(1, 3, 1, at))) for at in moments]
            free = [asyncio.create_task(box.cast(Ballot(post, 3, 1, at))) for post in (2, 3) for at in moments]
            async with asyncio.timeout(10):
                assert sum(await asyncio.gather(*free)) == 2  # of one voter's on one post all but one change nothing
            assert not any(one.done() for one in (first, *held))
        assert await first is True
        assert sum(await asyncio.gather(*held)) == 1

    assert set(await model_of(database)) == {(1, 2), (1, 3), (2, 3), (3, 3)}


async def test_a_connection_that_breaks_refuses_the_ballots_under_way_and_no_others(
    database: Database, painter: Painter
) -> None:
    if database.is_sqlite:
        pytest.skip("a file does not hang up")
    async with box_of(database, painter) as box:
        async with database.begin() as somebody:
            await somebody.execute(select(Rank).where(Rank.post_id == 1).with_for_update())
            under_way = asyncio.create_task(box.cast(Ballot(1, 2, 1, NOW)))
            await asyncio.sleep(0.1)
            waiting = [asyncio.create_task(box.cast(Ballot(2, member, 1, NOW))) for member in (3, 4)]
            async with database.begin() as db:
                mine = text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
                )
                assert (await db.scalars(mine)).all() == [True]
            with pytest.raises(DBAPIError):
                await under_way
            async with asyncio.timeout(10):
                assert await asyncio.gather(*waiting) == [True, True]
        assert await box.cast(Ballot(1, 2, 1, NOW)) is True

    assert set(await model_of(database)) == {(1, 2), (2, 3), (2, 4)}


async def test_without_a_database_each_ballot_is_refused_and_the_box_goes_on_afterwards(
    database: Database, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise ConnectionRefusedError

    async with box_of(database, painter) as box:
        with monkeypatch.context() as patched:
            patched.setattr(database, "alone", away)
            patched.setattr(database, "begin", lambda **_how: away())
            ballots = [Ballot(1, member, 1, NOW) for member in VOTERS]
            async with asyncio.timeout(10):
                refused = await asyncio.gather(*(box.cast(one) for one in ballots), return_exceptions=True)
        assert all(isinstance(one, ConnectionRefusedError) for one in refused)
        assert await asyncio.gather(*(box.cast(one) for one in ballots)) == [True] * len(ballots)


async def test_a_hidden_or_missing_post_is_told_to_its_voter_alone(database: Database, painter: Painter) -> None:
    async with database.begin() as db:
        await posts.hide(db, await db.get_one(Member, 1), await db.get_one(Post, 2), NOW)
    async with box_of(database, painter) as box:
        wishes = [Ballot(1, 2, 1, NOW), Ballot(2, 3, 1, NOW), Ballot(77, 4, 1, NOW), Ballot(3, 5, -1, NOW)]
        answers = await asyncio.gather(*(box.cast(one) for one in wishes), return_exceptions=True)

    assert answers[0] is True
    assert answers[3] is True
    assert isinstance(answers[1], NotFinished)
    assert isinstance(answers[2], NotFinished)
    assert set(await model_of(database)) == {(1, 2), (3, 5)}


async def test_a_vote_is_kept_with_the_consent_of_its_moment(database: Database, painter: Painter) -> None:
    async with box_of(database, painter) as box:
        await box.cast(Ballot(1, 2, 1, NOW))
        async with database.begin() as db:
            (await db.get_one(Member, 2)).training = True
        assert not (await model_of(database))[1, 2].consent
        await box.cast(Ballot(1, 2, 1, NOW + timedelta(seconds=1)))
        assert (await model_of(database))[1, 2].consent


async def test_boxes_of_several_processes_neither_block_each_other_nor_drift(
    database: Database, painter: Painter
) -> None:
    draw = random.Random(3)

    async def vote(box: BallotBox, turn: int) -> None:
        moment = NOW + timedelta(milliseconds=turn)
        await box.cast(Ballot(draw.randint(1, POSTS), draw.choice(VOTERS), draw.choice((-1, 0, 1)), moment))

    async with box_of(database, painter) as one, box_of(database, painter) as other:
        for start in range(0, 2000, 100):
            await asyncio.gather(*(vote(draw.choice((one, other)), start + turn) for turn in range(100)))

    values = [(post, vote.value) for (post, _member), vote in (await model_of(database)).items()]
    async with database.read() as db:
        for rank in await db.scalars(select(Rank)):
            own = [value for post, value in values if post == rank.post_id]
            assert (rank.up, rank.down, rank.score) == (own.count(1), own.count(-1), sum(own))
