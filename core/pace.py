"""How fast a platform may be asked: never more than so many requests in so many seconds, in several lanes at once.

Not here: which lanes a platform has (its adapter's `pace`), and sharing them between processes (`adapters.redis`).
"""

from __future__ import annotations

import asyncio
import threading
from bisect import insort
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Final

from core.errors import Temporary

if TYPE_CHECKING:
    from core.ports import Pace

MARGIN: Final = 1.04
"""Windows are taken this much longer, because requests do not arrive as evenly as they are sent."""
PATIENCE: Final = 1.5
"""The longest wait, in seconds, for a place in a brief lane; past it work goes back into the queue."""
EARLY: Final = 0.25
"""The longest wait for a place in any other lane: whoever comes back on the dot may be a moment early."""
LATE: Final = 0.01
"""A request that arrives so long after its place began moves its place."""
SLOWEST: Final = 1 / 16
RECOVERY: Final = 600.0
"""Seconds in which a pace that was slowed down is back where it was."""
_APART: Final = 0.001
"""Appointments of one window differ by this much, so that they are kept in their order."""
_MANY: Final = 4096
"""So many lanes are remembered before those in which nothing happens are forgotten."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many requests in any window of so many seconds."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True, repr=False)
class Lane:
    """What shares one limit, such as everything one token sends, or all posts of one channel."""

    name: str
    limit: Limit
    brief: bool = False
    """Whether its places come so quickly that whoever has one ahead waits for it, instead of coming back."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to whoever asked for a place in some lanes."""

    taken: bool
    wait: float = 0.0
    """Seconds: until the place that was taken begins, or until it is worth asking again."""
    at: float = 0.0
    """When the place begins, by the clock of whoever gave it."""
    mark: str = ""
    """What the place is known by to whoever gave it."""


@dataclass(frozen=True, slots=True)
class Place:
    """What one request holds: a place in some lanes, as `ask` and `agree` gave it."""

    lanes: tuple[Lane, ...]
    turns: tuple[Turn, ...]
    due: float
    """When it begins, in `time.monotonic`."""


@dataclass(slots=True)
class _Log:
    """What one lane remembers: the last requests, the last appointments, and until when it is closed."""

    sent: list[float]
    """The latest places that were taken, in order; some begin in a moment."""
    planned: deque[float]
    closed: float = field(default=float("-inf"))

    def last(self) -> float:
        """The latest instant that still matters to it."""
        return max(self.closed, *self.sent[-1:], *list(self.planned)[-1:], float("-inf"))


