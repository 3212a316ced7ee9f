"""The town: the real core on a real SQLite file, two platforms in memory, and a clock that jumps.

Not here: who lives there (`souls`) and what they do (`lives`).
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import Counter, deque
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from adapters.database.migrations import migrate
from adapters.vault import create_key_file
from bots.assemble import assembled
from config.helplines import BUILT_IN
from core import jobs, values
from core.errors import NotSaved
from core.jobs import JobLoop
from core.pace import Unpaced
from core.ports import Transaction
from core.turn import Stores
from core.values import CommunityId, Place
from tests.core.home import Everybody, StillClock
from tests.journeys.house import House
from tests.simulation.street import Sent, Street

BEGINS = datetime(2026, 2, 20, 9, 0, tzinfo=UTC)
LIMITS = "We are volunteers. Where a life is in danger we call for help, and try to speak with you first."
HARBOUR, QUAY, HILL = "harbour", "quay", "hill"
"""A Discord server; the same community's Slack workspace; another community's Discord server."""


class Broken(AssertionError):
    """Something that must never happen has happened."""


class Town(House):
    """A house with streets, and with operators who are sometimes away."""

    def __init__(self, folder: Path, seed: int, trouble: float) -> None:
        """`trouble`: how often a platform misbehaves, of all it is asked."""
        super().__init__(folder)
        self.seed, self.trouble = seed, trouble
        self.places = replace(self.places, limits=None, helplines=None)
        self.clock = StillClock(BEGINS)  # type: ignore[assignment]  # one that only moves when it is moved
        self.cooldown = Everybody()
        self.streets = {
            "discord": Street("discord", timedelta(minutes=3), self.clock, self._luck, self._told),
            "slack": Street("slack", timedelta(0), self.clock, self._luck, self._told),
        }
        for home in (HARBOUR, HILL):
            self.streets["discord"].channels |= {(home, channel): True for channel in ("commons", "porch", "yard")}
        self.streets["slack"].channels |= {(QUAY, channel): True for channel in ("C-commons", "C-porch")}
        self.on_sent: Any = None
        self.last: deque[str] = deque(maxlen=20)
        self.incidents: list[str] = []
        self.logged: list[str] = []
        self.counts: Counter[str] = Counter()
        self.platforms_down = False
        self.loop_stands = False
        self._blinks = False
        """Whether the database went away while something was sent; it is back once this round of work is over."""
        self._draws: Counter[str] = Counter()
        self._drawn_on = BEGINS
        self.loop: JobLoop

    @property
    def opened(self) -> bool:
        """Whether the house is open."""
        return self._handrail is not None

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.clock.now()

    async def open(self) -> None:
        """Put everything together; what is random in the core follows the seed from now on."""
        if not self.places.key.exists():
            create_key_file(self.places.key)
            migrate(self.places.database)
        self._stack = AsyncExitStack()
        self._handrail = await self._stack.enter_async_context(
            assembled(self.places, clock=self.clock, cooldown=self.cooldown, pace=Unpaced(), wrap=self._behind_switch)
        )
        self.loop = self.handrail.loop(*self.streets.values())

    async def with_limits(self) -> None:
        """The operator writes the limits of confidentiality, and starts the program again."""
        limits = self.folder / "limits.txt"
        limits.write_text(LIMITS)
        self.places = replace(self.places, limits=limits)
        await self.restart()

    async def with_lines_checked(self) -> None:
        """The operator checks every help line themselves today, and starts the program again."""
        lines = self.folder / "helplines.toml"
        text = BUILT_IN.read_text("utf-8").replace('verified_on = ""', f'verified_on = "{self.now.date()}"')
        lines.write_text(text, "utf-8")
        self.places = replace(self.places, helplines=lines)
        await self.restart()

    async def do_what_is_due(self, until: datetime, every: timedelta) -> None:
        """Let time pass until then, and do each thing when it is due, looking this often."""
        stuck, at = 0, self.now
        while not self.loop_stands:
            due = await self._next_due()
            if due is None or due > until:
                break
            stuck, at = (stuck + 1, at) if at == self.now else (0, self.now)
            if stuck > 500:
                raise Broken(f"the job loop goes round and round on the same work, due {due}")
            if due > self.now:
                slack = (due - BEGINS) % every
                self.clock.at = min(until, due + (every - slack if slack else timedelta()))
            try:
                done = await self.loop.run_due()
            except NotSaved:
                if not self._blinks:
                    break
                continue  # it is back at once, and the loop with it
            finally:
                self._open_eyes()
            self.counts["jobs"] += done
            if not done and due <= self.now:
                break
        self.clock.at = max(self.now, until)

    async def _next_due(self) -> datetime | None:
        try:
            return await self.handrail.database.read(lambda tx: tx.next_due((*self.streets, "")))
        except NotSaved:
            return None

    async def look(self, home: str, read: Any) -> Any:
        """Read stored facts of the community in a home."""

        def reading(tx: Transaction) -> Any:
            return read(tx.within(self.community_at(tx, home)))

        return await self.handrail.database.read(reading)

    async def change(self, home: str, write: Any) -> Any:
        """Change stored facts, as only the simulation may."""

        def writing(tx: Transaction) -> Any:
            stores: Stores = tx.within(self.community_at(tx, home))
            return write(stores)

        return await self.handrail.database.write(writing)

    @staticmethod
    def community_at(tx: Transaction, home: str) -> CommunityId:
        """The community that lives in a home."""
        found = tx.community_at(Place("discord", HARBOUR if home == QUAY else home))
        if found is None:
            raise LookupError(home)
        return found

    def note(self, words: str) -> None:
        """Keep what happened last, for the report; never anybody's words."""
        self.last.append(f"{self.now:%Y-%m-%d %H:%M:%S} {words}")

    def _open_eyes(self) -> None:
        if self._blinks:
            self._blinks = False
            for sent in [one for street in self.streets.values() for one in street.sent.values()]:
                sent.lost_answer = sent.lost_answer or sent.at == self.now
            assert self._switch is not None
            self._switch.away = False

    def _luck(self, method: str, about: str) -> str:
        if self.platforms_down:
            return "down"
        if self.now.date() != self._drawn_on.date():
            self._draws.clear()
            self._drawn_on = self.now
        self._draws[method + about] += 1
        draw = Random(f"{self.seed}|{method}|{about}|{self._draws[method + about]}")
        if draw.random() >= self.trouble:
            return ""
        return draw.choice(("busy", "down", "lost"))

    async def _told(self, how: str, sent: Sent) -> None:
        self.counts[how] += 1
        if self.on_sent is not None:
            await self.on_sent(how, sent)
        if Random(f"{self.seed}|blink|{sent.key}|{self.counts[how]}").random() < self.trouble / 4:
            assert self._switch is not None
            self._switch.away = self._blinks = True
            sent.lost_answer = True
            self.counts["blinks"] += 1


