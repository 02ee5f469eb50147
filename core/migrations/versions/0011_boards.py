"""Boards that members save posts on, and the badges of a room's weeks."""

import sqlalchemy as sa
from alembic import op

from core.models.base import BigId, UtcTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "boards",
        sa.Column("id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("slug", sa.String(48), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("cover_id", BigId, nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_boards_member_id_members"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boards")),
        sa.UniqueConstraint("slug", name=op.f("uq_boards_slug")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_boards_member_id_key")),
    )
    op.create_table(
        "saved",
        sa.Column("board_id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_saved_board_id_boards"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_saved_post_id_posts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("board_id", "post_id", name=op.f("pk_saved")),
    )
    op.create_index("ix_saved_post", "saved", ["post_id"])
    _create_badges()


def _create_badges() -> None:
    op.create_table(
        "badges",
        sa.Column("id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("kind IN ('first', 'remixed')", name=op.f("ck_badges_kind")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_badges_member_id_members"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_badges_room_id_rooms"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_badges_post_id_posts"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badges")),
        sa.UniqueConstraint("room_id", "period", "kind", name=op.f("uq_badges_room_id_period_kind")),
    )
    op.create_index("ix_badges_member", "badges", ["member_id", "id"])
