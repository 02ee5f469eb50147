"""Orders: the ids of a feed's posts, best first. Only ids and keys are read here; what they stand for is joined after.

The posts of a window are the merged lists of its days: one descent of an index per day, and the database takes from
each only what the answer needs. Only the oldest day is filtered by time. A year is picked out of the best of all time;
should those be mostly older, the days with the best posts are chosen first: the best n posts lie in the n days whose
best posts are best.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from core import search

DAY = 86_400
WINDOWS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
    "all": None,
}
KEYS = {"hot": "hot", "top": "score", "best": "bound"}
MOST_MERGED = 32
CANDIDATES = 1000
"""How many of the newest posts of a tag or with some words, of those someone follows, of a creator in a window up to a month, or (for hot)
of a room or creator are ranked."""
PICKED_FROM = 4000
FOLLOWEES = 50
"""How many followees are asked: those with the newest posts, which is exact for lists of up to so many."""
LAST = 2**62
LOWEST = -(2**31)
Edge = tuple[float, int] | None
"""Where a list goes on: below this key and id; at the beginning for None."""
Ranked = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which ids are asked for: sort, window up to a moment (seconds since 1970), and what they must all be.

    `where` are further conditions on ranks, `facts` their values; `asked` (tokens as core.search makes them)
    and `follower` choose the posts by other tables.
    """

    sort: str
    window: str
    now: float
    where: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    follower: int = 0

    @property
    def since(self) -> float:
        """The moment the window starts, 0 for all time."""
        span = WINDOWS[self.window] if self.sort in ("top", "best") else None
        return self.now - span.total_seconds() if span else 0.0

    @property
    def of_creator_lately(self) -> bool:
        """Whether it is of one creator within a month: few enough to look at each."""
        return "author_id" in self.facts and self.since > self.now - MOST_MERGED * DAY

    @property
    def condition(self) -> str:
        """The conditions as SQL."""
        return " AND ".join(("listed", *self.where))


