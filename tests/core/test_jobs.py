"""Promises: kept once and at their time, whoever dies on the way, and never late enough to hurt."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest

from core.feature import Edit, Feature, JobContext, JobSpec, Settled
from core.jobs import LANES
from core.ports import Claim, Database, Transaction
from core.surface import Message
from core.text import text
from core.values import Place, PostRef
from tests.core.home import CHANNEL, Home
from tests.core.promises import LATE, Line, Probe, next_due, promise

T = TypeVar("T")


async def test_a_promise_is_kept_once_and_settled_once(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    assert await loop.run_due() == 1 and await loop.run_due() == 0
    assert [words for _, words in line.posted] == ["something"] and probe.settled == ["done"]
    assert await next_due(home) is None


async def test_promises_with_one_key_are_one_while_unfinished(home: Home) -> None:
    probe = Probe()
    loop = home.work(probe.feature(), platform=Line())
    for _ in range(3):
        await promise(home, key="same")
    await loop.run_due()
    await promise(home, key="same")
    await loop.run_due()
    assert probe.settled == ["done", "done"]


async def test_nothing_is_done_before_it_is_due(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home, due=home.clock.now() + timedelta(seconds=1))
    assert await loop.run_due() == 0 and line.posted == []
    home.clock.move(timedelta(seconds=1))
    assert await loop.run_due() == 1


async def test_work_of_a_platform_this_process_does_not_hold_is_left_alone(home: Home) -> None:
    loop = home.work(Probe().feature(), platform=Line())
    await promise(home, platform="discord")
    assert await loop.run_due() == 0


async def test_what_is_too_late_is_said_nowhere_and_settled_as_expired(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    home.clock.move(LATE + timedelta(seconds=1))
    await loop.run_due()
    assert line.posted == [] and probe.settled == ["expired"]


NEVER_TOO_LATE = {
    "privacy.ask",
    "privacy.forget",
    "privacy.retention",
    "checkin.expire",
    "history.over",
    "round.close",
    "rhythm.rules",
}
"""Work that shows nothing: however late, it is still to be done."""


def test_every_kind_of_work_says_how_late_it_may_be(home: Home) -> None:
    for feature in home.handrail.suite.features:
        for job in feature.jobs:
            assert timedelta() < job.late
            assert job.late <= timedelta(days=7) or job.name in NEVER_TOO_LATE, job.name


async def test_what_is_no_longer_wanted_is_dropped_without_a_word(home: Home) -> None:
    line, probe = Line(), Probe(prepare=lambda job: None)
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await loop.run_due()
    assert line.posted == [] and probe.settled == [] and await next_due(home) is None


async def test_work_that_shows_nothing_is_done_in_its_transaction(home: Home) -> None:
    done: list[str] = []

    def work(job: JobContext) -> None:
        done.append(job.subject)

    loop = home.work(Probe(prepare=work).feature(), platform=Line())
    await promise(home, platform="")
    await loop.run_due()
    assert done == ["x"] and await next_due(home) is None


class Watched:
    """The real database, which sees how much is written side by side."""

    def __init__(self, real: Database) -> None:
        self.real = real
        self.now = self.most = 0

    async def write(self, work: Callable[[Transaction], T]) -> T:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            return await self.real.write(work)
        finally:
            self.now -= 1

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self.real.read(work)


@pytest.mark.parametrize(("due", "side_by_side"), [(2, 1), (24, LANES)])
async def test_lanes_share_what_is_due_while_there_is_plenty(
    home: Home, monkeypatch: pytest.MonkeyPatch, due: int, side_by_side: int
) -> None:
    monkeypatch.setattr("core.jobs.BATCH", 3)
    done: list[str] = []
    here, enough, stop = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def work(job: JobContext) -> None:
        done.append(job.claim.key)
        if len(done) == due:
            here.call_soon_threadsafe(enough.set)

    watched, loop = Watched(home.handrail.database), home.work(Probe(prepare=work).feature())
    loop._database, loop._outlets = watched, {}  # type: ignore[assignment]  # nothing else writes beside the lanes
    for number in range(due):
        await promise(home, key=f"probe-{number}", platform="")
    running = asyncio.create_task(loop.run(home.handrail.bell, stop))
    await asyncio.wait_for(enough.wait(), 10)
    stop.set()
    home.handrail.bell.ring()
    await asyncio.wait_for(running, 3)
    assert sorted(done) == sorted(f"probe-{number}" for number in range(due)), "each once"
    assert watched.most == side_by_side and await next_due(home) is None


async def test_no_lane_takes_more_once_it_is_time_to_stop(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.BATCH", 1)
    stop, done = asyncio.Event(), []
    here = asyncio.get_running_loop()

    def work(job: JobContext) -> None:
        done.append(job.claim.key)
        here.call_soon_threadsafe(stop.set)

    loop = home.work(Probe(prepare=work).feature())
    loop._outlets = {}
    for number in range(9):
        await promise(home, key=f"probe-{number}", platform="")
    await asyncio.wait_for(loop.run(home.handrail.bell, stop), 3)
    assert len(done) == 1 and len(asyncio.all_tasks()) == 1, "and no lane is left running"


async def test_what_quiet_work_promises_to_show_waits_for_no_poll(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.jobs.POLL_SECONDS", 30.0)
    line, stop = Line(), asyncio.Event()

    def begin(job: JobContext) -> None:
        at = job.now
        job.stores.jobs.promise("probe.say", "x", key="shown", due_at=at, expires_at=at + LATE, platform="web")

    def nothing(job: JobContext, settled: Settled) -> None:
        """Nothing."""

    quiet = Feature("first", jobs=(JobSpec("first.begin", begin, nothing, late=LATE),))
    loop = home.work(Probe().feature(), quiet, platform=line)
    running = asyncio.create_task(loop.run(home.handrail.bell, stop))
    await asyncio.sleep(0.1)
    await promise(home, name="first.begin", platform="")
    home.handrail.bell.ring()
    await asyncio.wait_for(line.arrived.wait(), 3)
    stop.set()
    home.handrail.bell.ring()
    await asyncio.wait_for(running, 3)


async def test_work_whose_kind_was_retired_is_closed(home: Home) -> None:
    line = Line()
    await promise(home)
    assert await home.work(platform=line).run_due() == 1
    assert line.posted == [] and await next_due(home) is None


# Several workers, and one that dies.


async def test_two_workers_never_share_a_promise(home: Home) -> None:
    first, second, probe = Line(), Line(), Probe()
    for number in range(20):
        await promise(home, key=f"probe-{number}")
    feature = probe.feature()
    loops = home.work(feature, platform=first), home.work(feature, platform=second)
    done = await asyncio.gather(*(loop.run_due() for loop in loops))
    assert sum(done) == 20 and len(first.posted) + len(second.posted) == 20
    assert len({key for key, _ in (*first.posted, *second.posted)}) == 20


async def taken(home: Home, *, lease: timedelta, key: str) -> Claim:
    """Promise the probe's work and take it, as a worker that then goes silent."""
    await promise(home, key=key)
    now = home.clock.now()
    (claim,) = await home.handrail.database.write(lambda tx: tx.claim(now, ("web",), 10, lease))
    return claim


