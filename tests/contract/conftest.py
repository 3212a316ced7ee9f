"""A second, empty database of each kind, to restore into.

Not here: the first one (`tests/databases.py`).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from adapters.database.migrations import migrate
from adapters.vault import Vault
from tests.databases import PostgresServer, Store, empty


@pytest.fixture(scope="session")
def spare_url(postgres_server: PostgresServer) -> str:
    """A second PostgreSQL database with tables."""
    url = postgres_server.make()
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault, bare_house: Path) -> Store:
    """An empty database of each kind in turn, beside the first one and with the same ledger."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(bare_house / 'handrail.db', tmp_path / 'restored.db')}"
    else:
        url = request.getfixturevalue("spare_url")
        empty(url)
    return Store(url, vault, tmp_path / "erasures")
