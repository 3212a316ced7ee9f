"""Who holds a claim, and whether that process still lives: a lock that the system lets go with the process.

Not here: claims and their leases (`queue`). A process has one number for all its connections. On PostgreSQL each of
them shares an advisory lock of that number, seen from any machine; on SQLite one process holds a file's lock.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

CLASS: Final = 0x48414E44
"""The first half of our advisory locks, which tells them from other programs' in the same database."""

_locks: Final = table("pg_locks", *map(column, ("locktype", "classid", "objid", "objsubid", "database")))
_ours: Final = table("pg_database", column("oid"), column("datname"))
_LIVING: Final = select(cast(_locks.c.objid, BigInteger)).where(
    _locks.c.locktype == literal_column("'advisory'"),
    _locks.c.classid == literal_column(str(CLASS)),
    _locks.c.objsubid == literal_column("2"),
    _locks.c.database == select(_ours.c.oid).where(_ours.c.datname == func.current_database()).scalar_subquery(),
)


def new_number() -> int:
    """A process's number: PostgreSQL's locks hold 31 bits of it. Two that are equal only wait for their leases."""
    return secrets.randbits(31)


class dead(ColumnElement[bool]):
    """Whether the process that claimed a job surely lives no more; never true of work that has no holder."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, holder: ColumnElement[int]) -> None:
        self.holder = holder


@compiles(dead, "postgresql")
def _without_a_connection(element: dead, compiler: SQLCompiler, **kw: Any) -> str:
    # Asked of the server at most once for each statement. Even nothing is "not in" an empty list: it has to be there.
    return compiler.process(element.holder.is_not(None) & element.holder.not_in(_LIVING), **kw)


@compiles(dead, "sqlite")
def _not_ours(element: dead, compiler: SQLCompiler, **kw: Any) -> str:
    # While we hold the file's lock, nobody who held it before lives. Who has not the lock is bound as nothing.
    return compiler.process(element.holder != bindparam("worker", type_=BigInteger), **kw)


class FileLock:
    """The lock beside a SQLite file; whoever has it is the one process whose claims carry a number."""

    def __init__(self, path: Path) -> None:
        self._path = path.with_name(f"{path.name}-worker")
        self._held: IO[bytes] | None = None

    def held(self) -> bool:
        """Take the lock if it is free, and say whether it is ours; it stays so until `release` or our end."""
        if self._held is None:
            with suppress(OSError, ImportError):  # a second process, or a system without such locks
                self._held = self._locked()
        return self._held is not None

    def release(self) -> None:
        """Let the lock go."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def _locked(self) -> IO[bytes]:
        import fcntl  # not on every system

        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise
        return file
