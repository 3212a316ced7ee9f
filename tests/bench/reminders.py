"""`reminders-sqlite` and `reminders-postgres`: 100,000 reminders due now beside 1,000,000 that are not.

`reminders-peers`: the engine alone in SQLite, beside the schedulers somebody would otherwise take.

The engine alone (claim, next local time in the member's zone, sealed line, one transaction), then the evening's prompts
with every rule on, each by a worker in a process of its own, in rounds of some seconds. Beside them, in the same
database and minute, the raw limit: a bare loop that claims 500 with a lease and commits, writes their ids to a file,
deletes them and commits. It does so with rows of the queue itself, and with bare rows in a table of nothing else.
Not here: the raw loop (`reminders_raw`), the database's filling (`reminders_seed`), the worker (`reminders_worker`) and
other schedulers (`schedulers`).
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final

from adapters.database.migrations import migrate
from adapters.database.sql import ticks
from adapters.vault import create_key_file
from bots.assemble import Places, assembled
from core.values import Place
from tests.bench import reminders_raw as raw
from tests.bench import schedulers
from tests.bench.harness import KEPT, ROOT, Figure, Skipped, console
from tests.bench.prompts import _database
from tests.bench.reminders_seed import COLUMNS, FAR, JOB, Filled, not_due, people

DUE: Final = int(os.environ.get("HANDRAIL_BENCH_DUE", "100000"))
WAITING: Final = int(os.environ.get("HANDRAIL_BENCH_WAITING", "1000000"))
BATCH: Final = 500
ROUND_SECONDS: Final = 4.0
RAW_SECONDS: Final = 2.0
LATE_SECONDS: Final = 8.0
RAW_ROWS: Final = 40_000
READY_SECONDS: Final = 300


def bench(name: str, runs: int) -> list[Figure]:
    """Measure on the database that the name says."""
    KEPT.mkdir(exist_ok=True)
    with (
        (KEPT / "reminders.log").open("a", encoding="utf-8") as log,
        _filled(name) as house,
    ):
        if name.endswith("peers"):
            return _beside_peers(house, log)
        with _filled(name) as without:
            return _measured(house, without, log, min(runs, 3))


@contextmanager
def _filled(name: str) -> Iterator[Filled]:
    """A database of its own, to be filled."""
    with (
        tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder,
        _database(name, Path(folder)) as url,
    ):
        yield Filled(url, Path(folder))


def _beside_peers(house: Filled, log: IO[str]) -> list[Figure]:
    """Rates at what is due, one after another: each peer has a worker of its own kind, and we one."""
    asyncio.run(_people(house, min(DUE, 20_000)))
    ours, figures = _round(house, log)["rate"], []
    for peer, theirs in schedulers.rates().items():
        ten = peer == "arq"
        goal = "at least 10 x" if ten else ""
        figure = Figure("reminders a second, engine alone", "1/s", peer, goal, (lambda _, x: x >= 10) if ten else None)
        figure.add(ours, theirs)
        figures.append(figure)
    if not figures:
        figures.append(Figure("reminders a second, engine alone", "1/s", "no peer could be run here"))
        figures[0].add(ours)
    return figures


def _measured(house: Filled, without: Filled, log: IO[str], runs: int) -> list[Figure]:
    same, bare = "raw claim of the queue's own rows", "raw claim of bare rows"
    engine = _rate("reminders a second, engine alone", same, "at least 0.25", 0.25)
    ruled = _rate("reminders a second, every rule on", same, "at least 0.1", 0.1)
    lean = [_rate(f"reminders a second, {what}", bare, "", 0.0) for what in ("engine alone", "every rule on")]
    beside = Figure(
        "reminders a second beside 1 M not due", "1/s", "raw none: beside none", "at least 0.9", lambda _, x: x >= 0.9
    )
    memory = Figure(
        "reminders: worker memory beside 1 M not due",
        "MB",
        "raw none: beside none",
        "at most 1.1 x",
        lambda _, x: x <= 1.1,
    )
    two = Figure("reminders a second, two workers", "1/s", "one worker, the round before")
    community, owners = asyncio.run(_people(house))
    asyncio.run(_people(without))
    print(f"  {WAITING:,} more", file=sys.stderr, flush=True)
    now = datetime.now(UTC)
    house.add("jobs", JOB, not_due(community, owners, WAITING, now), plain=True)
    raw.begin(house, WAITING)
    for _ in range(runs):
        for each in (house, without):
            _due_again(each, "bench.remind")
        theirs, least = raw.queue(house, community, owners), raw.bare(house)
        ours, alone = _round(house, log), _round(without, log)
        engine.add(ours["rate"], theirs)
        lean[0].add(ours["rate"], least)
        beside.add(ours["rate"], alone["rate"])
        memory.add(ours["rss"] / 1024, alone["rss"] / 1024)
        if not house.sqlite:
            two.add(sum(each["rate"] for each in _rounds(house, log, 2)), ours["rate"])
    engine.more = {"cpu_us": round(ours["cpu"] * 1e6)}
    house.run("UPDATE jobs SET due_at = ? WHERE name = 'bench.remind'", [ticks(datetime.now(UTC) + FAR)])
    _due_again(house, "rhythm.due")
    for _ in range(runs):
        _due_again(house, "rhythm.due")
        theirs, least = raw.queue(house, community, owners), raw.bare(house)
        ours = _round(house, log)
        ruled.add(ours["rate"], theirs)
        lean[1].add(ours["rate"], least)
    ruled.more = {"cpu_us": round(ours["cpu"] * 1e6)}
    house.run("UPDATE jobs SET due_at = ? WHERE name = 'rhythm.due'", [ticks(datetime.now(UTC) + FAR)])
    figures = [engine, ruled, *lean, beside, memory] if house.sqlite else [engine, ruled, *lean, beside, memory, two]
    try:
        return [*figures, _lateness(house, log)]
    except Skipped as why:
        console.print(f"  lateness: skipped. {why}", highlight=False)
        return figures


def _rate(name: str, against: str, goal: str, least: float) -> Figure:
    return Figure(name, "1/s", against, goal, (lambda _, ratio: ratio >= least) if least else None)


async def _people(house: Filled, count: int = DUE) -> tuple[str, list[str]]:
    """Let so many members come by the many's door, each with what is due."""
    create_key_file(house.folder / "key")
    migrate(house.url)
    places, now = Places(house.url, house.folder / "key", house.folder / "erasures"), datetime.now(UTC)
    async with assembled(places) as handrail:
        community = await handrail.database.write(lambda tx: tx.found(Place("web", "bench"), now))
    async with assembled(places) as handrail:
        await handrail.loop().run_due()  # what a community begins with, before anybody is in it to be planned anew
        owners: list[str] = []
        for start in range(0, count, 10_000):
            some_of_them = range(start, min(count, start + 10_000))
            rows = await handrail.database.write(lambda tx, those=some_of_them: people(tx, community, those, now))  # type: ignore[misc]
            owners += [row[1] for row in rows["members"]]
            for table, columns in COLUMNS.items():
                house.add(table, columns, rows[table])
    return community, owners


