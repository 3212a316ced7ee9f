"""The house a journey plays in: a folder, a clock, the real database and desk; it can be shut and opened again."""

from __future__ import annotations

from typing import Protocol

from adapters.clock import MovableClock
from core.desk import Desk
from core.jobs import JobLoop
from core.ports import Platform


class House(Protocol):
    """What a stage needs of the process it stands in for. `tests.journeys.conftest` builds the real one."""

    clock: MovableClock
    desk: Desk

    async def start(self, *platforms: Platform) -> JobLoop:
        """Begin to serve these platforms; the stage runs the loop with `run_due`, so that nothing waits by itself."""

    async def restart(self) -> None:
        """Close the database and everything on it, and open it anew from the same folder, with a new `desk`.

        The stage then builds a new gateway and calls `start` again.
        """
