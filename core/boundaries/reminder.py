"""When somebody wants to be reminded of a boundary, as they keep it, and when that comes next by their own clock.

Not here: doing anything about it (`planning`, `deliveries`), and places; a window is only ever a time.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias, cast

from core import rhythm
from core.codec import Json
from core.ports import Record
from core.rhythm import bedtime, instant, is_left_out, local_day
from core.values import Said

KIND: Final = "reminder"
LATE: Final = timedelta(minutes=30)
"""Past this, a time somebody placed is left out: it would speak of something that is over."""
USUAL: Final = time(10, 0)
FEWEST_MINUTES: Final = 5
MOST_MINUTES: Final = 180
MOST_PLANS: Final = 3
"""How many plans somebody can hold in mind."""
REFRESHED_AFTER: Final = timedelta(days=28)
ASKED_AGAIN: Final = timedelta(days=7)
FOLLOWED_AFTER: Final = timedelta(hours=4)
WINDOW_OPEN: Final = timedelta(hours=6)
"""For how long after its window begins a note about it is worth reading."""

Kind: TypeAlias = Literal["scheduled", "before", "start", "if-then", "follow-through", "review", "renewal", "affirm"]
Pattern: TypeAlias = Literal["week", "month", "year", "once", "from"]

PLACED: Final = ("scheduled", "before", "start", "affirm")
"""What a member placed themselves; the rest follows from what they decided.

`before` comes so long before a window, `start` shows the if-then plans as that window begins, where they asked for it.
"""
ADDED: Final = ("scheduled", "before", "start", "if-then")
"""What a member adds on the page of reminders, one by one."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of a boundary."""

    id: str
    boundary: str
    kind: Kind
    made_at: datetime
    pattern: Pattern
    at: time = USUAL
    """By the member's own clock, wherever they are."""
    minutes: int = 0
    """So long before that time."""
    days: tuple[int, ...] = ()
    """week: weekdays, 0 = Monday; month: a day of the month, where the 31st is the last."""
    first: date | None = None
    """once and year: that day; from: the first day it can be asked on, once."""
    last: date | None = None
    """The last day of being away."""
    cue: Said | None = None
    response: Said | None = None
    window: str = ""
    """start: the reminder whose window it is."""
    settled: date | None = None
    """The newest day that was reminded of, or was too late."""
    asked_at: datetime | None = None
    snoozed: datetime | None = None
    """Once more then, by the clock on the wall (no zone), whatever the pattern says."""

    @property
    def placed(self) -> bool:
        """Whether its owner placed the time themselves."""
        return self.kind in PLACED

    @property
    def speaks(self) -> rhythm.Kind:
        """What it goes before: a time they placed before a weekly look they switched on, and that before a question."""
        if self.kind in ("scheduled", "before", "start") or self.snoozed is not None:
            return rhythm.Kind.PLACED
        return rhythm.Kind.CHECK_IN if self.placed else rhythm.Kind.REVIEW

    def fewer(self) -> Reminder | None:
        """One step fewer: of many weekdays three, of three one; None where the next step is none at all."""
        if self.pattern != "week" or len(self.days) < 2:
            return None
        return replace(self, days=self.days[::2][:3] if len(self.days) > 3 else self.days[-1:], snoozed=None)

    def due(self, zone: str, now: datetime) -> datetime | None:
        """When it comes next, or came and is not too late yet; None = never again."""
        return min((at for at, _ in self._ahead(zone, now)), default=None)

    def too_late(self, at: datetime, zone: str) -> datetime:
        """Past this it is left out; a question nobody placed is good until bedtime."""
        return at + LATE if self.placed or self.snoozed else bedtime(at, zone)

    def without_missed(self, zone: str, now: datetime) -> Reminder:
        """The reminder without a snooze that was missed: westward its hour could be one that is still to come."""
        missed = self.snoozed is not None and instant(self.snoozed.date(), self.snoozed.time(), zone) + LATE < now
        return replace(self, snoozed=None) if missed else self

    def told(self, zone: str, now: datetime) -> Reminder:
        """The reminder once what is due by now has been said."""
        one = self.without_missed(zone, now)
        for at, day in self._ahead(zone, now):
            if at <= now and day is None:
                one = replace(one, snoozed=None)
            elif at <= now and day is not None:
                one = replace(one, settled=max(day, one.settled) if one.settled else day)
        return one

    def from_now(self, zone: str, now: datetime) -> Reminder:
        """The reminder beginning with its next time; one that has just gone by is left be."""
        return self.told(zone, now)

    def _ahead(self, zone: str, now: datetime) -> Iterator[tuple[datetime, date | None]]:
        if self.snoozed:
            at = instant(self.snoozed.date(), self.snoozed.time(), zone)
            if at + LATE >= now:
                yield at, None
        for day in self._days(local_day(now, zone) - timedelta(days=1)):
            if self.settled and day <= self.settled:
                continue
            at = instant(day, self.at, zone) - timedelta(minutes=self.minutes)
            if local_day(at, zone) > day and is_left_out(day, zone):
                continue
            if self.too_late(at, zone) >= now:
                yield at, day
                if at > now:
                    return

    def _days(self, start: date) -> Iterator[date]:
        """The days it stands on, from that one on, in order, as far as anybody plans."""
        match self.pattern:
            case "once":
                yield from [self.first] if self.first else []
            case "from" if self.first and (self.settled is None or self.settled < self.first):
                yield from (max(self.first, start) + timedelta(days=ahead) for ahead in range(4))
            case "week":
                every = (start + timedelta(days=ahead) for ahead in range(18))
                yield from (day for day in every if day.weekday() in self.days)
            case "month":
                months = (divmod(start.year * 12 + start.month - 1 + ahead, 12) for ahead in range(4))
                found = (_in_month(year, month + 1, number) for year, month in months for number in self.days)
                yield from (day for day in found if day >= start)
            case "year" if self.first:
                found = (_in_month(start.year + ahead, self.first.month, self.first.day) for ahead in range(3))
                yield from (day for day in found if day >= start)
            case _:
                return


