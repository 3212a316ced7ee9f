"""Wall-clock rules: a member's own day, the instant of a local time, the quiet hours, and when the bot may speak.

Not here: what is said, and what a member chose; both come as arguments, and so does the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

QUIET_FROM: Final = time(21, 30)
QUIET_UNTIL: Final = time(8, 0)
"""No message that was not asked for between these, by the member's own clock."""
MOST_A_DAY: Final = 2
"""How often the bot speaks first in one of a member's days, unless they chose another number."""
MOST_A_WEEK: Final = 10
"""How often in seven of a member's days, not counting what they scheduled themselves."""
TOGETHER: Final = timedelta(hours=2)
"""What is due within this of something else joins it in one line."""
WINDOW: Final = timedelta(hours=20)
"""How long the check-in of a prompt is open."""
BACKFILL: Final = timedelta(hours=48)
"""How long an earlier day can still be written."""
NUDGE: Final = timedelta(minutes=75)
"""The latest a nudge comes after its prompt."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a member said about being spoken to first."""

    zone: str | None
    """IANA zone; None when we do not know."""
    most_a_day: int = MOST_A_DAY
    """0 to 4; at 0 the bot never speaks first."""
    away: tuple[tuple[date, date], ...] = ()
    """Days on which it stays silent: from, to and with."""
    silent: bool = False
    """Whether private lines were declined."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A time the bot spoke first."""

    at: datetime
    chosen: bool
    """Whether the member scheduled it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether it may speak: at `at` (now, or later), or not at all when that is None; and why, where not now."""

    at: datetime | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The day a check-in belongs to."""

    day: date
    later: bool
    """Whether that day's window had closed."""


def may_speak(
    reach: Reach,
    spoken: Collection[Spoken],
    now: datetime,
    *,
    chosen: bool,
    placed: datetime | None = None,
    reserved: int = 0,
) -> Verdict:
    """Decide whether the bot may speak first.

    `chosen`: the member scheduled it; beyond the day's number it is left out, anything else waits for a morning.
    `placed`: the instant the member chose; only what they placed in quiet hours themselves may break them.
    `reserved`: how much they scheduled is still to come today, which goes before what they did not.
    """
    if reach.silent or reach.most_a_day <= 0:
        return Verdict(None, "silent")
    day = local_day(now, reach.zone)
    if is_away(reach, day):
        return Verdict(None, "away")
    if not (chosen and placed is not None and is_quiet(placed, reach.zone)):
        awake = after_quiet(now, reach.zone)
        if awake > now:
            return Verdict(awake, "quiet hours")
    days = [(local_day(one.at, reach.zone), one.chosen) for one in spoken]
    today = sum(each == day for each, _ in days)
    if chosen:
        return Verdict(now) if today < reach.most_a_day else Verdict(None, "day full")
    if today + reserved >= reach.most_a_day:
        return Verdict(_morning(day, reach.zone), "day full")
    week = sum(not scheduled and day - each < timedelta(days=7) for each, scheduled in days)
    return Verdict(now) if week < MOST_A_WEEK else Verdict(_morning(day, reach.zone), "week full")


def is_away(reach: Reach, day: date) -> bool:
    """Whether a member is away on one of their days."""
    return any(first <= day <= last for first, last in reach.away)


def is_quiet(at: datetime, zone: str | None) -> bool:
    """Whether an instant lies in a member's quiet hours."""
    return after_quiet(at, zone) > at


def bedtime(at: datetime, zone: str | None) -> datetime:
    """Until when something due at `at` is worth saying: until quiet hours, or for two hours where it lies in them."""
    if zone is None or is_quiet(at, zone):
        return at + TOGETHER
    return instant(local_day(at, zone), QUIET_FROM, zone)


def day_for(now: datetime, zone: str | None, prompt: datetime | None) -> Written:
    """The day a check-in written now belongs to, when it answers a prompt: that one's for as long as 48 hours."""
    if prompt is None or not prompt <= now < prompt + BACKFILL:
        return Written(local_day(now, zone), later=False)
    return Written(local_day(prompt, zone), later=now >= prompt + WINDOW)


def prompt_of(template: str) -> str:
    """What the note of a prompt is about, so that answering it takes the note away."""
    return f"prompt~{template}"


def next_time(
    days: Sequence[int], at: time, zone: str, now: datetime, *, monthly: bool = False, after: date | None = None
) -> datetime | None:
    """The next instant of a wall-clock time on these weekdays (0 = Monday) that it is not yet too late for.

    `after`: only on later days than this one. `monthly`: only the first such day of each month.
    """
    if not days:
        return None
    first = local_day(now, zone)
    if at >= QUIET_FROM:  # yesterday's may still be worth it after midnight
        first -= timedelta(days=1)
    if after is not None:
        first = max(first, after + timedelta(days=1))
    for ahead in range(38 if monthly else 9):
        each = first + timedelta(days=ahead)
        if each.weekday() not in days or (monthly and each.day > 7):
            continue
        due = instant(each, at, zone)
        if now < due or now <= bedtime(due, zone):
            return due
    return None


def local_day(now: datetime, zone: str | None) -> date:
    """The calendar day it is where a member lives (UTC when we do not know)."""
    return now.astimezone(ZoneInfo(zone) if zone else UTC).date()


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall-clock time: in a gap the first valid instant after it, in a fold the first of both."""
    place = ZoneInfo(zone)
    wall = datetime.combine(day, at, place)
    after = wall.astimezone(UTC)
    there = after.astimezone(place)
    if there.hour == at.hour and there.minute == at.minute:
        return after
    before = wall.replace(fold=1).astimezone(UTC)
    offset = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def after_quiet(now: datetime, zone: str | None) -> datetime:
    """The first instant from `now` on that is outside a member's quiet hours."""
    if zone is None:
        return now
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return max(now, instant(day, QUIET_UNTIL, zone))


def _morning(day: date, zone: str | None) -> datetime:
    """When the quiet hours after a day are over."""
    return instant(day + timedelta(days=1), QUIET_UNTIL, zone or "UTC")
