"""What somebody wants of the bot, what it said, and what must hold of it; worked out without the code on trial.

Not here: living those days (`budget`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NIGHT, MORNING = time(21, 30), time(8)
LATE = timedelta(minutes=30)
ON_TIME = 2 * MINUTE
TOGETHER = 2 * HOUR + ON_TIME
NUDGE = timedelta(minutes=75)
A_WEEK = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """A time somebody wants to be written to."""

    days: tuple[int, ...]
    at: time
    minutes: int = 0

    def instants(self, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
        """When that is, after `since`; times that clocks leave out are left out."""
        day = since.astimezone(zone).date() - DAY
        while day <= until.astimezone(zone).date() + DAY:
            wall = datetime.combine(day, self.at, zone)
            at = wall.astimezone(since.tzinfo)
            there = at.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
            if there and day.weekday() in self.days and since < at - self.minutes * MINUTE <= until:
                yield at - self.minutes * MINUTE
            day += DAY


@dataclass
class Manners:
    """What one member wants, and every line she got."""

    began: datetime
    zone: ZoneInfo
    most: int = 2
    away: tuple[date, date] | None = None
    unreachable: str = ""
    """Why nothing can or may reach her; empty where it can."""
    rhythms: dict[str, Wanted] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    nudged: set[str] = field(default_factory=set)
    placed: dict[str, Wanted] = field(default_factory=dict)
    lines: list[tuple[datetime, str]] = field(default_factory=list)
    owed: list[datetime] = field(default_factory=list)
    """When something was told that no line has spoken of yet, and that one still must."""
    unread: list[str] = field(default_factory=list)
    """What was told and not put away yet."""
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.travelled = self.changed = self.began - 9 * DAY

    @property
    def silent(self) -> bool:
        """Whether she wants nothing, or nothing can reach her."""
        return bool(self.unreachable) or not self.most

    def is_away(self, day: date) -> bool:
        """Whether that is one of her days away."""
        return self.away is not None and self.away[0] <= day <= self.away[1]

    def told(self, words: str, now: datetime) -> None:
        """Something is to be told."""
        self.unread.append(words)
        self.owed.append(now)

    def is_quiet_for(self, now: datetime) -> None:
        """Whatever waits now may stay without a line: she is away, wants none, or nothing ran."""
        if self.silent or self.is_away(now.astimezone(self.zone).date()):
            self.owed.clear()

    def said(self, at: datetime, name: str, *, running: bool) -> None:
        """Hold a new line against all that was said. `running`: nothing was down just now."""
        self.lines.append((at, name))
        self.owed = [told for told in self.owed if told > at]
        wall = at.astimezone(self.zone)
        assert not self.silent, "none to whoever wants none"
        assert not self.is_away(wall.date()), "none on days away"
        days = [(each.astimezone(self.zone).date(), kind) for each, kind in self.lines]
        if name != "people.placed":
            assert sum(day == wall.date() for day, _ in days) <= self.most, "never more than the budget"
        if name == "people.note":
            assert not in_the_night(wall), "none in quiet hours"
            week = sum(kind == name and wall.date() - day < 7 * DAY for day, kind in days)
            assert week <= A_WEEK, "never more than ten a week that she did not schedule"
        elif name == "people.placed":
            self._is_placed(at)
        else:
            self._is_asked_for(at, running=running)

    def _is_placed(self, at: datetime) -> None:
        due = [*self._due(self.placed.values(), at - LATE - MINUTE, at)]
        assert due, "nothing stale, and nothing after it was stopped"

    def _is_asked_for(self, at: datetime, *, running: bool) -> None:
        rhythms = [one for kind, one in self.rhythms.items() if kind not in self.paused]
        due = [each for each in self._due(rhythms, at - 14 * HOUR, at) if at <= bedtime(each, self.zone) + ON_TIME]
        assert due, "nothing stale, and nothing after it was stopped or paused"
        if in_the_night(at.astimezone(self.zone)):
            assert any(in_the_night(each.astimezone(self.zone)) for each in due), "only placed there"
        if running and at - self.travelled > DAY:
            late = min(at - each for each in due)
            joined = any(self._due(self.placed.values(), at - ON_TIME - MINUTE, at))
            nudge = bool(self.nudged) and late <= NUDGE + ON_TIME
            assert late <= ON_TIME or joined or nudge, f"{late} late, and no nudge is wanted"

    def nothing_placed_was_left_out(self, since: datetime, until: datetime) -> None:
        """While the bot runs, every time she placed is kept to the minute."""
        if self.silent or since - self.travelled < 3 * DAY:
            return
        for due in self._due(self.placed.values(), since, until - MINUTE):
            if not self.is_away(due.astimezone(self.zone).date()):
                assert any(due <= at <= due + ON_TIME for at, _ in self.lines), f"left out: {due}"

    def nothing_is_forgotten(self, now: datetime, waits: datetime | None) -> None:
        """What no line spoke of yet waits for one: with the next that comes anyway, or in the morning. Not longer."""
        self.is_quiet_for(now)
        if not self.owed:
            return
        assert waits is not None, "forgotten"
        if now - self.travelled < 2 * DAY or waits - now <= TOGETHER:
            return
        wall, local = waits.astimezone(self.zone), now.astimezone(self.zone)
        assert wall.time() == MORNING and waits - now <= DAY + HOUR, f"waits until {wall}"
        if self.changed >= min(self.owed):
            return  # it was held back by what she wanted before
        looked = max(min(self.owed), datetime.combine(local.date(), MORNING, self.zone))
        assert in_the_night(local) or self._is_full(looked) or self._is_full(now), "waits for no reason"

    def _is_full(self, at: datetime) -> bool:
        """Whether her day had no room for one more line then, with what was planned, or her week had none."""
        today = at.astimezone(self.zone).date()
        days = [(each.astimezone(self.zone).date(), name) for each, name in self.lines if each <= at]
        wanted = [*self.placed.values(), *self.rhythms.values()]
        ahead = [each for each in self._due(wanted, at, at + DAY) if each.astimezone(self.zone).date() == today]
        week = sum(name == "people.note" and today - day < 7 * DAY for day, name in days)
        return week >= A_WEEK or sum(day == today for day, _ in days) + len(ahead) >= self.most

    def reasons_are_true(self, held: Iterable[tuple[datetime, str]]) -> None:
        """What she is told of what was held back is how it was."""
        for due, why in held:
            if why == "expired":
                assert any(down - TOGETHER <= due <= up for down, up in self.outages), f"it was running at {due}"

    def _due(self, wanted: Iterable[Wanted], since: datetime, until: datetime) -> list[datetime]:
        return [each for one in wanted for each in one.instants(self.zone, since, until)]


def in_the_night(wall: datetime) -> bool:
    """Whether a clock shows quiet hours."""
    return not MORNING <= wall.time() < NIGHT


def bedtime(due: datetime, zone: ZoneInfo) -> datetime:
    """Until when what was due then is still of use: until the night, or two hours into it."""
    wall = due.astimezone(zone)
    if in_the_night(wall):
        return due + 2 * HOUR
    return datetime.combine(wall.date(), NIGHT, zone).astimezone(due.tzinfo)
