"""The database: the engine for either kind, and transactions that ring the bell once they are committed."""

import asyncio
import heapq
import itertools
import math
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from core import quick_sqlite
from core.models.base import Base

BUSY_MS = 15_000
AT_ONCE = 500
Value = TypeVar("Value")
# A batch of votes changes a thousand pages: kept in memory until it is committed, and copied home from the log in larger
# portions than SQLite does by itself, because the pages of an index that votes touch are mostly the same ones again.
PRAGMAS = (
    "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "cache_size=-16000", "wal_autocheckpoint=8000"
)  # fmt: skip


def engine_for(url: str) -> AsyncEngine:
    """Return the engine for a database URL: `sqlite:///file` or `postgresql://...`."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    # The connection used last comes first: it has its statements prepared already.
    sizes: dict[str, Any] = {"pool_size": 12, "max_overflow": 12, "pool_use_lifo": True}
    return create_async_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **sizes)


def _sqlite_engine(url: str) -> AsyncEngine:
    parsed = make_url(url).set(drivername="sqlite+aiosqlite")
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    file = parsed.database or ":memory:"
    engine = create_async_engine(parsed, async_creator=partial(quick_sqlite.connect, file, BUSY_MS / 1000))
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late and too weak
    try:
        connection.execute("SELECT log10(1.0)")
    except sqlite3.OperationalError:  # a library built without its mathematics
        connection.create_function("log10", 1, math.log10, deterministic=True)
        connection.create_function("sqrt", 1, math.sqrt, deterministic=True)
        connection.create_function("sign", 1, lambda number: (number > 0) - (number < 0), deterministic=True)
    cursor = connection.cursor()
    for pragma in (*PRAGMAS, f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts reading and then writes can lose to another in between; a writer says so at once.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Turn:
    """One writer at a time: those in a hurry before the others, else in the order they came."""

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []
        self._order = itertools.count()

    @asynccontextmanager
    async def held(self, first: bool) -> AsyncIterator[None]:
        """Wait for the turn, and pass it on afterwards."""
        if self._taken:
            mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (not first, next(self._order), mine))
            try:
                await mine
            except asyncio.CancelledError:
                if mine.done() and not mine.cancelled():
                    self._pass_on()  # it came in the moment this was given up
                raise
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    def _pass_on(self) -> None:
        while self._waiting:
            following = heapq.heappop(self._waiting)[2]
            if not following.done():
                following.set_result(None)
                return
        self._taken = False


class Database:
    """Opens transactions. On SQLite the writers of this process queue here, instead of polling the file's lock."""

    def __init__(self, url: str, ring: Callable[[Iterable[str]], None]) -> None:
        self.engine = engine_for(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._ring = ring
        self._turn = Turn()
        # psycopg drops all that is prepared with every ROLLBACK, and a transaction that only read ends with one. Read
        # committed shows each statement the latest state anyhow, so on PostgreSQL reading needs no transaction.
        self._alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        reading = self.engine if self.is_sqlite else self._alone
        self._reading = async_sessionmaker(reading, expire_on_commit=False, autoflush=True)
        self._writing = async_sessionmaker(
            self.engine.execution_options(writes=True), expire_on_commit=False, autoflush=True
        )

    @asynccontextmanager
    async def begin(self, *, first: bool = False) -> AsyncIterator[AsyncSession]:
        """Open one transaction that may write; commit at the end, roll back on an error, ring what was asked for.

        `first`: somebody waits for an acknowledgement, so on SQLite this goes before the other writers of this process.
        """
        if self.is_sqlite:
            async with self._turn.held(first), self._writing.begin() as db:
                yield db
        else:
            async with self._writing.begin() as db:
                yield db
        self._ring(db.info.get("rings", ()))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open one transaction that only reads."""
        async with self._reading() as db:
            yield db

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection on which each statement is a transaction of its own, without the steps around it."""
        async with self._alone.connect() as connection:
            yield connection

    def ring(self, topics: Iterable[str]) -> None:
        """Ring for what is committed already."""
        self._ring(topics)

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def ring_after(db: AsyncSession, *topics: str) -> None:
    """Ring these topics once this transaction is committed."""
    db.info.setdefault("rings", set()).update(topics)


def insert(db: AsyncSession, table: type[Base]) -> Any:
    """Return an INSERT that knows ON CONFLICT, which both databases write alike but SQLAlchemy keeps apart."""
    return sqlite.insert(table) if db.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def portions(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Split values into as many as one question may name."""
    whole = list(values)
    return (whole[n : n + AT_ONCE] for n in range(0, len(whole), AT_ONCE))


def array_of(values: Iterable[int | datetime]) -> str:
    """Return numbers or moments as PostgreSQL writes an array, to be cast there; psycopg takes three times as long."""
    return "{" + ",".join(map(str, values)) + "}"
