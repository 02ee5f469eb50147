"""Describe: pictures told in words."""

import sqlalchemy as sa
from alembic import op

from core.models.base import BigId, Json, UtcTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "descriptions",
        sa.Column("id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=True),
        sa.Column("picture", sa.String(120), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ideas", Json, nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("place", Json, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("message_id", sa.String(64), nullable=True),
        sa.Column("shown", sa.String(64), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'failed', 'refused', 'cancelled')", name=op.f("ck_descriptions_state")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_descriptions_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["room_id"], ["rooms.id"], name=op.f("fk_descriptions_room_id_rooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_descriptions")),
    )
    op.create_index("ix_descriptions_member", "descriptions", ["member_id", "asked_at"])
    op.create_index("ix_descriptions_picture", "descriptions", ["picture"])
    op.create_index("ix_descriptions_post", "descriptions", ["post_id"])
