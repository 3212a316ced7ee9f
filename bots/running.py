"""Starting programs from settings: everything that is wrong is said together, with what to do, and never a traceback.

Not here: the command line itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bots.assemble import Places, assembled, read_ahead, settle_in, stopped
from bots.watched import Watch
from config.settings import Need, Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from bots.assemble import Handrail
    from core.ports import Platform

_SILENT = "The database does not answer ({}). Is HANDRAIL_DATABASE_URL right?"


class CannotStart(Exception):
    """What keeps a program from starting, each line with what to do."""

    heading = "Handrail cannot start yet:"

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = [str(problem) for problem in problems]
        super().__init__("\n".join(self.problems))


class NotDone(CannotStart):
    """Why a command left everything as it was, each line with what to do."""

    heading = "Nothing was changed:"


def settings_for(needs: Iterable[Need] = ()) -> Settings:
    """Read the settings; `CannotStart` with all that is wrong or missing."""
    try:
        settings = read_settings(needs)
    except SettingsError as error:
        raise CannotStart(error.problems) from None
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings


def places_of(settings: Settings) -> Places:
    """Where everything lives, by these settings."""
    return Places(
        database=settings.database,
        key=settings.key,
        ledger=settings.data / "erasures",
        checkins=settings.checkins,
        helplines=settings.own_helplines,
        redis=settings.redis_url.get_secret_value() if settings.redis_url else None,
        limits=settings.own_limits,
    )


def checked(settings: Settings) -> Places:
    """Check the key, the content and the database before anything starts; `CannotStart` with all that is wrong."""
    from adapters.database.migrations.run import behind
    from adapters.vault import KeyProblem, harden_process, load_key_file

    harden_process()
    found: list[object] = []
    try:
        load_key_file(settings.key)
    except KeyProblem as problem:
        found.append(problem if settings.key.exists() else f"{problem} `handrail init` makes one.")
    found += content_problems(settings)
    try:
        if behind(settings.database):
            found.append("The database has no tables yet, or older ones. `handrail migrate` brings them up to date.")
        elif settings.database.startswith("postgresql"):
            from adapters.database.rolecheck import role_problem

            found += filter(None, [role_problem(settings.database)])
    except Exception as problem:  # noqa: BLE001 - every driver has its own, and none may end in a traceback
        # Any driver's own error: its text may hold the address with its password.
        found.append(_SILENT.format(type(problem).__name__))
    if found:
        raise CannotStart(found)
    return places_of(settings)


def content_problems(settings: Settings) -> list[object]:
    """What is wrong in the operator's own content."""
    from config.content import ContentError
    from config.helplines import load_lines
    from config.limits import load_limits
    from config.templates import load_templates

    found: list[object] = []
    for load, own in (
        (load_templates, settings.checkins),
        (load_lines, settings.own_helplines),
        (load_limits, settings.own_limits),
    ):
        try:
            load(own)
        except ContentError as problem:
            found += problem.problems
    return found


@contextmanager
def answering() -> Iterator[None]:
    """Say in a line that the database does not answer; a driver's own text may hold its address and password."""
    from sqlalchemy.exc import OperationalError

    try:
        yield
    except OperationalError as problem:
        raise CannotStart([_SILENT.format(type(problem.orig).__name__)]) from None


@dataclass(frozen=True, slots=True)
class Online:
    """A platform that is connected, and how a program minds it."""

    platform: Platform
    healthy: Callable[[], Awaitable[bool]]
    """Whether what people do would reach us now."""
    pause: Callable[[], None]
    """Take no new turns; those that were begun are answered."""


async def serve(settings: Settings, places: Places, platforms: Iterable[str], *, quiet: bool) -> None:
    """Run these platforms and their job loop until asked to stop, then finish what was begun."""
    stop, ready = await stopped(), asyncio.Event()
    serving = asyncio.create_task(_serving(settings, places, platforms, stop, ready, quiet=quiet))
    asked = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if stop.is_set() and not ready.is_set():
        serving.cancel()  # nothing was begun that could be finished
    with suppress(asyncio.CancelledError):
        await serving


async def _serving(
    settings: Settings,
    places: Places,
    platforms: Iterable[str],
    stop: asyncio.Event,
    ready: asyncio.Event,
    *,
    quiet: bool,
) -> None:
    watch = Watch()
    async with (
        watch.answering(settings),
        assembled(places, wrap=watch.over_database) as plain,
        AsyncExitStack() as stack,
    ):
        handrail = watch.over(plain)
        online = [await stack.enter_async_context(_online(name, handrail, settings, stop)) for name in platforms]
        for each in online:
            watch.pulse.ask(each.platform.name, each.healthy)
        settle_in()
        if online:
            read_ahead(handrail.library)
        names = ", ".join(each.platform.name for each in online) or "worker"
        logging.getLogger("handrail").info("ready: %s", names)
        ready.set()
        loop = handrail.loop(*(watch.over_platform(each.platform) for each in online), quiet=quiet)
        loop.ticked = watch.loop_ticked
        keeping = asyncio.create_task(loop.run(handrail.bell, stop))
        watching = asyncio.create_task(watch.sample(handrail, stop)) if settings.health_port else None
        await stop.wait()
        watch.pulse.stopping = True
        for each in online:
            each.pause()
        handrail.bell.ring()
        await keeping
        if watching is not None:
            await watching


def _online(
    name: str, handrail: Handrail, settings: Settings, stop: asyncio.Event
) -> AbstractAsyncContextManager[Online]:
    # Imported here, so that a program holds the libraries of its own platforms alone.
    if name == "discord":
        from bots.discord_bot import discord_online

        return discord_online(handrail, settings, stop)
    from bots.slack_bot import slack_online

    return slack_online(handrail, settings)
