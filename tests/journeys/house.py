"""The house a journey plays in: a folder, a clock, the real database and desk; it can be shut and opened again.

Not here: the platform; each stage brings its own.
"""

from __future__ import annotations

import asyncio
import functools
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from adapters.clock import MovableClock
from adapters.database.migrations import migrate
from adapters.database.transaction import SqlTransaction
from adapters.local import LocalCooldown
from adapters.vault import create_key_file
from bots.assemble import Handrail, OpenDatabase, Places, assembled
from bots.playground import Switch
from config.helplines import BUILT_IN
from core.desk import Desk
from core.jobs import JobLoop
from core.pace import Unpaced
from core.ports import Platform

T = TypeVar("T")
EVENING = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
"""A Sunday, 20:00 in Berlin; nobody's quiet hours."""


@functools.cache
def prepared() -> tuple[Path, Path]:
    """An operator's own text on the limits of confidentiality, and help lines they checked that Sunday."""
    folder = Path(tempfile.mkdtemp(prefix="handrail-operator-"))
    limits, lines = folder / "limits.txt", folder / "helplines.toml"
    limits.write_text("We are volunteers. Where a life is in danger we call for help, and try to speak with you first.")
    lines.write_text(BUILT_IN.read_text("utf-8").replace('verified_on = ""', 'verified_on = "2026-05-31"'), "utf-8")
    return limits, lines


class SwitchedDatabase(Switch):
    """The page's switch over the real database, which a test can also make hang."""

    def __init__(self, real: OpenDatabase) -> None:
        super().__init__(real)
        self.answers = asyncio.Event()
        self.answers.set()

    async def write(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run and commit, once the database answers and unless the switch is off."""
        await self._passed()
        return await super().write(work)

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Read, once the database answers and unless the switch is off."""
        await self._passed()
        return await super().read(work)

    async def _passed(self) -> None:
        await self.answers.wait()


class House:
    """Our process, on a folder and a database of its own."""

    def __init__(self, folder: Path, database: str = "", seed: Path | None = None) -> None:
        """`database`: one that has its tables. `seed`: a folder with a key and tables, to begin as a copy of."""
        self.folder = folder
        for name in ("handrail.db", "handrail.key") if seed else ():
            shutil.copy2(seed / name, folder / name)
        limits, lines = prepared()
        self.places = Places(
            database=database or f"sqlite:///{folder / 'handrail.db'}",
            key=folder / "handrail.key",
            ledger=folder / "erasures",
            checkins=None,
            limits=limits,
            helplines=lines,
        )
        self.clock = MovableClock(EVENING)
        self._stack = AsyncExitStack()
        self._handrail: Handrail | None = None
        self._switch: SwitchedDatabase | None = None

    @property
    def handrail(self) -> Handrail:
        """Everything put together."""
        assert self._handrail is not None, "the house is not open yet"
        return self._handrail

    @property
    def desk(self) -> Desk:
        """The desk of the process as it is now; a restart makes a new one."""
        return self.handrail.desk

    async def open(self) -> None:
        """Make keys and tables where there are none, and put everything together."""
        if not self.places.key.exists():
            create_key_file(self.places.key)
            if self.places.database.startswith("sqlite"):
                migrate(self.places.database)
        cooldown = LocalCooldown(clock=lambda: self.clock.now().timestamp())  # time that passes is time to breathe
        self._handrail = await self._stack.enter_async_context(
            assembled(self.places, clock=self.clock, cooldown=cooldown, pace=Unpaced(), wrap=self._behind_switch)
        )

    async def close(self) -> None:
        """Shut everything."""
        await self._stack.aclose()
        self._handrail = None

    async def restart(self) -> None:
        """Close the database and everything on it, and open it anew, with a new desk."""
        await self.close()
        await self.open()

    async def start(self, *platforms: Platform) -> JobLoop:
        """Begin to serve these platforms; the stage runs the loop with `run_due`, so that nothing waits by itself."""
        return self.handrail.loop(*platforms)

    async def claim(self) -> str:
        """A one-time code, as `handrail claim` makes it."""
        return await self.handrail.issue_claim()

    async def lose_database(self) -> None:
        """From now on nothing can be saved or read."""
        assert self._switch is not None
        self._switch.away = True

    async def find_database(self) -> None:
        """It is back."""
        assert self._switch is not None
        self._switch.away = False

    def hang_database(self) -> None:
        """From now on nothing is answered, until `release_database`."""
        assert self._switch is not None
        self._switch.answers.clear()

    def release_database(self) -> None:
        """What was asked for meanwhile is done now."""
        assert self._switch is not None
        self._switch.answers.set()

    def _behind_switch(self, real: OpenDatabase) -> SwitchedDatabase:
        self._switch = SwitchedDatabase(real)
        return self._switch
