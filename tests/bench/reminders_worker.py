"""One worker of the reminders bench, in a process of its own: the real job loop for so long, or on time.

Not here: filling the database. `python -m tests.bench.reminders_worker URL FOLDER WHAT SECONDS`; it says `ready` when
it has done its first lot, begins at the next line it is given, and prints what it did.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bots.assemble import Handrail, Places, assembled, settle_in
from core.codec import pack
from core.feature import Feature, JobContext, JobSpec, Later, Settled, Skip
from core.jobs import JobLoop
from core.rhythm import local_day, next_time
from core.suite import FEATURES, Suite
from core.values import MemberId
from tests.bench.reminders_seed import PLAN

NOTE = pack({"head": "You have a note.", "words": "x" * 150})
late: list[float] = []
"""The due times of what was done since the loop last came round, and then how late each was."""
_open: list[datetime] = []


def remind(job: JobContext) -> Later | Skip:
    """The engine and no rule: read the schedule, promise a sealed line, come back at its next local time."""
    stores, now = job.stores, job.now
    member = stores.people.hold(MemberId(job.subject))
    found = stores.records.of_kind(MemberId(job.subject), PLAN)
    if member is None or not found:
        return Skip("stopped")
    body, zone = found[0].body, member.zone or "UTC"
    days, at = body["days"], time.fromisoformat(str(body["at"]))
    following = next_time(tuple(days), at, zone, now, after=local_day(now, zone))  # type: ignore[arg-type]
    stores.jobs.promise(
        "bench.line",
        member.id,
        key=f"line~{member.id}~{job.claim.due_at}",
        due_at=now,
        expires_at=now + timedelta(hours=20),
        platform="web",
        owner=member.id,
        payload=NOTE,
    )
    return Later(following or now + timedelta(days=1))


def tick(job: JobContext) -> None:
    """Note when it was due."""
    _open.append(job.claim.due_at)


def _nothing(job: JobContext, settled: Settled) -> None:
    """Nothing."""


BENCH = Feature(
    "bench",
    jobs=(
        JobSpec("bench.remind", remind, _nothing, late=timedelta(hours=20), kinds=(PLAN,)),
        JobSpec("bench.tick", tick, _nothing, late=timedelta(hours=20)),
    ),
)


class Loop(JobLoop):
    """The job loop, which notes how much it did, and how late it was once the database has it."""

    done = 0
    idle: Callable[[], None] = staticmethod(lambda: None)

    async def run_quiet(self) -> int:
        """Do what is due."""
        done = await super().run_quiet()
        self.done += done
        if not done:
            self.idle()
        now = self._clock.now()
        late.extend((now - due).total_seconds() for due in _open)
        _open.clear()
        return done


async def main() -> None:
    """Work."""
    url, folder, what, seconds = sys.argv[1], Path(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    async with assembled(Places(url, folder / "key", folder / "erasures")) as handrail:
        if what == "add":
            print("ready", flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            await _add(handrail, seconds)
            return
        loop = Loop(Suite((*FEATURES, BENCH)), handrail.database, handrail.library, handrail.clock, {})
        await loop.run_quiet()
        settle_in()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, stop.set)
        if what == "do":
            loop.idle = stop.set
        loop.done, began, used = 0, perf_counter(), process_time()
        await loop.run(handrail.bell, stop)
        took, used = perf_counter() - began, process_time() - used
        told = {"done": loop.done, "seconds": took, "cpu": used / max(1, loop.done), "late": late, "rss": _rss()}
        print(json.dumps(told), flush=True)


async def _add(handrail: Handrail, seconds: float) -> None:
    """Promise a hundred a second, each two seconds before it is due, from a process that does none of them."""
    community = (await handrail.database.read(lambda tx: tx.communities()))[0]
    began = handrail.clock.now()
    for number in range(int(seconds * 100)):
        due = began + timedelta(seconds=2 + number / 100)
        await asyncio.sleep((due - timedelta(seconds=2) - handrail.clock.now()).total_seconds())

        def promise(tx: Any, due: datetime = due, number: int = number) -> None:
            key = f"tick~{number}~{due.timestamp()}"
            jobs = tx.within(community).jobs
            jobs.promise("bench.tick", "", key=key, due_at=due, expires_at=due + timedelta(hours=1))

        await handrail.database.write(promise)


def _rss() -> int:
    """Kilobytes in memory now."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


if __name__ == "__main__":
    asyncio.run(main())
