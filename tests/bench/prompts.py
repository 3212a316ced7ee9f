"""`prompts-sqlite` and `prompts-postgres`: 10,000 members' evening prompts, all due in the same minute.

Each is taken from the queue, re-read and decided, its note sealed, its line promised and its next evening planned.
Beside it the raw limit: as many rows with as many bytes, three to a member, inserted into the same database by a bare
loop with a commit every 50 members. Not here: showing the lines, which is the platforms' pace.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final

import psycopg

from adapters.clock import MovableClock
from adapters.database.migrations import migrate
from adapters.vault import create_key_file
from bots.assemble import Places, assembled
from core.jobs import JobLoop
from core.ports import Transaction
from core.rhythms.model import EVERY_DAY, Rhythm
from core.rhythms.planning import keep
from core.values import CommunityId, Person, Place, Role, Said, new_id
from tests.bench.harness import Figure
from tests.bench.turn import postgres

MEMBERS: Final = 10_000
AT_ONCE: Final = 50
BEGIN: Final = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
EVENING: Final = datetime(2026, 6, 1, 18, 0, 30, tzinfo=UTC)
ROW: Final = os.urandom(450)
EVENINGS: Final = 6
"""Whoever answers none of seven prompts is left in peace, here too."""


def bench(name: str, runs: int) -> list[Figure]:
    """Measure evening after evening, on the database that the name says."""
    took = Figure(
        f"{MEMBERS:,} prompts of one minute decided, sealed and queued",
        "s",
        "raw inserts",
        "at most 10 s",
        lambda ours, _: ours <= 10,
    )
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder, _database(name, Path(folder)) as url:
        asyncio.run(_measured(url, Path(folder), took, runs))
    return [took]


async def _measured(url: str, folder: Path, took: Figure, runs: int) -> None:
    create_key_file(folder / "key")
    migrate(url)
    clock = MovableClock(BEGIN)
    async with assembled(Places(url, folder / "key", folder / "erasures"), clock=clock) as handrail:
        community = await handrail.database.write(lambda tx: tx.found(Place("web", "bench"), BEGIN))
        for start in range(0, MEMBERS, 200):
            await handrail.database.write(lambda tx, start=start: _people(tx, community, start))  # type: ignore[misc]
        loop = handrail.loop()
        for run in range(min(runs, EVENINGS)):
            clock.move(EVENING + timedelta(days=run) - clock.now())
            began = perf_counter()
            done = await _all(loop)
            ours = perf_counter() - began
            assert done >= MEMBERS, done
            theirs = await asyncio.to_thread(_raw, url)
            took.add(ours, theirs)
            await handrail.database.write(lambda tx: _rung(tx, clock.now()))


def _people(tx: Transaction, community: CommunityId, start: int) -> None:
    stores = tx.within(community)
    for number in range(start, start + 200):
        member = stores.people.admit(Person("web", f"somebody-{number}"), "bench", Role.MEMBER, BEGIN)
        joined = stores.people.join(member.id, Said(f"Somebody {number}"), "DE", "Europe/Berlin", BEGIN)
        keep(stores, joined, Rhythm("daily-brief", new_id(), EVERY_DAY), BEGIN)


async def _all(loop: JobLoop) -> int:
    total = 0
    while done := await loop.run_due():
        total += done
    return total


def _rung(tx: Transaction, now: datetime) -> None:
    """Let the lines be over, as if they had been shown, so that the next evening is like the first."""
    while held := tx.claim(now, ["web"], 1_000, timedelta(minutes=5)):
        for claim in held:
            tx.finish(claim, "done", now)


def _raw(url: str) -> float:
    """Insert three rows a member, as a bare loop does."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.partition(":///")[2], isolation_level=None)) as link:
            return _inserted(link.execute, "BLOB", "INSERT INTO raw VALUES (?, ?, ?)")
    with psycopg.connect(url, autocommit=True) as server:
        return _inserted(server.execute, "BYTEA", "INSERT INTO raw VALUES (%s, %s, %s)")


def _inserted(run: Callable[..., object], blob: str, insert: str) -> float:
    run(f"CREATE TABLE raw (id TEXT PRIMARY KEY, at BIGINT, body {blob})")
    began = perf_counter()
    for start in range(0, MEMBERS, AT_ONCE):
        run("BEGIN")
        for number in range(start * 3, (start + AT_ONCE) * 3):
            run(insert, (new_id(), number, ROW))
        run("COMMIT")
    took = perf_counter() - began
    run("DROP TABLE raw")
    return took


@contextmanager
def _database(name: str, folder: Path) -> Iterator[str]:
    if name.endswith("postgres"):
        with postgres() as url:
            yield url
    else:
        yield f"sqlite:///{folder / 'bench.db'}"