async def test_a_worker_that_was_away_too_long_can_settle_nothing(home: Home) -> None:
    stale = await taken(home, lease=timedelta(microseconds=1), key="probe")
    await asyncio.sleep(0.01)
    now = home.clock.now()
    (fresh,) = await home.handrail.database.write(lambda tx: tx.claim(now, ("web",), 10, timedelta(minutes=1)))
    assert fresh.id == stale.id and fresh.fence > stale.fence
    write = home.handrail.database.write
    assert await write(lambda tx: tx.sending(stale, now)) is False
    assert await write(lambda tx: tx.again(stale, now, unclear=False)) is False
    assert await write(lambda tx: tx.finish(stale, "done", now)) is False
    assert await write(lambda tx: tx.finish(fresh, "done", now)) is True


async def test_what_a_process_was_sending_when_it_died_is_unknown_where_repeats_show(home: Home) -> None:
    line, probe = Line(), Probe()
    claim = await taken(home, lease=timedelta(microseconds=1), key="probe")
    now = home.clock.now()
    assert await home.handrail.database.write(lambda tx: tx.sending(claim, now))
    await asyncio.sleep(0.01)
    await home.work(probe.feature(), platform=line).run_due()
    assert line.posted == [] and probe.settled == ["unknown"]


async def test_what_a_process_had_not_begun_to_send_when_it_died_is_sent_by_the_next(home: Home) -> None:
    line, probe = Line(), Probe()
    await taken(home, lease=timedelta(microseconds=1), key="probe")
    await asyncio.sleep(0.01)
    await home.work(probe.feature(), platform=line).run_due()
    assert len(line.posted) == 1 and probe.settled == ["done"]


async def test_a_change_whose_process_died_is_made_by_the_next_even_where_posts_are_not_repeated(home: Home) -> None:
    line = Line()
    probe = Probe(prepare=lambda job: Edit(PostRef(Place("web", "playground", CHANNEL), "m1"), Message(text("new"))))
    claim = await taken(home, lease=timedelta(microseconds=1), key="probe")
    now = home.clock.now()
    assert await home.handrail.database.write(lambda tx: tx.sending(claim, now))
    await asyncio.sleep(0.01)
    await home.work(probe.feature(), platform=line).run_due()
    assert line.edited == ["new"] and probe.settled == ["done"]
