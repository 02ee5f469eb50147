"""Ballots: votes on their way into the box. Whatever has queued is cast by one statement; everyone gets their own answer."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from core import delivery, jobs, standing
from core.db import Database, array_of, ring_after
from core.errors import NoSuchMember, NotFinished, OwnPost, SalonError
from core.models.people import Member
from core.models.posts import Post
from core.salon import Salon

MOST_AT_ONCE = 128
HANDS = 2
"""How many statements a process has under way on PostgreSQL, so that one is prepared while another is done."""
WORTH_A_HAND = 32
"""How many ballots must wait for another hand to be put to them; fewer are sooner done together."""
GATHER = 0.02
"""Seconds between two batches while votes trickle in: each batch costs much the same, however few it holds."""
VOTES = "votes"
"""The bell's topic for counts that have changed."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One member's wish for one post: -1, 0 or 1, and when they wished it. The member's consent is read when it is cast."""

    post_id: int
    member_id: int
    value: int
    stamp: datetime


Answer = bool | SalonError
"""Whether a ballot is now the member's standing vote and was not before; or the rule that it breaks."""
Cast = tuple[dict[tuple[int, int], Answer], set[int]]
"""The answers by post and member, and which of the members are newcomers."""
_UPSERT = """
    ON CONFLICT (post_id, member_id) DO UPDATE
    SET value = excluded.value, stamp = excluded.stamp, consent = excluded.consent, standing = CASE
        WHEN excluded.standing = 2 THEN 2
        WHEN votes.standing < 0 OR votes.value = excluded.value THEN votes.standing ELSE 0 END
    WHERE votes.stamp < excluded.stamp OR (votes.stamp = excluded.stamp AND votes.value <> excluded.value)
    RETURNING post_id, member_id
"""
# A known person's vote counts (2), a newcomer's waits (0) until core.standing has looked at it in the same transaction.
# The ranks are held first, sorted: the triggers of what is added and of what is changed would come to them in two rows,
# and two batches that share posts would block each other.
_CAST = f"""
    WITH asked AS (
        SELECT a.*, p.visibility, p.author_id, m.kind, m.training, m.known
        FROM unnest(CAST(:posts AS bigint[]), CAST(:members AS bigint[]), CAST(:worths AS int[]),
            CAST(:stamps AS timestamptz[])) AS a(post_id, member_id, value, stamp)
        LEFT JOIN posts p ON p.id = a.post_id LEFT JOIN members m ON m.id = a.member_id
    ), held AS (
        SELECT post_id FROM ranks WHERE post_id IN (SELECT post_id FROM asked) ORDER BY post_id FOR NO KEY UPDATE
    ), cast_now AS (
        INSERT INTO votes (post_id, member_id, value, stamp, consent, standing)
        SELECT post_id, member_id, value, stamp, training, CASE WHEN known THEN 2 ELSE 0 END FROM asked
        WHERE {{whose}}visibility NOT IN ('hidden', 'deleted') AND kind = 'person' AND author_id <> member_id
            AND (SELECT count(*) FROM held) > 0
        ORDER BY post_id, member_id {_UPSERT}
    ){{more}}
    SELECT a.post_id, a.member_id, a.visibility, a.author_id, a.kind, a.known, c.post_id IS NOT NULL{{told}}
    FROM asked a LEFT JOIN cast_now c ON c.post_id = a.post_id AND c.member_id = a.member_id
"""
_POSTGRESQL = text(_CAST.format(whose="", more="", told=""))
# The same for known people alone, with the work that follows for the copies: a transaction in one step, and in one way
# there and back, where the statements of a transaction take five.
_AT_ONCE = text(
    _CAST.format(
        whose="known AND ",
        more=f""", work AS (
        {delivery.REFRESH.format(posts="SELECT post_id FROM cast_now")} RETURNING pool
    )""",
        told=", (SELECT string_agg(DISTINCT pool, ' ') FROM work)",
    )
)
_SQLITE = text(f"""
    INSERT INTO votes (post_id, member_id, value, stamp, consent, standing)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 FROM json_each(:rows) WHERE true {_UPSERT}
""")


