"""A backup that cannot be trusted, or a restore that is cut off, leaves everything as it was."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.database.migrations import migrate
from adapters.database.portable import BackupProblem, from_lines, to_lines
from adapters.database.tables import metadata
from adapters.vault import FileProblem, KeyProblem, Vault, add_kek, create_key_file, drop_kek, load_key_file
from tests.contract.full_house import (
    admin,
    fill,
    plain_binary,
    rows,
)
from tests.contract.killing import in_a_process_of_its_own
from tests.contract.restoring import content, empty, opened, restored, saved
from tests.databases import Store


async def test_a_database_with_somebody_in_it_is_left_as_it_is(store: Store, target: Store) -> None:
    for each in (store, target):
        database = each.open()
        await fill(database)
        await database.close()
    before = content(target)
    with pytest.raises(BackupProblem, match="not empty"):
        restored(target, saved(store))
    assert content(target) == before


async def test_a_damaged_or_shortened_backup_changes_nothing(sqlite_store: Store, target: Store) -> None:
    database = sqlite_store.open()
    await fill(database)
    await database.close()
    backup = saved(sqlite_store)
    chance = random.Random(3)
    damaged = [backup[:length] for length in (0, 5, 20, 60, len(backup) // 2, len(backup) - 1)]
    damaged += [backup + b"\0", backup + backup]
    for at in chance.sample(range(len(backup)), 12):
        damaged.append(backup[:at] + bytes([backup[at] ^ (1 << chance.randrange(8))]) + backup[at + 1 :])
    for each in damaged:
        with pytest.raises((FileProblem, KeyProblem)):
            restored(target, each)
    assert empty(target)
    assert restored(target, backup).rows


async def test_a_backup_that_says_more_rows_than_it_holds_changes_nothing(sqlite_store: Store, target: Store) -> None:
    database = sqlite_store.open()
    await fill(database)
    await database.close()
    dump = opened(saved(sqlite_store), sqlite_store.vault)
    shapes = {shape: replace(shape, count=shape.count + 1) for shape in dump.tables}
    more = replace(dump, tables=tuple(shapes.values()), rows=((shapes[shape], row) for shape, row in dump.rows))
    with pytest.raises(BackupProblem, match="as many rows"):
        restored(target, from_lines(to_lines(more)))
    assert empty(target)


async def test_a_backup_of_another_key_file_is_refused(sqlite_store: Store, target: Store, tmp_path: Path) -> None:
    backup = saved(sqlite_store)
    create_key_file(tmp_path / "other.key")
    with pytest.raises(KeyProblem, match="another key file"):
        restored(target, backup, vault=Vault(load_key_file(tmp_path / "other.key")))
    assert empty(target)


async def test_a_backup_from_before_a_rotation_needs_the_key_of_then(tmp_path: Path, bare_house: Path) -> None:
    path = tmp_path / "handrail.key"
    create_key_file(path)

    def here(name: str) -> Store:
        shutil.copy(bare_house / "handrail.db", tmp_path / name)
        return Store(f"sqlite:///{tmp_path / name}", Vault(load_key_file(path)), tmp_path / "erasures")

    store = here("first.db")
    database = store.open()
    await fill(database)
    backup = saved(store)
    add_kek(path)
    assert restored(here("second.db"), backup).unreadable == {}
    await database.close()
    drop_kek(path, 1)
    with pytest.raises(KeyProblem, match="lacks key 1"):
        restored(here("third.db"), backup)


async def test_values_that_do_not_open_are_counted_by_table_and_the_rest_is_back(store: Store, target: Store) -> None:
    database = store.open()
    await fill(database)
    await database.close()
    plain = plain_binary(metadata.tables["checkins"])
    (first, *_) = rows(store, plain)
    with admin(store).begin() as connection:
        connection.execute(plain.update().where(plain.c.id == first["id"]).values(body=b"\0" * 200))
    told = restored(target, saved(store))
    assert told.unreadable == {"checkins": 1} and told.opened > 10
    assert len(rows(target, plain)) == 2


async def test_a_backup_of_a_newer_handrail_is_refused(sqlite_store: Store, target: Store) -> None:
    database = sqlite_store.open()
    await fill(database)
    await database.close()
    with pytest.raises(BackupProblem, match="newer Handrail"):
        restored(target, replace(opened(saved(sqlite_store), target.vault), revision="9999"))
    assert empty(target)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
async def test_a_restore_that_is_killed_leaves_an_empty_database(
    sqlite_store: Store, target: Store, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = sqlite_store.open()
    await fill(database)
    await database.close()
    backup = saved(sqlite_store)
    monkeypatch.setattr("adapters.database.restore.AT_ONCE", 1)
    monkeypatch.setattr("adapters.database.opened.AT_ONCE", 1)
    steps = 0

    def count(what: str, done: int, total: int) -> None:
        nonlocal steps
        steps += 1

    rehearsal = replace(sqlite_store, url=f"sqlite:///{sqlite_store.path.parent / 'rehearsal.db'}")
    migrate(rehearsal.url)
    restored(rehearsal, backup, progress=count)
    assert steps > 30
    ended = in_a_process_of_its_own(lambda: restored(target, backup, progress=_dies_at(int(steps * share))))
    assert ended == -signal.SIGKILL
    assert empty(target)
    assert restored(target, backup).unreadable == {}


def _dies_at(step: int) -> Callable[[str, int, int], None]:
    left = [step]

    def progress(what: str, done: int, total: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return progress
