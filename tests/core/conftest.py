"""Fixtures for the rules of the house: a database with people, and a few posts, on both kinds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import posts
from core.brief import Brief
from core.db import Database
from core.migrate import migrate
from core.models.making import Creation
from core.models.people import Member
from core.models.rooms import Room
from tests.servers import database_urls

NOW = datetime(2026, 11, 21, 17, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with eight known people, a persona (the last) and three posts by the first person."""
    with database_urls(request.param, tmp_path) as url:
        one = Database(url, lambda topics: None)
        await migrate(one)
        async with one.begin() as db:
            people = [Member(kind="person", slug=f"p{n}", name=f"P{n}", known=True, created_at=NOW) for n in range(8)]
            db.add_all([*people, Member(kind="persona", slug="fen", name="Fen", created_at=NOW)])
            room = Room(platform="web", address="lobby", created_at=NOW)
            db.add(room)
            await db.flush()
            for n in range(3):
                brief = Brief(f"fox {n}").as_json()
                who, where = people[0].id, room.id
                made = Creation(member_id=who, room_id=where, brief=brief, seed=n, state="done", requested_at=NOW)
                db.add(made)
                await db.flush()
                await posts.publish(db, made, NOW)
        yield one
        await one.close()
