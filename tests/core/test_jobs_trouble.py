"""Promises in trouble: a platform that fails, a fault of ours, a database away; tried again or given up with a word."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.database.dead import dead_letters
from core.errors import CannotDo, Gone, Malformed, NotSaved, PlatformError, Temporary, Unclear
from core.feature import Delivery, JobContext, Post
from core.jobs import FAULT, TRIES
from core.surface import Message
from core.text import text
from core.values import Place
from tests.core.home import CHANNEL, Home
from tests.core.promises import Line, Probe, keep_trying, next_due, on_its_way, promise

# The platform fails.


async def test_a_busy_platform_is_asked_again_when_it_said_so(home: Home) -> None:
    line, probe = Line(failing=[Temporary(after=30)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await loop.run_due()
    assert await next_due(home) == home.clock.now() + timedelta(seconds=30)
    home.clock.move(timedelta(seconds=29))
    assert await loop.run_due() == 0
    home.clock.move(timedelta(seconds=1))
    await loop.run_due()
    assert len(line.posted) == 1 and probe.settled == ["done"]


async def test_waits_between_tries_grow_and_are_never_the_same_for_all(home: Home) -> None:
    line, probe = Line(failing=[Temporary() for _ in range(TRIES)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    waits = []
    for attempt in range(TRIES - 1):
        await loop.run_due()
        due = await next_due(home)
        assert due is not None
        waits.append((due - home.clock.now()).total_seconds())
        assert 2.0**attempt <= waits[-1] <= 2.0 * 2**attempt
        home.clock.move(due - home.clock.now())
    assert len(set(waits)) == len(waits)


async def test_after_eight_tries_work_is_given_up_and_said_so_once(home: Home) -> None:
    line, probe = Line(failing=[Temporary() for _ in range(50)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop)
    assert 50 - len(line.failing) == TRIES and probe.settled == ["dead"]


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [(Gone(), "gone"), (CannotDo(), "cannot"), (PlatformError(), "cannot"), (Malformed(), "dead")],
)
async def test_what_would_never_work_is_not_tried_again(home: Home, problem: PlatformError, outcome: str) -> None:
    line, probe = Line(failing=[problem]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop, 5)
    assert line.posted == [] and probe.settled == [outcome]


async def test_where_a_repeat_could_show_twice_an_unclear_end_is_not_repeated(home: Home) -> None:
    line, probe = Line(failing=[Unclear()]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop, 5)
    assert line.posted == [] and probe.settled == ["unknown"]


async def test_where_the_same_key_shows_once_an_unclear_end_is_repeated_with_it(home: Home) -> None:
    line, probe = Line(failing=[Unclear(), Unclear()], repeats_safely=timedelta(minutes=2)), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    for _ in range(8):
        await loop.run_due()
        home.clock.move(timedelta(seconds=5))
    assert len(line.posted) == 1 and probe.settled == ["done"]


async def test_past_the_time_in_which_a_key_shows_once_nothing_is_repeated(home: Home) -> None:
    line, probe = Line(failing=[Unclear()], repeats_safely=timedelta(minutes=2)), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await loop.run_due()
    home.clock.move(timedelta(minutes=3))
    await loop.run_due()
    assert line.posted == [] and probe.settled == ["unknown"]


async def test_a_busy_answer_after_an_unclear_one_does_not_make_a_late_repeat_safe(home: Home) -> None:
    line, probe = Line(repeats_safely=timedelta(seconds=120), failing=[Unclear(), Temporary(300.0)]), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop, 12)
    assert line.posted == [] and probe.settled == ["unknown"]


# Faults of ours.


async def test_a_fault_while_deciding_harms_no_other_work(home: Home, incidents: list[str]) -> None:
    def prepare(job: JobContext) -> Delivery | None:
        if job.claim.key == "bad":
            raise RuntimeError("canary in prepare")
        return Post(Place("web", "playground", CHANNEL), Message(text("fine")))

    line, probe = Line(), Probe(prepare=prepare)
    loop = home.work(probe.feature(), platform=line)
    await promise(home, key="bad")
    await promise(home, key="good")
    await loop.run_due()
    assert len(line.posted) == 1 and probe.settled == ["done"]
    assert len(incidents) == 1 and "canary" not in incidents[0]


async def test_work_with_a_fault_is_tried_again_and_given_up_in_the_end(home: Home, incidents: list[str]) -> None:
    def prepare(job: JobContext) -> Delivery | None:
        raise RuntimeError

    probe = Probe(prepare=prepare)
    loop = home.work(probe.feature(), platform=Line())
    await promise(home)
    await keep_trying(home, loop)
    assert probe.settled == ["dead"] and len(incidents) == TRIES
    (letter,) = await home.handrail.database.read(lambda tx: dead_letters(tx.link, home.clock.now()))
    assert letter.why == f"{FAULT} {incidents[-1].split()[1]}", "the log has more under this code"


async def test_a_fault_while_settling_never_stops_the_loop(home: Home, incidents: list[str]) -> None:
    line, probe = Line(repeats_safely=timedelta(days=1)), Probe(settle_fails=True)
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await keep_trying(home, loop)
    assert incidents and await next_due(home) is None
    probe.settle_fails = False
    await promise(home, key="another")
    await loop.run_due()
    assert probe.settled[-1] == "done"


# The database away.


class Blinking:
    """The real database, away for the next so many writes."""

    def __init__(self, real: object) -> None:
        self.real = real
        self.away = 0

    async def write(self, work):  # type: ignore[no-untyped-def]
        if self.away:
            self.away -= 1
            raise NotSaved("away")
        return await self.real.write(work)  # type: ignore[attr-defined]

    async def read(self, work):  # type: ignore[no-untyped-def]
        return await self.real.read(work)  # type: ignore[attr-defined]


async def test_what_was_posted_is_recorded_though_the_database_blinked(home: Home) -> None:
    line, probe, blinking = Line(), Probe(), Blinking(home.handrail.database)
    loop = home.work(probe.feature(), platform=line)
    loop._database = blinking  # type: ignore[assignment]
    await promise(home)
    async with on_its_way(line, loop):
        blinking.away = 2
    assert probe.settled == ["done"] and len(line.posted) == 1 and await next_due(home) is None


async def test_the_loop_waits_while_the_database_is_away_and_goes_on_when_it_is_back(home: Home) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)
    await home.lose_database()
    stop = asyncio.Event()
    running = asyncio.create_task(loop.run(home.handrail.bell, stop))
    await asyncio.sleep(0.05)
    assert not running.done() and line.posted == []
    await home.find_database()
    home.handrail.bell.ring()
    await asyncio.wait_for(line.arrived.wait(), 3)
    stop.set()
    home.handrail.bell.ring()
    await asyncio.wait_for(running, 3)
    assert probe.settled == ["done"]


async def test_a_fault_in_upkeep_does_not_stop_the_loop(home: Home, incidents: list[str]) -> None:
    line, probe = Line(), Probe()
    loop = home.work(probe.feature(), platform=line)
    await promise(home)

    class Faulty(Blinking):
        async def write(self, work):  # type: ignore[no-untyped-def]
            if self.away:
                self.away -= 1
                raise RuntimeError("a fault nobody thought of")
            return await super().write(work)

    faulty = Faulty(home.handrail.database)
    faulty.away = 1
    loop._database = faulty  # type: ignore[assignment]
    stop = asyncio.Event()
    running = asyncio.create_task(loop.run(home.handrail.bell, stop))
    await asyncio.wait_for(line.arrived.wait(), 5)
    stop.set()
    home.handrail.bell.ring()
    await asyncio.wait_for(running, 3)
    assert len(incidents) == 1


async def test_upkeep_that_never_works_stops_no_work_and_lanes_do_it_once(home: Home, incidents: list[str]) -> None:
    done: list[str] = []
    loop = home.work(Probe(prepare=lambda job: done.append(job.claim.key)).feature())
    await promise(home, platform="")

    class Spoilt(Blinking):
        async def write(self, work):  # type: ignore[no-untyped-def]
            return await super().write(lambda tx: work(SpoiltUpkeep(tx)))

    class SpoiltUpkeep:
        def __init__(self, real: object) -> None:
            self.real = real

        def __getattr__(self, name: str) -> object:
            return getattr(self.real, name)

        def upkeep(self, now: object) -> None:
            raise RuntimeError("a row that nobody can read")

    loop._database = Spoilt(home.handrail.database)  # type: ignore[assignment]
    await asyncio.gather(loop._some(), loop._some())
    await loop._some()
    assert done == ["probe"] and len(incidents) == 1
