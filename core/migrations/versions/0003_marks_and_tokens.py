"""Marks: each emoji of each member under a copy, where a platform tells of one at a time. Copies keep what they answer."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("copies") as copies:
        copies.add_column(sa.Column("answering", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "marks",
        sa.Column("copy_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("emoji", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["copy_id"], ["copies.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("copy_id", "member_id", "emoji", name=op.f("pk_marks")),
    )
