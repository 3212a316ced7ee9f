"""Every change of clocks of every time zone, and following a reminder through each as the work is done.

Not here: how much of it is swept (`test_sweep`, and the long form of `tests.simulation`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from core.boundaries.reminder import Reminder
from core.rhythm import day_of, instant, local_day, next_time

FIRST, LAST = datetime(2025, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
AROUND = 2 * DAY
SLOTS = tuple(time(half_hours // 2, 30 * (half_hours % 2)) for half_hours in range(48))
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
"""Every half hour of a day."""

Follow = Callable[[str, time, datetime, datetime], list[tuple[date, datetime]]]
"""From a zone, a time on the wall and a stretch of time to each day it was wanted on, and when it came."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of clocks."""

    zone: str
    at: datetime

    @property
    def shape(self) -> tuple[object, ...]:
        """All that a wall-clock rule can see of it: where the clock stood, and how far from UTC on the days around."""
        place = ZoneInfo(self.zone)
        before = (self.at - timedelta(seconds=1)).astimezone(place)
        return (before.time(), *((self.at + by * DAY / 2).astimezone(place).utcoffset() for by in range(-6, 7)))


@cache
def changes(zone: str) -> tuple[Change, ...]:
    """Every change of clocks of a zone in ten years, to the second."""
    place, found = ZoneInfo(zone), []
    at, offset = FIRST, FIRST.astimezone(place).utcoffset()
    while at < LAST:
        later = at + AROUND
        after = later.astimezone(place).utcoffset()
        if after != offset:
            low, high = at, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if middle.astimezone(place).utcoffset() == offset else (low, middle)
            found.append(Change(zone, high.replace(microsecond=0)))
        at, offset = later, after
    return tuple(found)


@cache
def every_change() -> tuple[Change, ...]:
    """Of all zones."""
    return tuple(change for zone in sorted(available_timezones()) for change in changes(zone))


def shapes() -> Iterator[Change]:
    """One change of each shape."""
    yield from {change.shape: change for change in reversed(every_change())}.values()


def unlike() -> Iterator[Change]:
    """Every change but those that another zone shares to the second, clocks being alike for days around it."""
    yield from {(change.at, change.shape): change for change in every_change()}.values()


def rhythm(zone: str, at: time, start: datetime, until: datetime) -> list[tuple[date, datetime]]:
    """When a check-in rhythm is due, followed from each time to the next."""
    now, found, prompted = start, list[tuple[date, datetime]](), local_day(start, zone) - DAY
    while (due := next_time(EVERY_DAY, at, zone, now, after=prompted)) is not None and due < until:
        now = max(now, due)
        prompted = day_of(due, at, zone)
        found.append((prompted, due))
    return found


def reminder(zone: str, at: time, start: datetime, until: datetime) -> list[tuple[date, datetime]]:
    """When a boundary's reminder is due, followed in the same way."""
    before = local_day(start, zone) - DAY
    one = Reminder("r", "b", "scheduled", FIRST, "week", at, days=EVERY_DAY, settled=before)
    now, found = start, list[tuple[date, datetime]]()
    while (due := one.due(zone, now)) is not None and due < until:
        now = max(now, due)
        one = one.told(zone, now)
        assert one.settled is not None
        found.append((one.settled, due))
    return found


def wrong(change: Change, follow: Follow, slots: Sequence[time] = SLOTS) -> list[str]:
    """What is not exactly one firing on each local date round a change, at its time or the first instant after it."""
    zone, found = change.zone, []
    first, last = local_day(change.at - DAY, zone), local_day(change.at + AROUND, zone)
    start, until = (instant(day, time(0), zone) for day in (first, last))
    days = [day for day in _days(first, last) if _is_there(day, zone)]
    for at in slots:
        fired = follow(zone, at, start, until)
        if [day for day, _ in fired] != days:
            found.append(f"{zone} {change.at} {at}: {[str(day) for day, _ in fired]}")
        found += [
            f"{zone} {change.at} {day} {at}: came at {due}" for day, due in fired if not _right(day, at, due, zone)
        ]
    return found


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + number * DAY for number in range((last - first).days))


def _is_there(day: date, zone: str) -> bool:
    """Whether a zone has this day at all; one may leave a whole day out."""
    return local_day(instant(day, time(12), zone), zone) == day


def _right(day: date, at: time, due: datetime, zone: str) -> bool:
    """Whether it is that time on the wall, for the first time; or the first instant after a gap that holds it."""
    wall = due.astimezone(ZoneInfo(zone))
    if wall.replace(tzinfo=None) == datetime.combine(day, at):
        return wall.fold == 0
    just_before = (due - timedelta(seconds=1)).astimezone(ZoneInfo(zone))
    return just_before.replace(tzinfo=None) < datetime.combine(day, at) < wall.replace(tzinfo=None)
