"""What the page does when somebody acts or time passes: it asks the desk and shows the answer.

Not here: HTTP (`gateway`), and what is laid out (`show` and the templates).
"""

from __future__ import annotations

import asyncio
import contextlib
import difflib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol, TypeAlias

from adapters.web.passing import MovingClock, pass_time
from adapters.web.platform import Room
from adapters.web.read import Sent, command_line
from adapters.web.side import Sheet, Side
from core import words
from core.errors import NotSaved
from core.feature import Command
from core.surface import Form, Message, Replace
from core.turn import Again, Answered, NotDone, Opens, Outcome, Turn

ANSWER_WITHIN: Final = 2.5
"""Seconds after which a person is told that it takes long; the answer still comes."""

Where: TypeAlias = Literal["private", "inbox", "channel"]
"""Whom a message is for: a payload differs by it."""
Preview = Callable[[Message | Form, Where], object]
"""The payload a platform would be sent, as JSON values."""


class Commands(Protocol):
    """The commands there are."""

    @property
    def commands(self) -> Mapping[str, Command]:
        """Commands by name."""


class Desk(Protocol):
    """The one door in: `core.desk.Desk`, as much of it as the page asks."""

    @property
    def suite(self) -> Commands:
        """Everything that can be done."""

    async def handle(self, turn: Turn) -> Outcome:
        """Answer one turn; never raises."""


async def everywhere_utc() -> Mapping[str, str]:
    """No zone is known for anybody."""
    return {}


