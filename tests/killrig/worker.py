"""One process of ours under fire: the real desk, job loop, database and adapters, and somebody who keeps writing.

Not here: who kills it (`rig`), and the platforms' pace, which would make a kill last minutes. It is forked from a warm
parent, so that it is at work within a moment.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import aiohttp
import discord

import adapters.slack.platform
import core.jobs
from adapters.discord.gateway import point_at
from adapters.discord.platform import DiscordPlatform
from adapters.slack.platform import SlackPlatform
from bots.assemble import Handrail, Places, assembled
from core.desk import Desk
from core.jobs import JobLoop
from core.pace import Unpaced
from core.suite import FEATURES, Suite
from core.surface import Step
from core.turn import Answered, Turn
from core.values import Person, Place
from tests.killrig.probe import FEATURE

LEASE: Final = 2.0
"""Seconds; everything is faster here, so that what takes minutes is seen within seconds."""
TIME_OUT: Final = 0.6
FASTER: Final = 6
"""How many seconds of the application's clock pass in one: waits between tries are as much shorter."""
BETWEEN_TURNS: Final = 0.04
START: Final = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)
HOME: Final = Place("discord", "864197532086419753", "975310864297531086")
ANN: Final = Person("discord", "123456789012345678")
SUITE: Final = Suite((*FEATURES, FEATURE))


@dataclass(frozen=True)
class Field:
    """Where it all happens."""

    places: Places
    service: str
    journal: Path
    log: Path
    began: float


class FastClock:
    """The application's clock, the same in every process; the database has its own."""

    def __init__(self, began: float) -> None:
        self._began = began

    def now(self) -> datetime:
        """What time it is."""
        return START + timedelta(seconds=(time.monotonic() - self._began) * FASTER)


class Everybody:
    """A cooldown that lets everybody act."""

    async def allows(self, person: Person) -> bool:
        """Always."""
        return True


def work(field: Field, number: int, ready: int, *, writes: bool) -> None:
    """Be a worker until killed, or until asked to stop; tell `ready` once at work."""
    logging.basicConfig(filename=field.log, level=logging.WARNING, format="%(message)s", force=True)
    core.jobs.LEASE = timedelta(seconds=LEASE)  # type: ignore[misc]
    adapters.slack.platform.TIME_OUT = aiohttp.ClientTimeout(total=TIME_OUT)  # type: ignore[misc]
    asyncio.run(_work(field, number, ready, writes=writes))


async def _work(field: Field, number: int, ready: int, *, writes: bool) -> None:
    stop, clock = asyncio.Event(), FastClock(field.began)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    point_at(f"{field.service}/discord", "")
    client = discord.Client(intents=discord.Intents.none())
    async with assembled(field.places, clock=clock, cooldown=Everybody(), pace=Unpaced()) as handrail:
        slack = SlackPlatform("xoxb-rig", handrail.pace, f"{field.service}/slack/")
        platforms = {"discord": DiscordPlatform(client, handrail.pace, seconds=TIME_OUT), "slack": slack}
        await client.login("rig")
        await slack.open()
        loop = JobLoop(SUITE, handrail.database, handrail.library, clock, platforms, pace=handrail.pace)
        writing = asyncio.create_task(_write(field, number, handrail)) if writes else None
        os.write(ready, b"r")
        await loop.run(handrail.bell, stop)
        if writing is not None:
            writing.cancel()
            with suppress(asyncio.CancelledError):
                await writing
        await slack.close()
        await client.close()


async def _write(field: Field, number: int, handrail: Handrail) -> None:
    """Keep writing; what the last ones began and nobody answered is delivered once more, as a platform would."""
    desk = Desk(SUITE, handrail.database, handrail.library, Everybody(), handrail.bell)
    journal = os.open(field.journal, os.O_WRONLY | os.O_APPEND)
    for subject in unanswered(field.journal)[-3:]:
        await _say(desk, journal, subject, handrail)
    count = 0
    while True:
        count += 1
        subject = f"rig{number}n{count}x"
        os.write(journal, f"begun {subject}\n".encode())
        times = 2 if count % 5 == 0 else 1
        await asyncio.gather(*(_say(desk, journal, subject, handrail) for _ in range(times)))
        await asyncio.sleep(BETWEEN_TURNS)


async def _say(desk: Desk, journal: int, subject: str, handrail: Handrail) -> None:
    turn = Turn(subject, ANN, HOME, Step("rig.say", subject), handrail.clock.now())
    if isinstance(await desk.handle(turn), Answered):
        os.write(journal, f"saved {subject}\n".encode())  # what a person would read


def unanswered(journal: Path) -> list[str]:
    """What was begun and not answered, oldest first."""
    lines = [line.split() for line in journal.read_text().splitlines() if line.count(" ") == 1]
    saved = {subject for what, subject in lines if what == "saved"}
    return [subject for what, subject in lines if what == "begun" and subject not in saved]
