"""Time on the page: it moves through every event on the way, as it would have by itself.

Not here: what is done when something comes due; the job loop does it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol

EVENTS: Final = 500
"""The most events one press of the clock goes through."""


class MovingClock(Protocol):
    """The application's clock, which the page may move."""

    def now(self) -> datetime:
        """The current instant, UTC-aware."""

    def move(self, by: timedelta) -> None:
        """Move the clock forwards."""


async def pass_time(
    clock: MovingClock,
    run_due: Callable[[], Awaitable[int]],
    next_due: Callable[[], Awaitable[datetime | None]],
    by: timedelta | None,
) -> str:
    """Move the clock on, or (without `by`) to the next event, do what comes due, and say what happened.

    `NotSaved` while the database is away.
    """
    if by is None:
        due = await next_due()
        if due is None:
            return "Nothing is waiting to happen."
        by = max(due - clock.now(), timedelta(0))
    until, done = clock.now() + by, 0
    for _ in range(EVENTS):
        due = await next_due()
        if due is None or due > until:
            break
        clock.move(max(due - clock.now(), timedelta(0)))
        now_done = await run_due()
        if not now_done:
            break
        done += now_done
    clock.move(max(until - clock.now(), timedelta(0)))
    for _ in range(EVENTS):
        now_done = await run_due()
        if not now_done:
            break
        done += now_done
    counted = {0: "nothing came due", 1: "one thing came due"}.get(done, f"{done} things came due")
    return f"Time moved on; {counted}."
