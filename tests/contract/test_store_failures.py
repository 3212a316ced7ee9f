"""Whatever happens to the database, `NotSaved` is said when nothing was recorded, and never a value with it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from adapters.database.front import SqlDatabase
from adapters.database.link import Driver
from adapters.database.postgres import PostgresDriver, Refused, Sent
from adapters.database.sqlite import SqliteDriver
from core.errors import NotSaved
from core.turn import Stores
from core.values import Person, Role
from tests.contract.full_house import CANARY
from tests.contract.world import ANN, NOW, Community, check_in, found, join, note
from tests.databases import PostgresServer, Store


def sqlite(store: Store, prepare: Callable[[Driver], object]) -> SqlDatabase:
    """A database whose writing connection is prepared first."""

    def connect(writes: bool) -> Driver:
        driver = SqliteDriver(store.path, writes=writes)
        if writes:
            prepare(driver)
        return driver

    return SqlDatabase(connect, store.vault, store.ledger, writers=1, readers=1)


def write_much(stores: Stores) -> None:
    member = stores.people.find(ANN)
    assert member is not None
    for _ in range(40):
        stores.checkins.save(check_in(member.id, f"{CANARY} " * 150))


async def test_a_full_disk_is_told_and_passes(sqlite_store: Store) -> None:
    drivers: list[Driver] = []
    database = sqlite(sqlite_store, drivers.append)
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    ((pages,),) = drivers[0].execute("PRAGMA page_count", ()).fetchall()
    drivers[0].execute(f"PRAGMA max_page_count = {pages + 5}", ())
    with pytest.raises(NotSaved) as caught:
        await here.write(write_much)
    assert_silent(caught.value)
    small = await asyncio.gather(
        *(here.write(lambda s, n=n: s.turns.remember(f"t{n}", note(), None, NOW)) for n in range(3)),  # type: ignore[misc]
        here.write(write_much),
        return_exceptions=True,
    )
    assert isinstance(small[-1], NotSaved)
    for number, result in enumerate(small[:3]):
        answered = await here.read(lambda s, n=number: s.turns.answered(f"t{n}"))  # type: ignore[misc]
        assert (answered is None) == isinstance(result, NotSaved)
    drivers[-1].execute("PRAGMA max_page_count = 100000", ())
    await here.write(write_much)
    assert len(await here.read(lambda s: s.checkins.latest(ann.id, 99))) == 40
    await database.close()


FULL_FILE = """
import asyncio, resource, sys
from pathlib import Path
from adapters.database.opening import open_database
from adapters.vault import Vault, load_key_file
from core.errors import NotSaved
from tests.contract.world import *
from tests.contract.test_store_failures import write_much

async def main(url, key, ledger):
    database = open_database(url, Vault(load_key_file(Path(key))), Path(ledger))
    here = await found(database)
    await here.joined(ANN, "Ann")
    resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
    refused = 0
    for _ in range(8):
        try:
            await here.write(write_much)
        except NotSaved:
            refused += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    ann = await here.read(lambda s: s.people.find(ANN))
    kept = len(await here.read(lambda s: s.checkins.latest(ann.id, 999)))
    await here.write(write_much)
    await database.close()
    print(refused, kept)

