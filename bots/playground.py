"""The local page: the real core on a fresh SQLite, three people and a clock that moves. Loopback only.

Not here: the page itself (`adapters/web`). It needs no tokens and reaches nothing outside this machine.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from adapters.clock import MovableClock, SystemClock
from adapters.database.migrations import migrate
from adapters.database.transaction import SqlTransaction
from adapters.discord import draw as discord
from adapters.slack import draw as slack
from adapters.vault import create_key_file
from adapters.web.gateway import make_app
from adapters.web.page import Page, Where
from adapters.web.platform import Room
from bots.assemble import Handrail, OpenDatabase, Places, assembled, read_ahead, stopped
from config.limits import SAMPLE
from core.errors import NotSaved
from core.surface import Form, Message

T = TypeVar("T")


class Switch:
    """The real database behind a switch, for *What if the database is away?*."""

    def __init__(self, real: OpenDatabase) -> None:
        self._real = real
        self.away = False

    async def write(self, work: Callable[[SqlTransaction], T]) -> T:
        """Run and commit, unless the switch is off."""
        self._check()
        return await self._real.write(work)

    async def read(self, work: Callable[[SqlTransaction], T]) -> T:
        """Read, unless the switch is off."""
        self._check()
        return await self._real.read(work)

    async def close(self) -> None:
        """Close the real one."""
        await self._real.close()

    def _check(self) -> None:
        if self.away:
            raise NotSaved("switched off")


@dataclass(slots=True)
class Playground:
    """The page with all that stands behind it."""

    handrail: Handrail
    room: Room
    clock: MovableClock
    page: Page


@asynccontextmanager
async def playground(
    folder: Path, start: datetime | None = None, checkins: Path | None = None
) -> AsyncIterator[Playground]:
    """Make a key and tables in this folder where there are none, and yield a playground on them."""
    places = Places(
        f"sqlite:///{folder / 'handrail.db'}",
        folder / "handrail.key",
        folder / "erasures",
        checkins=checkins,
        limits=SAMPLE,
        sample=True,
    )
    if not places.key.exists():
        create_key_file(places.key)
    migrate(places.database)
    clock = MovableClock(start or SystemClock().now())
    switches: list[Switch] = []

    def behind_switch(real: OpenDatabase) -> OpenDatabase:
        switches.append(Switch(real))
        return switches[-1]

    async with assembled(places, clock=clock, wrap=behind_switch) as handrail:
        read_ahead(handrail.library)
        room = Room(clock)
        loop = handrail.loop(room)

        async def next_due() -> datetime | None:
            return await handrail.database.read(lambda tx: tx.next_due((room.name, "")))

        async def zones() -> Mapping[str, str]:
            return await handrail.database.read(lambda tx: zones_in(tx, room))

        def lose(away: bool) -> None:
            switches[-1].away = away

        code = await handrail.issue_claim()
        page = Page(
            lambda: handrail.desk,
            room,
            clock,
            loop.run_due,
            next_due,
            {"Discord": discord_payload, "Slack": slack_payload},
            zones=zones,
            database_away=lose,
            first_steps=first_steps(code),
        )
        yield Playground(handrail, room, clock, page)


def first_steps(code: str) -> list[tuple[str, str, str]]:
    """What to try first: who, which command, and why."""
    return [
        ("mo", "group setup", f"Mo sets the group up. The one-time code is {code}"),
        ("ann", "start", "Ann looks round and joins"),
        ("ann", "checkin", "Ann checks in, sees what the group would see, and shares it or not"),
        ("ben", "start", "Ben joins too, and answers what Ann shared"),
    ]


def zones_in(tx: SqlTransaction, room: Room) -> dict[str, str]:
    """The zone of everybody in the room who told us."""
    community = tx.community_at(room.place(""))
    if community is None:
        return {}
    people = tx.within(community).people
    found = {who: people.find(room.person(who)) for who in room.sides}
    return {who: member.zone for who, member in found.items() if member and member.zone}


def discord_payload(shown: Message | Form, where: Where) -> object:
    """What Discord would be sent."""
    if isinstance(shown, Form):
        return discord.form(shown)
    return {"private": discord.private, "inbox": discord.neutral, "channel": discord.message}[where](shown)


def slack_payload(shown: Message | Form, where: Where) -> object:
    """What Slack would be sent; a nonce is made each time a form opens."""
    if isinstance(shown, Form):
        return slack.form(shown, "made-when-it-opens")
    return {"private": slack.sheet, "inbox": slack.neutral, "channel": slack.post}[where](shown)


async def serve(port: int, folder: Path, checkins: Path | None) -> None:
    """Serve the page on loopback until asked to stop, keeping promises as the clock goes on."""
    stop = await stopped()
    async with playground(folder, checkins=checkins) as play:
        runner = web.AppRunner(make_app(play.page), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            at = runner.addresses[0][1]
            print(
                f"Handrail's page: http://127.0.0.1:{at}/\nEverything stays in {folder}. Ctrl+C stops it.", flush=True
            )
            keeping = asyncio.create_task(play.handrail.loop(play.room).run(play.handrail.bell, stop))
            await stop.wait()
            play.handrail.bell.ring()
            await keeping
        finally:
            await runner.cleanup()


def main(port: int, folder: Path | None, checkins: Path | None = None) -> None:
    """Run the page in a folder, or in a fresh one that goes away with it."""
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        asyncio.run(serve(port, folder, checkins))
        return
    with tempfile.TemporaryDirectory(prefix="handrail-") as fresh:
        asyncio.run(serve(port, Path(fresh), checkins))
