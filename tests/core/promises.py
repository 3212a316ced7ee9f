"""A platform that fails as it is told, and work that writes down what became of it, for tests of the core.

Not here: expectations.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.errors import PlatformError
from core.feature import Delivery, Feature, JobContext, JobSpec, Post, Settled
from core.jobs import JobLoop
from core.ports import Transaction
from core.privacy.keeping import KEY
from core.surface import Message
from core.text import text
from core.values import Place, PostRef
from tests.core.home import CHANNEL, MINUTE, Home

LATE = timedelta(hours=1)


@asynccontextmanager
async def on_its_way(line: Line, loop: JobLoop) -> AsyncIterator[None]:
    """While the block lasts, a post is on its way to the platform; then it arrives."""
    line.goes_on.clear()
    running = asyncio.create_task(loop.run_due())
    await line.arrived.wait()
    yield
    line.goes_on.set()
    await running


@dataclass
class Line:
    """A platform that fails as it is told, and can be held in the middle of a post."""

    name: str = "web"
    repeats_safely: timedelta = timedelta()
    failing: list[PlatformError] = field(default_factory=list)
    posted: list[tuple[str, str]] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.goes_on.set()

    def lanes(self, delivery: object) -> tuple[()]:
        return ()

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        await self._pass()
        self.posted.append((key, message.body.plain()))
        return PostRef(place, f"m{len(self.posted)}")

    async def edit(self, ref: PostRef, message: Message) -> None:
        words = message.body.plain()
        await self._pass()
        self.edited.append(words)

    async def remove(self, ref: PostRef) -> None:
        await self._pass()
        self.removed.append(ref.message)

    async def _pass(self) -> None:
        self.arrived.set()
        await self.goes_on.wait()
        if self.failing:
            raise self.failing.pop(0)


@dataclass
class Probe:
    """A kind of work that writes down what happened to it."""

    says: str = "something"
    prepare: Callable[[JobContext], Delivery | None] | None = None
    settled: list[str] = field(default_factory=list)
    settle_fails: bool = False

    def feature(self) -> Feature:
        def prepare(job: JobContext) -> Delivery | None:
            if self.prepare is not None:
                return self.prepare(job)
            return Post(Place("web", "playground", CHANNEL), Message(text("{says}", says=self.says)))

        def settle(job: JobContext, settled: Settled) -> None:
            self.settled.append(settled.outcome)
            if self.settle_fails:
                raise RuntimeError("in settle")

        return Feature("probe", jobs=(JobSpec("probe.say", prepare, settle, late=LATE),))


async def promise(
    home: Home, *, platform: str = "web", key: str = "probe", due: datetime | None = None, name: str = "probe.say"
) -> None:
    """Promise work, the probe's unless told otherwise, due now."""
    community, at = await home.community(), due or home.clock.now()

    def work(tx: Transaction) -> None:
        jobs = tx.within(community).jobs
        jobs.promise(name, "x", key=key, due_at=at, expires_at=at + LATE, platform=platform)

    await home.handrail.database.write(work)


async def share_due(home: Home) -> tuple[Line, JobLoop, str]:
    """Ann's share of a check-in, due now on a platform that can be held."""
    line = Line()
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.clock.move(MINUTE)
    return line, home.work(platform=line), checkin


async def keep_trying(home: Home, loop: JobLoop, times: int = 30) -> None:
    """Let half an hour pass in minutes."""
    for _ in range(times):
        await loop.run_due()
        home.clock.move(timedelta(minutes=1))


async def next_due(home: Home) -> datetime | None:
    """When the next work is due, but for the daily work of every community."""
    due = await home.handrail.database.read(lambda tx: tx.next_due(("web", "")))
    daily = await home.look(lambda stores: stores.jobs.pending(KEY))
    return None if due == daily else due


async def tell(home: Home, who: str, words: str) -> None:
    """Tell a member something, as a feature would."""
    from core.people.actions import tell as tell_member

    community = await home.community()

    def work(tx: Transaction) -> None:
        stores = tx.within(community)
        member = stores.people.find(home.room.person(who))
        assert member is not None
        tell_member(stores, member.id, Message(text("{words}", words=words)), home.clock.now())

    await home.handrail.database.write(work)
