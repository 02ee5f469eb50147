"""Chats elsewhere: topics, rights and hints of rooms, more than one copy per room, subscriptions, files uploaded before."""

import sqlalchemy as sa
from alembic import op

from core.models.base import Json, UtcTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("rooms") as rooms:
        rooms.add_column(sa.Column("thread", sa.String(32), nullable=False, server_default=""))
        rooms.add_column(sa.Column("rights", Json, nullable=False, server_default="{}"))
        rooms.add_column(sa.Column("hints", Json, nullable=False, server_default="{}"))
    with op.batch_alter_table("lines") as lines:
        lines.add_column(sa.Column("thread", sa.String(32), nullable=False, server_default=""))
    with op.batch_alter_table("copies") as copies:
        copies.add_column(sa.Column("asked", sa.String(64), nullable=False, server_default=""))
        copies.add_column(sa.Column("unasked", sa.Boolean(), nullable=False, server_default=sa.false()))
        copies.add_column(sa.Column("thread", sa.String(32), nullable=False, server_default=""))
        copies.add_column(sa.Column("reply_to", sa.String(64), nullable=False, server_default=""))
        copies.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        copies.add_column(sa.Column("tally", Json, nullable=False, server_default="{}"))
        copies.drop_constraint(op.f("uq_copies_creation_id_room_id"), type_="unique")
        copies.create_unique_constraint(
            op.f("uq_copies_creation_id_room_id_asked"), ["creation_id", "room_id", "asked"]
        )
    op.create_table(
        "subscriptions",
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("followed_id", sa.BigInteger(), nullable=False),
        sa.Column("pace", sa.String(8), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.CheckConstraint("pace IN ('each', 'daily', 'weekly')", name=op.f("ck_subscriptions_pace")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["followed_id"], ["members.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "followed_id", name=op.f("pk_subscriptions")),
    )
    op.create_index("ix_subscriptions_followed", "subscriptions", ["followed_id"])
    op.create_table(
        "uploads",
        sa.Column("platform", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("file", sa.String(300), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "name", name=op.f("pk_uploads")),
    )
