"""Digests as rows: those of an older house become numbered ones, and nothing that was posted is posted again."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, DateTime, MetaData, Table, select

from core import digest, digest_settings
from core.db import Database
from core.digest_settings import Change
from core.errors import BadFlag, NoDigest, SalonError
from core.migrate import config, migrate
from core.models.rooms import Digest, DigestEntry, DigestIssue, Room
from core.models.work import Job
from tests.core.conftest import NOW
from tests.servers import database_urls

BEFORE: Sequence[tuple[str, dict[str, Any]]] = (
    ("members", {"id": 1, "kind": "person", "slug": "ana"}),
    ("rooms", {"id": 1, "platform": "web", "address": "lobby", "timezone": "Asia/Tokyo"}),
    ("creations", {"id": 1, "member_id": 1, "room_id": 1, "state": "done"}),
    ("posts", {"id": 1, "creation_id": 1, "author_id": 1, "room_id": 1, "visibility": "public"}),
    ("digests", {"id": 5, "room_id": 1, "period": "week", "hour": 9, "minute": 30, "size": 3, "least_votes": 2}),
    ("digests", {"id": 4, "room_id": 1, "period": "day", "hour": 20, "minute": 0, "size": 5, "least_votes": 1}),
    ("digest_issues", {"id": 7, "digest_id": 4, "period_key": "2026-11-20"}),
    ("digest_entries", {"issue_id": 7, "post_id": 1, "place": 1}),
)
PLAIN: dict[type, Any] = {str: "", int: 0, float: 0.0, bool: True, dict: {}, object: {}}


def _old_house(plain: Connection) -> None:
    """Make a house of the shape before any number of digests; what a row must have besides is plain."""
    command.upgrade(config(plain), "0008")
    for name, row in BEFORE:
        table = Table(name, MetaData(), autoload_with=plain)
        needed = [one for one in table.columns if not one.nullable and one.name not in row]
        rest = {one.name: NOW if isinstance(one.type, DateTime) else PLAIN[one.type.python_type] for one in needed}
        plain.execute(table.insert().values(**{**rest, **row}))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_the_digests_of_an_older_house_are_kept_with_what_they_showed(kind: str, tmp_path: Path) -> None:
    with database_urls(kind, tmp_path, empty=True) as url:
        database = Database(url, lambda topics: None)
        async with database.engine.execution_options(writes=True).begin() as connection:
            await connection.run_sync(_old_house)
        await migrate(database)

        async with database.begin() as db:
            room = await db.get_one(Room, 1)
            first, second = await digest_settings.digests_of(db, room)
            issue, entry = (await db.scalars(select(DigestIssue))).one(), (await db.scalars(select(DigestEntry))).one()
            third = await digest_settings.add(db, room, Change(hour=7), NOW)
            db.add(DigestIssue(room_id=1, digest_id=third.id, period_key="x", until=NOW, at=NOW))
            await db.flush()
        await database.close()

    assert [(one.id, one.number, one.period, one.timezone) for one in (first, second, third)] == [
        (4, 1, "day", "Asia/Tokyo"), (5, 2, "week", "Asia/Tokyo"), (third.id, 3, "day", "Asia/Tokyo"),
    ]  # fmt: skip
    assert (second.hour, second.minute, second.size, second.least_votes, first.active) == (9, 30, 3, 2, True)
    assert (issue.id, issue.room_id, issue.digest_id, issue.period_key, issue.shown) == (7, 1, 4, "2026-11-20", 1)
    assert (entry.room_id, entry.post_id, entry.issue_id) == (1, 1, 7)


async def test_a_digest_that_says_the_same_again_is_changed_and_not_doubled(database: Database) -> None:
    async with database.begin() as db:
        room = await db.get_one(Room, 1)
        await digest_settings.add(db, room, Change(hour=20), NOW)
        await digest_settings.add(db, room, Change(hour=20, size=3), NOW)
        await digest_settings.add(db, room, Change(hour=20, scope="everywhere"), NOW)

        found = await digest_settings.digests_of(db, room)

    assert [(one.number, one.size, one.scope) for one in found] == [(1, 3, "here"), (2, 5, "everywhere")]


@pytest.mark.parametrize("change", [Change(size=0), Change(size=10), Change(least_votes=100), Change(monthday=29)])
async def test_what_no_digest_can_be_is_refused(database: Database, change: Change) -> None:
    async with database.begin() as db:
        with pytest.raises(BadFlag):
            await digest_settings.add(db, await db.get_one(Room, 1), change, NOW)


async def test_the_digest_of_another_room_is_not_ones_own(database: Database) -> None:
    async with database.begin() as db:
        room = await db.get_one(Room, 1)
        other = Room(platform="web", address="other", created_at=NOW)
        db.add(other)
        await db.flush()
        await digest_settings.add(db, other, Change(), NOW)

        with pytest.raises(NoDigest) as refusal:
            await digest_settings.find(db, room, 1)

    assert isinstance(refusal.value, SalonError)


async def test_an_hour_that_is_moved_is_not_made_up_for_and_the_period_is_not_posted_again(database: Database) -> None:
    async with database.begin() as db:
        room = await db.get_one(Room, 1)
        one = await digest_settings.add(db, room, Change(hour=16, timezone="UTC"), NOW - timedelta(hours=5))
        db.add(DigestIssue(room_id=1, digest_id=one.id, period_key="2026-11-21", until=NOW, shown=1, at=NOW))
        await digest_settings.alter(db, one, Change(hour=18), NOW)
        two = await digest_settings.add(db, room, Change(hour=15, timezone="UTC"), NOW)

        await digest.schedule_digests(db, NOW + timedelta(hours=2))

        assert (await db.scalars(select(Job).where(Job.kind == "digest"))).all() == []
        await digest.schedule_digests(db, NOW + timedelta(hours=23))
        args = [job.args for job in await db.scalars(select(Job).where(Job.kind == "digest"))]
        assert [(each["digest"], each["key"]) for each in args] == [(two.id, "2026-11-22")]
        assert (await db.scalars(select(Digest.number).order_by(Digest.number))).all() == [1, 2]
