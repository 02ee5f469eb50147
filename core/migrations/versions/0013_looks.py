"""Looks: those that a room adds to the shelf."""

import sqlalchemy as sa
from alembic import op

from core.models.base import BigId, UtcTime

revision = "0013"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "room_looks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("avoid", sa.String(200), nullable=False),
        sa.Column("base", sa.String(48), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_room_looks_room_id_rooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_looks")),
        sa.UniqueConstraint("room_id", "name", name=op.f("uq_room_looks_room_id_name")),
    )
