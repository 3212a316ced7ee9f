"""Indexes by which due work is taken platform by platform, and by turns of the communities.

Not here: any change of what is kept.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UNFINISHED = "state < 2"
_SENT = "state < 2 AND platform != ''"


def upgrade() -> None:
    """Let the index of due work begin with its platform, and add the one for turns."""
    op.drop_index("jobs_due", "jobs")
    _partial("jobs_due", ["platform", "due_at"], _UNFINISHED)
    _partial("jobs_turns", ["platform", "community_id", "due_at"], _SENT)


def downgrade() -> None:
    """Put the index back as it was."""
    op.drop_index("jobs_turns", "jobs")
    op.drop_index("jobs_due", "jobs")
    _partial("jobs_due", ["due_at", "platform"], _UNFINISHED)


def _partial(name: str, columns: list[str], only: str) -> None:
    op.create_index(name, "jobs", columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))
