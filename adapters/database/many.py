"""Statements for many rows at once: run row by row in SQLite, which is in this process, and over arrays by a server.

Not here: gathering the rows (`link`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Executable, Table, bindparam, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import Insert as Upsert
from sqlalchemy.types import TypeEngine

from adapters.database.arrays import array_of
from adapters.database.sql import Kind, Query
from adapters.database.tables import SealedBytes, only_sealed

Given: TypeAlias = Mapping[str, ColumnElement[Any]]
"""The values of a row, by their names."""
_SCALARS: Final = ("community", "community_id")
"""One for all rows that are gathered."""


class Many(Query):
    """One statement, written once over `given`: the values of one row, or the columns of all rows together."""

    __slots__ = ("_all", "_private", "_spread")

    def __init__(self, build: Callable[[Given], Executable], given: Mapping[str, TypeEngine[Any]]) -> None:
        """Build the statement for one row and for many."""
        super().__init__(build({name: bindparam(name, type_=held) for name, held in given.items()}))
        arrays = [bindparam(name, type_=array_of(held)) for name, held in given.items()]
        names = [column(name, held) for name, held in given.items()]
        together = func.unnest(*arrays).table_valued(*names, name="given").render_derived()
        self._all = Query(build(dict(together.c)))
        self._spread = tuple(given)
        self._private = [name for name, held in given.items() if isinstance(held, SealedBytes)]

    def prepared_for(self, kind: Kind, rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Sequence[Any]]]:
        """Return the text and the values of each time it is run: for a server, once with all of them."""
        if kind == "sqlite":
            return super().prepared_for(kind, rows)
        for name in self._private:
            for row in rows:
                only_sealed(row[name])
        text, values = self._all.prepared(
            kind,
            {name: rows[0][name] for name in _SCALARS if name in rows[0]}
            | {name: [row[name] for row in rows] for name in self._spread},
        )
        return text, [values]


def into(
    table: Table, end: Callable[[Upsert], Executable] = lambda insert: insert, *, fixed: Mapping[str, int | None] = {}
) -> Many:
    """Insert rows, columns bound by their names but for the `fixed` ones; `end` says what becomes of rows there are."""
    named = {each.name: each.type for each in table.c if each.name not in ("community_id", *fixed)}
    same: dict[str, ColumnElement[Any]] = {
        name: literal_column("NULL" if value is None else str(value)) for name, value in fixed.items()
    }
    community: ColumnElement[Any] = bindparam("community_id", type_=table.c.community_id.type)

    def build(given: Given) -> Executable:
        values = {"community_id": community, **{name: given[name] for name in named}, **same}
        if any(isinstance(each, BindParameter) for each in given.values()):
            return end(Upsert(table).values(values))
        return end(Upsert(table).from_select(list(values), select(*values.values())))

    return Many(build, named)