def _due_again(house: Filled, name: str) -> None:
    """Let everybody's be due now, where too few are; each prompt only once, because a day is asked for once."""
    now = ticks(datetime.now(UTC))
    due = house.run("SELECT count(*) FROM jobs WHERE name = ? AND due_at <= ? AND state < 2", [name, now])[0][0]
    if due < DUE * 0.6:
        once = " AND expires_at < due_at" if name == "rhythm.due" else ""
        house.run(
            f"UPDATE jobs SET due_at = ?, expires_at = ? WHERE name = ? AND state < 2{once}",  # noqa: S608 - our own names
            [now, now + 20 * 3_600_000_000, name],
        )


def _started(house: Filled, log: IO[str], what: str, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.reminders_worker", house.url, str(house.folder), what, str(seconds)],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
    )


def _go(started: list[subprocess.Popen[str]]) -> None:
    """Let them begin at one moment, once all are ready."""
    for each in started:
        _heard(each)
    for each in started:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()


def _heard(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    line = worker.stdout.readline()
    if not line:
        worker.kill()
        raise Skipped("A worker of the bench ended; .bench/reminders.log says why.")
    return line


def _rounds(house: Filled, log: IO[str], workers: int = 1) -> list[dict[str, Any]]:
    """Let so many workers do what is due, all from the same moment on."""
    house.settle()
    started = [_started(house, log, "do", ROUND_SECONDS) for _ in range(workers)]
    _go(started)
    told = [json.loads(_heard(worker)) for worker in started]
    for worker in started:
        worker.communicate()
    return [each | {"rate": each["done"] / each["seconds"]} for each in told]


def _round(house: Filled, log: IO[str]) -> dict[str, Any]:
    return _rounds(house, log)[0]


def _lateness(house: Filled, log: IO[str]) -> Figure:
    """How late a hundred a second are, that another process adds while the worker runs."""
    figure = Figure(
        "reminders: p99 of lateness, 100 a second added by another process",
        "ms",
        "the time they are due",
        "at most 20 ms",
        lambda ours, _: ours <= 20,
    )
    house.settle()
    both = [
        _started(house, log, what, seconds) for what, seconds in (("late", LATE_SECONDS + 4), ("add", LATE_SECONDS))
    ]
    _go(both)
    worker, adder = both
    late = sorted(1000 * each for each in json.loads(_heard(worker))["late"])
    adder.communicate()
    worker.communicate()
    if len(late) < LATE_SECONDS * 50:
        raise Skipped(f"This machine is too busy: only {len(late)} of {LATE_SECONDS * 100:.0f} could be added in time.")
    figure.add(late[int(len(late) * 0.99)])
    figure.more = {"p50": round(late[len(late) // 2], 1), "most": round(late[-1], 1), "reminders": len(late)}
    return figure
