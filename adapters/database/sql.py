"""Statements: built once with SQLAlchemy Core, compiled once for each kind of database.

Not here: running them (`link`). Nothing is ever pasted into a statement; every value is bound.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Executable, Insert, Table, Text, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import Insert as Upsert
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from adapters.database.arrays import Encode, as_json, encoder
from adapters.database.tables import SealedBytes, only_sealed
from core.values import new_id

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
        self._ready: dict[Kind, _Compiled] = {}

    def prepared(self, kind: Kind, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the text and its values in order; `TypeError` for a plain value in a private column."""
        ready = self._ready.get(kind)
        if ready is None:
            ready = self._ready[kind] = _compiled(self._statement, kind)
        text, names, fixed, private, lists = ready
        for name in private:
            only_sealed(values[name])
        if fixed or lists:
            values = {**fixed, **values, **{name: encode(values[name]) for name, encode in lists.items()}}
        return text, [values[name] for name in names]

    def prepared_for(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Sequence[Any]]]:
        """Return the text and the values of each time it is run, to have it run for all of these rows."""
        text, _ = self.prepared(kind, rows[0])
        _, names, fixed, private, lists = self._ready[kind]
        if fixed or lists or len(names) < 2:
            return text, [self.prepared(kind, values)[1] for values in rows]
        for name in private:
            for values in rows:
                only_sealed(values[name])
        return text, list(map(itemgetter(*names), rows))


_Compiled: TypeAlias = tuple[str, tuple[str, ...], dict[str, Any], frozenset[str], dict[str, Encode]]
"""A statement's text, the names of its values in order, those that are always the same, the private ones, the lists."""


def _compiled(statement: Executable | Mapping[Kind, Executable], kind: Kind) -> _Compiled:
    statement = statement[kind] if isinstance(statement, Mapping) else statement
    compiled = statement.compile(dialect=DIALECTS[kind])  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - everything that can be executed compiles to this
    names = tuple(compiled.positiontup or ())
    bound = {name: compiled.binds[name] for name in names}
    fixed = {name: parameter.value for name, parameter in bound.items() if not parameter.required}
    private = frozenset(name for name, parameter in bound.items() if isinstance(parameter.type, SealedBytes))
    arrays = {name: parameter.type for name, parameter in bound.items() if isinstance(parameter.type, ARRAY)}
    lists: dict[str, Encode] = {name: as_json if kind == "sqlite" else encoder(array) for name, array in arrays.items()}
    return str(compiled), names, fixed, private, lists


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
    return changed(table, keep=keep)(upsert(table))


def changed(table: Table, *, keep: Collection[str] = ()) -> Callable[[Upsert], Upsert]:
    """End an insert: a row with that key is changed, all but `keep` of it."""
    keys = [column.name for column in table.primary_key]
    names = [column.name for column in table.c if column.name not in (*keys, *keep)]
    return lambda insert: insert.on_conflict_do_update(
        index_elements=keys, set_={name: insert.excluded[name] for name in names}
    )


class among(FunctionElement[Any]):
    """Whether a column holds one of the texts of a list: `among(column, listed("name"))`; any number of them."""

    inherit_cache = True
    type = BigInteger()  # were it a boolean, SQLite would be told to compare it with 1


def listed(name: str) -> ColumnElement[Any]:
    """A list of texts, bound as one value."""
    return bindparam(name, type_=ARRAY(Text()))


@compiles(among, "sqlite")
def _sqlite_among(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, given = (compiler.process(each, **kw) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({given}))"  # noqa: S608 - both are what the compiler made


@compiles(among, "postgresql")
def _postgres_among(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, given = (compiler.process(each, **kw) for each in element.clauses)
    return f"{column} = ANY({given})"


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


def id_near(at: int) -> str:
    """An id that stands beside those of the same second: an index takes and finds many of them at one place."""
    return new_id(near=(at // 1_000_000).to_bytes(5))