class Page:
    """One page over one room. The desk is asked for anew each time, because the core may be restarted."""

    def __init__(
        self,
        desk_of: Callable[[], Desk],
        room: Room,
        clock: MovingClock,
        run_due: Callable[[], Awaitable[int]],
        next_due: Callable[[], Awaitable[datetime | None]],
        previews: Mapping[str, Preview],
        *,
        zones: Callable[[], Awaitable[Mapping[str, str]]] = everywhere_utc,
        database_away: Callable[[bool], None] | None = None,
        first_steps: Sequence[tuple[str, str, str]] = (),
    ) -> None:
        """`zones`: IANA zones by person, where known. `first_steps`: (person, command, why)."""
        self.room = room
        self.clock = clock
        self.previews = previews
        self.first_steps = tuple(first_steps)
        self.can_lose_database = database_away is not None
        self.database_is_away = False
        self.said = ""
        """What the clock or a switch did last, in words."""
        self._desk_of = desk_of
        self._run_due = run_due
        self._next_due = next_due
        self._zones_of = zones
        self._known_zones: Mapping[str, str] = {}
        self._database_away = database_away or (lambda _: None)
        self._slow: set[asyncio.Task[Outcome]] = set()

    @property
    def commands(self) -> Mapping[str, Command]:
        """Every command of the suite, by name."""
        return self._desk_of().suite.commands

    async def zones(self) -> Mapping[str, str]:
        """Zones by person; the last known ones while the database is away."""
        with contextlib.suppress(NotSaved):
            self._known_zones = await self._zones_of()
        return self._known_zones

    async def act(self, sent: Sent, channel: str) -> str:
        """Ask the desk and show its answer; return the id of what to look at next."""
        side = self.room.sides[sent.who]
        side.command_problem = ""
        turn = sent.turn(self.room.person(sent.who), self.room.place(channel), self.clock.now())
        self.room.acts[sent.origin] += 1
        task = asyncio.create_task(self._desk_of().handle(turn))
        self._slow.add(task)
        task.add_done_callback(self._slow.discard)
        done, _ = await asyncio.wait({task}, timeout=ANSWER_WITHIN)
        if done:
            return self._show(side, sent, turn, task.result())
        task.add_done_callback(lambda late: self._show_late(side, sent, turn, late))
        note = side.show(words.unsure(), self.clock.now(), turn.id)
        self.room.touch()
        return f"note-{note.id}"

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has no answer yet."""
        return bool(self._slow)

    async def settled(self) -> None:
        """Return once everything that was asked for has been answered, however slowly."""
        while self._slow:
            await asyncio.wait(self._slow)

    def unknown_command(self, who: str, typed: str) -> str:
        """Say which commands come near what was typed; return the id of the command line."""
        near = [name for name in self.commands if typed and name.startswith(f"{typed} ")]
        near = near or difflib.get_close_matches(typed, self.commands, 2)
        close = " or ".join(f"/{name}" for name in near[:3])
        hint = f"Did you mean {close}?" if close else "All of them are in the list."
        self.room.sides[who].command_problem = f"There is no such command. {hint}"
        self.room.touch()
        return command_line(who)

    async def help(self, sent: Sent, channel: str) -> str:
        """Ask for help beside an open form, whose words so far are kept in it."""
        sheet = self.room.sides[sent.who].sheet
        if sheet is not None and sheet.id == sent.origin:
            sheet.typed = sent.answers
        return await self.act(replace(sent, step=words.HELP.step, answers=None), channel)

    def dismiss(self, who: str, entry: str) -> str:
        """Take a private answer or the open form away; return the id of what to look at next."""
        side = self.room.sides[who]
        side.dismiss(entry)
        self.room.touch()
        return _id(side.stack[0]) if side.stack else command_line(who)

    async def pass_time(self, by: timedelta | None) -> None:
        """Move the clock through every event on the way, or (without `by`) to the next one."""
        try:
            self.said = await pass_time(self.clock, self._run_due, self._next_due, by)
        except NotSaved:
            self.clock.move(by or timedelta(0))
            self.said = "The database is away, so nothing that came due could be done. It waits."
        self.room.touch()

    async def next_event(self) -> datetime | None:
        """When the next work is due; None also while the database is away."""
        try:
            return await self._next_due()
        except NotSaved:
            return None

    def lose_database(self, away: bool) -> None:
        """Take the database away, or bring it back."""
        self._database_away(away)
        self.database_is_away = away
        self.said = "The database is away." if away else "The database is back."
        self.room.touch()

    def _show_late(self, side: Side, sent: Sent, turn: Turn, task: asyncio.Task[Outcome]) -> None:
        if not task.cancelled() and task.exception() is None:
            side.forget_turn(turn.id)
            self._show(side, sent, turn, task.result())

    def _show(self, side: Side, sent: Sent, turn: Turn, outcome: Outcome) -> str:
        focus = self._put(side, sent, turn, outcome)
        self.room.touch()
        return focus

    def _put(self, side: Side, sent: Sent, turn: Turn, outcome: Outcome) -> str:
        """Put the desk's answer where this person sees it."""
        now = self.clock.now()
        submitted = turn.answers is not None and side.sheet is not None and side.sheet.id == sent.origin
        sheet = side.sheet if submitted else None
        match outcome:
            case Opens(form):
                return _id(side.open(form, now, sent.origin))
            case Again(form, problems):
                sheet = sheet or side.open(form, now, "")
                sheet.form, sheet.typed, sheet.problems, sheet.notice = form, turn.answers, problems, None
                side.raised(sheet)
                return f"{_id(sheet)}-{next(iter(problems), '')}"
            case NotDone(message, _) if sheet is not None:
                sheet.typed, sheet.problems, sheet.notice = turn.answers, {}, message
                side.raised(sheet)
                return _id(sheet)
            case NotDone(message, typed):
                return _id(side.show(message, now, turn.id, words.typed_back(typed) if typed else None))
            case Answered(reply):
                origin = sheet.origin if sheet else sent.origin
                if sheet:
                    side.close()
                if isinstance(reply, Replace):
                    return _id(side.replace(origin, reply.message, now, turn.id))
                return _id(side.show(reply, now, turn.id))


def _id(entry: object) -> str:
    return f"{'sheet' if isinstance(entry, Sheet) else 'note'}-{getattr(entry, 'id', '')}"
