"""Taking the rows of an older backup through the migrations since, before they are put into a database of today.

Not here: the migrations. It happens in a nameless file that is gone with this process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, MetaData

from adapters.database import migrations
from adapters.database.backup import AT_ONCE, nameless, read_all
from adapters.database.portable import BackupProblem, Dump, Row, Shape


def brought_up_to_date(dump: Dump, stack: ExitStack) -> Dump:
    """Return a dump as it would be today; what it needs for that lasts as long as the stack.

    Raises `BackupProblem` when it is from a migration that is not known here.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    known = ScriptDirectory.from_config(config)
    if dump.revision == known.get_current_head():
        return dump
    try:
        known.get_revision(dump.revision)
    except CommandError:
        raise BackupProblem(
            "It was made by a newer Handrail than this one. Please install that version first."
        ) from None
    connection = stack.enter_context(nameless())
    config.attributes["connection"] = connection
    command.upgrade(config, dump.revision)
    connection.commit()
    _fill(connection, dump.rows)
    command.upgrade(config, "head")
    connection.commit()
    return replace(read_all(connection, dump.made_at, dump.erased), keks=dump.keks)


def _fill(connection: Connection, rows: Iterator[tuple[Shape, Row]]) -> None:
    tables = MetaData()
    tables.reflect(connection)
    for shape, of_table in groupby(rows, key=lambda one: one[0]):
        statement = tables.tables[shape.name].insert()
        while batch := [dict(zip(shape.columns, row, strict=True)) for _, row in islice(of_table, AT_ONCE)]:
            connection.execute(statement, batch)
    connection.commit()
