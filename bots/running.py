"""Starting programs from settings: everything that is wrong is said together, with what to do, and never a traceback.

Not here: the command line itself.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import TYPE_CHECKING

from bots.assemble import Places, assembled, settle_in, stopped
from config.settings import Need, Settings, SettingsError, read_settings

if TYPE_CHECKING:
    from core.ports import Platform

_LIBRARIES = ("discord", "slack_sdk", "slack_bolt", "aiohttp", "sqlalchemy", "psycopg", "asyncio", "alembic")
"""Libraries whose DEBUG lines hold what people wrote, and whose INFO lines say nothing an operator needs."""


_SILENT = "The database does not answer ({}). Is HANDRAIL_DATABASE_URL right?"


class CannotStart(Exception):
    """What keeps a program from starting, each line with what to do."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.problems = [str(problem) for problem in problems]
        super().__init__("\n".join(self.problems))


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
        helplines=settings.helplines,
        redis=settings.redis_url.get_secret_value() if settings.redis_url else None,
    )


def checked(settings: Settings) -> Places:
    """Check the key, the content and the database before anything starts; `CannotStart` with all that is wrong."""
    from adapters.database.migrations.run import behind
    from adapters.vault import KeyProblem, harden_process, load_key_file
    from config.content import ContentError
    from config.helplines import load_lines
    from config.templates import load_templates

    harden_process()
    found: list[object] = []
    try:
        load_key_file(settings.key)
    except KeyProblem as problem:
        found.append(problem if settings.key.exists() else f"{problem} `handrail keys init` makes a key file.")
    for load, own in ((load_templates, settings.checkins), (load_lines, settings.helplines)):
        try:
            load(own)
        except ContentError as problem:
            found += problem.problems
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


@contextmanager
def answering() -> Iterator[None]:
    """Say in a line that the database does not answer; a driver's own text may hold its address and password."""
    from sqlalchemy.exc import OperationalError

    try:
        yield
    except OperationalError as problem:
        raise CannotStart([_SILENT.format(type(problem.orig).__name__)]) from None


def keep_logs(level: str) -> None:
    """Log to standard error: our own lines at this level, the libraries' only when something is wrong."""
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)


async def serve(settings: Settings, places: Places, platforms: Iterable[str], *, quiet: bool) -> None:
    """Run these platforms and their job loop until asked to stop, then finish what was begun."""
    stop = await stopped()
    async with assembled(places) as handrail, AsyncExitStack() as stack:
        online: list[Platform] = []
        for name in platforms:
            if name == "discord":
                from bots.discord_bot import discord_online

                online.append(await stack.enter_async_context(discord_online(handrail, settings, stop)))
            else:
                from bots.slack_bot import slack_online

                online.append(await stack.enter_async_context(slack_online(handrail, settings)))
        settle_in()
        logging.getLogger("handrail").info("ready: %s", ", ".join(platform.name for platform in online))
        loop = handrail.loop(*online, quiet=quiet)
        keeping = asyncio.create_task(loop.run(handrail.bell, stop))
        await stop.wait()
        handrail.bell.ring()
        await keeping
