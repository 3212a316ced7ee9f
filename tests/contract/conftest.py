"""A second, empty database of each kind, to restore into.

Not here: the first one (`tests/databases.py`).
"""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from adapters.database.migrations import migrate
from adapters.database.tables import metadata
from adapters.vault import Vault
from tests.databases import PostgresServer, Store


@pytest.fixture(scope="session")
def spare_url(postgres_server: PostgresServer) -> str:
    """A second PostgreSQL database with tables."""
    url = postgres_server.make()
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault) -> Store:
    """An empty database of each kind in turn, beside the first one and with the same ledger."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'restored.db'}"
        migrate(url)
    else:
        url = request.getfixturevalue("spare_url")
        with psycopg.connect(url, autocommit=True) as connection:
            names = [sql.Identifier(table.name) for table in reversed(metadata.sorted_tables)]
            connection.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(name) for name in names))
    return Store(url, vault, tmp_path / "erasures")
