"""One member's life by the real desk and job loop: her clock, her inbox, and what is told her.

Not here: what she does and when (`budget`), and what must hold (`manners`).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from hypothesis.stateful import RuleBasedStateMachine

from core.people.actions import tell
from core.people.consents import agree, revoke
from core.people.reach import LINES, NOTE
from core.rhythm import Kind
from core.surface import Message
from core.text import text
from core.turn import Stores
from core.values import CommunityId, MemberId
from tests.core.home import Home
from tests.core.manners import DAY, Manners

TOLD = "Something"
ZONES = {
    "Europe~Berlin": "germany",
    "America~St_Johns": "canada",
    "Pacific~Auckland": "new zealand",
    "Pacific~Honolulu": "united states",
    "Pacific~Kiritimati": "kiribati",
}


class Life(RuleBasedStateMachine):
    """One member, ann, and the bot that may write to her."""

    seed: ClassVar[Path]
    """A home she lives in already."""
    boundary: str
    member: MemberId
    community: CommunityId

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Home(Path(self.folder.name), self.seed)
        self.her = Manners(self.now, ZoneInfo("Europe/Berlin"))
        self.number = 0

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.home.clock.now()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something to its end."""
        return self.runner.run(work)

    def does(self, step: str, answers: Any = None) -> Any:
        """One thing ann does."""
        self.her.changed = self.now
        return self.run(self.home.does("ann", step, answers))

    def teardown(self) -> None:
        """Close the house."""
        if hasattr(self, "boundary"):
            self.run(self.home.close())
        self.runner.close()
        self.folder.cleanup()

    def look(self, *, running: bool = True) -> None:
        """Hold every new line against all that was said."""
        since = self.now - 9 * DAY
        found = self.run(self.home.look(lambda stores: [*stores.jobs.spoken(self.member, LINES, since)]))
        new = [(at, name) for name, at in found if (at, name) not in self.her.lines]
        assert len(self.home.room.inbox("ann")) == len(self.her.lines) + len(new)
        assert self.home.channel() == [], "nothing of it is ever said in a channel"
        for at, name in new:
            self.her.said(at, name, running=running)

    def lives_until(self, until: datetime) -> None:
        """The bot runs until then, and does each thing when it is due."""
        since = self.now
        while (due := self._next_due()) is not None and due <= until:
            self.home.clock.at = max(self.now, due)
            self.her.is_quiet_for(self.now)
            if not self.run(self.home.loop.run_due()):
                break
            self.look()
        self.home.clock.at = until
        self.her.nothing_placed_was_left_out(since, until)
        self.her.nothing_is_forgotten(self.now, self._waits())

    def comes_to(self, at: time) -> None:
        """Let time pass until her clock shows that."""
        wall = self.now.astimezone(self.her.zone)
        there = datetime.combine(wall.date(), at, self.her.zone)
        there += DAY * (there <= wall)
        self.lives_until(max(self.now, there.astimezone(self.now.tzinfo)))

    def catches_up(self, since: datetime) -> None:
        """After an outage since then: one message makes up for it at most."""
        self.her.outages.append((since, self.now))
        self.her.owed.clear()
        before = len(self.her.lines)
        self.run(self.home.later())
        self.look(running=False)
        assert len(self.her.lines) - before <= 1, "one message makes up for an outage"

    def is_told(self, kind: Kind) -> None:
        """Another feature has something to tell her."""
        self.number += 1
        self.home.clock.move(timedelta(seconds=1))
        words, now = f"{TOLD} {self.number}", self.now
        note = Message(text("{words}", words=words))
        self.run(
            self.home.handrail.database.write(
                lambda tx: tell(tx.within(self.community), self.member, note, now, kind=kind)
            )
        )
        self.her.told(words, now)

    def lives_in(self, zone: str) -> None:
        """She says by which clock she lives."""
        self.run(self.home.join("ann", zone=zone, country=ZONES[zone]))
        stored = self.run(self.home.look(lambda stores: stores.people.member(self.member).zone))
        assert stored == zone.replace("~", "/")
        self.her.zone, self.her.travelled = ZoneInfo(stored), self.now

    def out_of_reach(self, how: str, *, out: bool) -> None:
        """She leaves, closes her inbox or declines private lines; or takes it back."""
        self.her.unreachable = how if out else ""
        match how:
            case "leaves" if out:
                self.does("privacy.go")
            case "leaves":
                self.lives_in(str(self.her.zone).replace("/", "~"))
            case "closes her inbox":
                self.home.room.set_inbox("ann", is_open=not out)
            case _:
                self.run(self.home.handrail.database.write(lambda tx: self._agree(tx.within(self.community), out)))

    def _agree(self, stores: Stores, declined: bool) -> None:
        agree(stores, self.member, "notes", "private notes", "only you", self.now)
        if declined:
            revoke(stores, self.member, "notes", self.now)

    def _next_due(self, platforms: list[str] | None = None) -> datetime | None:
        served = platforms or ["web", ""]
        found: datetime | None = self.run(self.home.handrail.database.read(lambda tx: tx.next_due(served)))
        return found

    def _waits(self) -> datetime | None:
        planned = self.run(self.home.look(lambda stores: [*stores.jobs.pending_of(self.member)]))
        return min((due for name, _, due in planned if name == NOTE), default=None)
