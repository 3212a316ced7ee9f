"""The wrappers that count and the ones that beat, put round what a program is made of.

Not here: the numbers themselves and who may ask (`adapters/health`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING, Final, TypeVar

from adapters.database.survey import Queue, queue_of
from adapters.database.transaction import SqlTransaction
from adapters.health import Metrics, Pulse, answering
from core.desk import Desk
from core.errors import CannotDo, Gone, Locked, NotSaved, PlatformError, Temporary
from core.feature import Delivery
from core.pace import Lane
from core.ports import Platform
from core.surface import Message
from core.turn import Again, Answered, NotDone, Opens, Outcome, Turn
from core.values import Place, PostRef

if TYPE_CHECKING:
    from bots.assemble import Handrail, OpenDatabase
    from config.settings import Settings

T = TypeVar("T")

SAMPLE_SECONDS: Final = 10.0
"""How often the database is asked how its queue stands; three of these may go unanswered."""
_HOUR: Final = timedelta(hours=1)
_KINDS: Final[dict[type[Outcome], str]] = {Answered: "answered", Opens: "opens", Again: "again", NotDone: "notdone"}


class CountedDesk(Desk):
    """A desk whose turns are counted; it answers as the one it holds."""

    def __init__(self, desk: Desk, metrics: Metrics) -> None:
        self.suite = desk.suite
        self.library = desk.library
        self._desk = desk
        self._metrics = metrics

    async def handle(self, turn: Turn) -> Outcome:
        """Answer one turn, and note how and how quickly."""
        began = perf_counter()
        outcome = await self._desk.handle(turn)
        self._metrics.turn(turn.place.platform, _KINDS[type(outcome)], perf_counter() - began)
        return outcome


class CountedDatabase:
    """A database whose commits are counted."""

    def __init__(self, database: OpenDatabase, metrics: Metrics) -> None:
        self._database = database
        self._metrics = metrics

    async def write(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run and commit."""
        began = perf_counter()
        result = await self._database.write(work)
        self._metrics.wrote(perf_counter() - began)
        return result

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run without writing."""
        return await self._database.read(work)

    async def close(self) -> None:
        """Close the one it holds."""
        await self._database.close()


class CountedPlatform:
    """A platform whose calls are counted, by how they ended."""

    def __init__(self, platform: Platform, metrics: Metrics) -> None:
        self.name = platform.name
        self.repeats_safely = platform.repeats_safely
        self._platform = platform
        self._metrics = metrics

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        """Show a message."""
        with self._counted():
            return await self._platform.post(place, message, key, beneath)

    async def edit(self, ref: PostRef, message: Message) -> None:
        """Change a message."""
        with self._counted():
            await self._platform.edit(ref, message)

    async def remove(self, ref: PostRef) -> None:
        """Take a message away."""
        with self._counted():
            await self._platform.remove(ref)

    def lanes(self, delivery: Delivery) -> Sequence[Lane]:
        """What showing this counts towards."""
        return self._platform.lanes(delivery)

    def _counted(self) -> _Call:
        return _Call(self.name, self._metrics)


class _Call:
    """One call to a platform, counted when it ends."""

    def __init__(self, platform: str, metrics: Metrics) -> None:
        self._platform = platform
        self._metrics = metrics

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        if problem is None or isinstance(problem, PlatformError):
            self._metrics.call(self._platform, _result(problem))


def _result(problem: PlatformError | None) -> str:
    match problem:
        case None:
            return "ok"
        case Temporary(after=float() | int()):
            return "429"
        case Gone() | CannotDo() | Locked():
            return "4xx"
        case _:
            return "5xx"


class Watch:
    """One program's pulse and numbers."""

    def __init__(self) -> None:
        self.pulse = Pulse()
        self.metrics = Metrics()
        self.pulse.expect("database", "jobs")

    def over_database(self, database: OpenDatabase) -> OpenDatabase:
        """The database, counted."""
        return CountedDatabase(database, self.metrics)

    def over(self, handrail: Handrail) -> Handrail:
        """The core, with its turns counted."""
        return replace(handrail, desk=CountedDesk(handrail.desk, self.metrics))

    def over_platform(self, platform: Platform) -> Platform:
        """A platform, counted."""
        return CountedPlatform(platform, self.metrics)

    def loop_ticked(self) -> None:
        """The job loop has done what was due."""
        self.pulse.beat("jobs")

    @asynccontextmanager
    async def answering(self, settings: Settings) -> AsyncIterator[None]:
        """Answer whoever asks on the health port, where one is set."""
        if not settings.health_port:
            yield
            return
        async with answering(self.pulse, self.metrics, settings.health_host, settings.health_port):
            yield

    async def sample(self, handrail: Handrail, stop: asyncio.Event) -> None:
        """Ask the database how its queue stands, again and again until stopped."""
        while not stop.is_set():
            with suppress(NotSaved):
                queue = await handrail.database.read(_how_the_queue_stands(handrail.clock.now()))
                self.pulse.beat("database")
                ended: dict[str, int] = {}
                for _, outcome, count in queue.ended:
                    how = outcome.partition(":")[0]
                    ended[how] = ended.get(how, 0) + count
                self.metrics.jobs(queue.due, queue.oldest.total_seconds(), ended)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), SAMPLE_SECONDS)


def _how_the_queue_stands(now: datetime) -> Callable[[SqlTransaction], Queue]:
    return lambda tx: queue_of(tx.link, now, now - _HOUR)
