"""A long day on one or more platforms with everything going wrong, as a process of its own.

`python -m tests.canaries.day FOLDER DATABASE REDIS TOKEN STAGE …`: everything anybody types holds TOKEN; faults hold
the token with `bug` before it. What the parent needs to know (ids and the like) is written to `facts.json`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import shutil
import sqlite3
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bots.logs import keep_logs
from core.checkins import deliveries, writing
from core.privacy import deliveries as exports
from tests.journeys.acts import MINUTE, check_in, join, set_up, share
from tests.journeys.house import House, SwitchedDatabase
from tests.journeys.stage import Fill, Stage
from tests.journeys.stages import stage_of

HOSTILE = """
key = "hostile"
title = "{0} %s **x**"
summary = "{slot} <!channel> @everyone"
cadence = "daily"
[[page]]
[[page.question]]
key = "q"
label = "{label} %(x)s **b** <@U1>"
kind = "text"
shareable = true
"""


class Day:
    """One stage's day."""

    def __init__(self, stage: Stage, token: str, facts: dict[str, Any]) -> None:
        self.stage = stage
        self.token = token
        self.facts = facts
        self.words = f"{token} my words"

    async def play(self) -> None:
        """Everything people do, and everything that goes wrong meanwhile."""
        stage = self.stage
        await self.set_up_and_join()
        await self.ordinary()
        await self.platform_trouble()
        await self.our_faults()
        await self.database_trouble()
        await stage.restart()
        await self.going()

    async def set_up_and_join(self) -> None:
        """A wrong code, a wrong country, names that hold the token."""
        stage = self.stage
        await stage.command("mo", "group setup")
        answers = {"One-time code": self.words, "The channel for check-ins": "here"}
        answers |= {"What the group is for": "Any group", "The group's main country": self.words}
        await stage.submit("mo", answers)
        await set_up(stage)
        await stage.command("ann", "start")
        await stage.press("ann", "Join")
        typed = {"Are you 18 or older?": "Yes, I am 18 or older", "A name the group may see": f"{self.token}A"}
        await stage.submit("ann", {**typed, "Your country": self.words, "A city near you": self.words})
        await join(stage, "ann", f"{self.token}A")
        await join(stage, "ben", f"{self.token}B")

    async def ordinary(self) -> None:
        """Writing, sharing, answering, editing, looking."""
        stage = self.stage
        answers: Fill = {"Two words for today": ["calm"], "How heavy is today?": "9"}
        answers = {**answers, "One next right-sized thing": self.words}
        await check_in(stage, "ann", answers)
        await share(stage, "ann")
        self.must("share", any(self.token in post for post in stage.group()))
        await stage.press_post("ben", "With you", "Check-in from")
        await stage.press_post("ben", "Reply", "Check-in from")
        await stage.submit("ben", {"Your words": f"{self.words} in reply"})
        await stage.pass_time(MINUTE)
        await stage.command("ann", "checkin")
        await stage.press("ann", "Edit")
        await stage.submit("ann", {"One next right-sized thing": f"{self.words}, changed"})
        await stage.pass_time(timedelta(seconds=10))
        self.must("edit", any("changed" in post for post in stage.group()))
        for command in ("help-now", "privacy show", "group show", "start"):
            await stage.command("ann", command)

    async def platform_trouble(self) -> None:
        """The platform is busy, falls over, refuses, and loses its answer."""
        stage = self.stage
        await stage.pass_time(timedelta(days=1))
        for how in ("429", "500", "accept_then_fail", "403"):
            await stage.press_post("ben", "Reply", "Check-in from")
            await stage.submit("ben", {"Your words": f"{self.words} while it {how}s"})
            await stage.fail_next("post", how)
            await stage.pass_time(MINUTE)
            await stage.pass_time(MINUTE)
        await stage.fail_next("edit", "500")
        await stage.press_post("ben", "With you", "Check-in from")
        await stage.pass_time(MINUTE)

    async def our_faults(self) -> None:
        """Handlers and jobs raise, with what was typed in the message and in every frame."""
        stage = self.stage
        for module, name in ((writing, "_record"), (writing, "same_day"), (deliveries, "shared_message")):
            with broken(module, name, f"bug{self.token}"):
                await stage.command("ben", "checkin")
                if stage.form("ben") is not None:
                    await stage.submit("ben", {"One next right-sized thing": self.words})
                with suppress(AssertionError, LookupError):
                    await stage.press_post("ann", "With you", "Check-in from")
                await stage.pass_time(timedelta(seconds=10))
            self.shown()
        switch = stage.house.switch  # type: ignore[attr-defined]
        switch.faults = [RuntimeError(f"bug{self.token} in the database"), ValueError(f"bug{self.token}")]
        for command in ("start", "checkin"):
            await stage.command("ben", command)
            self.shown()
        assert not switch.faults, "the faults were never met"

    async def database_trouble(self) -> None:
        """The database is away, and has a table less; then it is back."""
        stage = self.stage
        await stage.pass_time(timedelta(days=1))
        await stage.press_post("ann", "Check in", "A quiet place")
        await stage.house.lose_database()
        await stage.submit("ann", {"One next right-sized thing": f"{self.words} unsaved"})
        self.shown()
        await stage.house.find_database()
        await stage.pass_time(timedelta(days=1))
        await stage.command("ben", "checkin")
        async with without_table(stage.house, "checkins"):
            if stage.form("ben") is not None:
                await stage.submit("ben", {"One next right-sized thing": f"{self.words} unsaved"})
            self.shown()
            await stage.pass_time(timedelta(seconds=5))

    async def going(self) -> None:
        """Notes are read; ann deletes everything; ben stays."""
        stage = self.stage
        for who in ("mo", "ben"):
            await stage.command(who, "start")
        await stage.command("ann", "privacy export")
        with broken(exports, "entries_after", f"bug{self.token}"):
            await stage.press("ann", "Send them to me")
            await stage.pass_time(timedelta(seconds=1))
        await stage.pass_time(timedelta(minutes=1))
        sent = await stage.file("ann")
        self.must("export", sent is not None and self.token.encode() in sent[1])
        await stage.press("ann", "Take my files away again")
        await stage.pass_time(timedelta(seconds=10))
        await stage.command("ann", "privacy delete")
        await stage.press("ann", "Delete everything")
        await stage.press("ann", "Delete everything now")
        await stage.pass_time(timedelta(seconds=10))
        self.must("erased", "Done" in stage.private("ann"))

    def must(self, what: str, happened: bool) -> None:
        """A day on which nothing happens proves nothing."""
        self.facts.setdefault("happened", []).append([self.stage.name, what, happened])

    def shown(self) -> None:
        """Keep what people were shown after a fault: it may hold their own words, never the fault's."""
        self.facts.setdefault("shown", []).extend(self.stage.private(who) for who in ("ann", "ben"))


