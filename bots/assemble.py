"""From settings to a desk that answers: database, vault, content, clock, bell, put together once for every program.

Not here: platforms; each program adds its own, so that a worker imports none of them.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from adapters.clock import MovableClock, SystemClock, zone_rules
from adapters.database.opening import open_database
from adapters.database.transaction import SqlTransaction
from adapters.gazetteer import OfflineGazetteer
from adapters.local import LocalBell, LocalCooldown, LocalPace
from adapters.vault import Vault, load_key_file
from bots.timekeeping import keep_right, put_right
from config.helplines import load_lines
from config.limits import load_limits
from config.templates import load_templates
from core.care.memory import Countries
from core.desk import Desk
from core.errors import NotSaved
from core.jobs import JobLoop
from core.ports import Bell, Clock, Cooldown, Pace, Platform
from core.rhythms.planning import follow_rules
from core.suite import Suite
from core.turn import Library

T = TypeVar("T")

_STOPPING = (signal.SIGINT, signal.SIGTERM)
AT_ONCE = 130
"""The exit code of a process that was asked to stop twice."""

log = logging.getLogger("handrail")


class OpenDatabase(Protocol):
    """The core's `Database`, with what only programs do."""

    async def write(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run and commit."""

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run without writing."""

    async def close(self) -> None:
        """Finish what was asked for, then let the connections go."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything lives, and the operator's own content."""

    database: str
    """`sqlite:///…` or `postgresql+psycopg://…`; it may hold a password."""
    key: Path
    ledger: Path
    """The erasure ledger, to be kept apart from backups of the database."""
    checkins: Path | None = None
    helplines: Path | None = None
    redis: str | None = None
    limits: Path | None = None
    sample: bool = False
    """Only for trying out, never for people: see `Library.sample`."""


class BeatingLoop(JobLoop):
    """A job loop that says so each time it has done what was due."""

    ticked: Callable[[], None] = staticmethod(lambda: None)

    async def run_quiet(self) -> int:
        """Do what is due and shows nothing, once, and return how much that was."""
        done = await super().run_quiet()
        self.ticked()
        return done


@dataclass(frozen=True, slots=True)
class Handrail:
    """A running core: what every program is built round."""

    desk: Desk
    database: OpenDatabase
    library: Library
    clock: Clock
    bell: Bell
    suite: Suite
    pace: Pace

    def loop(self, *platforms: Platform, quiet: bool = True) -> BeatingLoop:
        """A job loop that delivers to these platforms, and (unless told otherwise) does the work that shows nothing."""
        named = {platform.name: platform for platform in platforms}
        loop = BeatingLoop(self.suite, self.database, self.library, self.clock, named, quiet=quiet, pace=self.pace)
        return loop

    async def issue_claim(self) -> str:
        """Make a one-time code with which a server or workspace is claimed within a day."""
        code = "-".join(secrets.token_hex(2) for _ in range(4))
        until = self.clock.now() + timedelta(days=1)
        await self.database.write(lambda tx: tx.offer_claim(code, until))
        return code


@asynccontextmanager
async def assembled(
    places: Places,
    *,
    clock: Clock | None = None,
    bell: Bell | None = None,
    cooldown: Cooldown | None = None,
    pace: Pace | None = None,
    wrap: Callable[[OpenDatabase], OpenDatabase] = lambda database: database,
) -> AsyncIterator[Handrail]:
    """Yield everything put together; on leaving, what was asked for is finished and connections are given back.

    Raises `KeyProblem` and `ContentError`, whose texts say what to do. `wrap` lets a rehearsal stand between. Without a
    `clock`, what time it is is the database's to say.
    """
    gc.freeze()  # loading is over
    gc.enable()
    ours = MovableClock(SystemClock().now())
    shown, keeping = clock or ours, None
    vault = Vault(load_key_file(places.key), again=lambda: load_key_file(places.key))
    library = Library(
        templates={template.key: template for template in load_templates(places.checkins)},
        lines=load_lines(places.helplines),
        gazetteer=OfflineGazetteer(),
        countries=Countries(),
        limits=load_limits(places.limits, sample_too=True),  # operators are told so before a program starts
        sample=places.sample,
        rules=zone_rules(),
    )
    database = wrap(open_database(places.database, vault, places.ledger))
    local_bell, local_cooldown = bell or LocalBell(), cooldown or LocalCooldown()
    local_pace: Pace = pace or LocalPace()
    close_redis = None
    if places.redis and bell is None:
        from adapters.redis import connect

        local_bell, local_cooldown, redis_pace, close_redis = connect(places.redis, vault)
        local_pace = pace or redis_pace
    suite = Suite()
    desk = Desk(suite, database, library, local_cooldown, local_bell)
    try:
        if clock is None:
            keeping = asyncio.create_task(keep_right(ours, database, await put_right(ours, database)))
        await _remember_countries(database, library)
        await _follow_the_rules(database, library.rules, shown.now())
        yield Handrail(desk, database, library, shown, local_bell, suite, local_pace)
    finally:
        if keeping is not None:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        await database.close()
        if close_redis is not None:
            await close_redis()


async def _remember_countries(database: OpenDatabase, library: Library) -> None:
    def read(tx: SqlTransaction) -> None:
        for person, country in tx.known_countries():
            library.countries.remember(person, country)
        for place, country in tx.home_countries():
            library.countries.remember_home(place, country)

    try:
        await database.read(read)
    except NotSaved:
        log.warning("the database is away; help-now shows directories until people come by again")


async def _follow_the_rules(database: OpenDatabase, rules: str, now: datetime) -> None:
    """Where the time-zone rules are of another edition than when this program last began, have all plans looked at."""

    def write(tx: SqlTransaction) -> None:
        for community in tx.communities():
            follow_rules(tx.within(community).jobs, rules, now)

    try:
        await database.write(write)
    except NotSaved:
        log.warning("the database is away; whether the time-zone rules changed is looked at on the next start")


def read_ahead(library: Library) -> None:
    """Read country names once in the background, so that the first person to join does not wait for them."""
    threading.Thread(target=library.gazetteer.country, args=("portugal",), name="warm", daemon=True).start()


def settle_in() -> None:
    """Once all that stays is loaded: keep it out of the garbage collector's rounds, which would halt every turn."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def stopped() -> asyncio.Event:
    """An event that is set when the process is asked to stop; asked a second time, it ends at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked() -> None:
        stop.set()
        for name in _STOPPING:
            loop.remove_signal_handler(name)
            signal.signal(name, lambda *_: os._exit(AT_ONCE))

    for name in _STOPPING:
        loop.add_signal_handler(name, asked)
    return stop
