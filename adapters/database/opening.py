"""Opening a database by its address.

Not here: making its tables (`migrations`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from adapters.database.front import SqlDatabase
from adapters.database.link import Driver
from adapters.database.workers import new_number

if TYPE_CHECKING:
    from adapters.vault import Vault


def open_database(url: str, vault: Vault, ledger: Path, *, connections: int = 8) -> SqlDatabase:
    """Return the database at `sqlite:///path` or `postgresql://…`; it connects when it is first used.

    `ledger` is the erasure ledger's file, to be kept apart from the database's backups. `connections` counts
    for PostgreSQL; a quarter of them read.
    """
    worker = new_number()

    def connected(writes: bool) -> Driver:
        return connect(url, writes=writes, worker=worker if writes else None)

    if url.startswith("sqlite"):
        from adapters.database.checkpoint import Checkpoints

        return SqlDatabase(connected, vault, ledger, writers=1, readers=2, beside=Checkpoints(sqlite_path(url)))
    readers = max(1, connections // 4)
    return SqlDatabase(connected, vault, ledger, writers=max(1, connections - readers), readers=readers)


def connect(url: str, *, writes: bool, worker: int | None = None) -> Driver:
    """Return one connection of the caller's own; raises `NotSaved` when there is no database.

    `worker` is the number under which its process claims work, if it does.
    """
    if url.startswith("sqlite"):
        from adapters.database.sqlite import SqliteDriver

        return SqliteDriver(sqlite_path(url), writes=writes, worker=worker)
    # Only who has a PostgreSQL pays for importing its driver.
    from adapters.database.postgres import PostgresDriver

    return PostgresDriver(url, worker)


def sqlite_path(url: str) -> Path:
    """Return the file an SQLite address names."""
    return Path(url.partition(":///")[2])
