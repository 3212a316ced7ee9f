"""`help`: how long *Help now* takes with the database away, from the turn to the view that would be sent.

Its peer is the same turn with the database there: the answer comes from memory, so both are alike.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final, TypeVar

from adapters.database.migrations import migrate
from adapters.database.transaction import SqlTransaction
from adapters.slack import draw
from adapters.vault import create_key_file
from bots.assemble import OpenDatabase, Places, assembled
from core.errors import NotSaved
from core.turn import Answered, Turn
from core.values import Person, Place, new_id
from core.words import HELP
from tests.bench.harness import Figure

T = TypeVar("T")
TURNS: Final = 500


class Switch:
    """The database behind a switch."""

    def __init__(self, real: OpenDatabase) -> None:
        self._real = real
        self.away = False

    async def write(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run and commit, unless it is away."""
        if self.away:
            raise NotSaved("away")
        return await self._real.write(work)

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Read, unless it is away."""
        if self.away:
            raise NotSaved("away")
        return await self._real.read(work)

    async def close(self) -> None:
        """Close it."""
        await self._real.close()


def bench(name: str, runs: int) -> list[Figure]:
    """Measure p50 and p99."""
    return asyncio.run(_bench(runs))


async def _bench(runs: int) -> list[Figure]:
    figures = [Figure("p50", "ms", "with the database there")]
    figures.append(
        Figure("p99", "ms", "with the database there", "at most 1 s, whatever is away", lambda ours, _: ours <= 1000)
    )
    with tempfile.TemporaryDirectory(prefix="handrail-bench-") as folder:
        places = Places(f"sqlite:///{folder}/bench.db", Path(folder) / "key", Path(folder) / "erasures")
        create_key_file(places.key)
        migrate(places.database)
        switches: list[Switch] = []

        def behind(real: OpenDatabase) -> OpenDatabase:
            switches.append(Switch(real))
            return switches[-1]

        async with assembled(places, wrap=behind) as handrail:
            for _ in range(runs):
                took: dict[bool, list[float]] = {}
                for away in (True, False):
                    switches[0].away = away
                    took[away] = sorted([await _turn(handrail.desk.handle, handrail.clock.now) for _ in range(TURNS)])
                for figure, at in zip(figures, (0.5, 0.99), strict=True):
                    figure.add(took[True][int(TURNS * at)], took[False][int(TURNS * at)])
    return figures


async def _turn(handle: Callable[..., object], now: Callable[[], object]) -> float:
    turn = Turn(new_id(), Person("slack", "T1.U1"), Place("slack", "T1", "C1"), HELP.step, now())  # type: ignore[arg-type]
    began = perf_counter()
    outcome = await handle(turn)  # type: ignore[misc]
    assert isinstance(outcome, Answered)
    draw.sheet(outcome.reply)  # type: ignore[arg-type]
    return 1000 * (perf_counter() - began)
