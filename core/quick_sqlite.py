"""SQLite in one step per statement: cursor, execution, rows and closing in a single visit to the connection's thread.

aiosqlite visits its thread four times for these; most of a small statement's time is the way there and back.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Self

import aiosqlite


class QuickCursor:
    """What SQLAlchemy asks of a cursor. The rows are there as soon as `execute` returns."""

    def __init__(self, connection: "QuickConnection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.lastrowid: int | None = None
        self.rowcount = -1
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        """Run a statement and fetch what it gives."""
        return self._take(await self._connection.visit(_run, sql, parameters))

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        """Run a statement once for each set of values."""
        return self._take(await self._connection.visit(_run_many, sql, parameters))

    async def fetchall(self) -> Sequence[Any]:
        """Return the rows that are left."""
        rows, self._rows = self._rows, []
        return rows

    async def fetchone(self) -> Any:
        """Return the next row, None after the last."""
        return self._rows.pop(0) if self._rows else None

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        """Return the next rows."""
        count = size or self.arraysize
        rows, self._rows = self._rows[:count], self._rows[count:]
        return rows

    async def close(self) -> None:
        """Let go of the rows; the cursor behind them is closed already."""
        self._rows = []

    def _take(self, result: tuple[list[Any], Any, int | None, int]) -> Self:
        self._rows, self.description, self.lastrowid, self.rowcount = result
        return self


class QuickConnection(aiosqlite.Connection):
    """An aiosqlite connection whose cursors need one visit to its thread per statement."""

    def cursor(self) -> Any:
        """Return a cursor; nothing has to be asked for it."""
        return QuickCursor(self)

    async def visit(self, deed: Any, *values: Any) -> Any:
        """Do something with the plain connection, in its thread."""
        return await self._execute(deed, self._conn, *values)  # type: ignore[no-untyped-call]


def _run(connection: sqlite3.Connection, sql: str, values: Any) -> tuple[list[Any], Any, int | None, int]:
    cursor = connection.execute(sql, values)
    return _result(cursor)


def _run_many(connection: sqlite3.Connection, sql: str, values: Any) -> tuple[list[Any], Any, int | None, int]:
    cursor = connection.executemany(sql, values)
    return _result(cursor)


def _result(cursor: sqlite3.Cursor) -> tuple[list[Any], Any, int | None, int]:
    rows = cursor.fetchall() if cursor.description else []
    result = rows, cursor.description, cursor.lastrowid, cursor.rowcount
    cursor.close()
    return result


async def connect(database: str, timeout: float) -> QuickConnection:
    """Open a connection; `timeout` is how long it waits for another process's lock, in seconds."""

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(database, timeout=timeout, uri=database.startswith("file:"))

    connection = QuickConnection(opened, 64)
    await connection
    return connection
