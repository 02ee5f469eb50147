"""Previews: which files show a creation on the way, and which of them a message has shown."""

import sqlalchemy as sa
from alembic import op

from core.models.base import Json

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    for table in ("creations", "copies"):
        op.add_column(table, sa.Column("previews", Json, nullable=False, server_default="{}"))
