"""Feeds: whose and where a post is, its level and its sure share of likes beside its counters; words to find it by."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from core.models.base import BigId
from core.models.counters import POSTGRESQL, SEARCH_SQLITE, SQLITE
from core.safety import LEVELS, level_of
from core.search import words_of

revision = "0006"
down_revision = "0005"

AT_ONCE = 2000
OLD_TRIGGERS = ("votes_guard", "votes_count_insert", "votes_count_delete", "votes_count_update")
INDICES: dict[str, Sequence[str]] = {
    "ix_ranks_best": ("day", "bound", "post_id"),
    "ix_ranks_room": ("room_id", "day", "score", "post_id"),
    "ix_ranks_room_score": ("room_id", "score", "post_id"),
    "ix_ranks_author": ("author_id", "score", "post_id"),
}
BOUND = """
UPDATE ranks SET bound = ((up + 1.9208) / (up + down)
    - 1.96 * sqrt(up * down * 1.0 / (up + down) + 0.9604) / (up + down)) / (1.0 + 3.8416 / (up + down)) WHERE up > 0
"""


def upgrade() -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    for name in OLD_TRIGGERS:
        op.execute(f"DROP TRIGGER {name}" if is_sqlite else f"DROP TRIGGER {name} ON votes")
        if not is_sqlite:
            op.execute(f"DROP FUNCTION {name}()")
    _widen()
    op.create_table(
        "words",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_words_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_words")),
    )
    for statement in (*SQLITE, *SEARCH_SQLITE) if is_sqlite else POSTGRESQL:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    _fill(connection)
    if not is_sqlite:
        op.create_index("ix_words_words", "words", ["words"], postgresql_using="gin")


def _widen() -> None:
    for column in (
        sa.Column("room_id", BigId, nullable=False, server_default="0"),
        sa.Column("author_id", BigId, nullable=False, server_default="0"),
        sa.Column("bound", sa.Float(precision=53), nullable=False, server_default="0"),
        sa.Column("level", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("until", sa.Float(precision=53), nullable=True),
    ):
        op.add_column("ranks", column)
    op.execute(
        "UPDATE ranks SET room_id = (SELECT room_id FROM posts WHERE posts.id = ranks.post_id), "
        "author_id = (SELECT author_id FROM posts WHERE posts.id = ranks.post_id)"
    )
    op.execute(BOUND)
    listed: dict[str, Any] = {"postgresql_where": sa.text("listed"), "sqlite_where": sa.text("listed")}
    for name, columns in INDICES.items():
        op.create_index(name, "ranks", columns, **listed)
    over = sa.text("until > 0")
    op.create_index("ix_ranks_until", "ranks", ["until"], postgresql_where=over, sqlite_where=over)


def _fill(connection: sa.Connection) -> None:
    """Note every post's words, and the level that they need."""
    posts = sa.table("posts", *(sa.column(name) for name in ("id", "prompt", "style", "caption")))
    words = sa.table(
        "words", sa.column("post_id"), sa.column("words", sa.Text().with_variant(TSVECTOR(), "postgresql"))
    )
    ranks = sa.table("ranks", *(sa.column(name) for name in ("post_id", "level", "listed")))
    last = 0
    while rows := connection.execute(
        sa.select(posts).where(posts.c.id > last).order_by(posts.c.id).limit(AT_ONCE)
    ).all():
        last = rows[-1].id
        found = [{"post_id": row.id, "words": words_of(row.prompt, row.caption, row.style)} for row in rows]
        connection.execute(sa.insert(words), found)
        for number, values in _levels(rows):
            connection.execute(sa.update(ranks).where(ranks.c.post_id == number).values(**values))


def _levels(rows: Sequence[Any]) -> list[tuple[int, dict[str, Any]]]:
    needed = [(row.id, LEVELS.index(level_of(f"{row.prompt}\n{row.caption}"))) for row in rows]
    above = LEVELS.index("general")
    return [(number, {"level": n} | ({"listed": False} if n > above else {})) for number, n in needed if n]
