"""`handrail doctor`: everything that is looked at, in one table, with what to do. It changes nothing.

Not here: the looking (`checks`, `checks_afar`) and what could be handed over (`subpoena`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table

from adapters.clock import SystemClock
from bots import checks, checks_afar
from bots.checks import Check, State
from bots.running import content_problems

if TYPE_CHECKING:
    from config.settings import Settings

_LOOK: Final[dict[State, str]] = {"ok": "green", "warning": "yellow", "stop": "bold red"}
_DATABASE: Final = "Is HANDRAIL_DATABASE_URL right, and is the server up?"


def main(*, offline: bool) -> int:
    """Look at everything, print it, and return 1 when something keeps the programs from starting."""
    logging.disable(logging.CRITICAL)  # what is wrong is said in the table
    found = looked(offline=offline)
    Console().print(table(found))
    return int(any(check.state == "stop" for check in found))


def looked(*, offline: bool) -> list[Check]:
    """Everything that was looked at."""
    from config.settings import SettingsError, read_settings

    try:
        settings = read_settings(["worker"])
    except SettingsError as error:
        wrong = checks.wrong_settings(error)
        try:
            settings = read_settings()
        except SettingsError:
            return wrong
        return wrong + _with(settings, offline=offline)
    return checks.settings_well(settings) + _with(settings, offline=offline)


def _with(settings: Settings, *, offline: bool) -> list[Check]:
    wrong_content = content_problems(settings)
    key = checks.key(settings)
    found = [key, *checks.content(wrong_content), checks.limits(settings), *_stored(settings)]
    usable = key.state != "stop" and not wrong_content and all(check.state != "stop" for check in found)
    now = SystemClock().now()
    if not wrong_content:
        from config.helplines import load_lines

        homes = asyncio.run(_countries(settings)) if usable else []
        if homes is None:
            do = "Put back the key file this database was made with; another one cannot open it."
            found.append(Check("key file", "stop", "does not open what is stored", do))
        found += checks.lines(load_lines(settings.own_helplines), homes or [], now)
    found += [checks.ledger(settings), checks.backups(settings, now), *checks_afar.redis(settings)]
    if not offline:
        found += asyncio.run(_afar(settings))
    return found


def _stored(settings: Settings) -> list[Check]:
    """The database and what only it can tell; what comes after something that stops is left out."""
    from adapters.database.survey import database_clock, reading

    try:
        with reading(settings.database) as link:
            skew = checks.clock(link, SystemClock().now())
        found = [Check("database", "ok", "answers"), checks.tables(settings)]
        if found[-1].state != "stop":
            found.append(checks.walls(settings))
            with reading(settings.database) as link:
                found += [skew, *checks.jobs(link, database_clock(link))]
        return found
    except Exception as problem:  # noqa: BLE001 - every driver has its own, and its text may hold a password
        do = "`handrail migrate` makes it." if settings.database.startswith("sqlite") else _DATABASE
        return [Check("database", "stop", f"does not answer ({type(problem).__name__})", do)]


async def _countries(settings: Settings) -> list[str] | None:
    """The groups' main countries; None when the key does not open them."""
    from adapters.database.opening import open_database
    from adapters.vault import Vault, load_key_file

    database = open_database(settings.database, Vault(load_key_file(settings.key)), settings.data / "erasures")
    try:
        return [country for _, country in await database.read(lambda tx: tx.home_countries()) if country]
    except Exception:  # noqa: BLE001 - whatever it is, the key and this database do not go together
        return None
    finally:
        await database.close()


async def _afar(settings: Settings) -> list[Check]:
    asked = await asyncio.gather(checks_afar.discord(settings), checks_afar.slack(settings))
    return [check for found in asked for check in found]


def table(found: Iterable[Check]) -> Table:
    """The checks as people read them."""
    shown = Table(title="Handrail, looked over", title_justify="left", show_lines=False, pad_edge=False)
    for heading in ("what", "how it is", "found", "what to do"):
        shown.add_column(heading, overflow="fold", ratio=3 if heading in ("found", "what to do") else None)
    for check in found:
        state = f"[{_LOOK[check.state]}]{check.state}[/]"
        shown.add_row(check.name, state, _literal(check.told), _literal(check.do))
    return shown


def _literal(words: str) -> str:
    from rich.markup import escape

    return escape(words)


def subpoena(*, values: bool) -> None:
    """Print what the host could hand over."""
    from adapters.database.survey import reading
    from bots.running import CannotStart, settings_for
    from bots.subpoena import told

    settings = settings_for()
    try:
        with reading(settings.database) as link:
            lines = list(told(link, values=values))
    except Exception as problem:  # noqa: BLE001 - every driver has its own, and its text may hold a password
        raise CannotStart([f"The database does not answer ({type(problem).__name__}). {_DATABASE}"]) from None
    print("\n".join(lines))