class FaultySwitch(SwitchedDatabase):
    """A switch that can also raise what nobody expected."""

    faults: list[Exception]

    async def _passed(self) -> None:
        if getattr(self, "faults", None):
            raise self.faults.pop()
        await super()._passed()


class CanaryHouse(House):
    """A house with Redis and an operator's hostile template."""

    def __init__(self, folder: Path, database: str, redis: str) -> None:
        super().__init__(folder, database)
        (folder / "own").mkdir(exist_ok=True)
        (folder / "own" / "hostile.toml").write_text(HOSTILE)
        self.places = replace(self.places, redis=redis or None, checkins=folder / "own")
        self.switch: FaultySwitch

    async def open(self) -> None:
        """Open, and let people act as fast as a test does; the real cooldown counts all the same."""
        await super().open()
        cooldown: Any = self.desk._cooldown
        cooldown._acts = 10_000

    def _behind_switch(self, real: Any) -> SwitchedDatabase:
        self.switch = FaultySwitch(real)
        self._switch = self.switch
        return self.switch


@contextmanager
def broken(module: Any, name: str, canary: str) -> Any:
    """Let a function raise, with the canary and all it was given in its message."""
    real: Callable[..., Any] = getattr(module, name)

    def raising(*given: Any, **named: Any) -> Any:
        typed = [getattr(each, "turn", None) and each.turn.answers for each in given]
        raise RuntimeError(f"{canary} {typed} {given!r}")

    setattr(module, name, raising)
    try:
        yield
    finally:
        setattr(module, name, real)


@asynccontextmanager
async def without_table(house: House, table: str) -> AsyncIterator[None]:
    """Take a table away, so that the real driver fails with real parameters."""
    rename = f"ALTER TABLE {table} RENAME TO {table}_away", f"ALTER TABLE {table}_away RENAME TO {table}"
    _run(house.places.database, rename[0])
    try:
        yield
    finally:
        _run(house.places.database, rename[1])


def _run(database: str, statement: str) -> None:
    if database.startswith("sqlite"):
        with sqlite3.connect(database.partition(":///")[2], timeout=5) as connection:
            connection.execute("PRAGMA legacy_alter_table = ON")
            connection.execute(statement)
        connection.close()
    else:
        with psycopg.connect(database.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement)


def ids_of(stage: Any) -> dict[str, str]:
    """The platform's own ids of people and places, and its secrets."""
    if stage.name == "slack":
        people = {name: stage.slack.user(name).id for name in ("ann", "ben", "mo")}
        team = stage.slack.team
        return people | {"slack's channel": stage.channel.id, "the team": team.id, "bot token": team.bot_token}
    if stage.name == "discord":
        people = {f"{name} on discord": str(user.id) for name, user in stage.world.users.items()}
        return people | {"discord's channel": str(stage.world.channel.id)}
    return {}


async def live(folder: Path, database: str, redis: str, token: str, kinds: list[str], facts: dict[str, Any]) -> None:
    """Live the day on each stage in turn, on one database."""
    for kind in kinds:
        house = CanaryHouse(folder, database, redis)
        await house.open()
        stage = stage_of(kind, house)
        await stage.open()
        facts["ids"] |= ids_of(stage)
        try:
            await Day(stage, token, facts).play()
        finally:
            if database.startswith("sqlite"):
                keep_midway(folder, kind)
            await stage.close()
            await house.close()


def keep_midway(folder: Path, kind: str) -> None:
    """Copy the database and its log while they are in use."""
    (folder / f"midway-{kind}").mkdir()
    for path in folder.glob("handrail.db*"):
        shutil.copy(path, folder / f"midway-{kind}")


def main() -> int:
    """Log everything at DEBUG to standard error, as an operator who looks for a fault would."""
    folder, database, redis, token, *kinds = sys.argv[1:]
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    keep_logs("DEBUG")
    facts: dict[str, Any] = {"ids": {}, "shown": [], "happened": []}
    problem = ""
    try:
        asyncio.run(live(Path(folder), database or "", redis, token, kinds, facts))
    except BaseException:  # noqa: BLE001 - the parent is told what it was
        problem = traceback.format_exc()
    Path(folder, "facts.json").write_text(json.dumps(facts | {"problem": problem}))
    return bool(problem)


if __name__ == "__main__":
    sys.exit(main())
