"""Somebody's days by the real desk and job loop, whatever is planned, answered, changed or down; and what must hold.

Not here: how long it goes on (`test_budget`, and the long form of `tests.simulation`).
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from core.people.actions import tell
from core.people.consents import agree, revoke
from core.people.reach import LINES
from core.rhythm import Kind
from core.surface import Message
from core.text import text
from core.turn import Again, Stores
from tests.core.boundaries import in_force, owner
from tests.core.home import ANSWERS, Home, options, subject

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NIGHT, MORNING = time(21, 30), time(8)
LATE = timedelta(minutes=30)
RHYTHMS = ("daily-brief", "seven-signals")
ZONES = {
    "Europe~Berlin": "germany",
    "America~St_Johns": "canada",
    "Pacific~Auckland": "new zealand",
    "Pacific~Honolulu": "united states",
    "Pacific~Kiritimati": "kiribati",
}
WAITS = (Kind.PAIRING, Kind.NOTICE, Kind.REVIEW, Kind.THEME)
TIMES = st.sampled_from([time(half // 2, 30 * (half % 2)) for half in range(48)])
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time somebody wants to be written to."""

    days: tuple[int, ...]
    at: time
    minutes: int = 0

    def instants(self, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
        """When that is, worked out without the code on trial; times that clocks leave out are left out."""
        day = since.astimezone(zone).date() - DAY
        while day <= until.astimezone(zone).date() + DAY:
            wall = datetime.combine(day, self.at, zone)
            at = wall.astimezone(since.tzinfo)
            there = at.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
            if there and day.weekday() in self.days and since < at - self.minutes * MINUTE <= until:
                yield at - self.minutes * MINUTE
            day += DAY


class Budget(RuleBasedStateMachine):
    """One member, ann, and the bot that may write to her."""

    seed: ClassVar[Path]
    """A home she lives in already."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Home(Path(self.folder.name), self.seed)
        self.zone, self.most = ZoneInfo("Europe/Berlin"), 2
        self.away: tuple[date, date] | None = None
        self.left = self.closed = self.declined = False
        self.rhythms: dict[str, Wanted] = {}
        self.paused: set[str] = set()
        self.placed: dict[str, Wanted] = {}
        self.lines: list[tuple[datetime, str]] = []
        self.travelled = self.now - 9 * DAY

    @property
    def now(self) -> datetime:
        """What the clock says."""
        return self.home.clock.now()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Do something to its end."""
        return self.runner.run(work)

    def does(self, step: str, answers: Any = None) -> Any:
        """One thing ann does."""
        return self.run(self.home.does("ann", step, answers))

    @initialize(asked=TIMES, placed=TIMES)
    def begins(self, asked: time, placed: time) -> None:
        """She has a rhythm and a boundary in force, and a reminder of that."""
        self.run(self.home.open())
        self.boundary = self.run(in_force(self.home))
        self.member = self.run(owner(self.home))
        self.community = self.run(self.home.community())
        self.wants_to_be_asked(RHYTHMS[0], asked, set(range(7)))
        self.places_a_reminder(placed, set(range(7)), 0, 0)

    def teardown(self) -> None:
        """Close the house."""
        if hasattr(self, "boundary"):
            self.run(self.home.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(hours=st.integers(12, 90))
    def time_passes(self, hours: int) -> None:
        """The bot runs, and does each thing when it is due."""
        since, until = self.now, self.now + hours * HOUR
        while (due := self._next_due()) is not None and due <= until:
            self.home.clock.at = max(self.now, due)
            if not self.run(self.home.loop.run_due()):
                break
            self.look()
        self.home.clock.at = until
        self._nothing_placed_was_left_out(since, until)

    @rule(hours=st.integers(1, 240))
    def nothing_runs(self, hours: int) -> None:
        """An outage of any length: one message makes up for it at most."""
        self.home.clock.move(hours * HOUR)
        before = len(self.lines)
        self.run(self.home.later())
        self.look()
        assert len(self.lines) - before <= 1, "one message makes up for an outage"

    @rule(kind=st.sampled_from(RHYTHMS), at=TIMES, days=WEEKDAYS)
    def wants_to_be_asked(self, kind: str, at: time, days: set[int]) -> None:
        """A check-in rhythm is begun or changed."""
        typed = {"at": f"{at:%H:%M}", "days": tuple(map(str, sorted(days)))}
        self.does(f"rhythm.change:{kind}", typed)
        self.rhythms[kind] = Wanted(tuple(sorted(days)), at)

    @rule(at=TIMES, days=WEEKDAYS, minutes=st.sampled_from([0, 5, 90]), hours=st.integers(0, 30))
    def places_a_reminder(self, at: time, days: set[int], minutes: int, hours: int) -> None:
        """At a time of her own, or before one."""
        typed = {"at": f"{at:%H:%M}", "days": tuple(map(str, sorted(days))), "minutes": str(minutes)}
        made = self.does(f"boundary.remind:{self.boundary}~{'week' if minutes else 'scheduled'}", typed)
        if isinstance(made, Again) or not any(each.step.action == "boundary.remind-change" for each in options(made)):
            return  # kindly refused: one a day, and no window twice
        self.placed[subject(made, "boundary.remind-change")] = Wanted(tuple(sorted(days)), at, minutes)
        self.time_passes(hours)

    @precondition(lambda self: bool(self.placed))
    @rule(number=st.integers(0, 99))
    def stops_a_reminder(self, number: int) -> None:
        """None after that."""
        one = [*self.placed][number % len(self.placed)]
        self.does(f"boundary.stop:{one}")
        del self.placed[one]

    @rule(kinds=st.lists(st.sampled_from(WAITS), min_size=1, max_size=9), hours=st.integers(0, 9))
    def something_is_to_be_told(self, kinds: list[Kind], hours: int) -> None:
        """By other features, one thing after another."""
        for kind in kinds:
            note = Message(text("Something."))
            self.run(
                self.home.handrail.database.write(
                    lambda tx, kind=kind, note=note: tell(  # type: ignore[misc]  # a lambda's own copies
                        tx.within(self.community), self.member, note, self.now, kind=kind
                    )
                )
            )
            self.home.clock.move(timedelta(seconds=1))
            self.time_passes(hours)

    @rule(
        how=st.sampled_from(["checkin.write:daily-brief~0~add", "rhythm.skip:daily-brief", "rhythm.same:daily-brief"])
    )
    def answers(self, how: str) -> None:
        """She writes, or says: not today."""
        self.does(how, ANSWERS if "write" in how else None)

    @rule()
    def reads_everything(self) -> None:
        """And puts it away."""
        while away := [each for each in options(self.does("people.notes")) if each.step.action == "people.put-away"]:
            self.run(self.home.does("ann", away[0].step))

    @precondition(lambda self: bool(self.rhythms))
    @rule(how=st.sampled_from(["pause", "resume", "stop", "nudge", "fewer"]), kind=st.sampled_from(RHYTHMS))
    def changes_her_mind(self, how: str, kind: str) -> None:
        """About a rhythm."""
        if kind not in self.rhythms:
            return
        step = f"rhythm.{how}:{kind}{'~1' if how == 'nudge' else ''}"
        self.does(step, {"back": ""} if how == "pause" else None)
        match how:
            case "pause":
                self.paused.add(kind)
            case "resume":
                self.paused.discard(kind)
            case "stop":
                del self.rhythms[kind]
                self.paused.discard(kind)

    @rule(zone=st.sampled_from([*ZONES]))
    def travels(self, zone: str) -> None:
        """Perhaps across the date line."""
        self.run(self.home.join("ann", zone=zone, country=ZONES[zone]))
        assert self._stored_zone() == zone.replace("~", "/")
        self.zone, self.travelled = ZoneInfo(zone.replace("~", "/")), self.now
        self.run(self.home.later())
        self.look()

    @rule(days=st.integers(0, 3))
    def is_away(self, days: int) -> None:
        """From today on."""
        today = self.now.astimezone(self.zone).date()
        self.does("rhythm.away", {"first": str(today), "last": str(today + days * DAY)})
        self.away = (today, today + days * DAY)

    @rule(most=st.sampled_from([0, 1, 1, 2, 2, 3, 4]), hours=st.integers(0, 40))
    def wants_so_many(self, most: int, hours: int) -> None:
        """Messages a day."""
        self.does("rhythm.most", {"most": str(most)})
        self.most = most
        self.time_passes(hours)

    @rule(how=st.sampled_from(["leaves", "closes her inbox", "declines"]), hours=st.integers(1, 40))
    def cannot_be_reached(self, how: str, hours: int) -> None:
        """For a while; nothing goes anywhere else meanwhile."""
        self._out_of_reach(how, out=True)
        self.time_passes(hours)
        self._out_of_reach(how, out=False)

    def _out_of_reach(self, how: str, *, out: bool) -> None:
        match how:
            case "leaves":
                self.left = out
                if out:
                    self.does("privacy.go")
                    return
                zone = str(self.zone).replace("/", "~")
                self.run(self.home.join("ann", zone=zone, country=ZONES[zone]))
                assert self._stored_zone() == str(self.zone)
                self.travelled = self.now
            case "closes her inbox":
                self.closed = out
                self.home.room.set_inbox("ann", is_open=not out)
            case _:
                self.declined = out
                self.run(self.home.handrail.database.write(lambda tx: self._agree(tx.within(self.community))))

    def _agree(self, stores: Stores) -> None:
        agree(stores, self.member, "notes", "private notes", "only you", self.now)
        if self.declined:
            revoke(stores, self.member, "notes", self.now)

    def look(self) -> None:
        """Hold every new line against all that was said."""
        since = self.now - 9 * DAY
        found = self.run(self.home.look(lambda stores: [*stores.jobs.spoken(self.member, LINES, since)]))
        new = [(at, name) for name, at in found if (at, name) not in self.lines]
        assert len(self.home.room.inbox("ann")) == len(self.lines) + len(new)
        assert self.home.channel() == [], "nothing of it is ever said in a channel"
        for at, name in new:
            self.lines.append((at, name))
            self._holds(at, name)

    def _holds(self, at: datetime, name: str) -> None:
        wall = at.astimezone(self.zone)
        assert not self.left and not self.closed and not self.declined, "none to whoever wants none"
        assert self.most and not (self.away and self.away[0] <= wall.date() <= self.away[1])
        days = [(each.astimezone(self.zone).date(), kind) for each, kind in self.lines]
        if name != "people.placed":
            assert sum(day == wall.date() for day, _ in days) <= self.most, "never more than the budget"
        if name == "people.note":
            assert MORNING <= wall.time() < NIGHT, "none in quiet hours"
            week = sum(kind == name and wall.date() - day < 7 * DAY for day, kind in days)
            assert week <= 10, "never more than ten a week that she did not schedule"
            return
        rhythms = [one for kind, one in self.rhythms.items() if kind not in self.paused]
        wanted = [*self.placed.values()] if name == "people.placed" else rhythms
        since = at - (LATE if name == "people.placed" else timedelta(hours=14)) - MINUTE
        due = [each.astimezone(self.zone) for one in wanted for each in one.instants(self.zone, since, at)]
        assert due, "nothing stale, and nothing after it was stopped or paused"
        if not MORNING <= wall.time() < NIGHT:
            assert any(_in_the_night(each) and wall - each <= 2 * HOUR + MINUTE for each in due), "only placed there"

    def _nothing_placed_was_left_out(self, since: datetime, until: datetime) -> None:
        """While the bot runs, every time she placed is kept to the minute."""
        silent = self.left or self.closed or self.declined or not self.most
        if silent or since - self.travelled < 3 * DAY:
            return
        for one in self.placed.values():
            for due in one.instants(self.zone, since, until - MINUTE):
                day = due.astimezone(self.zone).date()
                if not (self.away and self.away[0] <= day <= self.away[1]):
                    assert any(due <= at <= due + 2 * MINUTE for at, _ in self.lines), f"left out: {due}"

    def _stored_zone(self) -> str:
        found: str = self.run(self.home.look(lambda stores: stores.people.member(self.member).zone))
        return found

    def _next_due(self) -> datetime | None:
        found: datetime | None = self.run(self.home.handrail.database.read(lambda tx: tx.next_due(("web", ""))))
        return found


def _in_the_night(wall: datetime) -> bool:
    return not MORNING <= wall.time() < NIGHT
