"""SQLite in a file: one connection that writes, a few that read.

Not here: when to commit. Durable by default: a commit returns once the disk has it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from adapters.database.checkpoint import MOST_BYTES, MOST_PAGES
from adapters.database.link import Away, Trouble
from adapters.database.sql import Kind
from adapters.database.workers import FileLock

WAIT_MS: Final = 5_000
"""How long another process may hold the write lock before we say that it was not saved."""
_AWAY: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_PERM,
    }
)
_REOPEN: Final = _AWAY - {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL}


class SqliteDriver:
    """A connection to a database file."""

    kind: Kind = "sqlite"

    def __init__(self, path: Path, *, writes: bool, worker: int | None = None) -> None:
        """Open the file, which must exist; raises `Away` when it cannot be opened."""
        self.broken = False
        self._lock = FileLock(path)
        self._worker = worker
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=rw",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
                cached_statements=256,
                timeout=WAIT_MS / 1000,
            )
            for pragma in _pragmas(writes):
                self._connection.execute(f"PRAGMA {pragma}").fetchall()
        except sqlite3.Error as error:
            raise Away(f"the database cannot be opened ({_name(error)})") from None
        self._execute = self._connection.execute

    def execute(self, text: str, values: Sequence[Any]) -> sqlite3.Cursor:
        """Run one statement."""
        return self._execute(text, values)

    def put_off(self, text: str, values: Sequence[Any]) -> sqlite3.Cursor:
        """Run one statement at once: there is no way to save."""
        return self._execute(text, values)

    def put_off_all(self, text: str, rows: list[Sequence[Any]]) -> tuple[sqlite3.Cursor]:
        """Run one statement for all of these rows at once."""
        return (self._connection.executemany(text, rows),)

    def forget(self) -> None:
        """Nothing is ever put off."""

    def trouble(self, error: Exception) -> tuple[Trouble, str] | None:
        """Say what an SQLite error means."""
        if not isinstance(error, sqlite3.Error):
            return None
        code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
        if code in _REOPEN:
            self.broken = True
        if code in _AWAY:
            return Trouble.AWAY, _name(error)
        return Trouble.FAULT, _name(error)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; a full disk may have rolled it back."""
        return self._connection.in_transaction

    @property
    def worker(self) -> int | None:
        """Our number, while the lock beside the file is ours."""
        return self._worker if self._worker is not None and self._lock.held() else None

    def shrink_log(self) -> bool:
        """Move everything into the main file and empty the log; False, at once, while a reader is in its way."""
        with suppress(sqlite3.Error):
            self._execute("PRAGMA busy_timeout = 0")
            try:
                busy, *_ = self._execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                self._execute(f"PRAGMA busy_timeout = {WAIT_MS}")
            return not busy
        return False

    def close(self) -> None:
        """Give the connection up."""
        with suppress(sqlite3.Error):
            self._connection.close()
        self._lock.release()


def _pragmas(writes: bool) -> tuple[str, ...]:
    both = (f"busy_timeout = {WAIT_MS}", "foreign_keys = ON", "cache_size = -16384", "temp_store = MEMORY")
    if not writes:
        return (*both, "query_only = ON")
    return (
        *both,
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
        f"wal_autocheckpoint = {MOST_PAGES}",
        f"journal_size_limit = {MOST_BYTES}",
    )


def _name(error: sqlite3.Error) -> str:
    return str(getattr(error, "sqlite_errorname", None) or type(error).__name__)
