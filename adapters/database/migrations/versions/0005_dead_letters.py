"""Why work was given up, and finding what was.

Not here: for how long it is kept (`dead`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_DEAD = sa.text("outcome = 'dead'")


def upgrade() -> None:
    """Add the reason and its index; of what was given up before, nobody knows it any more."""
    op.add_column("jobs", sa.Column("why", sa.Text(), nullable=True))
    op.create_index("jobs_dead", "jobs", ["community_id"], sqlite_where=_DEAD, postgresql_where=_DEAD)


def downgrade() -> None:
    """Take them back."""
    op.drop_index("jobs_dead", "jobs")
    op.drop_column("jobs", "why")
