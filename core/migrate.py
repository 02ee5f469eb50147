"""Migrations: bringing a database to the present shape, from nothing or from any earlier one."""

import asyncio
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from core.db import Database
from core.models import (
    boards,
    bots,
    company,
    describing,
    fairness,
    looks,
    making,
    money,
    people,
    posts,
    rooms,
    spending,
    work,
)

FOLDER = Path(__file__).parent / "migrations"
TABLES = (
    boards,
    bots,
    company,
    describing,
    fairness,
    looks,
    making,
    money,
    people,
    posts,
    rooms,
    spending,
    work,
)  # imported so that their tables are known


def config(connection: Connection | None = None) -> Config:
    """Return Alembic's settings for our history."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["connection"] = connection
    return settings


async def migrate(database: Database) -> None:
    """Run every migration the database has not had, in one transaction each; a present database is left as it is."""
    options = {"writes": True}
    async with database.engine.execution_options(**options).begin() as connection:
        await connection.run_sync(lambda plain: command.upgrade(config(plain), "head"))


async def write_migration(message: str) -> None:
    """Write a new migration by comparing the tables with a fresh database at the newest known shape."""
    database = Database("sqlite:///:memory:", lambda topics: None)
    async with database.engine.connect() as connection:
        await connection.run_sync(lambda plain: _compare(plain, message))
    await database.close()


def _compare(plain: Connection, message: str) -> None:
    settings = config(plain)
    command.upgrade(settings, "head")
    command.revision(settings, message, autogenerate=True)


if __name__ == "__main__":
    asyncio.run(write_migration(" ".join(sys.argv[1:]) or "change"))
