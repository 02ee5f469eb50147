"""Fill a database with posts of five years, quickly and with progress, for the measurements of feeds and votes.

Usage: python -m bench.load --database postgresql://... --posts 1000000 [--words]

Counters are drawn from numbers, not from votes, so the doctor would complain of a loaded house. A house that has posts
is left as it is.
"""

import argparse
import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from rich.progress import Progress
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.migrate import migrate

YEARS = 5 * 365 * 86_400
CHUNK = 100_000
ROOMS = 40
PEOPLE = 5_000
CAST = 20
FROM = {
    "postgresql": "generate_series(CAST(:low AS bigint), CAST(:high AS bigint)) AS n(i)",
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT :low UNION ALL SELECT i + 1 FROM n WHERE i < :high) SELECT i FROM n) AS n",
}
SUBJECTS = ("heron", "fox", "lighthouse", "tram", "cabin", "whale", "机器猫", "灯塔", "竹林", "北极熊")
PLACES = (
    "in fog",
    "at night",
    "in the snow",
    "by the sea",
    "over the city",
    "in spring",
    "在雨中",
    "在月光下",
    "在山里",
    "在海边",
)


def _choice(words: tuple[str, ...], step: int) -> str:
    cases = " ".join(f"WHEN {n} THEN '{word}'" for n, word in enumerate(words))
    return f"(CASE (i / {step}) % {len(words)} {cases} END)"


# Numbers that look drawn: a tenth of all posts is by the cast, a third lies in the first two rooms, few have many votes.
AUTHOR = f"(CASE WHEN i % 10 = 0 THEN (i / 10) % {CAST} + 1 ELSE (i * 7919) % {PEOPLE} + {CAST} + 1 END)"
ROOM = f"(CASE WHEN i % 3 = 0 THEN (i / 3) % 2 + 1 ELSE (i * 104729) % {ROOMS} + 1 END)"
DRAWN = "((i * 2654435761) % 1000003)"
UP = f"(CASE WHEN {DRAWN} % 100 < 70 THEN {DRAWN} % 6 WHEN {DRAWN} % 100 < 98 THEN {DRAWN} % 50 ELSE {DRAWN} % 700 END)"
DOWN = f"(({DRAWN} / 7) % 4)"
EPOCH = "(CAST(:now AS float) - (:count - i) * CAST(:step AS float))"
WHEN = {
    "postgresql": f"to_timestamp({EPOCH})",
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f000', {EPOCH}, 'unixepoch')",
}
SEARCH = f"{_choice(SUBJECTS, 1)} || ' ' || {_choice(PLACES, 11)}"


def statements(dialect: str) -> list[str]:
    """Return what writes the posts numbered from :low to :high."""
    source, moment = FROM[dialect], WHEN[dialect]
    log = "log" if dialect == "postgresql" else "log10"
    most = "greatest" if dialect == "postgresql" else "max"
    truth = "true" if dialect == "postgresql" else "1"
    done = f"'{{}}', i, '', NOT {truth}, 'done', '', 'sketch', 1, 1, {moment}"
    score = f"({UP} - {DOWN})"
    hot = f"sign({score}) * {log}({most}(abs({score}), 1)) + {EPOCH} / 45000.0"
    share = f"CASE WHEN {UP} = 0 THEN 0 ELSE {UP} * 1.0 / ({UP} + {DOWN} + 3) END"
    key = "'pictures/00/' || i || '.png'"
    return [
        "INSERT INTO creations (id, member_id, room_id, brief, seed, caption, private, state, error, painter, step, steps, "
        f"requested_at) SELECT i, {AUTHOR}, {ROOM}, {done} FROM {source}",
        "INSERT INTO pictures (creation_id, n, key, preview, width, height, seed, alt, notes) "
        f"SELECT i, 1, {key}, {key}, 512, 512, i, '', '{{}}' FROM {source}",
        "INSERT INTO posts (id, creation_id, author_id, room_id, prompt, style, caption, visibility, created_at) "
        f"SELECT i, i, {AUTHOR}, {ROOM}, {SEARCH}, '', '', 'public', {moment} FROM {source}",
        "INSERT INTO ranks (post_id, room_id, author_id, up, down, score, hot, bound, day, epoch, level, listed) "
        f"SELECT i, {ROOM}, {AUTHOR}, {UP}, {DOWN}, {score}, {hot}, {share}, "
        f"CAST(floor({EPOCH} / 86400) AS int), {EPOCH}, 0, {truth} FROM {source}",
    ]


