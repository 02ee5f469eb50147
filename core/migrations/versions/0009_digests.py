"""Digests: any number per room, each with its own number, zone, day, scope and pin; guards know what they showed."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from core.models.base import BigId, UtcTime

revision = "0009"
down_revision = "0008"

FRESH: Sequence[sa.Column[Any]] = (
    sa.Column("number", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("timezone", sa.String(64), nullable=False, server_default="UTC"),
    sa.Column("weekday", sa.Integer(), nullable=False, server_default="0"),
    sa.Column("monthday", sa.Integer(), nullable=False, server_default="1"),
    sa.Column("scope", sa.String(12), nullable=False, server_default="here"),
    sa.Column("pin", sa.Boolean(), nullable=False, server_default=sa.false()),
    sa.Column("pinned", sa.String(64), nullable=False, server_default=""),
)
NUMBERED = """
UPDATE digests SET timezone = (SELECT timezone FROM rooms WHERE rooms.id = digests.room_id), number =
(SELECT count(*) FROM digests AS other WHERE other.room_id = digests.room_id AND other.id <= digests.id)
"""
SHOWN = """
SELECT digests.room_id, digest_entries.post_id, min(digest_entries.issue_id) AS issue_id FROM digest_entries
JOIN digest_issues ON digest_issues.id = digest_entries.issue_id JOIN digests ON digests.id = digest_issues.digest_id
GROUP BY digests.room_id, digest_entries.post_id
"""
ISSUED = """
SELECT digest_issues.id, digests.room_id, digest_issues.digest_id, digest_issues.period_key, digest_issues.at AS until,
(SELECT count(*) FROM digest_entries WHERE digest_entries.issue_id = digest_issues.id) AS shown, digest_issues.at
FROM digest_issues JOIN digests ON digests.id = digest_issues.digest_id
"""


def upgrade() -> None:
    """What hangs on digests is set aside first: SQLite loses a constraint only with its table, and with it what hangs there."""
    op.execute(f"CREATE TEMPORARY TABLE kept_issues AS {ISSUED}")
    op.execute(f"CREATE TEMPORARY TABLE kept_entries AS {SHOWN}")
    op.drop_table("digest_entries")
    op.drop_table("digest_issues")
    for column in FRESH:
        op.add_column("digests", column)
    op.execute(NUMBERED)
    with op.batch_alter_table("digests") as table:
        table.drop_constraint("uq_digests_room_id_period", type_="unique")
        table.create_unique_constraint("uq_digests_room_id_number", ["room_id", "number"])
        table.create_check_constraint(op.f("ck_digests_scope"), "scope IN ('here', 'everywhere')")
        table.create_check_constraint(op.f("ck_digests_period"), "period IN ('day', 'week', 'month')")
    _guards()
    op.execute("INSERT INTO digest_issues (id, room_id, digest_id, period_key, until, shown, at) "
               "SELECT id, room_id, digest_id, period_key, until, shown, at FROM kept_issues")  # fmt: skip
    op.execute(
        "INSERT INTO digest_entries (room_id, post_id, issue_id) SELECT room_id, post_id, issue_id FROM kept_entries"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('digest_issues', 'id'), (SELECT max(id) FROM digest_issues))")
    op.execute("DROP TABLE kept_issues")
    op.execute("DROP TABLE kept_entries")


def _guards() -> None:
    op.create_table(
        "digest_issues",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("digest_id", BigId, nullable=False),
        sa.Column("period_key", sa.String(length=24), nullable=False),
        sa.Column("until", UtcTime(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_digest_issues_room_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_issues_digest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_issues")),
        sa.UniqueConstraint(
            "room_id", "digest_id", "period_key", name=op.f("uq_digest_issues_room_id_digest_id_period_key")
        ),
    )
    op.create_index("ix_digest_issues_until", "digest_issues", ["until"])
    op.create_table(
        "digest_entries",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("issue_id", BigId, nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_digest_entries_room_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_digest_entries_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["digest_issues.id"], name=op.f("fk_digest_entries_issue_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("room_id", "post_id", name=op.f("pk_digest_entries")),
    )
    op.create_index(op.f("ix_digest_entries_post_id"), "digest_entries", ["post_id"])
