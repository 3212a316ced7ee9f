"""Which process took a piece of work, so that it comes back at once when that process dies.

Not here: how it is seen that a process lives (`workers`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number; work that is held now comes back by its lease."""
    op.add_column("jobs", sa.Column("holder", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    op.drop_column("jobs", "holder")
