"""The first tables, and on PostgreSQL the role and policies around them. Written down once and never changed again.

Not here: data, and what the tables look like today (`tables`); a test holds that all migrations make just that.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from adapters.database.walls import raise_walls

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "claims",
    "communities",
    "community_keys",
    "groups",
    "homes",
    "jobs",
    "members",
    "accounts",
    "checkins",
    "drafts",
    "handles",
    "job_payloads",
    "member_keys",
    "notes",
    "posts",
    "turns",
    "company",
    "responses",
)
OUTSIDE = ("communities", "homes", "claims", "jobs")


def upgrade() -> None:
    """Make the tables, and on PostgreSQL the walls."""
    op.create_table(
        "claims",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_table(
        "communities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "community_keys",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("kek", sa.Integer(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_table(
        "groups",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("reachable", sa.Integer(), nullable=False),
        sa.Column("settings", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_table(
        "homes",
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("ref"),
    )
    op.create_table(
        "jobs",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("collapse", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("sending_since", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_index(
        "jobs_collapse",
        "jobs",
        ["community_id", "collapse"],
        unique=False,
        sqlite_where=sa.text("collapse IS NOT NULL"),
        postgresql_where=sa.text("collapse IS NOT NULL"),
    )
    op.create_index(
        "jobs_due",
        "jobs",
        ["due_at", "platform"],
        unique=False,
        sqlite_where=sa.text("state < 2"),
        postgresql_where=sa.text("state < 2"),
    )
    op.create_index(
        "jobs_finished",
        "jobs",
        ["finished_at"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NOT NULL"),
        postgresql_where=sa.text("finished_at IS NOT NULL"),
    )
    op.create_index(
        "jobs_key",
        "jobs",
        ["community_id", "key"],
        unique=True,
        sqlite_where=sa.text("state < 2"),
        postgresql_where=sa.text("state < 2"),
    )
    op.create_index(
        "jobs_of_owner",
        "jobs",
        ["community_id", "owner"],
        unique=False,
        sqlite_where=sa.text("owner IS NOT NULL"),
        postgresql_where=sa.text("owner IS NOT NULL"),
    )
    op.create_table(
        "members",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=True),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_table(
        "accounts",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "ref"),
    )
    op.create_index("accounts_of_member", "accounts", ["community_id", "member_id"], unique=False)
    op.create_table(
        "checkins",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "group_id"],
            ["groups.community_id", "groups.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_index("checkins_of_member", "checkins", ["community_id", "member_id", "written_at"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("account_ref", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "account_ref", "step"),
    )
    op.create_index("drafts_of_member", "drafts", ["community_id", "member_id"], unique=False)
    op.create_table(
        "handles",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "ref"),
    )
    op.create_index("handles_of_member", "handles", ["community_id", "member_id"], unique=False)
    op.create_table(
        "job_payloads",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("job_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["community_id", "job_id"], ["jobs.community_id", "jobs.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "job_id"),
    )
    op.create_table(
        "member_keys",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id"),
    )
    op.create_table(
        "notes",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_index("notes_of_member", "notes", ["community_id", "member_id", "written_at"], unique=False)
    op.create_table(
        "posts",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("ref", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "owner"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "subject"),
    )
    op.create_index("posts_of_owner", "posts", ["community_id", "owner"], unique=False)
    op.create_table(
        "turns",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_table(
        "company",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("checkin_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "checkin_id"], ["checkins.community_id", "checkins.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "checkin_id", "member_id"),
    )
    op.create_index("company_of_member", "company", ["community_id", "member_id"], unique=False)
    op.create_table(
        "responses",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("checkin_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "checkin_id"], ["checkins.community_id", "checkins.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["members.community_id", "members.id"],
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
        ),
        sa.PrimaryKeyConstraint("community_id", "id"),
    )
    op.create_index("responses_of_checkin", "responses", ["community_id", "checkin_id", "written_at"], unique=False)
    op.create_index("responses_of_member", "responses", ["community_id", "member_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in raise_walls(TABLES, OUTSIDE):
            op.execute(statement)


def downgrade() -> None:
    """Drop the tables; the role stays, because other databases of the server may use it."""
    for table in reversed(TABLES):
        op.drop_table(table)