def _in_month(year: int, month: int, number: int) -> date:
    """A day of a month; one the month does not have is its last."""
    return date(year, month, min(number, calendar.monthrange(year, month)[1]))


def reminder_record(one: Reminder, until: datetime | None = None) -> Record:
    """The reminder as it is kept."""
    body: dict[str, Json] = {
        "boundary": one.boundary,
        "kind": one.kind,
        "pattern": one.pattern,
        "at": f"{one.at:%H:%M}",
        "minutes": one.minutes,
        "days": list(one.days),
        "first": one.first.isoformat() if one.first else None,
        "last": one.last.isoformat() if one.last else None,
        "window": one.window,
        "cue": one.cue.words if one.cue else None,
        "response": one.response.words if one.response else None,
        "settled": one.settled.isoformat() if one.settled else None,
        "asked_at": one.asked_at.isoformat() if one.asked_at else None,
        "snoozed": one.snoozed.isoformat() if one.snoozed else None,
    }
    return Record(KIND, one.id, body, one.made_at, until)


def reminder_of(record: Record) -> Reminder:
    """The reminder that `reminder_record` kept."""
    body = record.body
    cue, response = body["cue"], body["response"]
    return Reminder(
        id=record.name,
        boundary=str(body["boundary"]),
        kind=cast(Kind, body["kind"]),
        made_at=record.written_at,
        pattern=cast(Pattern, body["pattern"]),
        at=time.fromisoformat(str(body["at"])),
        minutes=cast(int, body["minutes"]),
        days=tuple(cast("list[int]", body["days"])),
        first=_day(body["first"]),
        last=_day(body["last"]),
        window=str(body.get("window", "")),
        cue=Said(cue) if isinstance(cue, str) else None,
        response=Said(response) if isinstance(response, str) else None,
        settled=_day(body["settled"]),
        asked_at=_instant(body["asked_at"]),
        snoozed=_instant(body["snoozed"]),
    )


def _day(day: Json) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else None


def _instant(at: Json) -> datetime | None:
    return datetime.fromisoformat(at) if isinstance(at, str) else None
