"""What the host could hand over, exactly: without the key, and with it.

Not here: whether to. Nothing sealed is opened to print this.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Final

from sqlalchemy import BigInteger, Table

from adapters.database import described, survey
from adapters.database.link import Link
from adapters.database.sql import instant
from adapters.database.tables import SealedBytes

_BEFORE: Final = """\
What this host could hand over

Without the key file: the columns that are not sealed, listed below. They are random ids of ours, keyed references,
times, counts and states. No words, no handles, no ids of a platform.
With the key file as well: everything in the sealed columns too, in clear. It has to be opened by a program somebody
writes for it; Handrail has none. What was deleted cannot be opened by anybody: its key is destroyed.
"""
_AFTER: Final = """\
Beside the database:
  the key file        opens everything sealed; keep it apart
  the erasure ledger  a keyed reference for each erased member, which says nothing by itself
  logs                our own fixed sentences: times, codes, kinds of steps; nobody's words, names or ids
  backups             what the database held when they were made; encrypted where `handrail backup` made them
Elsewhere, and not ours to withhold: Discord or Slack hold what was posted and sent there, and who the accounts are.
"""


def told(link: Link, *, values: bool = False) -> Iterator[str]:
    """Yield the lines: every table with its rows, its plain columns, and what its sealed ones hold."""
    counts = survey.counts(link)
    yield _BEFORE
    for table in survey.tables():
        yield f"{table.name}: {counts[table.name]} rows. {described.TABLES[table.name]}"
        for name in survey.plain_columns(table):
            what, example = described.plainly(table.name, name)
            yield f"  plain   {name}: {what}. Such as: {example}"
        for column in table.c:
            if isinstance(column.type, SealedBytes):
                yield f"  sealed  {column.name}: {described.SEALED[f'{table.name}.{column.name}']}"
        if values:
            yield from _values(link, table)
        yield ""
    yield _AFTER


def _values(link: Link, table: Table) -> Iterator[str]:
    names = survey.plain_columns(table)
    for row in survey.plain_rows(link, table):
        yield "  row     " + "  ".join(
            f"{name}={_shown(table, name, each)}" for name, each in zip(names, row, strict=True)
        )


def _shown(table: Table, name: str, value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, int) and isinstance(table.c[name].type, BigInteger):
        return instant(value).astimezone(UTC).isoformat(timespec="seconds")
    return str(value)
