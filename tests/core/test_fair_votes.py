"""Fair votes beside a model of a few lines: newcomers, bursts, links, late events; counters always equal a recount."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.examine import CHECKS
from core import belongings, bursts, posts, standing, voting, welcome
from core.ballots import Ballot, BallotBox
from core.db import Database
from core.errors import BurstWaits, NotFinished, OwnPost
from core.models.fairness import Burst
from core.models.making import Creation, Pick, Picture
from core.models.people import Member
from core.models.posts import KNOWN, TRUSTED, WAITS, Post, Rank, Vote
from core.models.rooms import Line, Room
from core.models.work import Job
from core.painter import Painter
from tests.core.conftest import NOW
from tests.core.test_ballots import box_of

TALLY = dict(CHECKS)["votes do not add up to their post's counters"]


async def newcomers(db: AsyncSession, count: int, at: datetime = NOW) -> list[Member]:
    """Let some people in whom nobody knows."""
    start = await db.scalar(select(func.max(Member.id))) or 0
    people = [Member(kind="person", slug=f"new{start + n}", name="New", created_at=at) for n in range(1, count + 1)]
    db.add_all(people)
    await db.flush()
    return people


async def cast(database: Database, member_id: int, post_id: int, value: int = 1, at: datetime = NOW) -> None:
    """Cast one vote in a transaction of its own."""
    async with database.begin() as db:
        voter, post = await db.get_one(Member, member_id), await db.get_one(Post, post_id)
        await voting.cast_vote(db, voter, post, value, stamp=at, now=at)


async def likes(database: Database, post_id: int = 1) -> int:
    """Return the public number of a post."""
    async with database.read() as db:
        return (await db.get_one(Rank, post_id)).up


async def settle_room(database: Database) -> None:
    """Let the room have seen enough known people."""
    async with database.begin() as db:
        await db.execute(update(Room).values(settled=True))


async def let_speak(database: Database, member_id: int, at: datetime) -> None:
    """Let a person say a line in the first room."""
    async with database.begin() as db:
        db.add(Line(room_id=1, member_id=member_id, text="hello", at=at))


async def test_two_strangers_in_a_new_room_see_their_votes_at_once(database: Database) -> None:
    async with database.begin() as db:
        await db.execute(update(Member).values(known=False))

    await cast(database, 2, 1)
    await cast(database, 3, 1)

    assert await likes(database) == 2


async def test_a_room_that_has_seen_five_known_people_is_settled_and_one_with_four_is_not(database: Database) -> None:
    async with database.begin() as db:
        (fay,) = await newcomers(db, 1)
    await cast(database, fay.id, 1)
    for member in (2, 3, 4):
        await cast(database, member, 1)
    async with database.begin() as db:
        await standing.settle_rooms(db)
        assert not (await db.get_one(Room, 1)).settled, "the author and three who voted"
    await let_speak(database, 5, NOW)
    async with database.begin() as db:
        await standing.settle_rooms(db)
    async with database.read() as db:
        assert (await db.get_one(Room, 1)).settled


async def test_where_many_are_known_a_newcomers_vote_waits_and_then_counts_with_all_earlier_ones(
    database: Database,
) -> None:
    await settle_room(database)
    async with database.begin() as db:
        (fay,) = await newcomers(db, 1)
    for post in (1, 2):
        await cast(database, fay.id, post)
    assert [await likes(database, post) for post in (1, 2)] == [0, 0]

    later = NOW + standing.AGE + timedelta(minutes=1)
    await let_speak(database, fay.id, later - timedelta(hours=2))
    await let_speak(database, fay.id, later)
    async with database.begin() as db:
        assert await welcome.welcome(db, await db.get_one(Member, fay.id), later)

    assert [await likes(database, post) for post in (1, 2)] == [1, 1]


@pytest.mark.parametrize("deeds", [[timedelta()] * 3, [standing.AGE * 2], [standing.AGE / 2] * 9])
async def test_a_day_alone_or_deeds_alone_make_nobody_known(database: Database, deeds: list[timedelta]) -> None:
    async with database.begin() as db:
        (fay,) = await newcomers(db, 1)
    for deed in deeds:
        await let_speak(database, fay.id, NOW + deed)

    async with database.begin() as db:
        assert not await welcome.welcome(db, await db.get_one(Member, fay.id), NOW + standing.AGE * 3)


async def test_a_vote_of_an_older_newcomer_has_them_looked_at_once(database: Database) -> None:
    await settle_room(database)
    async with database.begin() as db:
        fay, gus = await newcomers(db, 2, NOW - standing.AGE)
        young = (await newcomers(db, 1))[0]
    for n, member in enumerate((fay, fay, gus, young)):
        await cast(database, member.id, 1, 1, NOW + timedelta(seconds=n))

    async with database.read() as db:
        jobs = await db.scalars(select(Job.args).where(Job.kind == "welcome"))
        assert sorted(job["member"] for job in jobs) == [fay.id, gus.id]


async def test_a_crowd_that_comes_for_one_picture_is_held_until_an_impartial_admin_decides(database: Database) -> None:
    async with database.begin() as db:
        crowd = await newcomers(db, bursts.LEAST)
    for n, member in enumerate(crowd[:-1]):
        await cast(database, member.id, 1, at=NOW + timedelta(seconds=n))
    assert await likes(database) == bursts.LEAST - 1

    await cast(database, crowd[-1].id, 1, at=NOW + timedelta(minutes=1))
    await cast(database, 2, 1, at=NOW + timedelta(minutes=1))

    assert await likes(database) == 1, "only the known person's"
    async with database.begin() as db:
        author, admin, post, room = (
            await db.get_one(Member, 1),
            await db.get_one(Member, 2),
            await db.get_one(Post, 1),
            await db.get_one(Room, 1),
        )
        assert [(one.post.id, one.votes) for one in await bursts.held_in(db, room)] == [(1, bursts.LEAST)]
        for somebody in (author, crowd[0], admin):
            with pytest.raises(BurstWaits):
                await bursts.decide(db, somebody, post, release=True, now=NOW)
        room.settled = True
        with pytest.raises(BurstWaits):
            await bursts.decide(db, author, post, release=True, now=NOW)
        assert await bursts.decide(db, admin, post, release=True, now=NOW)
        assert not await bursts.decide(db, admin, post, release=False, now=NOW)
    assert await likes(database) == 1 + bursts.LEAST


async def test_what_is_kept_out_stays_out_even_when_its_voters_are_known(database: Database) -> None:
    async with database.begin() as db:
        crowd = await newcomers(db, bursts.LEAST)
    for member in crowd:
        await cast(database, member.id, 1)
    await cast(database, crowd[0].id, 2)
    async with database.begin() as db:
        assert await bursts.decide(db, await db.get_one(Member, 2), await db.get_one(Post, 1), release=False, now=NOW)
    for value in (0, 1):
        await cast(database, crowd[0].id, 1, value, NOW + timedelta(hours=1, seconds=value))

    async with database.begin() as db:
        await welcome.let_count(db, await db.get_one(Member, crowd[0].id), NOW)

    assert [await likes(database, post) for post in (1, 2)] == [0, 1]
    await cast(database, crowd[0].id, 1, 1, NOW + timedelta(days=2))
    assert await likes(database) == 1, "a known person's new vote is a vote"


async def test_people_with_a_past_are_no_crowd(database: Database) -> None:
    async with database.begin() as db:
        guests = await newcomers(db, standing.MOST_TRUSTED + 2)
    for guest in guests:
        await let_speak(database, guest.id, NOW - timedelta(hours=1))
    for guest in guests:
        await cast(database, guest.id, 1)

    assert await likes(database) == standing.MOST_TRUSTED
    async with database.read() as db:
        assert await db.get(Burst, 1) is None
        assert await db.scalar(select(func.count()).where(Vote.standing == WAITS)) == 2


async def test_linked_accounts_are_one_voter_and_as_known_as_the_better_known(database: Database) -> None:
    await settle_room(database)
    async with database.begin() as db:
        (fay,) = await newcomers(db, 1)
    await cast(database, fay.id, 1, 1, NOW)
    await cast(database, fay.id, 2, 1, NOW + timedelta(seconds=5))
    await cast(database, 2, 2, -1, NOW)

    async with database.begin() as db:
        code = await belongings.offer_link(db, await db.get_one(Member, 2), NOW)
        kept = await belongings.use_link(db, await db.get_one(Member, fay.id), code, NOW)

    async with database.read() as db:
        rows = {vote.post_id: (vote.member_id, vote.value, vote.standing) for vote in await db.scalars(select(Vote))}
    assert kept.id == 2
    assert rows == {1: (2, 1, KNOWN), 2: (2, 1, KNOWN)}
    assert [await likes(database, post) for post in (1, 2)] == [1, 1]


async def test_votes_and_welcomes_at_once_neither_block_each_other_nor_drift(database: Database) -> None:
    await settle_room(database)
    async with database.begin() as db:
        crowd = [member.id for member in await newcomers(db, 6)]
    draw = random.Random(5)

    async def vote(number: int) -> None:
        for turn in range(12):
            await cast(database, number, draw.randint(1, 3), draw.choice((-1, 0, 1)), NOW + timedelta(seconds=turn))

    async def greet(number: int) -> None:
        await asyncio.sleep(draw.random() / 20)
        async with database.begin() as db:
            await welcome.let_count(db, await db.get_one(Member, number), NOW)

    await asyncio.gather(*(vote(number) for number in crowd), *(greet(number) for number in crowd))

    async with database.begin() as db:
        await standing.look_again_at_all(db, NOW)
        for number in await db.scalars(select(Job.args).where(Job.kind == "welcome")):
            await welcome.welcome(db, await db.get_one(Member, number["member"]), NOW)
    async with database.read() as db:
        assert list(await db.scalars(TALLY)) == []
        assert await db.scalar(select(func.count()).where(Vote.standing < KNOWN)) == 0


async def test_newcomers_of_many_rooms_never_block_each_other(database: Database, painter: Painter) -> None:
    async with database.begin() as db:
        crowd = [member.id for member in await newcomers(db, 30)]
        places = [Room(platform="web", address=f"r{n}", created_at=NOW) for n in range(12)]
        db.add_all(places)
        await db.flush()
        made = []
        for place in places:
            one = Creation(
                member_id=1, room_id=place.id, brief={"prompt": "fox"}, seed=1, state="done", requested_at=NOW
            )
            db.add(one)
            await db.flush()
            made.append((await posts.publish(db, one, NOW)).id)
    draw = random.Random(9)

    async def vote(box: BallotBox, turn: int) -> None:
        wish = Ballot(draw.choice(made), draw.choice(crowd), draw.choice((1, 1, -1)), NOW + timedelta(seconds=turn))
        await box.cast(wish)

    async with box_of(database, painter) as one, box_of(database, painter) as other:
        for start in range(0, 1200, 100):
            await asyncio.gather(*(vote(draw.choice((one, other)), start + turn) for turn in range(100)))

    async with database.read() as db:
        assert list(await db.scalars(TALLY)) == []
        trusted = select(func.count()).where(Vote.standing == TRUSTED, Vote.value != 0).group_by(Vote.post_id)
        assert max(await db.scalars(trusted), default=0) <= standing.MOST_TRUSTED


async def test_a_pick_keeps_what_was_seen_and_the_consent_of_its_moment(database: Database) -> None:
    orders = set()
    async with database.begin() as db:
        ana, bo = await db.get_one(Member, 1), await db.get_one(Member, 2)
        for n in range(24):
            made = Creation(member_id=1, room_id=1, brief={"prompt": "fox"}, seed=n, state="done", requested_at=NOW)
            db.add(made)
            await db.flush()
            look = {"key": "k", "preview": "p", "width": 1, "height": 1, "seed": 1}
            db.add_all([Picture(creation_id=made.id, n=place, **look) for place in (1, 2)])
            await db.flush()
            post = await posts.publish(db, made, NOW)
            await voting.pick(db, bo, post, 2, NOW)
            await voting.pick(db, ana, post, 7, NOW)
            orders.add(post.arranged)
        bo.training = True
        await voting.pick(db, bo, post, 1, NOW)

    async with database.read() as db:
        picks = list(await db.scalars(select(Pick).order_by(Pick.post_id)))
        arranged = {post.id: post.arranged for post in await db.scalars(select(Post))}
    assert orders == {"1,2", "2,1"}, "drawn by lot"
    assert len(picks) == 24, "a picture that is not there is no choice"
    assert all(",".join(str(n) for n in one.shown["order"]) == arranged[one.post_id] for one in picks)
    assert [one.consent for one in picks] == [False] * 23 + [True]


# The model: what the rules say, in memory.


@dataclass
class Model:
    """The rules of docs/fair-votes.md for one settled or young room, without bursts: who is known, and every vote."""

    known: set[int]
    votes: dict[tuple[int, int], tuple[datetime, int, int]] = field(default_factory=dict)

    def cast(self, post: int, member: int, value: int, stamp: datetime, *, young: bool) -> None:
        """Take in one vote."""
        old = self.votes.get((post, member))
        if old and (old[0] > stamp or old[:2] == (stamp, value)):
            return
        kept = old[2] if old and old[1] == value else WAITS
        if member in self.known:
            kept = KNOWN
        elif kept == WAITS and value and young and self.trusted(post) < standing.MOST_TRUSTED:
            kept = TRUSTED
        self.votes[post, member] = (stamp, value, kept)

    def trusted(self, post: int) -> int:
        """Count the newcomers' votes on a post that count."""
        return sum(
            one == post and kept == TRUSTED and value != 0 for (one, _who), (_at, value, kept) in self.votes.items()
        )

    def welcome(self, member: int) -> None:
        """Let somebody be known."""
        self.known.add(member)
        self.votes = {key: (*vote[:2], KNOWN) if key[1] == member else vote for key, vote in self.votes.items()}

    def join(self, gone: int, kept: int) -> None:
        """Make two people one."""
        for (post, member), vote in list(self.votes.items()):
            if member == gone:
                del self.votes[post, member]
                own = self.votes.get((post, kept))
                if own is None or own[0] < vote[0]:
                    self.votes[post, kept] = (*vote[:2], max(vote[2], own[2]) if own else vote[2])
        if gone in self.known or kept in self.known:
            self.welcome(kept)

    def counts(self, post: int) -> tuple[int, int]:
        """Return the public likes and dislikes of a post."""
        shown = [value for (one, _who), (_at, value, kept) in self.votes.items() if one == post and kept > WAITS]
        return shown.count(1), shown.count(-1)