async def cast_all(db: AsyncSession, ballots: Sequence[Ballot], now: datetime) -> list[Answer]:
    """Cast ballots in this transaction; return an answer for each. Of several for one post and member the latest counts.

    A broken rule keeps out that ballot alone. A persona's opinion is no vote: it changes nothing.
    """
    latest: dict[tuple[int, int], Ballot] = {}
    for ballot in ballots:
        key = (ballot.post_id, ballot.member_id)
        if key not in latest or latest[key].stamp <= ballot.stamp:
            latest[key] = ballot
    await db.flush()
    chosen = [latest[key] for key in sorted(latest)]
    sqlite = db.get_bind().dialect.name == "sqlite"
    answers, newcomers = await (_cast_sqlite(db, chosen) if sqlite else _cast_postgresql(db, chosen))
    fresh = [
        (one.post_id, one.member_id, one.stamp)
        for one in chosen
        if one.value and one.member_id in newcomers and answers[one.post_id, one.member_id] is True
    ]
    if fresh:
        await standing.settle(db, fresh, now)
    if changed := sorted({post for (post, _member), answer in answers.items() if answer is True}):
        await delivery.refresh_posts(db, changed, now)
        ring_after(db, VOTES)
    return [_own(answers[one.post_id, one.member_id], one is latest[one.post_id, one.member_id]) for one in ballots]


def _own(answer: Answer, latest: bool) -> Answer:
    return answer and latest if isinstance(answer, bool) else answer


async def cast_at_once(
    database: Database, line: AsyncConnection, ballots: Sequence[Ballot], now: datetime
) -> list[Answer | None]:
    """Cast known people's ballots on PostgreSQL in a transaction of their own; None for others, which are to be cast yet.

    `line`: a connection of `database.alone()`. There must be no two for one post and member.
    """
    chosen = sorted(ballots, key=lambda one: (one.post_id, one.member_id))
    rows = (await line.execute(_AT_ONCE, {**_columns(chosen), "now": now})).all()
    answers: dict[tuple[int, int], Answer | None] = {}
    for row in rows:
        broken = _broken_rule(row[1], *row[2:5])
        answers[row[0], row[1]] = broken or (bool(row[6]) if row[5] or row[4] != "person" else None)
    if any(row[6] for row in rows):
        database.ring([VOTES, *map(jobs.topic, (rows[0][7] or "").split())])
    return [answers[one.post_id, one.member_id] for one in ballots]


def _columns(chosen: Sequence[Ballot]) -> dict[str, str]:
    return {
        "posts": array_of(one.post_id for one in chosen),
        "members": array_of(one.member_id for one in chosen),
        "worths": array_of(one.value for one in chosen),
        "stamps": array_of(one.stamp for one in chosen),
    }


async def _cast_postgresql(db: AsyncSession, chosen: Sequence[Ballot]) -> Cast:
    rows = (await db.execute(_POSTGRESQL, _columns(chosen))).all()
    answers: dict[tuple[int, int], Answer] = {
        (row[0], row[1]): _broken_rule(row[1], *row[2:5]) or bool(row[6]) for row in rows
    }
    return answers, {row[1] for row in rows if row[5] is False}


async def _cast_sqlite(db: AsyncSession, chosen: Sequence[Ballot]) -> Cast:
    post_rows = select(Post.id, Post.visibility, Post.author_id).where(Post.id.in_({one.post_id for one in chosen}))
    member_rows = select(Member.id, Member.kind, Member.training, Member.known).where(
        Member.id.in_({one.member_id for one in chosen})
    )
    posts = {number: (visibility, author) for number, visibility, author in await db.execute(post_rows)}
    members = {number: (kind, training, known) for number, kind, training, known in await db.execute(member_rows)}
    answers: dict[tuple[int, int], Answer] = {}
    rows = []
    for one in chosen:
        visibility, author = posts.get(one.post_id, (None, None))
        kind, training, known = members.get(one.member_id, (None, False, False))
        answers[one.post_id, one.member_id] = _broken_rule(one.member_id, visibility, author, kind) or False
        if visibility not in (None, "hidden", "deleted") and kind == "person" and author != one.member_id:
            stamp = one.stamp.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")  # as UtcTime writes it
            rows.append([one.post_id, one.member_id, one.value, stamp, int(training), 2 * known])
    if rows:
        changed = await db.execute(_SQLITE, {"rows": json.dumps(rows)})
        answers.update(((post, member), True) for post, member in changed.all())
    return answers, {number for number, (_kind, _training, known) in members.items() if not known}


def _broken_rule(member_id: int, visibility: str | None, author_id: int | None, kind: str | None) -> SalonError | None:
    if visibility in (None, "hidden", "deleted"):
        return NotFinished()
    if kind is None:
        return NoSuchMember(what="?")
    return OwnPost() if kind == "person" and author_id == member_id else None


