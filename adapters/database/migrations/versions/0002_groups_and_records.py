"""Several groups in a community, members' own records, and the days on which things expire.

Not here: data that only a key can read; old rows keep what they hold, and get the days that are usual.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

from adapters.database.walls import raise_walls

_DAY = 86_400_000_000
"""Microseconds."""

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add tables and columns; everybody who joined belongs to the community's first group."""
    op.create_table(
        "memberships",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"]),
        sa.ForeignKeyConstraint(["community_id", "group_id"], ["groups.community_id", "groups.id"]),
        sa.ForeignKeyConstraint(["community_id", "member_id"], ["members.community_id", "members.id"]),
        sa.PrimaryKeyConstraint("community_id", "group_id", "member_id"),
    )
    op.create_index("memberships_of_member", "memberships", ["community_id", "member_id"])
    op.create_table(
        "settings",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"]),
        sa.PrimaryKeyConstraint("community_id"),
    )
    op.create_table(
        "records",
        sa.Column("community_id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["communities.id"]),
        sa.ForeignKeyConstraint(["community_id", "member_id"], ["members.community_id", "members.id"]),
        sa.PrimaryKeyConstraint("community_id", "ref"),
    )
    op.create_index("records_of_member", "records", ["community_id", "member_id", "kind", "written_at"])
    _partial("records_until", "records", "until")
    if op.get_bind().dialect.name == "postgresql":
        for statement in raise_walls(("memberships", "settings", "records"), ()):
            op.execute(statement)
    op.add_column("claims", sa.Column("community_id", sa.Text(), nullable=True))
    for column in ("until", "text_until"):
        op.add_column("checkins", sa.Column(column, sa.BigInteger(), nullable=True))
    _partial("checkins_until", "checkins", "until")
    _partial("checkins_text", "checkins", "text_until")
    with _whole("checkins"):
        _give_days()
    op.add_column("posts", sa.Column("about", sa.Text(), nullable=False, server_default=""))
    with _whole("posts"):
        # A row that went down and comes up again is still called `subject@platform`.
        posts, subject = sa.table("posts", sa.column("about")), sa.column("subject", sa.Text())
        at = sa.func.strpos if op.get_bind().dialect.name == "postgresql" else sa.func.instr
        op.execute(posts.update().values(about=sa.func.substr(subject, 1, at(subject.concat("@"), "@") - 1)))
    op.create_index("posts_about", "posts", ["community_id", "about"])
    op.add_column("notes", sa.Column("about", sa.Text(), nullable=True))
    op.add_column("notes", sa.Column("until", sa.BigInteger(), nullable=True))
    with _whole("members", "groups", "memberships"):
        op.execute(
            "INSERT INTO memberships (community_id, group_id, member_id, since) "
            "SELECT m.community_id, g.id, m.id, m.joined_at "
            "FROM members m JOIN groups g ON g.community_id = m.community_id "
            "WHERE m.joined_at IS NOT NULL AND g.created_at = "
            "(SELECT min(f.created_at) FROM groups f WHERE f.community_id = m.community_id)"
        )


def downgrade() -> None:
    """Take it back; of a message that stands on two platforms only one is remembered."""
    op.drop_column("notes", "until")
    op.drop_column("notes", "about")
    op.drop_index("posts_about", "posts")
    with _whole("posts"):
        op.execute(
            "DELETE FROM posts WHERE EXISTS (SELECT 1 FROM posts p WHERE p.community_id = posts.community_id "
            "AND p.about = posts.about AND p.subject < posts.subject)"
        )
    op.drop_column("posts", "about")
    op.execute("DELETE FROM jobs WHERE name = 'checkin.expire'")
    op.drop_index("checkins_text", "checkins")
    op.drop_index("checkins_until", "checkins")
    op.drop_column("checkins", "text_until")
    op.drop_column("checkins", "until")
    op.drop_column("claims", "community_id")
    for table in ("records", "settings", "memberships"):
        op.drop_table(table)


def _give_days() -> None:
    """Let check-ins, their words and a group's copies of them go on their days, as those written from now on do."""
    entries = sa.text("UPDATE checkins SET until = written_at + :entries, text_until = written_at + :words")
    op.execute(entries.bindparams(entries=365 * _DAY, words=90 * _DAY))
    copies = sa.text(
        "INSERT INTO jobs (community_id, id, key, name, subject, platform, owner, due_at, expires_at, attempts, state, "
        "fence) SELECT community_id, id, 'expire~' || id, 'checkin.expire', id, '', member_id, written_at + :stands, "
        "written_at + :late, 0, 0, 0 FROM checkins WHERE group_id IS NOT NULL"
    )
    op.execute(copies.bindparams(stands=30 * _DAY, late=395 * _DAY))


@contextmanager
def _whole(*tables: str) -> Iterator[None]:
    """Let the tables' owner see every community's rows for a moment, inside this migration's transaction."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in tables if postgres else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in tables if postgres else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _partial(name: str, table: str, column: str) -> None:
    only = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, ["community_id", column], sqlite_where=only, postgresql_where=only)
