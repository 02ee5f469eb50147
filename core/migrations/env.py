"""Alembic's entrance: runs on the connection that core.migrate hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, BigInteger

from core.models.base import Base, UtcTime

SHORT = ((UtcTime, "UtcTime()"), (JSON, "Json"), (BigInteger, "BigId"))


def in_short(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types by their names."""
    if kind == "type":
        return next((name for shape, name in SHORT if isinstance(item, shape)), False)
    return False


connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_item=in_short)
with context.begin_transaction():
    context.run_migrations()
