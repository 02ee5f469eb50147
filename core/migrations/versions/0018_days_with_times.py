"""Days with times: the oldest day of a window is filtered without a look at its rows. SQLite's index stays as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_ranks_day", "ranks")
        op.create_index(
            "ix_ranks_day",
            "ranks",
            ["day", "score", "post_id"],
            postgresql_include=["epoch"],
            postgresql_where=sa.text("listed"),
        )
