"""Personas: found among all members by an index."""

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_index("ix_members_kind", "members", ["kind"])
