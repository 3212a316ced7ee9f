"""What alembic runs around every migration: one connection, one transaction, also on SQLite.

Not here: where the database is; `run` hands the connection over.
"""

from __future__ import annotations

from alembic import context

from adapters.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
