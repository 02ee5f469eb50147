"""Fair votes: who is known, which votes count, held bursts, what a pick was made from, and what was shown where.

Whoever is there already is known, and every vote cast so far counts.
"""

import sqlalchemy as sa
from alembic import op

from core.models.base import BigId, Json, UtcTime
from core.models.counters import FAIR_POSTGRESQL, FAIR_SQLITE

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    connection = op.get_bind()
    _add_columns()
    fresh = sa.text("standing < 2")
    op.create_index("ix_votes_fresh", "votes", ["post_id"], postgresql_where=fresh, sqlite_where=fresh)
    op.execute(sa.text("UPDATE members SET known = true WHERE kind = 'person'"))
    for statement in FAIR_SQLITE if connection.dialect.name == "sqlite" else FAIR_POSTGRESQL:
        connection.exec_driver_sql(statement.replace("%", "%%"))
    _add_tables()


def _add_columns() -> None:
    # Plain statements: a rebuilt table would break the triggers that name it. SQLite takes a check with its column only.
    op.add_column("members", sa.Column("known", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("rooms", sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("posts", sa.Column("arranged", sa.String(40), nullable=False, server_default=""))
    op.execute(
        "ALTER TABLE votes ADD COLUMN standing SMALLINT DEFAULT 2 NOT NULL "
        "CONSTRAINT ck_votes_standing CHECK (standing IN (-1, 0, 1, 2))"
    )
    op.add_column("picks", sa.Column("shown", Json, nullable=False, server_default="{}"))
    op.add_column("picks", sa.Column("room_id", BigId, nullable=True))
    op.add_column("picks", sa.Column("copy_id", BigId, nullable=True))


def _add_tables() -> None:
    op.create_table(
        "bursts",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('held', 'released', 'discarded')", name=op.f("ck_bursts_state")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_bursts_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_bursts_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_bursts")),
    )
    op.create_index("ix_bursts_room", "bursts", ["room_id", "state"])
    places = "place IN ('room', 'card', 'digest', 'feed', 'page')"
    op.create_table(
        "exposures",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("place", sa.String(6), nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.CheckConstraint(places, name=op.f("ck_exposures_place")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_exposures_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "place", "room_id", "hour", name=op.f("pk_exposures")),
    )
    op.create_index("ix_exposures_hour", "exposures", ["hour"])
