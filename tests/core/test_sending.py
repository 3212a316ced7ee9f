"""Sending at a platform's pace: fairly, gently after an outage, and not at all once the token is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest

from adapters.local import LocalPace
from core.errors import Locked, Temporary
from core.feature import Delivery, Feature, JobContext, JobSpec, Post
from core.jobs import JobLoop
from core.pace import Lane, Limit, Unpaced
from core.ports import Transaction
from core.sending import AT_A_TIME, CATCH_UP
from core.suite import FEATURES, Suite
from core.surface import Message
from core.text import text
from core.values import CommunityId, Place, PostRef, new_id
from tests.core.home import Home
from tests.core.promises import Line

LATE = timedelta(hours=1)
WIDE = Limit(1_000, 0.1)


@dataclass
class Limited(Line):
    """A platform that says what counts towards what."""

    token: Limit = WIDE
    channel: Limit = WIDE
    shown: list[tuple[float, str]] = field(default_factory=list)
    most_at_once: int = 0
    at_once: int = 0

    def lanes(self, delivery: Delivery) -> Sequence[Lane]:  # type: ignore[override]
        assert isinstance(delivery, Post)
        return Lane("web/token", self.token, brief=True), Lane(f"web/token/{delivery.place.channel}", self.channel)

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            ref = await super().post(place, message, key, beneath)
        finally:
            self.at_once -= 1
        self.shown.append((asyncio.get_running_loop().time(), message.body.plain()))
        return ref


def say(job: JobContext) -> Post:
    channel, _, words = job.subject.partition("~")
    return Post(Place("web", "playground", channel), Message(text("{words}", words=words)))


ENDED: list[str] = []
SAYING = Feature(
    "probe", jobs=(JobSpec("probe.say", say, lambda job, settled: ENDED.append(settled.outcome), late=LATE),)
)


@dataclass
class Office:
    """Communities with things to say, and the loop that says them while the clock on the wall goes on."""

    home: Home
    houses: dict[str, CommunityId] = field(default_factory=dict)

    async def promise(self, house: str, channel: str, *words: str, ago: timedelta = timedelta()) -> None:
        write, due = self.home.handrail.database.write, self.home.clock.now() - ago
        if house not in self.houses:
            self.houses[house] = await write(lambda tx: tx.found(Place("web", house), due))

        def promising(tx: Transaction) -> None:
            jobs = tx.within(self.houses[house]).jobs
            for each in words:
                jobs.promise(
                    "probe.say", f"{channel}~{each}", key=new_id(), due_at=due, expires_at=due + LATE, platform="web"
                )

        await write(promising)

    def loop(self, line: Line, pace: LocalPace | Unpaced) -> JobLoop:
        handrail, suite = self.home.handrail, Suite((*FEATURES, SAYING))
        served = {"web": line}
        return JobLoop(suite, handrail.database, handrail.library, self.home.clock, served, quiet=False, pace=pace)  # type: ignore[arg-type]

    async def send(self, line: Limited, pace: LocalPace | Unpaced, most: int, seconds: float = 20.0) -> None:
        """Run the loop until so much was shown, with a clock that goes as real time does."""
        stop, clock = asyncio.Event(), self.home.clock
        running = asyncio.create_task(self.loop(line, pace).run(self.home.handrail.bell, stop))
        now = asyncio.get_running_loop().time
        began = last = now()
        while len(line.shown) < most and now() - began < seconds:
            await asyncio.sleep(0.01)
            clock.move(timedelta(seconds=now() - last))
            last = now()
        stop.set()
        self.home.handrail.bell.ring()
        await running


@pytest.fixture
async def office(home: Home) -> AsyncIterator[Office]:
    ENDED.clear()
    yield Office(home)


async def test_a_small_community_does_not_wait_behind_a_flood(office: Office) -> None:
    await office.promise("big", "x", *(f"big-{number}" for number in range(300)), ago=timedelta(seconds=5))
    for number in range(5):
        await office.promise(f"small-{number}", "y", *(f"small-{number}-{each}" for each in range(3)))
    line = Limited(token=Limit(20, 0.2))
    await office.send(line, LocalPace(), 120)
    order = [words.partition("-")[0] for _, words in line.shown]
    assert max(at for at, who in enumerate(order) if who == "small") < 6 * 3 + 2 * AT_A_TIME
    assert line.most_at_once <= AT_A_TIME, "what waits, waits in its row"


async def test_a_full_channel_holds_up_nothing_else_of_its_community(office: Office) -> None:
    await office.promise("here", "full", *(f"full-{number}" for number in range(40)), ago=timedelta(seconds=5))
    await office.promise("here", "free", *(f"free-{number}" for number in range(3)))
    line = Limited(channel=Limit(3, 0.6))
    await office.send(line, LocalPace(), 12)
    words = [each for _, each in line.shown]
    assert {f"free-{number}" for number in range(3)} <= set(words[:8])
    full = [at for at, each in line.shown if each.startswith("full")]
    assert all(later - sooner >= 0.59 for sooner, later in zip(full, full[3:], strict=False))
    order = [int(each.partition("-")[2]) for each in words if each.startswith("full")]
    assert all(abs(number - at) < 3 for at, number in enumerate(order)), "in order, but for those of one moment"


async def test_what_has_to_come_back_was_not_tried_and_is_not_being_sent(office: Office) -> None:
    await office.promise("here", "hall", "one", "two")
    line, pace = Limited(channel=Limit(1, 30.0)), LocalPace()
    await office.loop(line, pace).run_due()
    assert len(line.shown) == 1
    office.home.clock.move(timedelta(seconds=40))
    (held,) = await office.home.handrail.database.write(
        lambda tx: tx.claim(office.home.clock.now(), ["web"], 10, timedelta(seconds=1))
    )
    assert (held.attempts, held.put_back, held.sending_since) == (0, 1, None)


async def test_a_third_told_off_loses_nothing_and_nothing_goes_out_while_told_to_wait(office: Office) -> None:
    pace, refused = LocalPace(), []

    class Strict(Limited):
        async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
            now = asyncio.get_running_loop().time
            assert all(now() >= until for until in refused), "inside a wait"
            self.count = getattr(self, "count", 0) + 1
            if self.count % 3 == 0:
                refused.append(now() + 0.05)
                await pace.rest(self.lanes(Post(place, message))[0], 0.05)
                raise Temporary(0.05)
            return await super().post(place, message, key, beneath)

    for number in range(4):
        await office.promise(f"house-{number}", f"channel-{number}", *(f"{number}-{each}" for each in range(5)))
    line = Strict()
    await office.send(line, pace, 20)
    assert len({words for _, words in line.shown}) == 20 and len(refused) >= 8 and set(ENDED) == {"done"}


async def test_a_token_that_is_refused_is_not_used_again_and_nothing_is_lost(office: Office) -> None:
    await office.promise("here", "hall", *(f"{number}" for number in range(30)))

    class Revoked(Limited):
        calls = 0

        async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
            Revoked.calls += 1
            raise Locked

    line = Revoked()
    await office.send(line, LocalPace(), 1, seconds=1.0)
    assert Revoked.calls == 1 and ENDED == []
    good = Limited()
    await office.send(good, LocalPace(), 30)
    assert len({words for _, words in good.shown}) == 30, "with another token, after a new start"


async def test_days_of_an_outage_wear_nothing_out(office: Office) -> None:
    await office.promise("here", "hall", *(f"{number}" for number in range(12)))
    line = Limited(failing=[Temporary() for _ in range(10_000)])
    loop, tried = office.loop(line, Unpaced()), 10_000
    for _ in range(40):
        await loop.run_due()
        office.home.clock.move(timedelta(seconds=61))
    assert "dead" not in ENDED
    assert tried - len(line.failing) < 40 + 12, "one at a time, to see whether it is back"


async def test_after_an_outage_a_community_is_caught_up_with_slowly_and_new_words_are_not(office: Office) -> None:
    await office.promise("here", "hall", "old-1", "old-2", "old-3", ago=timedelta(minutes=10))
    await office.promise("there", "hall", "old-4", ago=timedelta(minutes=10))
    await office.promise("here", "hall", *(f"new-{number}" for number in range(5)))
    line = Limited()
    await office.send(line, LocalPace(), 9)
    old = [at for at, words in line.shown if words in ("old-1", "old-2", "old-3")]
    assert len(line.shown) == 9 and all(later - sooner >= CATCH_UP.seconds - 0.02 for sooner, later in pairwise(old))
    first = [words for at, words in line.shown if at < old[1]]
    assert "old-4" in first and sum(words.startswith("new") for words in first) == 5
