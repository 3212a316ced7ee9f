"""Somebody's days by the real desk and job loop, whatever is planned, answered, changed or down.

Not here: what must hold (`manners`), and how long it goes on (`test_budget`, and the long form of `tests.simulation`).
"""

from __future__ import annotations

from datetime import time

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from core.people.reach import LEADS_TO
from core.rhythm import Kind
from core.turn import Again
from tests.core.boundaries import in_force, owner
from tests.core.home import ANSWERS, options, said, subject
from tests.core.life import TOLD, ZONES, Life
from tests.core.manners import DAY, HOUR, Wanted

RHYTHMS = ("daily-brief", "seven-signals")
WAITS = (Kind.PAIRING, Kind.NOTICE, Kind.REVIEW, Kind.THEME)
EDGES = [time(7), time(7, 59), time(8), time(21), time(21, 29), time(21, 30), time(22)]
TIMES = st.one_of(
    st.sampled_from([time(half // 2, 30 * (half % 2)) for half in range(48)]), st.sampled_from([time(20), *EDGES])
)
WEEKDAYS = st.sets(st.integers(0, 6), min_size=1)
EVERY_DAY = set(range(7))
ANSWERED = ("checkin.write:daily-brief~0~add", "rhythm.skip:daily-brief", "rhythm.same:daily-brief")


class Budget(Life):
    """What she may do, and what may happen, in any order."""

    @initialize(asked=TIMES, placed=TIMES)
    def begins(self, asked: time, placed: time) -> None:
        """She has a rhythm and a boundary in force, and a reminder of that."""
        self.run(self.home.open())
        self.boundary = self.run(in_force(self.home))
        self.member = self.run(owner(self.home))
        self.community = self.run(self.home.community())
        self.wants_to_be_asked(RHYTHMS[0], asked, EVERY_DAY)
        self.places_a_reminder(placed, EVERY_DAY, 0, 0)

    @rule(hours=st.integers(12, 90))
    def time_passes(self, hours: int) -> None:
        """The bot runs, and does each thing when it is due."""
        self.lives_until(self.now + hours * HOUR)

    @rule(hours=st.integers(1, 240))
    def nothing_runs(self, hours: int) -> None:
        """An outage of any length: one message makes up for it at most."""
        since = self.now
        self.home.clock.move(hours * HOUR)
        self.catches_up(since)

    @rule(hours=st.integers(1, 60))
    def nothing_can_be_sent(self, hours: int) -> None:
        """The platform is away: what is due is worked out, and no line leaves."""
        since, until = self.now, self.now + hours * HOUR
        while (due := self._next_due([""])) is not None and due <= until:
            self.home.clock.at = max(self.now, due)
            if not self.run(self.home.loop.run_quiet()):
                break
        self.home.clock.at = until
        self.catches_up(since)

    @rule(kind=st.sampled_from(RHYTHMS), at=TIMES, days=WEEKDAYS)
    def wants_to_be_asked(self, kind: str, at: time, days: set[int]) -> None:
        """A check-in rhythm is begun or changed."""
        typed = {"at": f"{at:%H:%M}", "days": tuple(map(str, sorted(days)))}
        self.does(f"rhythm.change:{kind}", typed)
        self.her.rhythms[kind] = Wanted(tuple(sorted(days)), at)

    @rule(at=TIMES, days=WEEKDAYS, minutes=st.sampled_from([0, 5, 90]), hours=st.integers(0, 30))
    def places_a_reminder(self, at: time, days: set[int], minutes: int, hours: int) -> None:
        """At a time of her own, or before one."""
        typed = {"at": f"{at:%H:%M}", "days": tuple(map(str, sorted(days))), "minutes": str(minutes)}
        made = self.does(f"boundary.remind:{self.boundary}~{'week' if minutes else 'scheduled'}", typed)
        if isinstance(made, Again) or not any(each.step.action == "boundary.remind-change" for each in options(made)):
            return  # kindly refused: one a day, and no window twice
        self.her.placed[subject(made, "boundary.remind-change")] = Wanted(tuple(sorted(days)), at, minutes)
        self.time_passes(hours)

    @precondition(lambda self: bool(self.her.placed))
    @rule(number=st.integers(0, 99), hours=st.integers(0, 48))
    def stops_a_reminder(self, number: int, hours: int) -> None:
        """None after that."""
        one = [*self.her.placed][number % len(self.her.placed)]
        self.does(f"boundary.stop:{one}")
        del self.her.placed[one]
        self.time_passes(hours)

    @rule(kinds=st.lists(st.sampled_from(WAITS), min_size=1, max_size=9), at=TIMES, hours=st.integers(0, 9))
    def something_is_to_be_told(self, kinds: list[Kind], at: time, hours: int) -> None:
        """By other features, one thing after another."""
        self.comes_to(at)
        for kind in kinds:
            self.is_told(kind)
            self.time_passes(hours)

    @rule(most=st.integers(2, 4), days=st.integers(2, 6))
    def much_is_to_be_told(self, most: int, days: int) -> None:
        """A busy week, and somebody who takes many messages a day."""
        self.wants_so_many(most, 0)
        self.comes_to(time(8))
        for _ in range(days * most):
            self.is_told(Kind.NOTICE)
            self.time_passes(24 // most)

    @rule(how=st.sampled_from(ANSWERED))
    def answers(self, how: str) -> None:
        """She writes, or says: not today."""
        self.does(how, ANSWERS if "write" in how else None)

    @rule()
    def reads_everything(self) -> None:
        """And puts it away: whatever was told is there, each once."""
        read, note = [], self.does("people.notes")
        while away := [each.step for each in options(note) if each.step.action == "people.put-away"]:
            read.append(said(note).partition("\n")[0])
            note = self.run(self.home.does("ann", away[0]))
        assert [words for words in read if words.startswith(TOLD)] == self.her.unread, "nothing told is lost"
        self.her.unread.clear()
        self.her.owed.clear()

    @rule()
    def asks_what_was_held_back(self) -> None:
        """And is told how it was."""
        since = self.now - 7 * DAY
        held = self.run(self.home.look(lambda stores: [*stores.jobs.held_back(self.member, LEADS_TO, since)]))
        self.her.reasons_are_true([(due, why) for _, due, why in held])

    @precondition(lambda self: bool(self.her.rhythms))
    @rule(
        how=st.sampled_from(["pause", "resume", "stop", "nudge", "no nudge", "fewer"]),
        kind=st.sampled_from(RHYTHMS),
        hours=st.integers(0, 48),
    )
    def changes_her_mind(self, how: str, kind: str, hours: int) -> None:
        """About a rhythm."""
        if kind not in self.her.rhythms:
            return
        nudge = {"nudge": f"nudge:{kind}~1", "no nudge": f"nudge:{kind}~0"}.get(how, f"{how}:{kind}")
        self.does(f"rhythm.{nudge}", {"back": ""} if how == "pause" else None)
        match how:
            case "pause":
                self.her.paused.add(kind)
            case "resume":
                self.her.paused.discard(kind)
            case "stop":
                del self.her.rhythms[kind]
                self.her.paused.discard(kind)
                self.her.nudged.discard(kind)
            case "nudge":
                self.her.nudged.add(kind)
            case "no nudge":
                self.her.nudged.discard(kind)
        self.time_passes(hours)

    @rule(zone=st.sampled_from([*ZONES]))
    def travels(self, zone: str) -> None:
        """Perhaps across the date line."""
        self.lives_in(zone)
        self.run(self.home.later())
        self.look(running=False)

    @rule(days=st.integers(0, 3))
    def is_away(self, days: int) -> None:
        """From today on."""
        today = self.now.astimezone(self.her.zone).date()
        self.does("rhythm.away", {"first": str(today), "last": str(today + days * DAY)})
        self.her.away = (today, today + days * DAY)

    @rule(most=st.sampled_from([0, 1, 1, 2, 2, 3, 4]), hours=st.integers(0, 40))
    def wants_so_many(self, most: int, hours: int) -> None:
        """Messages a day."""
        self.does("rhythm.most", {"most": str(most)})
        self.her.most = most
        self.time_passes(hours)

    @rule(how=st.sampled_from(["leaves", "closes her inbox", "declines"]), hours=st.integers(1, 40))
    def cannot_be_reached(self, how: str, hours: int) -> None:
        """For a while; nothing goes anywhere else meanwhile."""
        self.out_of_reach(how, out=True)
        self.time_passes(hours)
        self.out_of_reach(how, out=False)
        self.run(self.home.later())
        self.look(running=False)