async def ranked(db: AsyncSession, wish: Wish, most: int, below: Edge = None) -> Ranked:
    """Return up to `most` (id, key) of listed posts in order, after the place `below`."""
    if wish.sort == "new":
        return [(number, 0.0) for number in await _newest(db, wish, most, below[1] if below else LAST)]
    if wish.asked or wish.follower or (wish.sort == "hot" and wish.where) or wish.of_creator_lately:
        return await _of_candidates(db, wish, most, below)
    if wish.sort == "hot" or (wish.sort == "top" and wish.window == "all"):
        statement = _straight(wish.condition, KEYS[wish.sort], below is not None)
        return await _run(db, statement, _placed(wish, most, below))
    first, last = int(wish.since // DAY), int(wish.now // DAY)
    if wish.sort == "top" and wish.window == "year" and (found := await _picked(db, wish, most, below)) is not None:
        return found
    if last - first < MOST_MERGED:
        return await _run(db, *of_days(wish, most, below, sqlite=db.get_bind().dialect.name == "sqlite"))
    return await _of_best_days(db, wish, first, last, most, below)


def of_days(wish: Wish, most: int, below: Edge = None, *, sqlite: bool) -> tuple[TextClause, dict[str, Any]]:
    """Return the statement for a window of up to a month, and its values."""
    first, last = int(wish.since // DAY), int(wish.now // DAY)
    statement = _merged(wish.condition, KEYS[wish.sort], last - first + 1, below is not None, sqlite)
    return statement, {**_placed(wish, most, below), "last": last, "since": wish.since}


def _placed(wish: Wish, most: int, below: Edge) -> dict[str, Any]:
    return {**wish.facts, "most": most} | ({"key": below[0], "number": below[1]} if below else {})


async def _run(db: AsyncSession, statement: TextClause, facts: dict[str, Any]) -> Ranked:
    return [(number, float(key)) for number, key in (await db.execute(statement, facts)).all()]


def _beyond(key: str, limited: bool, sign: str = "<", place: str = ":key", number: str = ":number") -> str:
    # Cast to the column's own type: an index of whole numbers can't be entered with a fraction.
    kind = "int" if key == "score" else "float"
    return f" AND ({key}, post_id) {sign} (CAST({place} AS {kind}), {number})" if limited else ""


@lru_cache(256)
def _straight(condition: str, key: str, limited: bool) -> TextClause:
    return text(
        f"SELECT post_id, {key} AS rank FROM ranks WHERE {condition}{_beyond(key, limited)} "
        f"ORDER BY {key} DESC, post_id DESC LIMIT :most"
    )


@lru_cache(256)
def _merged(condition: str, key: str, days: int, limited: bool, sqlite: bool) -> TextClause:
    branch = f"SELECT post_id, {key} AS rank FROM ranks WHERE {condition}{_beyond(key, limited)} AND day = "
    branches = [f"{branch}:last - {n}" for n in range(days)]
    branches[-1] += " AND epoch >= :since"
    if (
        not sqlite
    ):  # SQLite merges by itself; PostgreSQL would sort all of the days, if each were not a list with an end
        branches = [f"({one} ORDER BY {key} DESC, post_id DESC LIMIT :most)" for one in branches]
    union = " UNION ALL ".join(branches)
    return text(f"SELECT post_id, rank FROM ({union}) AS days ORDER BY rank DESC, post_id DESC LIMIT :most")


async def _picked(db: AsyncSession, wish: Wish, most: int, below: Edge) -> Ranked | None:
    """Return the posts of a window that are among the best of all time; None if there may be more than those."""
    facts = {**_placed(wish, most, below), "since": wish.since, "from": PICKED_FROM}
    rows = (await db.execute(_walk(wish.condition, KEYS[wish.sort], below is not None), facts)).all()
    found = sorted(((number, float(key)) for number, key, _seen in rows if number), key=_place, reverse=True)
    whole = len(found) == most or max(row.seen for row in rows) < PICKED_FROM
    return found if whole else None


@lru_cache(64)
def _walk(condition: str, key: str, limited: bool) -> TextClause:
    """Return what picks posts out of the best of all time; the row of no post says how many it looked at."""
    return text(
        f"WITH best AS (SELECT post_id, {key} AS rank, epoch FROM ranks WHERE {condition}{_beyond(key, limited)} "
        f"ORDER BY {key} DESC, post_id DESC LIMIT :from) "
        "SELECT * FROM (SELECT post_id, rank, 0 AS seen FROM best WHERE epoch >= :since "
        "ORDER BY rank DESC, post_id DESC LIMIT :most) AS picked UNION ALL SELECT 0, 0, count(*) FROM best"
    )


async def _of_best_days(db: AsyncSession, wish: Wish, first: int, last: int, most: int, below: Edge) -> Ranked:
    sqlite = db.get_bind().dialect.name == "sqlite"
    facts = {**_placed(wish, most, below), "since": wish.since}
    best_of_days, of_days = _by_days(wish.condition, KEYS[wish.sort], below is not None, sqlite)
    tops = (await db.execute(best_of_days, {**facts, "first": first, "last": last})).all()
    if not tops:
        return []
    # With as many best posts as are asked for, nothing below the last of them can be in the answer.
    floor = (tops[-1].rank, tops[-1].post_id) if len(tops) == most else (LOWEST, 0)
    days: Any = [top.day for top in tops]
    facts |= {"floor": floor[0], "least": floor[1], "days": json.dumps(days) if sqlite else days}
    return await _run(db, of_days, facts)


@lru_cache(64)
def _by_days(condition: str, key: str, limited: bool, sqlite: bool) -> tuple[TextClause, TextClause]:
    """Return what finds the best post of each day, and what finds the best posts of chosen days."""
    descent = f"FROM ranks WHERE {condition}{_beyond(key, limited)} AND epoch >= :since AND day = d.day"
    order = f"ORDER BY {key} DESC, post_id DESC LIMIT"
    best_of_days = text(f"""
        WITH RECURSIVE d(day) AS (
            SELECT max(day) FROM ranks WHERE {condition} AND day <= :last
            UNION ALL
            SELECT (SELECT max(day) FROM ranks WHERE {condition} AND day < d.day AND day >= :first) FROM d
            WHERE d.day IS NOT NULL
        ), tops AS (SELECT d.day, (SELECT post_id {descent} {order} 1) AS post_id FROM d WHERE d.day IS NOT NULL)
        SELECT t.day, r.{key} AS rank, r.post_id FROM tops t JOIN ranks r ON r.post_id = t.post_id
        ORDER BY rank DESC, r.post_id DESC LIMIT :most
    """)
    own = f"{descent}{_beyond(key, True, '>=', ':floor', ':least')} {order} :most"
    of_days = text(
        f"SELECT r.post_id, r.{key} AS rank FROM (SELECT value AS day FROM json_each(:days)) d "
        f"JOIN ranks r ON r.post_id IN (SELECT post_id {own}) ORDER BY rank DESC, r.post_id DESC LIMIT :most"
        if sqlite
        else f"SELECT r.post_id, r.rank FROM unnest(CAST(:days AS int[])) AS d(day) "
        f"CROSS JOIN LATERAL (SELECT post_id, {key} AS rank {own}) r ORDER BY r.rank DESC, r.post_id DESC LIMIT :most"
    )
    return best_of_days, of_days


async def _of_candidates(db: AsyncSession, wish: Wish, most: int, below: Edge) -> Ranked:
    numbers = await _newest(db, wish, CANDIDATES, LAST)
    rows = await db.execute(_numbered(KEYS[wish.sort], db.get_bind().dialect.name), {"ids": json.dumps(numbers)})
    found = [(number, float(key)) for number, key, epoch in rows.all() if epoch >= wish.since]
    found.sort(key=_place, reverse=True)
    return [one for one in found if below is None or _place(one) < below][:most]


def _place(one: tuple[int, float]) -> tuple[float, int]:
    return one[1], one[0]


@lru_cache(8)
def _numbered(key: str, dialect: str) -> TextClause:
    values = "json_each(:ids)" if dialect == "sqlite" else "json_array_elements_text(CAST(:ids AS json)) AS ids(value)"
    return text(
        f"SELECT post_id, {key}, epoch FROM ranks WHERE listed AND post_id IN (SELECT CAST(value AS bigint) FROM {values})"
    )


async def _newest(db: AsyncSession, wish: Wish, most: int, before: int) -> Sequence[int]:
    facts = {**wish.facts, "most": most, "before": before}
    if wish.asked:
        return await search.find(db, wish.asked, most=most, before=before)
    if wish.follower:
        return await _of_followees(db, wish, most, before)
    source = "ranks"
    for own in ("author_id", "room_id"):
        if any(one.startswith(own) for one in wish.where):  # the narrow index of posts, newest last, leads
            source = f"(SELECT r.* FROM posts p JOIN ranks r ON r.post_id = p.id WHERE p.{own} = :{own}) AS ranks"
            break
    statement = f"SELECT post_id FROM {source} WHERE {wish.condition} AND post_id < :before"
    return list(await db.scalars(text(f"{statement} ORDER BY post_id DESC LIMIT :most"), facts))


_LATEST = text("""
    SELECT author_id FROM (
        SELECT f.followed_id AS author_id, (
            SELECT p.id FROM posts p WHERE p.author_id = f.followed_id AND p.visibility = 'public' AND p.id < :before
            ORDER BY p.id DESC LIMIT 1
        ) AS latest FROM follows f WHERE f.follower_id = :follower
    ) AS heads WHERE latest IS NOT NULL ORDER BY latest DESC LIMIT :followees
""")


async def _of_followees(db: AsyncSession, wish: Wish, most: int, before: int) -> Sequence[int]:
    facts = {"follower": wish.follower, "before": before, "followees": FOLLOWEES}
    authors = list(await db.scalars(_LATEST, facts))
    if not authors:
        return []
    own = {f"author{n}": author for n, author in enumerate(authors)}
    return list(
        await db.scalars(_of_authors(wish.condition, len(own)), {**wish.facts, **own, "before": before, "most": most})
    )


@lru_cache(128)
def _of_authors(condition: str, count: int) -> TextClause:
    branch = "SELECT id FROM posts WHERE visibility = 'public' AND id < :before AND author_id = "
    union = " UNION ALL ".join(f"{branch}:author{n}" for n in range(count))
    return text(
        f"SELECT post_id FROM ({union}) AS p JOIN ranks ON post_id = p.id WHERE {condition} ORDER BY p.id DESC LIMIT :most"
    )