class Listening(logging.Handler):
    """Everything the program says to its operator."""

    def __init__(self, town: Town) -> None:
        super().__init__(logging.INFO)
        self.town = town

    def emit(self, record: logging.LogRecord) -> None:
        """Keep incidents, and all lines to be searched for members' words."""
        line = record.getMessage()
        self.town.logged.append(line)
        if "incident" in line:
            self.town.incidents.append(line)
        if record.exc_info:
            self.town.incidents.append(f"a traceback was logged: {line}")


class Seeded:
    """The core's randomness and its waiting, made to follow a seed: ids, backoff, and no pause before a second finish.

    A lease is counted by the database's own clock, which stands still here beside months; so it lasts no time at all,
    and the one loop there is takes its own work again.
    """

    def __init__(self, seed: int) -> None:
        self._luck = Random(f"{seed}|ids")
        self._before: tuple[Any, ...] = ()

    def __enter__(self) -> Seeded:
        self._before = (values.token_bytes, jobs.secrets, jobs.LEASE, jobs._FINISH_AGAIN)
        values.token_bytes = self._luck.randbytes  # the module's own import, for as long as this lasts
        jobs.secrets = SimpleNamespace(SystemRandom=lambda: self._luck, token_hex=secrets.token_hex)  # type: ignore[attr-defined]  # the same
        jobs.LEASE = timedelta(0)  # type: ignore[misc]  # see above
        jobs._FINISH_AGAIN = (0.0, 0.0)  # type: ignore[misc,assignment]  # see above
        return self

    def __exit__(self, *_: object) -> None:
        values.token_bytes, jobs.secrets, jobs.LEASE, jobs._FINISH_AGAIN = self._before  # type: ignore[attr-defined,misc]  # as it was


async def breathe() -> None:
    """Let whatever was woken run."""
    await asyncio.sleep(0)
