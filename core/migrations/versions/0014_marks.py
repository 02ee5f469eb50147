"""Marks: a room chooses where its pictures say that AI made them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("marks", sa.String(8), nullable=False, server_default="visible"))
