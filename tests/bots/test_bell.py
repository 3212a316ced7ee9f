"""A ring in one process has another begin at once; it does not only look by itself after a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from bots.assemble import Handrail, Places, assembled
from core.feature import Feature, JobContext, JobSpec, Post, Settled
from core.jobs import JobLoop
from core.ports import Transaction
from core.suite import Suite
from core.surface import Message
from core.text import text
from core.values import Place, new_id
from tests.core.promises import Line
from tests.databases import Store

pytest_plugins = ["tests.valkey"]
LATE = timedelta(hours=1)
DONE: list[str] = []


def _note(job: JobContext) -> None:
    DONE.append(job.subject)


def _say(job: JobContext) -> Post:
    return Post(Place("web", "home", "channel"), Message(text("Hello")))


def _nothing(job: JobContext, settled: Settled) -> None:
    """Nothing."""


PROBE = Feature(
    "probe", jobs=(JobSpec("probe.note", _note, _nothing, LATE), JobSpec("probe.say", _say, _nothing, LATE))
)


@pytest.fixture
async def two(store: Store, bare_house: Path, redis_url: str) -> AsyncIterator[tuple[Handrail, Handrail]]:
    """What two processes on one database hold."""
    places = Places(store.url, bare_house / "handrail.key", store.ledger, redis=redis_url)
    async with AsyncExitStack() as stack:
        yield (await stack.enter_async_context(assembled(places)), await stack.enter_async_context(assembled(places)))


async def promise(handrail: Handrail, name: str, platform: str) -> None:
    """Promise work that is due now."""
    now = handrail.clock.now()

    def work(tx: Transaction) -> None:
        jobs = tx.within(tx.found(Place("web", new_id()), now)).jobs
        jobs.promise(name, "x", key=new_id(), due_at=now, expires_at=now + LATE, platform=platform)

    await handrail.database.write(work)


async def comes_true(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is watched tells nobody
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(("name", "platform"), [("probe.note", ""), ("probe.say", "web")])
async def test_a_ring_and_not_the_poll_wakes_another_process(
    two: tuple[Handrail, Handrail], redis_url: str, monkeypatch: pytest.MonkeyPatch, name: str, platform: str
) -> None:
    monkeypatch.setattr("core.jobs.POLL_SECONDS", 3600.0)
    DONE.clear()
    here, there = two
    line, stop = Line(), asyncio.Event()
    loop = JobLoop(Suite((PROBE,)), there.database, there.library, there.clock, {"web": line})
    running = asyncio.create_task(loop.run(there.bell, stop))
    with redis.Redis.from_url(redis_url) as asked:
        await comes_true(lambda: asked.pubsub_numsub("handrail:bell")[0][1])
    await asyncio.sleep(0.3)
    await promise(here, name, platform)
    await asyncio.sleep(0.7)
    assert DONE == line.posted == [], "nothing woke it yet"
    here.bell.ring()
    await comes_true(lambda: DONE or line.posted)
    stop.set()
    there.bell.ring()
    await asyncio.wait_for(running, 10)
