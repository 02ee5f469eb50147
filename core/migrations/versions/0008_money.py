"""Money: purses and reservations; rooms choose a painter; posts know whether their seed paints them again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "purses",
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("spent >= 0", name=op.f("ck_purses_spent")),
        sa.PrimaryKeyConstraint("scope", "period", name=op.f("pk_purses")),
    )
    op.create_table(
        "reservations",
        sa.Column("creation_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.CheckConstraint("state IN ('held', 'spent', 'returned')", name=op.f("ck_reservations_state")),
        sa.ForeignKeyConstraint(
            ["creation_id"], ["creations.id"], name=op.f("fk_reservations_creation_id_creations"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("creation_id", name=op.f("pk_reservations")),
    )
    # Plain statements: a rebuilt table would break the triggers that name it
    op.add_column("rooms", sa.Column("painter", sa.String(80), nullable=False, server_default=""))
    op.add_column("posts", sa.Column("seeded", sa.Boolean(), nullable=False, server_default=sa.true()))
