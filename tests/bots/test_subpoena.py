"""What the host could hand over: every table and column, in words, and no more than there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.database import described, survey
from adapters.database.reviewed import PLAIN
from adapters.database.tables import SealedBytes, metadata
from bots.subpoena import told
from tests.bots.programs import run
from tests.contract.full_house import CANARY, fill
from tests.contract.world import ANN, HOME
from tests.databases import Store

TABLES = {table.name: table for table in metadata.sorted_tables}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_and_column_is_described(table: str) -> None:
    assert described.TABLES[table].endswith(".")
    for column in TABLES[table].c:
        if isinstance(column.type, SealedBytes):
            assert described.SEALED[f"{table}.{column.name}"], f"describe {table}.{column.name} in described.py"
        else:
            what, example = described.plainly(table, column.name)
            assert what and example, f"describe {table}.{column.name} in described.py"
            assert column.name in PLAIN[table]


def test_nothing_is_described_that_is_not_there() -> None:
    columns = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table.c}
    assert set(described.TABLES) == set(TABLES)
    assert set(described.SEALED) | set(described.PLAINLY) <= columns
    assert set(described.COMMON) <= {column.partition(".")[2] for column in columns}


def test_the_list_is_the_one_that_was_reviewed(sqlite_store: Store, golden: Callable[[str, Any], None]) -> None:
    with survey.reading(sqlite_store.url) as link:
        golden("subpoena", "\n".join(told(link)).split("\n"))


async def test_rows_are_counted_and_the_stored_values_hold_no_words_and_no_ids_of_a_platform(store: Store) -> None:
    database = store.open()
    await fill(database)
    await database.close()
    with survey.reading(store.url) as link:
        counts = survey.counts(link)
        text = "\n".join(told(link, values=True))
    empty = [name for name, count in counts.items() if count == 0]
    assert empty == [], "the full house leaves something everywhere"
    for table, count in counts.items():
        assert f"{table}: {count} rows." in text
        section = text.partition(f"\n{table}: ")[2].partition("\n\n")[0]
        assert section.count("  row     ") == count
    assert CANARY not in text and ANN.user not in text and HOME.home not in text
    assert re.search(r"created_at=20\d\d-\d\d-\d\dT", text)


async def test_values_are_shown_only_when_asked_for(sqlite_store: Store) -> None:
    database = sqlite_store.open()
    house = await fill(database)
    await database.close()
    with survey.reading(sqlite_store.url) as link:
        assert house.ann.id not in "\n".join(told(link))
        assert house.ann.id in "\n".join(told(link, values=True))


def test_the_command_needs_no_key_and_says_when_there_is_no_database(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor", "--subpoena")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert run(tmp_path, "migrate").returncode == 0
    done = run(tmp_path, "doctor", "--subpoena")
    assert done.returncode == 0 and "checkins: 0 rows." in done.stdout
    assert run(tmp_path, "doctor", "--values").returncode == 2
