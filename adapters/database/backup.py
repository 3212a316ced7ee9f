"""Reading a whole database at one moment while it is in use, on either kind, at whatever migration it is.

Not here: the lines a backup is made of (`portable`), and where the file goes. Every value stays sealed as it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, Final, TypeAlias

from alembic.runtime.migration import MigrationContext
from sqlalchemy import ColumnElement, Connection, MetaData, Table, bindparam, create_engine, func, select, text
from sqlalchemy.pool import NullPool, StaticPool

from adapters.database.opening import sqlite_path
from adapters.database.portable import BackupProblem, Dump, Row, Shape
from adapters.database.walls import APP_ROLE

AT_ONCE: Final = 500
"""Rows held in memory."""
Worlds: TypeAlias = Mapping[str, list[str]]
"""The communities whose rows of a table have to be asked for one by one; tables that are not in it show all."""
_ENTER: Final = select(func.set_config("handrail.community", bindparam("community"), True))
_WALLED: Final = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
    " AND relnamespace = current_schema()::regnamespace"
)


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """Yield a connection that sees the database as it is at this moment, however long one looks.

    SQLite is copied into a nameless file that only this process can open and that is gone with it, so that nobody who
    writes has to wait. On PostgreSQL it is one read-only transaction.
    """
    if url.startswith("sqlite"):
        with nameless() as connection:
            _copy(url, connection)
            yield connection
        return
    if url.startswith("postgresql:"):
        url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as opened:
        yield opened.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@contextmanager
def nameless() -> Iterator[Connection]:
    """Yield a new SQLite database that no other program can open; nothing of it is left, however we end."""
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as file:
        engine = create_engine("sqlite://", creator=lambda: file, poolclass=StaticPool, hide_parameters=True)
        with engine.connect() as connection:
            yield connection


def read_all(connection: Connection, made_at: datetime, erased: frozenset[str]) -> Dump:
    """Return everything a connection sees. Its rows are read while they are asked for."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise BackupProblem("The database has no tables yet, so there is nothing to back up.")
    found = MetaData()
    found.reflect(connection)
    worlds = _worlds(connection, found)
    shapes: dict[Shape, Table] = {}
    for table in found.sorted_tables:
        if table.name != "alembic_version":
            count = sum(len_of for (len_of,) in _select(connection, table, worlds, func.count()))
            shapes[Shape(table.name, tuple(column.name for column in table.c), count)] = table
    kek = found.tables["community_keys"].c.kek
    keks = {number for (number,) in _select(connection, kek.table, worlds, kek)}
    rows = ((shape, row) for shape, table in shapes.items() for row in _rows(connection, table, worlds))
    return Dump(revision, made_at, tuple(sorted(keks)), erased, tuple(shapes), rows)


def _copy(url: str, into: Connection) -> None:
    path = sqlite_path(url).absolute()
    copy = into.connection.driver_connection
    assert isinstance(copy, sqlite3.Connection)  # noqa: S101 - `nameless` made it
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as original:
            original.execute("PRAGMA query_only = ON")
            original.backup(copy)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or type(error).__name__
        raise BackupProblem(f"The database at {path} cannot be read ({name}).") from None


def _worlds(connection: Connection, found: MetaData) -> Worlds:
    """On PostgreSQL, step into the role that every program has, and say which tables show one community at a time."""
    if connection.dialect.name != "postgresql":
        return {}
    walled = set(connection.execute(_WALLED).scalars())
    connection.execute(text(f"SET LOCAL ROLE {APP_ROLE}"))
    everybody = list(connection.execute(select(found.tables["communities"].c.id)).scalars())
    return {name: everybody for name in walled}


def _rows(connection: Connection, table: Table, worlds: Worlds) -> Iterator[Row]:
    return (list(row) for row in _select(connection, table, worlds, *table.c))


def _select(connection: Connection, table: Table, worlds: Worlds, *what: ColumnElement[Any]) -> Iterator[Row]:
    statement = select(*what).select_from(table)
    for community in worlds.get(table.name, [""]):
        if table.name in worlds:
            connection.execute(_ENTER, {"community": community})
        for row in connection.execute(statement, execution_options={"yield_per": AT_ONCE}):
            yield list(row)
