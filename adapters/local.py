"""The bell, the cooldown and the pace of a process without Redis, in its own memory.

Not here: anything shared between processes; there, polling and each process's own count have to do.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Final

from core.pace import Book, Lane, Turn
from core.values import Person

ACTS: Final = 20
WINDOW_SECONDS: Final = 10.0


class LocalBell:
    """Wakes whoever waits in this process. A ring that nobody heard is heard by the next who waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rung = False
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def ring(self) -> None:
        """Say that work may be due. Safe from any thread; never raises."""
        with self._lock:
            self._rung = True
            waiting = tuple(self._waiting)
        for loop, event in waiting:
            with suppress(RuntimeError):  # that loop is closed
                loop.call_soon_threadsafe(event.set)

    async def wait(self, seconds: float) -> None:
        """Return when rung, or after so many seconds."""
        mine = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            if self._rung:
                self._rung = False
                return
            self._waiting.append(mine)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(mine[1].wait(), seconds)
        finally:
            with self._lock:
                self._waiting.remove(mine)
                self._rung = False


class LocalCooldown:
    """So many acts of one person in a window of time; with the window, all counts are forgotten."""

    def __init__(
        self, acts: int = ACTS, seconds: float = WINDOW_SECONDS, clock: Callable[[], float] = monotonic
    ) -> None:
        self._acts = acts
        self._seconds = seconds
        self._clock = clock
        self._window = -1
        self._counts: Counter[Person] = Counter()

    async def allows(self, person: Person) -> bool:
        """Whether this person may act now; counts the act."""
        window = int(self._clock() // self._seconds)
        if window != self._window:
            self._window = window
            self._counts.clear()
        self._counts[person] += 1
        return self._counts[person] <= self._acts


class LocalPace(Book):
    """The pace of a process that has its tokens to itself, or learns from being told off that it has not."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(clock)

    async def agree(self, lanes: Sequence[Lane]) -> Turn:
        """There is nobody else to agree with."""
        return Turn(True)

    async def rest(self, lane: Lane, seconds: float) -> None:
        """Let nobody into a lane for so many seconds. A whole token told to rest is shared: use half as much of it."""
        self.close(lane, seconds)
        if lane.brief:
            self.share(self.part / 2)
