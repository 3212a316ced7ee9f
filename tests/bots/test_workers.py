"""Several `handrail worker` programs on one PostgreSQL: they share the work by themselves, and survive each other."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.clock import SystemClock
from adapters.database.sql import ticks
from adapters.database.workers import CLASS
from bots.assemble import Places, assembled
from core.people.reach import LINES
from core.ports import Transaction
from core.rhythms.model import EVERY_DAY, Rhythm
from core.rhythms.planning import keep
from core.values import CommunityId, Person, Place, Role, Said, new_id
from tests.bots.programs import Program, run, running
from tests.databases import PostgresServer

pytest_plugins = ["tests.valkey"]
pytestmark = pytest.mark.postgres
SLOW = pytest.mark.slow

MEMBERS = 400
SPREAD = 4.0
"""Seconds over which the first half comes due; the other half is due at one moment."""
SOON = 2.0
"""Seconds within which what a killed worker held is held by another; about one, on a machine with little else to do."""


class Evening:
    """Many members' prompts, all of today and none of them due yet."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url = url
        self._ask = psycopg.connect(url, autocommit=True)
        asyncio.run(self._settled_in(Places(url, folder / "data/handrail.key", folder / "data/erasures")))
        self.asked("UPDATE jobs SET due_at = due_at + 86400000000 WHERE name = 'rhythm.due'")
        self.all = [job for (job,) in self.asked("SELECT id FROM jobs WHERE name = 'rhythm.due' ORDER BY id")]
        assert len(self.all) == MEMBERS

    async def _settled_in(self, places: Places) -> None:
        now = SystemClock().now()
        async with assembled(places) as handrail:
            community = await handrail.database.write(lambda tx: tx.found(Place("discord", new_id()), now))
        async with assembled(places) as handrail:
            await handrail.loop().run_due()  # what a community begins with, before anybody is in it
            for start in range(0, MEMBERS, 100):
                await handrail.database.write(lambda tx, start=start: self._join(tx, community, start, now))  # type: ignore[misc]

    def _join(self, tx: Transaction, community: CommunityId, start: int, now: datetime) -> None:
        """A hundred members where it is early afternoon, who want to be asked at a minute that has just passed."""
        east = 13 - now.hour
        zone, wall = f"Etc/GMT{-east:+d}", (now + timedelta(hours=east, minutes=-1)).time().replace(second=0)
        stores = tx.within(community)
        for number in range(start, start + 100):
            member = stores.people.admit(Person("discord", f"9{number:017}"), "home", Role.MEMBER, now)
            joined = stores.people.join(member.id, Said(f"Somebody {number}"), "PT", zone, now)
            keep(stores, joined, Rhythm("daily-brief", new_id(), EVERY_DAY, wall.replace(microsecond=0)), now)

    def asked(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows, straight from the database."""
        found = self._ask.execute(statement.encode(), values)
        return list(found.fetchall()) if found.description else []

    def due(self, jobs: list[str], over: float) -> None:
        """Let these come due one after another within so many seconds from now."""
        began = ticks(SystemClock().now())
        for number, job in enumerate(jobs):
            at = began + int(number * over * 1_000_000 / len(jobs))
            self.asked("UPDATE jobs SET due_at = %s, expires_at = %s WHERE id = %s", at, at + 3_600_000_000, job)

    def at_once(self, jobs: list[str]) -> None:
        """Let these be due now, in one commit."""
        at = ticks(SystemClock().now())
        later = at + 3_600_000_000
        self.asked("UPDATE jobs SET due_at = %s, expires_at = %s WHERE id = ANY(%s)", at, later, jobs)

    def lines(self) -> Counter[str]:
        """How many lines wait for each member."""
        rows = self.asked("SELECT owner, count(*) FROM jobs WHERE name = ANY(%s) GROUP BY owner", list(LINES))
        return Counter(dict(rows))

    def alive(self) -> set[int]:
        """The numbers of all workers that live."""
        ask = (
            "SELECT DISTINCT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2"
        )
        return {number for (number,) in self.asked(ask, CLASS)}

    def done_by(self) -> Counter[int]:
        """How many prompts each worker took last."""
        ask = "SELECT holder, count(*) FROM jobs WHERE name = 'rhythm.due' AND holder IS NOT NULL GROUP BY holder"
        return Counter(dict(self.asked(ask)))

    def held(self) -> Counter[int]:
        """How many prompts each worker holds at this moment."""
        ask = (
            "SELECT holder, count(*) FROM jobs WHERE name = 'rhythm.due' AND lease_until IS NOT NULL AND state < 2"
            " GROUP BY holder"
        )
        return Counter(dict(self.asked(ask)))

    def close(self) -> None:
        """Let the connection go."""
        self._ask.close()


def until(true: Callable[[], object], seconds: float, pause: float = 0.02) -> float:
    """Wait until something is so; return how many seconds that took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "it did not come to that"
        time.sleep(pause)
    return time.monotonic() - began


@pytest.mark.parametrize(
    ("workers", "bell"), [(2, False), *(pytest.param(*each, marks=SLOW) for each in ((2, True), (3, False), (3, True)))]
)
def test_workers_share_by_themselves_and_what_a_killed_one_held_is_taken_at_once(
    tmp_path: Path, postgres_server: PostgresServer, redis_url: str, workers: int, bell: bool
) -> None:
    settings = {"HANDRAIL_DATABASE_URL": postgres_server.make()} | ({"HANDRAIL_REDIS_URL": redis_url} if bell else {})
    for arguments in (("keys", "init"), ("migrate",)):
        assert run(tmp_path, *arguments, **settings).returncode == 0
    evening = Evening(tmp_path, settings["HANDRAIL_DATABASE_URL"])
    first, rest = evening.all[: MEMBERS // 2], evening.all[MEMBERS // 2 :]
    programs: dict[int, Program] = {}
    with ExitStack() as stack:
        stack.callback(evening.close)
        for _ in range(workers):
            program = stack.enter_context(running(tmp_path, "worker", **settings))
            program.says("ready: worker")
            until(lambda: evening.alive() - programs.keys(), 10)
            (number,) = evening.alive() - programs.keys()
            programs[number] = program

        evening.due(first, SPREAD)
        until(lambda: len(evening.lines()) == len(first), 60)
        shares = evening.done_by()
        assert shares.keys() == programs.keys(), f"each takes some: {shares}"

        evening.at_once(rest)
        until(evening.held, 10, 0.001)
        ((victim, held),) = evening.held().most_common(1)
        os.kill(programs[victim].process.pid, signal.SIGKILL)
        left = evening.held()[victim]
        took = until(lambda: not evening.held()[victim], SOON + 10)
        assert took < SOON, f"{left} of {held} were taken after {took:.2f} s"
        until(lambda: len(evening.lines()) == MEMBERS, 60)
        others = [program for number, program in programs.items() if number != victim]
        assert [program.stop() for program in others] == [0] * len(others)
        for program in programs.values():
            assert not any("incident" in line or "Traceback" in line for line in program.lines), program.lines
        assert set(evening.lines().values()) == {1}, "nothing twice"
        assert not evening.held()
        print(
            f"{workers} workers{' and a bell' if bell else ''}: {sorted(shares.values())}; {left} back in {took:.2f} s"
        )