class Book:
    """One process's own log of what it asked of platforms, safe from any thread.

    A window may never hold more than its limit, in whatever order places are asked for. Whoever has to come back gets
    an appointment, each later than the one before, so that a flood is looked at twice and not again and again.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._logs: dict[str, _Log] = {}
        self._many = _MANY
        """At so many lanes they are looked through; where most are in use, at twice as many the next time."""
        self._share, self._shared_at = 1.0, clock()

    def ask(self, lanes: Sequence[Lane], *, put_back: bool = False) -> Turn:
        """Take a place in every lane, or in none. `put_back`: it had an appointment, so it need not stand in line."""
        with self._lock:
            now = self._clock()
            logs = [(lane, self._log(lane, now)) for lane in lanes]
            slot = max((self._free(lane, log, now) for lane, log in logs if lane.brief), default=now)
            if slot - now > PATIENCE:
                # Whoever came back only when the place begins would find that those who came meanwhile have it.
                opens = max(log.closed for lane, log in logs if lane.brief)
                return Turn(False, max(slot - PATIENCE, opens) - now)
            turns = [(self._turn(lane, log, now, put_back), lane, log) for lane, log in logs if not lane.brief]
            full = [(lane, log) for at, lane, log in turns if at > max(slot, now + EARLY)]
            if full:
                return Turn(False, max(self._appoint(lane, log, now) for lane, log in full) - now)
            slot = max(slot, *(at for at, _, _ in turns), now)
            for lane, log in logs:
                insort(log.sent, slot)
                del log.sent[: -lane.limit.most]
                if not (put_back or lane.brief):
                    log.planned.append(slot)
            return Turn(True, slot - now, slot)

    async def moved(self, place: Place, seconds: float) -> None:
        """Count the window from so long after a place began, because its request arrived no sooner."""
        self._change(place.lanes, place.turns[0].at, seconds)

    async def unused(self, place: Place) -> None:
        """Give a place back, because nothing came of its request; the request itself was one all the same."""
        self._change([lane for lane in place.lanes if not lane.brief], place.turns[0].at, None)

    def _change(self, lanes: Sequence[Lane], at: float, seconds: float | None) -> None:
        with self._lock:
            for log in [self._logs[lane.name] for lane in lanes if lane.name in self._logs]:
                if at in log.sent:
                    log.sent.remove(at)
                    if seconds is not None:
                        insort(log.sent, at + seconds)

    def appointment(self, lane: Lane, wait: float) -> float:
        """In how many seconds to come back to a lane that others have filled for so many."""
        with self._lock:
            now = self._clock()
            return max(self._appoint(lane, self._log(lane, now), now, now + wait), now) - now

    def close(self, lane: Lane, seconds: float) -> None:
        """Let nobody into a lane for so many seconds; a longer rest that was asked for before stays."""
        with self._lock:
            now = self._clock()
            log = self._log(lane, now)
            log.closed = max(log.closed, now + seconds)

    def resting(self, lanes: Sequence[Lane]) -> float:
        """For how many seconds at least one of these lanes is closed."""
        with self._lock:
            now = self._clock()
            logs = (self._logs.get(lane.name) for lane in lanes)
            return max((log.closed - now for log in logs if log is not None), default=0.0)

    def share(self, part: float) -> None:
        """Use only this part of every limit from now on, and more again as time passes without trouble."""
        with self._lock:
            self._share, self._shared_at = max(part, SLOWEST), self._clock()

    @property
    def part(self) -> float:
        """The part of every limit that is used now."""
        return min(1.0, self._share + (self._clock() - self._shared_at) / RECOVERY)

    def _log(self, lane: Lane, now: float) -> _Log:
        log = self._logs.get(lane.name)
        if log is None:
            if len(self._logs) >= self._many:
                hour_ago = now - 3600.0
                self._logs = {name: kept for name, kept in self._logs.items() if kept.last() > hour_ago}
                self._many = max(_MANY, 2 * len(self._logs))
            log = _Log([], deque(maxlen=lane.limit.most))
            self._logs[lane.name] = log
        return log

    def _window(self, lane: Lane) -> float:
        return lane.limit.seconds * MARGIN / self.part

    def _free(self, lane: Lane, log: _Log, now: float) -> float:
        """When the lane's limit allows one more request."""
        full = len(log.sent) == lane.limit.most
        return max(now, log.closed, log.sent[0] + self._window(lane) if full else now)

    def _turn(self, lane: Lane, log: _Log, now: float, put_back: bool) -> float:
        return (
            self._free(lane, log, now) if put_back else max(self._free(lane, log, now), self._planned(lane, log, now))
        )

    def _planned(self, lane: Lane, log: _Log, now: float) -> float:
        full = len(log.planned) == lane.limit.most
        return max(now, log.planned[0] + self._window(lane) if full else now)

    def _appoint(self, lane: Lane, log: _Log, now: float, earliest: float = 0.0) -> float:
        after = log.planned[-1] + _APART if log.planned else now
        at = max(self._free(lane, log, now), self._planned(lane, log, now), earliest, after)
        log.planned.append(at)
        return at


class Unpaced:
    """A pace that lets everybody in at once; for platforms without limits, and for trying things out."""

    def ask(self, lanes: Sequence[Lane], *, put_back: bool = False) -> Turn:
        """Take a place, which there always is."""
        return Turn(True)

    async def agree(self, lanes: Sequence[Lane]) -> Turn:
        """Agree."""
        return Turn(True)

    async def rest(self, lane: Lane, seconds: float) -> None:
        """Go on all the same."""

    async def moved(self, place: Place, seconds: float) -> None:
        """It does not matter."""

    async def unused(self, place: Place) -> None:
        """It does not matter."""

    def resting(self, lanes: Sequence[Lane]) -> float:
        """Nothing ever rests."""
        return 0.0


async def enter(pace: Pace, lanes: Sequence[Lane], taken: Turn | None = None) -> Place:
    """Return when a request may be sent in these lanes; `Temporary` with the seconds when that is not soon.

    `taken`: what `Pace.ask` gave already.
    """
    asked = taken or pace.ask(lanes)
    if not asked.taken:
        raise Temporary(asked.wait)
    place = Place(tuple(lanes), (asked,), monotonic() + asked.wait)
    await _sleep_until(place.due)
    agreed = await pace.agree(lanes)
    if not agreed.taken:
        await pace.unused(place)
        raise Temporary(agreed.wait)
    place = Place(tuple(lanes), (asked, agreed), max(place.due, monotonic() + agreed.wait))
    await _sleep_until(place.due)
    if (rest := pace.resting(lanes)) > 0:
        await pace.unused(place)
        raise Temporary(rest)
    return place


async def _sleep_until(due: float) -> None:
    if (left := due - monotonic()) > 0:
        await asyncio.sleep(left)


def still_open(pace: Pace, lanes: Sequence[Lane]) -> None:
    """Raise `Temporary` when one of these lanes was closed: nothing is sent while a platform said to wait."""
    if (rest := pace.resting(lanes)) > 0:
        raise Temporary(rest)