async def load(database: Database, count: int, *, words: bool = False) -> None:
    """Write `count` posts with their creations, pictures and ranks into an empty house."""
    await migrate(database)
    async with database.read() as db:
        if await db.scalar(text("SELECT max(id) FROM posts")):
            return
    dialect = "sqlite" if database.is_sqlite else "postgresql"
    facts = {"now": datetime.now(UTC).timestamp(), "count": count, "step": YEARS / count}
    with Progress() as bars:
        bar = bars.add_task(f"{count} posts, {dialect}", total=count + count // 4)
        async with database.begin() as db:
            later = await _strip(db, dialect)
            await _people(db, dialect)
        for low in range(1, count + 1, CHUNK):
            high = min(low + CHUNK - 1, count)
            async with database.begin() as db:
                if dialect == "postgresql":
                    await db.execute(text("SET LOCAL session_replication_role = replica"))  # no check of every key
                for statement in statements(dialect):
                    await db.execute(text(statement), _known(statement, {**facts, "low": low, "high": high}))
                if words:
                    await _note_words(db, low, high)
            bars.advance(bar, high - low + 1)
        for statement in later:
            async with database.begin() as db:
                await db.execute(text(statement))
            bars.advance(bar, count // 4 / len(later))
    await _settle(database, dialect)


def _known(statement: str, facts: dict[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if f":{name}" in statement}


async def _strip(db: AsyncSession, dialect: str) -> list[str]:
    """Drop the indices that are faster made afterwards; return what makes them."""
    if dialect == "sqlite":
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND name NOT LIKE 'uq%'"
    else:
        made = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE '%UNIQUE%'"
    tables = ("creations", "pictures", "posts", "ranks", "words")
    found = [(name, sql) for name, sql in await db.execute(text(made)) if any(f"ix_{one}_" in name for one in tables)]
    for name, _sql in found:
        await db.execute(text(f"DROP INDEX {name}"))
    return [sql for _name, sql in found]


async def _people(db: AsyncSession, dialect: str) -> None:
    moment = "now()" if dialect == "postgresql" else "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
    no = "false" if dialect == "postgresql" else "0"
    yes = "true" if dialect == "postgresql" else "1"
    facts = {"low": 1, "high": PEOPLE + CAST}
    members = (
        "INSERT INTO members (id, kind, slug, name, bio, names, avatar, language, private, training, told_public, host, "
        f"known, created_at) SELECT i, CASE WHEN i <= {CAST} THEN 'persona' ELSE 'person' END, 'm' || i, 'M' || i, '', '{{}}', "
        f"'', '', {no}, {no}, {no}, {no}, {yes}, {moment} FROM {FROM[dialect]}"
    )
    await db.execute(text(members), facts)
    rooms = (
        "INSERT INTO rooms (id, platform, address, kind, title, language, timezone, level, reactions, open, created_at) "
        f"SELECT i, 'bench', 'r' || i, 'group', 'R' || i, 'en', 'UTC', 'general', '{{}}', {yes}, {moment} FROM {FROM[dialect]}"
    )
    await db.execute(text(rooms), {"low": 1, "high": ROOMS})


async def _note_words(db: AsyncSession, low: int, high: int) -> None:
    from core.models.posts import Words
    from core.search import words_of

    prompts = await db.execute(
        text("SELECT id, prompt FROM posts WHERE id BETWEEN :low AND :high"), {"low": low, "high": high}
    )
    known: dict[str, str] = {}
    rows = [{"post_id": n, "words": known.setdefault(prompt, words_of(prompt, "", ""))} for n, prompt in prompts]
    await db.execute(Words.__table__.insert(), rows)


async def _settle(database: Database, dialect: str) -> None:
    """Let the database look at what it has, as its own housekeeping would."""
    if dialect == "postgresql":
        async with database.engine.connect() as plain:
            free = await plain.execution_options(isolation_level="AUTOCOMMIT")
            for table in ("creations", "pictures", "posts", "ranks", "words", "members", "rooms"):
                await free.execute(text(f"VACUUM (ANALYZE) {table}"))
            for table in ("members", "rooms", "posts", "creations"):
                await free.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))


async def _run(url: str, count: int, words: bool) -> None:
    begun = time.monotonic()
    database = Database(url, lambda topics: None)
    await load(database, count, words=words)
    await database.close()
    print(f"{count} posts are there after {time.monotonic() - begun:.0f} s")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--words", action="store_true")
    asked = parser.parse_args()
    asyncio.run(_run(asked.database, asked.posts, asked.words))


if __name__ == "__main__":
    main()