class BallotBox:
    """Casts the votes that come one by one in as few transactions as the rush allows; each caller waits for its own."""

    def __init__(self, salon: Salon) -> None:
        self.salon = salon
        self._waiting: list[tuple[Ballot, asyncio.Future[bool]]] = []
        self._casting: set[asyncio.Task[None]] = set()
        self._busy: Counter[int] = Counter()
        self._hands = 1 if salon.database.is_sqlite else HANDS
        self._begun, self._rush = float("-inf"), False

    async def cast(self, ballot: Ballot) -> bool:
        """Cast one ballot; return once it is committed, whether it changed what stood; raise the rule that it breaks."""
        answered: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((ballot, answered))
        if not self._casting or (len(self._waiting) > WORTH_A_HAND and len(self._casting) < self._hands):
            casting = asyncio.create_task(self._cast_waiting())
            self._casting.add(casting)
            casting.add_done_callback(self._casting.discard)
        return await answered

    async def _cast_waiting(self) -> None:
        await asyncio.sleep(0)  # whoever comes in the same moment comes along
        while self._waiting:
            try:
                async with self._line() as line:
                    await self._cast_batches(line)
            except Exception as error:  # there is no database
                for _ballot, answered in self._next_batch():
                    _refuse(answered, error)

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[AsyncConnection | None]:
        """Hold a connection for as long as ballots keep coming: to take one out of the pool asks the database, too."""
        if self.salon.database.is_sqlite:
            yield None
            return
        async with self.salon.database.alone() as line:
            yield line

    async def _cast_batches(self, line: AsyncConnection | None) -> None:
        """Cast what waits, batch by batch, until nothing does or a batch fails, for which the line may be to blame."""
        while self._waiting:
            await self._gather()
            if not (batch := self._next_batch()):
                return  # another hand took them
            posts = Counter(ballot.post_id for ballot, _answered in batch)
            self._busy += posts
            try:
                await self._cast_together(batch, line)
            except IntegrityError:  # a post or a member went away in this very moment; only their ballots may suffer
                for one in batch:
                    await self._cast_alone(one, line)
            except Exception as error:
                for _ballot, answered in batch:
                    _refuse(answered, error)
                return
            finally:
                self._busy -= posts
            before = len(self._waiting)
            await asyncio.sleep(0)  # whoever has an answer now may have the next ballot ready
            self._rush = len(self._waiting) - before >= len(batch) / 2

    def _next_batch(self) -> list[tuple[Ballot, asyncio.Future[bool]]]:
        """Take ballots that wait; while there are others, none for posts whose counters another hand holds.

        One of those would have the whole batch wait for that hand. Where all are of that kind, they get in line.
        """
        batch: list[tuple[Ballot, asyncio.Future[bool]]] = []
        left: list[tuple[Ballot, asyncio.Future[bool]]] = []
        for n, one in enumerate(self._waiting):
            if len(batch) == MOST_AT_ONCE:
                left += self._waiting[n:]
                break
            (left if one[0].post_id in self._busy else batch).append(one)
        if not batch:
            batch, left = left[:MOST_AT_ONCE], left[MOST_AT_ONCE:]
        self._waiting = left
        return batch

    async def _gather(self) -> None:
        """Wait for company after a batch that began just now, unless its voters came back at once with more."""
        pause = self._begun + GATHER - time.monotonic()
        if pause > 0 and not self._rush and len(self._waiting) < MOST_AT_ONCE:
            await asyncio.sleep(pause)
        self._begun = time.monotonic()

    async def _cast_together(
        self, batch: Sequence[tuple[Ballot, asyncio.Future[bool]]], line: AsyncConnection | None
    ) -> None:
        keys = {(ballot.post_id, ballot.member_id) for ballot, _answered in batch}
        if len(keys) == len(batch) and line is not None:
            now = self.salon.now()
            told = await cast_at_once(self.salon.database, line, [ballot for ballot, _answered in batch], now)
            self._answer([(one, answer) for one, answer in zip(batch, told, strict=True) if answer is not None])
            batch = [one for one, answer in zip(batch, told, strict=True) if answer is None]
        if not batch:
            return
        async with self.salon.begin() as db:
            answers = await cast_all(db, [ballot for ballot, _answered in batch], self.salon.now())
        self._answer(list(zip(batch, answers, strict=True)))

    def _answer(self, told: Sequence[tuple[tuple[Ballot, asyncio.Future[bool]], Answer]]) -> None:
        for (_ballot, answered), answer in told:
            if isinstance(answer, SalonError):
                _refuse(answered, answer)
            elif not answered.done():
                answered.set_result(answer)

    async def _cast_alone(self, one: tuple[Ballot, asyncio.Future[bool]], line: AsyncConnection | None) -> None:
        try:
            await self._cast_together([one], line)
        except Exception as error:
            _refuse(one[1], error)


def _refuse(answered: "asyncio.Future[bool]", error: Exception) -> None:
    if not answered.done():
        answered.set_exception(error)
