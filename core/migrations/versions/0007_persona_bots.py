"""Bot accounts of personas, with their sealed tokens."""

import sqlalchemy as sa
from alembic import op

from core.models.base import BigId, UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "persona_bots",
        sa.Column("id", BigId, nullable=False),
        sa.Column("persona_id", BigId, nullable=False),
        sa.Column("platform", sa.String(16), nullable=False),
        sa.Column("bot_id", sa.String(32), nullable=True),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('offered', 'active', 'stopped', 'revoked')", name=op.f("ck_persona_bots_state")),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["members.id"], name=op.f("fk_persona_bots_persona_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persona_bots")),
        sa.UniqueConstraint("persona_id", "platform", name=op.f("uq_persona_bots_persona_id_platform")),
        sa.UniqueConstraint("platform", "bot_id", name=op.f("uq_persona_bots_platform_bot_id")),
    )
