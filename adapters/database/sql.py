"""Statements: built once with SQLAlchemy Core, compiled once for each kind of database.

Not here: running them (`link`). Nothing is ever pasted into a statement; every value is bound.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Executable, Insert, Table, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import Insert as Upsert
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from adapters.database.tables import SealedBytes, only_sealed

Kind: TypeAlias = Literal["sqlite", "postgresql"]
DIALECTS: Final[dict[Kind, Dialect]] = {
    "sqlite": sqlite.dialect(paramstyle="qmark"),
    "postgresql": psycopg.dialect(paramstyle="numeric_dollar"),  # type: ignore[no-untyped-call]
}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)


class Query:
    """One statement. `community` and every other bound name is given by keyword when it runs."""

    __slots__ = ("_ready", "_statement")

    def __init__(self, statement: Executable | Mapping[Kind, Executable]) -> None:
        """Take one statement for both kinds of database, or one for each."""
        self._statement = statement
        self._ready: dict[Kind, tuple[str, tuple[str, ...], dict[str, Any], frozenset[str]]] = {}

    def prepared(self, kind: Kind, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the text and its values in order; `TypeError` for a plain value in a private column."""
        ready = self._ready.get(kind)
        if ready is None:
            ready = self._ready[kind] = self._compiled(kind)
        text, names, fixed, private = ready
        for name in private:
            only_sealed(values[name])
        if fixed:
            return text, [values[name] if name in values else fixed[name] for name in names]
        return text, [values[name] for name in names]

    def _compiled(self, kind: Kind) -> tuple[str, tuple[str, ...], dict[str, Any], frozenset[str]]:
        statement = self._statement[kind] if isinstance(self._statement, Mapping) else self._statement
        compiled = statement.compile(dialect=DIALECTS[kind])  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - everything that can be executed compiles to this
        names = tuple(compiled.positiontup or ())
        bound = {name: compiled.binds[name] for name in names}
        fixed = {name: parameter.value for name, parameter in bound.items() if not parameter.required}
        private = frozenset(name for name, parameter in bound.items() if isinstance(parameter.type, SealedBytes))
        return str(compiled), names, fixed, private


def mine(table: Table) -> ColumnElement[bool]:
    """Only rows of the community at hand."""
    return table.c.community_id == bindparam("community")


def add(table: Table) -> Insert:
    """Insert a row; each column is bound by its own name."""
    return Insert(table)


def upsert(table: Table) -> Upsert:
    """Insert a row, to be followed by what happens when there is one with its key."""
    return Upsert(table)  # both databases read PostgreSQL's ON CONFLICT


def put(table: Table, *, keep: Collection[str] = ()) -> Upsert:
    """Insert a row, or change all but `keep` of the row with its key; columns are bound by their names."""
    statement = upsert(table)
    keys = [column.name for column in table.primary_key]
    changed = [column.name for column in table.c if column.name not in (*keys, *keep)]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in changed}
    )


class db_now(ColumnElement[int]):
    """The database's own clock, in microseconds: what leases are measured by."""

    inherit_cache = True
    type = BigInteger()


@compiles(db_now, "sqlite")
def _sqlite_now(element: db_now, compiler: SQLCompiler, **kw: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(db_now, "postgresql")
def _postgres_now(element: db_now, compiler: SQLCompiler, **kw: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"


def ticks(at: datetime) -> int:
    """Return an instant as it is stored: whole microseconds since 1970."""
    return (at - _EPOCH) // _TICK


def instant(stored: int) -> datetime:
    """Return the instant that `ticks` wrote, UTC-aware."""
    return _EPOCH + stored * _TICK
