"""Opening a database by its address.

Not here: making its tables (`migrations`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.database.front import SqlDatabase
from adapters.database.link import Driver

if TYPE_CHECKING:
    from adapters.vault import Vault


def open_database(url: str, vault: Vault, ledger: Path, *, connections: int = 8) -> SqlDatabase:
    """Return the database at `sqlite:///path` or `postgresql://…`; it connects when it is first used.

    `ledger` is the erasure ledger's file, to be kept apart from the database's backups. `connections` counts
    for PostgreSQL; a quarter of them read.
    """
    if url.startswith("sqlite"):
        path = sqlite_path(url)
        return SqlDatabase(lambda writes: _sqlite(path, writes), vault, ledger, writers=1, readers=2)
    readers = max(1, connections // 4)
    return SqlDatabase(
        lambda writes: _postgres(url), vault, ledger, writers=max(1, connections - readers), readers=readers
    )


def connect(url: str, *, writes: bool) -> Driver:
    """Return one connection of the caller's own; raises `NotSaved` when there is no database."""
    return _sqlite(sqlite_path(url), writes) if url.startswith("sqlite") else _postgres(url)


def sqlite_path(url: str) -> Path:
    """Return the file an SQLite address names."""
    return Path(url.partition(":///")[2])


def _sqlite(path: Path, writes: bool) -> Driver:
    from adapters.database.sqlite import SqliteDriver

    return SqliteDriver(path, writes=writes)


def _postgres(url: str) -> Driver:
    # Only who has a PostgreSQL pays for importing its driver.
    from adapters.database.postgres import PostgresDriver

    return PostgresDriver(url)