Run = Callable[[Coroutine[Any, Any, Any]], Any]


def machine_for(database: Database, run: Run) -> type[RuleBasedStateMachine]:
    """Return the machine that does the same to a database and to the model."""

    class Votes(RuleBasedStateMachine):
        """Members 2 to 4 are known, five more are not; a burst needs more people than there are."""

        @initialize()
        def begin(self) -> None:
            self.people = run(self._begin())
            self.model, self.young, self.hidden = Model({2, 3, 4}), True, set[int]()

        async def _begin(self) -> list[int]:
            async with database.begin() as db:
                await db.execute(delete(Burst))
                await db.execute(delete(Vote))
                await db.execute(delete(Member).where(Member.id > 9))
                await db.execute(update(Room).values(settled=False))
                await db.execute(update(Member).where(Member.kind == "person").values(known=Member.id <= 4))
                await db.execute(update(Post).values(visibility="public"))
                fresh = await newcomers(db, 5, NOW - standing.AGE * 2)
                await db.execute(update(Member).where(Member.id == 1).values(known=False))
                return [2, 3, 4, *(member.id for member in fresh)]

        @rule(who=st.integers(0, 7), post=st.integers(1, 3), value=st.sampled_from((-1, 0, 1)), at=st.integers(0, 30))
        def cast(self, who: int, post: int, value: int, at: int) -> None:
            member, stamp = self.people[who % len(self.people)], NOW + timedelta(seconds=at)
            if post in self.hidden:
                with pytest.raises(NotFinished):
                    run(cast(database, member, post, value, stamp))
                return
            run(cast(database, member, post, value, stamp))
            self.model.cast(post, member, value, stamp, young=self.young)

        @rule(post=st.integers(1, 3))
        def the_author_may_not(self, post: int) -> None:
            with pytest.raises((OwnPost, NotFinished)):
                run(cast(database, 1, post))

        @precondition(lambda self: self.young)
        @rule()
        def the_room_fills(self) -> None:
            run(settle_room(database))
            self.young = False

        @rule(who=st.integers(0, 7))
        def become_known(self, who: int) -> None:
            member = self.people[who % len(self.people)]
            run(self._transaction(lambda db: self._welcome(db, member)))
            self.model.welcome(member)

        async def _welcome(self, db: AsyncSession, member: int) -> None:
            await welcome.let_count(db, await db.get_one(Member, member), NOW)

        @precondition(lambda self: len(self.people) > 3)
        @rule(pair=st.tuples(st.integers(0, 7), st.integers(0, 7)))
        def link(self, pair: tuple[int, int]) -> None:
            gone, kept = (self.people[n % len(self.people)] for n in pair)
            if gone == kept or gone < 10:
                return
            run(self._transaction(lambda db: self._link(db, gone, kept)))
            self.people.remove(gone)
            self.model.join(gone, kept)

        async def _link(self, db: AsyncSession, gone: int, kept: int) -> None:
            code = await belongings.offer_link(db, await db.get_one(Member, kept), NOW)
            await belongings.use_link(db, await db.get_one(Member, gone), code, NOW)

        @rule(post=st.integers(1, 3))
        def hide(self, post: int) -> None:
            if post not in self.hidden and len(self.hidden) < 2:
                run(self._transaction(lambda db: self._hide(db, post)))
                self.hidden.add(post)

        async def _hide(self, db: AsyncSession, post: int) -> None:
            await posts.hide(db, await db.get_one(Member, 1), await db.get_one(Post, post), NOW)

        @rule(who=st.integers(0, 7))
        def erase(self, who: int) -> None:
            member = self.people[who % len(self.people)]
            if member < 10:
                return
            run(self._transaction(lambda db: self._erase(db, member)))
            self.people.remove(member)
            self.model.votes = {key: vote for key, vote in self.model.votes.items() if key[1] != member}

        async def _erase(self, db: AsyncSession, member: int) -> None:
            await belongings.erase_member(db, await db.get_one(Member, member), NOW)

        async def _transaction(self, deed: Callable[[AsyncSession], Awaitable[None]]) -> None:
            async with database.begin() as db:
                await deed(db)

        @invariant()
        def the_counters_are_the_models_and_a_recount(self) -> None:
            ranks, rows, wrong = run(self._look())
            assert wrong == []
            assert rows == {key: (value, kept) for key, (_at, value, kept) in self.model.votes.items()}
            assert ranks == {post: self.model.counts(post) for post in (1, 2, 3)}

        async def _look(self) -> tuple[dict[int, tuple[int, int]], dict[tuple[int, int], tuple[int, int]], list[int]]:
            async with database.read() as db:
                ranks = {rank.post_id: (rank.up, rank.down) for rank in await db.scalars(select(Rank))}
                votes = await db.scalars(select(Vote))
                rows = {(vote.post_id, vote.member_id): (vote.value, vote.standing) for vote in votes}
                return ranks, rows, list(await db.scalars(TALLY))

    return Votes


async def test_whatever_happens_the_service_does_what_the_model_says(database: Database) -> None:
    loop = asyncio.get_running_loop()

    def run(deed: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(deed, loop).result(60)

    chosen = settings(max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    await asyncio.to_thread(run_state_machine_as_test, machine_for(database, run), settings=chosen)
