"""Company: members' own characters, places in rooms, facts, palates, excerpts and duets; whom a private post is for."""

import sqlalchemy as sa
from alembic import op

from core.models.base import BigId, Json, UtcTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "characters",
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("author_id", BigId, nullable=True),
        sa.Column("card", Json, nullable=False),
        sa.Column("kept", Json, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("changed_at", UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('active', 'paused', 'deleted')", name=op.f("ck_characters_state")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["members.id"], name=op.f("fk_characters_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_characters_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_characters")),
    )
    op.create_index(op.f("ix_characters_author_id"), "characters", ["author_id"], unique=False)
    op.create_table(
        "drifts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("persona_id", BigId, nullable=False),
        sa.Column("about", Json, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("undone_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["persona_id"], ["members.id"], name=op.f("fk_drifts_persona_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drifts")),
    )
    op.create_index("ix_drifts_persona", "drifts", ["persona_id", "id"], unique=False)
    op.create_table(
        "duets",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("first_id", BigId, nullable=False),
        sa.Column("second_id", BigId, nullable=False),
        sa.Column("panels", Json, nullable=False),
        sa.Column("choices", Json, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_duets_state")),
        sa.ForeignKeyConstraint(["first_id"], ["members.id"], name=op.f("fk_duets_first_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_duets_room_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["second_id"], ["members.id"], name=op.f("fk_duets_second_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duets")),
    )
    op.create_index(op.f("ix_duets_room_id"), "duets", ["room_id"], unique=False)
    op.create_table(
        "excerpts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("persona_id", BigId, nullable=False),
        sa.Column("lines", Json, nullable=False),
        sa.Column("consents", Json, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.CheckConstraint("state IN ('asking', 'shown', 'dropped')", name=op.f("ck_excerpts_state")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_excerpts_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["persona_id"], ["members.id"], name=op.f("fk_excerpts_persona_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_excerpts_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excerpts")),
    )
    op.create_table(
        "facts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("persona_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=160), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_facts_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["persona_id"], ["members.id"], name=op.f("fk_facts_persona_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_facts_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facts")),
        sa.UniqueConstraint(
            "persona_id",
            "room_id",
            "member_id",
            "kind",
            "value",
            name=op.f("uq_facts_persona_id_room_id_member_id_kind_value"),
        ),
    )
    op.create_index("ix_facts_member", "facts", ["member_id"], unique=False)
    op.create_index("ix_facts_room", "facts", ["room_id", "persona_id"], unique=False)
    op.create_table(
        "palates",
        sa.Column("persona_id", BigId, nullable=False),
        sa.Column("arms", Json, nullable=False),
        sa.Column("learnt_to", BigId, nullable=False),
        sa.ForeignKeyConstraint(["persona_id"], ["members.id"], name=op.f("fk_palates_persona_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("persona_id", name=op.f("pk_palates")),
    )
    op.create_table(
        "seats",
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("persona_id", BigId, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=True),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("talk", sa.Float(), nullable=True),
        sa.Column("pictures", sa.Float(), nullable=True),
        sa.Column("hours", sa.String(length=80), nullable=False),
        sa.Column("forgot_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["persona_id"], ["members.id"], name=op.f("fk_seats_persona_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_seats_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("room_id", "persona_id", name=op.f("pk_seats")),
    )
    op.add_column("creations", sa.Column("owner_id", BigId, nullable=True))
    op.add_column("creations", sa.Column("partner_id", BigId, nullable=True))
    op.add_column("members", sa.Column("remembered", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("posts", sa.Column("owner_id", BigId, nullable=True))
    op.add_column("posts", sa.Column("partner_id", BigId, nullable=True))
    op.add_column("rooms", sa.Column("companion_id", BigId, nullable=True))
    op.add_column("rooms", sa.Column("person_id", BigId, nullable=True))
    op.add_column("wall_rooms", sa.Column("owner", sa.String(64), nullable=False, server_default=""))