asyncio.run(main(*sys.argv[1:]))
"""


def test_a_disk_that_refuses_to_grow_loses_nothing_that_was_confirmed(sqlite_store: Store, tmp_path: Path) -> None:
    from adapters.vault import create_key_file

    create_key_file(tmp_path / "key")
    done = subprocess.run(
        [sys.executable, "-c", FULL_FILE, sqlite_store.url, str(tmp_path / "key"), str(sqlite_store.ledger)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    refused, kept = map(int, done.stdout.split())
    assert refused > 0 and kept == 40 * (8 - refused)
    assert CANARY not in done.stderr


async def test_a_file_that_cannot_be_written_is_told(sqlite_store: Store) -> None:
    database = sqlite_store.open()
    here = await found(database)
    await database.close()
    read_only = sqlite(sqlite_store, lambda driver: driver.execute("PRAGMA query_only = ON", ()))
    with pytest.raises(NotSaved):
        await read_only.write(lambda tx: join(tx.within(here.id), ANN, CANARY))
    assert await read_only.read(lambda tx: tx.within(here.id).people.find(ANN)) is None
    await read_only.close()


async def test_a_file_that_is_not_there_is_told_and_not_made(sqlite_store: Store, tmp_path: Path) -> None:
    missing = tmp_path / "other" / "handrail.db"
    database = SqlDatabase(
        lambda writes: SqliteDriver(missing, writes=writes),
        sqlite_store.vault,
        sqlite_store.ledger,
        writers=1,
        readers=1,
    )
    for way in (database.write, database.read):
        with pytest.raises(NotSaved):
            await way(lambda tx: tx.communities())
    assert not missing.exists()
    missing.parent.mkdir()
    sqlite_store.path.rename(missing)
    assert await database.write(lambda tx: tx.communities()) == []
    await database.close()


async def test_a_lock_that_does_not_come_free_is_told_and_passes(sqlite_store: Store) -> None:
    database = sqlite(sqlite_store, lambda driver: driver.execute("PRAGMA busy_timeout = 50", ()))
    here = await found(database)
    other = sqlite3.connect(sqlite_store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotSaved):
        await here.joined(ANN, "Ann")
    assert await here.read(lambda s: s.people.find(ANN)) is None, "readers do not wait for writers"
    other.execute("ROLLBACK")
    other.close()
    assert await here.joined(ANN, "Ann")
    await database.close()


async def test_a_hanging_disk_does_not_stop_the_event_loop(database: SqlDatabase) -> None:
    hanging = asyncio.create_task(database.write(lambda tx: time.sleep(0.3)))
    ticks = 0
    while not hanging.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert ticks > 15


async def test_work_that_swallows_the_databases_error_is_not_committed(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: s.checkins.save(check_in(ann.id)))

    def work(stores: Stores) -> None:
        stores.people.keep_note(ann.id, note(), NOW)
        try:
            stores.checkins.save(check_in(ann.id).__class__(**{**_fields(check_in(ann.id)), "group": "nowhere"}))
            stores.people.find(ANN)
        except Exception:  # noqa: BLE001, S110 - what this test is about
            pass

    with pytest.raises(Exception, match="database") as caught:
        await here.write(work)
    assert_silent(caught.value)
    assert (await here.read(lambda s: s.people.find(ANN))).notes == 0  # type: ignore[union-attr]


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__slots__}  # type: ignore[attr-defined]


async def test_after_closing_nothing_is_saved(database: SqlDatabase) -> None:
    await database.close()
    await database.close()
    with pytest.raises(NotSaved):
        await database.write(lambda tx: tx.communities())


@pytest.mark.postgres
async def test_a_server_that_goes_away_is_told_and_found_again(
    postgres_server: PostgresServer, postgres_store: Store
) -> None:
    database = postgres_store.open(connections=4)
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    postgres_server.stop()
    try:
        for _ in range(6):
            with pytest.raises(NotSaved) as caught:
                await here.write(lambda s: s.people.keep_note(ann.id, note(CANARY), NOW))
            assert_silent(caught.value)
            with pytest.raises(NotSaved):
                await here.read(lambda s: s.people.find(ANN))
    finally:
        postgres_server.start()
    await here.write(lambda s: s.people.keep_note(ann.id, note("back"), NOW))
    assert [kept for _, kept in await here.read(lambda s: s.people.notes(ann.id, NOW))] == [note("back")]
    await database.close()


@pytest.mark.postgres
async def test_a_server_restarted_between_two_turns_is_not_noticed(
    postgres_server: PostgresServer, postgres_store: Store
) -> None:
    database = postgres_store.open(connections=4)
    here = await found(database)
    await asyncio.gather(*(here.joined(Person("discord", f"{n}"), f"h{n}") for n in range(8)))
    postgres_server.stop()
    postgres_server.start()
    joined = await asyncio.gather(*(here.joined(Person("discord", f"a{n}"), f"a{n}") for n in range(8)))
    assert len({member.id for member in joined}) == 8
    await database.close()


@pytest.mark.postgres
async def test_a_server_that_stops_in_the_middle_of_a_turn_records_nothing(
    postgres_server: PostgresServer, postgres_store: Store
) -> None:
    database = postgres_store.open(connections=2)
    here = await found(database)
    begun, go_on = threading.Event(), threading.Event()

    def work(stores: Stores) -> None:
        stores.people.admit(ANN, "", Role.MEMBER, NOW)
        assert stores.people.find(ANN) is not None
        begun.set()
        go_on.wait(10)

    writing = asyncio.create_task(here.write(work))
    await asyncio.to_thread(begun.wait, 10)
    await asyncio.to_thread(postgres_server.stop)
    go_on.set()
    try:
        with pytest.raises(NotSaved):
            await writing
    finally:
        postgres_server.start()
    assert await here.read(lambda s: s.people.find(ANN)) is None
    await database.close()


class LosesCommits(PostgresDriver):
    """Cuts the connection at a commit, before or after the server has done it."""

    losing: str = ""

    def execute(self, text: str, values: Sequence[object]) -> Sent:
        if text == "COMMIT" and LosesCommits.losing:
            before, LosesCommits.losing = LosesCommits.losing == "before", ""
            if not before:
                super().execute(text, values)
            self.close()
            self.broken = True
            raise Refused("lost")
        return super().execute(text, values)


@pytest.mark.postgres
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_commit_whose_answer_is_lost_is_told_as_it_really_ended(postgres_store: Store, when: str) -> None:
    database = SqlDatabase(
        lambda writes: LosesCommits(postgres_store.url),
        postgres_store.vault,
        postgres_store.ledger,
        writers=1,
        readers=1,
    )
    here: Community = await found(database)
    LosesCommits.losing = when
    if when == "after":
        joined = await here.joined(ANN, "Ann")
        assert await here.read(lambda s: s.people.find(ANN)) == joined
    else:
        with pytest.raises(NotSaved):
            await here.joined(ANN, "Ann")
        assert await here.read(lambda s: s.people.find(ANN)) is None
    assert await here.joined(Person("slack", "U1"), "Next")
    await database.close()


def assert_silent(error: BaseException | None) -> None:
    """No value and no platform id in an error or in what it was raised from."""
    while error is not None:
        assert CANARY not in repr(error) and ANN.user not in repr(error)
        assert not re.search(r"\b(?![A-Z_]+\b)[A-Za-z0-9_-]{22}", str(error)), str(error)
        error = error.__cause__ or error.__context__
