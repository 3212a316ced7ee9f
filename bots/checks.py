"""What `handrail doctor` looks at on this machine: settings, key, database, files, help lines, work.

Not here: what is asked of others (`checks_afar`) and how it is shown (`doctor`). Nothing here prints a value that
could be a secret.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from adapters.database.link import Link
    from config.settings import Settings, SettingsError
    from core.care.lines import Lines

State: TypeAlias = Literal["ok", "warning", "stop"]

SKEW: Final = timedelta(seconds=2)
BACKUP_AGE: Final = timedelta(hours=26)
BACKUPS: Final = "*.handrail-backup"
LATELY: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    name: str
    state: State
    told: str
    do: str = ""


def wrong_settings(error: SettingsError) -> list[Check]:
    """One line for each thing to put right."""
    return [Check("settings", "stop", f"{each.variable} {each.what}", each.do) for each in error.problems]


def settings_well(settings: Settings) -> list[Check]:
    """Nothing is missing; and whether the log would say too much."""
    found = [Check("settings", "ok", "complete; speaks " + (" and ".join(sorted(settings.platforms)) or "nothing yet"))]
    if settings.log_level == "DEBUG":
        do = "Set HANDRAIL_LOG_LEVEL=INFO when you have found what you look for."
        return [*found, Check("log", "warning", "the level is DEBUG", do)]
    return [*found, Check("log", "ok", f"the level is {settings.log_level}")]


def key(settings: Settings) -> Check:
    """The key file is there, whole, and for its owner alone."""
    from adapters.database.opening import sqlite_path
    from adapters.vault import KeyProblem, load_key_file

    try:
        load_key_file(settings.key)
    except KeyProblem as problem:
        make = "" if settings.key.exists() else "`handrail init` makes one."
        return Check("key file", "stop", str(problem), make)
    if settings.database.startswith("sqlite"):
        beside = settings.key.absolute().parent == sqlite_path(settings.database).absolute().parent
        if beside:
            do = "For more than a trial, move it and name it in HANDRAIL_KEY_FILE."
            return Check("key file", "warning", "it lies beside the database: whoever copies the folder has both", do)
    return Check("key file", "ok", "there, and for its owner alone")


def content(problems: Iterable[object]) -> list[Check]:
    """The operator's own templates and lines can be read."""
    found = [Check("own content", "stop", str(problem), "Mend the file it names.") for problem in problems]
    return found or [Check("own content", "ok", "can be used as it is")]


def limits(settings: Settings) -> Check:
    """What has to be said before anybody joins is written down."""
    if settings.own_limits is None:
        do = f"Write them into {settings.limits_place}: docs/policy-and-law.md helps. Then restart."
        return Check("limits", "warning", "no limits of confidentiality: nobody can join yet", do)
    return Check("limits", "ok", "of confidentiality, are written down")


def tables(settings: Settings) -> Check:
    """The tables are those of this version."""
    from adapters.database.migrations.run import behind

    if behind(settings.database):
        return Check(
            "tables", "stop", "there are none yet, or older ones", "`handrail migrate` brings them up to date."
        )
    return Check("tables", "ok", "up to date")


def walls(settings: Settings) -> Check:
    """PostgreSQL's row-level security binds us."""
    from adapters.database.rolecheck import role_problem

    if settings.database.startswith("sqlite"):
        return Check("walls", "ok", "a file of our own; only a PostgreSQL has walls inside")
    problem = role_problem(settings.database)
    if problem:
        return Check("walls", "stop", problem, "docs/operating.md, PostgreSQL and its walls, says how.")
    return Check("walls", "ok", "row-level security binds the program")


def clock(link: Link, now: datetime) -> Check:
    """Our clock and the database's agree."""
    from adapters.database.survey import database_clock

    apart = abs(database_clock(link) - now)
    if apart > SKEW:
        do = "Let both machines take the time from the network (NTP)."
        return Check("clock", "warning", f"{apart.total_seconds():.0f} seconds from the database's", do)
    return Check("clock", "ok", "agrees with the database's")


def ledger(settings: Settings) -> Check:
    """Erasures can be written down; without that, nobody's deletion is carried out."""
    path = settings.data / "erasures"
    if path.exists():
        if path.is_file() and os.access(path, os.R_OK | os.W_OK):
            return Check("erasure ledger", "ok", "there, and can be added to")
    elif os.access(settings.data, os.W_OK):
        return Check("erasure ledger", "ok", "begins with the first erasure")
    do = f"Let the account that runs Handrail write {path}; until then nobody can delete what is theirs."
    return Check("erasure ledger", "warning", "cannot be written", do)


def backups(settings: Settings, now: datetime) -> Check:
    """There is a backup from the last day."""
    from adapters.clock import utc

    if settings.backups is None:
        do = "If `handrail backup` writes into a folder, name it in HANDRAIL_BACKUPS."
        return Check("backups", "ok", "not looked at", do)
    made = [utc(path.stat().st_mtime) for path in settings.backups.glob(BACKUPS)] if settings.backups.is_dir() else []
    if not made:
        return Check(
            "backups", "warning", "there is none", "`handrail backup FOLDER` makes one; let it run every night."
        )
    age = now - max(made)
    told = f"the newest is {_long(age)} old"
    if age > BACKUP_AGE:
        return Check("backups", "warning", told, "Did last night's `handrail backup` run?")
    return Check("backups", "ok", told)


def lines(found: Lines, homes: Iterable[str], now: datetime) -> list[Check]:
    """How many countries' help lines somebody checked lately, and whether the groups' own are among them."""
    from core.care.lines import to_check

    today = now.date()
    never = [each for each in found.countries if all(line.verified_on is None for line in each.all)]
    old = [each for each in found.countries if each not in never and to_check(each, today)]
    told = f"{len(found.countries)} countries: {len(never)} never verified, {len(old)} in part or over 180 days ago"
    checks = [Check("help lines", "ok", told)]
    for code in sorted(set(homes)):
        country = found.for_country(code)
        if country is None:
            told, do = f"{code}, a group's country, has none", "Add it to your own file: docs/helplines.md."
        elif to_check(country, today):
            told, do = (
                f"{code}, a group's country, is not verified",
                f"`handrail lines verify {code}` walks you through.",
            )
        else:
            checks.append(Check("help lines", "ok", f"{code}, a group's country, is verified"))
            continue
        checks.append(Check("help lines", "warning", told, do))
    return checks


def jobs(link: Link, now: datetime) -> list[Check]:
    """Work that waits, is late, or ended otherwise than done, and why."""
    from adapters.database.survey import queue_of
    from bots.endings import SKIPPED, in_words, not_shown

    queue = queue_of(link, now, now - LATELY)
    told = f"{queue.waiting} waiting, {queue.due} of them due"
    if queue.overdue:
        do = "Does the program run? Can it reach the platforms? Its log says."
        found = [Check("work", "warning", f"{told}; the oldest is {_long(queue.oldest)} late", do)]
    else:
        found = [Check("work", "ok", told)]
    for outcome, count, kinds in not_shown(queue.ended):
        told = f"{count} in 7 days: {in_words(outcome)} ({kinds})"
        if outcome == "dead":
            do = "`handrail jobs dead` says which and why, and how to try it again."
            found.append(Check("given up", "warning", told, do))
        else:
            found.append(Check("not said" if outcome.startswith(SKIPPED) else outcome, "ok", told))
    return found


def _long(span: timedelta) -> str:
    hours = span.total_seconds() / 3600
    if hours < 2:
        return f"{max(0, round(hours * 60))} minutes"
    return f"{round(hours)} hours" if hours < 72 else f"{round(hours / 24)} days"
