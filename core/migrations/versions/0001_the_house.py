"""The house: every table, and the triggers that count votes."""

import sqlalchemy as sa
from alembic import op

from core.migrations.first_counters import POSTGRESQL, SQLITE
from core.models.base import BigId, Json, UtcTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "deeds",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("member_id", BigId, nullable=True),
        sa.Column("room_id", BigId, nullable=True),
        sa.Column("about", Json, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deeds")),
    )
    op.create_index("ix_deeds_room", "deeds", ["room_id", "id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("id", BigId, nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("update_id", sa.String(length=80), nullable=False),
        sa.Column("chat", sa.String(length=120), nullable=False),
        sa.Column("raw", Json, nullable=False),
        sa.Column("received_at", UtcTime(), nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("platform", "update_id", name=op.f("uq_inbox_platform_update_id")),
    )
    op.create_index("ix_inbox_received", "inbox", ["received_at"], unique=False)
    op.create_index(
        "ix_inbox_waiting",
        "inbox",
        ["platform", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("pool", sa.String(length=12), nullable=False),
        sa.Column("args", Json, nullable=False),
        sa.Column("member_id", BigId, nullable=True),
        sa.Column("turn", sa.Float(precision=53), nullable=False),
        sa.Column("lane", sa.String(length=80), nullable=False),
        sa.Column("batch", sa.String(length=120), nullable=False),
        sa.Column("unique_key", sa.String(length=120), nullable=True),
        sa.Column("pending_key", sa.String(length=120), nullable=True),
        sa.Column("run_at", UtcTime(), nullable=False),
        sa.Column("locked_until", UtcTime(), nullable=True),
        sa.Column("locked_by", sa.String(length=120), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.Column("dead_at", UtcTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(
        "ix_jobs_batch",
        "jobs",
        ["batch"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index(
        "ix_jobs_lane",
        "jobs",
        ["lane"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index(
        "ix_jobs_member",
        "jobs",
        ["member_id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index(
        "ix_jobs_ready",
        "jobs",
        ["pool", "turn", "run_at", "id"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index(
        "uq_jobs_pending_key",
        "jobs",
        ["pending_key"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL AND locked_until IS NULL"),
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL AND locked_until IS NULL"),
    )
    op.create_index("uq_jobs_unique_key", "jobs", ["unique_key"], unique=True)
    op.create_table(
        "members",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("bio", sa.String(length=600), nullable=False),
        sa.Column("names", Json, nullable=False),
        sa.Column("avatar", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("training", sa.Boolean(), nullable=False),
        sa.Column("told_public", sa.Boolean(), nullable=False),
        sa.Column("host", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'persona')", name=op.f("ck_members_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("slug", name=op.f("uq_members_slug")),
    )
    op.create_table(
        "notes",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", Json, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_notes")),
    )
    op.create_table(
        "rooms",
        sa.Column("id", BigId, nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("reactions", Json, nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("quiet_until", UtcTime(), nullable=True),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("platform", "address", name=op.f("uq_rooms_platform_address")),
    )
    op.create_table(
        "wall_rooms",
        sa.Column("address", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("rev", BigId, nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_wall_rooms")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_accounts_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("platform", "handle", name=op.f("uq_accounts_platform_handle")),
    )
    op.create_index(op.f("ix_accounts_member_id"), "accounts", ["member_id"], unique=False)
    op.create_table(
        "creations",
        sa.Column("id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("parent_id", BigId, nullable=True),
        sa.Column("brief", Json, nullable=False),
        sa.Column("seed", BigId, nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("painter", sa.String(length=80), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("requested_at", UtcTime(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'painting', 'done', 'failed', 'cancelled')", name=op.f("ck_creations_state")
        ),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_creations_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_creations_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creations")),
    )
    op.create_index("ix_creations_member", "creations", ["member_id", "requested_at"], unique=False)
    op.create_index("ix_creations_room", "creations", ["room_id", "requested_at"], unique=False)
    op.create_index("ix_creations_state", "creations", ["state"], unique=False)
    op.create_table(
        "digests",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("least_votes", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_digests_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("room_id", "period", name=op.f("uq_digests_room_id_period")),
    )
    op.create_table(
        "follows",
        sa.Column("follower_id", BigId, nullable=False),
        sa.Column("followed_id", BigId, nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["followed_id"], ["members.id"], name=op.f("fk_follows_followed_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["members.id"], name=op.f("fk_follows_follower_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("follower_id", "followed_id", name=op.f("pk_follows")),
    )
    op.create_index("ix_follows_followed", "follows", ["followed_id"], unique=False)
    op.create_table(
        "lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("reply_to", BigId, nullable=True),
        sa.Column("post_id", BigId, nullable=True),
        sa.Column("addressed", Json, nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_lines_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_lines_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lines")),
    )
    op.create_index("ix_lines_member", "lines", ["member_id", "id"], unique=False)
    op.create_index("ix_lines_message", "lines", ["room_id", "message_id"], unique=False)
    op.create_index("ix_lines_room", "lines", ["room_id", "id"], unique=False)
    op.create_table(
        "wall_messages",
        sa.Column("id", BigId, nullable=False),
        sa.Column("room", sa.String(length=60), nullable=False),
        sa.Column("rev", BigId, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("only_for", sa.String(length=64), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("reply_to", BigId, nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room"], ["wall_rooms.address"], name=op.f("fk_wall_messages_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_messages")),
        sa.UniqueConstraint("room", "key", name=op.f("uq_wall_messages_room_key")),
    )
    op.create_index("ix_wall_messages_rev", "wall_messages", ["room", "rev"], unique=False)
    op.create_index("ix_wall_messages_room", "wall_messages", ["room", "id"], unique=False)
    op.create_table(
        "copies",
        sa.Column("id", BigId, nullable=False),
        sa.Column("creation_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("only_for", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("shown_at", UtcTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'live', 'removed', 'lost')", name=op.f("ck_copies_state")),
        sa.ForeignKeyConstraint(
            ["creation_id"], ["creations.id"], name=op.f("fk_copies_creation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_copies_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copies")),
        sa.UniqueConstraint("creation_id", "room_id", name=op.f("uq_copies_creation_id_room_id")),
    )
    op.create_index("ix_copies_message", "copies", ["room_id", "message_id"], unique=False)
    op.create_table(
        "digest_issues",
        sa.Column("id", BigId, nullable=False),
        sa.Column("digest_id", BigId, nullable=False),
        sa.Column("period_key", sa.String(length=24), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_issues_digest_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_issues")),
        sa.UniqueConstraint("digest_id", "period_key", name=op.f("uq_digest_issues_digest_id_period_key")),
    )
    op.create_table(
        "pictures",
        sa.Column("id", BigId, nullable=False),
        sa.Column("creation_id", BigId, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("preview", sa.String(length=120), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("seed", BigId, nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("notes", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["creation_id"], ["creations.id"], name=op.f("fk_pictures_creation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("creation_id", "n", name=op.f("uq_pictures_creation_id_n")),
    )
    op.create_table(
        "posts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("creation_id", BigId, nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("room_id", BigId, nullable=False),
        sa.Column("parent_id", BigId, nullable=True),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("style", sa.String(length=40), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcTime(), nullable=False),
        sa.CheckConstraint(
            "visibility IN ('public', 'private', 'hidden', 'deleted')", name=op.f("ck_posts_visibility")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["members.id"], name=op.f("fk_posts_author_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["creation_id"], ["creations.id"], name=op.f("fk_posts_creation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_posts_room_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("creation_id", name=op.f("uq_posts_creation_id")),
    )
    op.create_index("ix_posts_author", "posts", ["author_id", "id"], unique=False)
    op.create_index("ix_posts_parent", "posts", ["parent_id"], unique=False)
    op.create_index("ix_posts_room", "posts", ["room_id", "id"], unique=False)
    op.create_table(
        "wall_reactions",
        sa.Column("message_id", BigId, nullable=False),
        sa.Column("handle", sa.String(length=64), nullable=False),
        sa.Column("emoji", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["wall_messages.id"], name=op.f("fk_wall_reactions_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "handle", "emoji", name=op.f("pk_wall_reactions")),
    )
    op.create_table(
        "digest_entries",
        sa.Column("issue_id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["digest_issues.id"], name=op.f("fk_digest_entries_issue_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_digest_entries_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("issue_id", "post_id", name=op.f("pk_digest_entries")),
    )
    op.create_index(op.f("ix_digest_entries_post_id"), "digest_entries", ["post_id"], unique=False)
    op.create_table(
        "picks",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("picture_n", sa.Integer(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_picks_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_picks_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "member_id", name=op.f("pk_picks")),
    )
    op.create_table(
        "ranks",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("up", sa.Integer(), nullable=False),
        sa.Column("down", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("hot", sa.Float(precision=53), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Float(precision=53), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_ranks_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_ranks")),
    )
    op.create_index(
        "ix_ranks_day",
        "ranks",
        ["day", "score", "post_id"],
        unique=False,
        postgresql_where=sa.text("listed"),
        sqlite_where=sa.text("listed"),
    )
    op.create_index(
        "ix_ranks_hot",
        "ranks",
        ["hot", "post_id"],
        unique=False,
        postgresql_where=sa.text("listed"),
        sqlite_where=sa.text("listed"),
    )
    op.create_index(
        "ix_ranks_score",
        "ranks",
        ["score", "post_id"],
        unique=False,
        postgresql_where=sa.text("listed"),
        sqlite_where=sa.text("listed"),
    )
    op.create_table(
        "reports",
        sa.Column("id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reports_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_reports_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("post_id", "member_id", name=op.f("uq_reports_post_id_member_id")),
    )
    op.create_table(
        "votes",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("member_id", BigId, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("stamp", UtcTime(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.CheckConstraint("value IN (-1, 0, 1)", name=op.f("ck_votes_value")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_votes_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_votes_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "member_id", name=op.f("pk_votes")),
    )
    op.create_index("ix_votes_member", "votes", ["member_id"], unique=False)
    triggers = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    for statement in triggers:
        op.get_bind().exec_driver_sql(statement.replace("%", "%%"))
