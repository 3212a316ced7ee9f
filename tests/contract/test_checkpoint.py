"""SQLite's log is moved into the main file beside the turns: it stays small, nobody waits, nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest

from adapters.database import checkpoint, sqlite
from adapters.database.front import SqlDatabase
from core.values import Place
from tests.contract.world import ANN, BEN, NOW, Community, check_in, found
from tests.databases import Store

A_LOT = "words " * 2_000
PATIENCE = 2.0
"""Far less than a writer would wait for a lock."""


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Move the log again and again."""
    monkeypatch.setattr(checkpoint, "SECONDS", 0.005)


def log_of(store: Store) -> Path:
    return store.path.with_name(f"{store.path.name}-wal")


async def write_much(here: Community, times: int) -> int:
    """Write this often, and return how many bytes that was at least."""
    ann = await here.read(lambda s: s.people.find(ANN))
    assert ann is not None
    for _ in range(times):
        await here.write(lambda s: s.checkins.save(check_in(ann.id, A_LOT)))
        await asyncio.sleep(0.005)
    return times * len(A_LOT)


def a_reader_that_stays(store: Store) -> sqlite3.Connection:
    reader = sqlite3.connect(store.path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM checkins").fetchone()
    return reader


def emptied(log: Path) -> bool:
    until = monotonic() + 10
    while log.stat().st_size and monotonic() < until:
        sleep(0.02)
    return log.stat().st_size == 0


async def opened(store: Store) -> tuple[SqlDatabase, Community]:
    database = store.open()
    here = await found(database)
    await here.joined(ANN, "Ann")
    return database, here


async def test_the_log_does_not_grow_with_what_is_written(sqlite_store: Store) -> None:
    database, here = await opened(sqlite_store)
    written = await write_much(here, 200)
    assert log_of(sqlite_store).stat().st_size < written / 2
    await database.close()
    assert not log_of(sqlite_store).exists(), "the last to leave has moved everything"


async def test_where_nothing_else_moves_it_the_writer_does(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "SECONDS", 60)
    monkeypatch.setattr(sqlite, "MOST_PAGES", 50)
    database, here = await opened(sqlite_store)
    written = await write_much(here, 100)
    assert log_of(sqlite_store).stat().st_size < written / 2
    await database.close()


async def test_what_grew_while_a_reader_stayed_is_cut_once_it_is_gone(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "MOST_PAGES", 20)
    monkeypatch.setattr(sqlite, "MOST_BYTES", 100_000)
    database, here = await opened(sqlite_store)
    with closing(a_reader_that_stays(sqlite_store)) as reader:
        await write_much(here, 50)
        assert log_of(sqlite_store).stat().st_size > 300_000
        assert reader.execute("SELECT count(*) FROM checkins").fetchone() == (0,), "it sees what it saw"
    until = monotonic() + 10
    while log_of(sqlite_store).stat().st_size > 150_000 and monotonic() < until:
        await write_much(here, 1)
    assert log_of(sqlite_store).stat().st_size <= 150_000
    await database.close()


async def test_a_reader_that_stays_keeps_nobody_waiting_after_an_erasure(sqlite_store: Store) -> None:
    database, here = await opened(sqlite_store)
    ben = await here.joined(BEN, "Ben")
    with closing(a_reader_that_stays(sqlite_store)):
        began = monotonic()
        await here.write(lambda s: s.people.erase(ben.id, NOW))
        await write_much(here, 3)
        assert monotonic() - began < PATIENCE
        assert log_of(sqlite_store).stat().st_size > 0
    assert await asyncio.to_thread(emptied, log_of(sqlite_store)), "as soon as nobody reads it"
    await database.close()


async def test_a_process_killed_while_it_moves_the_log_leaves_everything_that_was_saved(sqlite_store: Store) -> None:
    database, _ = await opened(sqlite_store)
    await database.close()
    saved = await asyncio.to_thread(killed_after, sqlite_store, 60)
    with closing(sqlite3.connect(sqlite_store.path)) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (kept,) = whole.execute("SELECT count(*) FROM checkins").fetchone()
    assert kept in (saved, saved + 1)


def killed_after(store: Store, saved: int) -> int:
    """Write in a process of its own, kill it once it has saved so many, and return how many it said it saved."""
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            asyncio.run(write_until_killed(store, tells))
        finally:
            os._exit(1)
    os.close(tells)
    lines = b""
    while len(lines) < saved:
        more = os.read(told, 99)
        assert more, "it ended before it was killed"
        lines += more
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    lines += os.read(told, 99)
    os.close(told)
    return len(lines)


async def write_until_killed(store: Store, tells: int) -> None:
    """Say of each check-in that it is saved."""
    database = store.open()
    (community,) = await database.read(lambda tx: tx.communities())
    here = Community(database, community)
    while True:
        await write_much(here, 1)
        os.write(tells, b".")


async def test_what_is_closed_is_all_in_the_main_file(sqlite_store: Store) -> None:
    for number in range(25):  # connections that close at one moment would leave the log to each other now and then
        database = sqlite_store.open()
        await database.write(lambda tx, home=f"home-{number}": tx.found(Place("web", home), NOW))
        await asyncio.gather(*(database.read(lambda tx: tx.communities()) for _ in range(4)))
        await database.close()
        assert not log_of(sqlite_store).exists()
