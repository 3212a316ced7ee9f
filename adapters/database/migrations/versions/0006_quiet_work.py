"""Work that shows nothing has an index of its own, in the order of its members: what is done together stands together.

Not here: any change of what is kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Part the index of due work in two."""
    op.drop_index("jobs_due", "jobs")
    _partial("jobs_due", ["platform", "due_at"], "state < 2 AND platform != ''")
    _partial("jobs_quiet", ["due_at", "community_id", "owner"], "state < 2 AND platform = ''")


def downgrade() -> None:
    """Put the one index back."""
    op.drop_index("jobs_quiet", "jobs")
    op.drop_index("jobs_due", "jobs")
    _partial("jobs_due", ["platform", "due_at"], "state < 2")


def _partial(name: str, columns: list[str], only: str) -> None:
    op.create_index(name, "jobs", columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))
