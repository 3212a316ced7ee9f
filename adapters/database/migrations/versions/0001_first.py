"""The first tables, and on PostgreSQL the role and policies around them.

Not here: data.
"""

from __future__ import annotations

from alembic import op

from adapters.database.reviewed import OUTSIDE
from adapters.database.tables import metadata
from adapters.database.walls import raise_walls

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    metadata.create_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        for statement in raise_walls([table.name for table in metadata.sorted_tables], OUTSIDE):
            op.execute(statement)


def downgrade() -> None:
    """Drop the tables; the role stays, because other databases of the server may use it."""
    metadata.drop_all(op.get_bind(), checkfirst=False)
