"""Wall-clock rules: a member's own day, the instant of a local time, the quiet hours, and when the bot may speak.

Not here: what is said, and what a member chose; both come as arguments, and so does the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import IntEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
HARDLY_LATE: Final = timedelta(minutes=30)
"""For so long after its time, what was placed in quiet hours may break them; later, it was meant for another place."""
AFTERWARDS: Final = timedelta(minutes=1)
"""So long after what it joins, a line looks whether that was said: then it spoke for both."""

_REMEMBERED: Final = 4096
"""Members who live in one zone mostly ask for the same hours, many of them in one minute."""


class Kind(IntEnum):
    """Why the bot speaks first, in the order in which one goes before another."""

    CHECK_BACK = 0
    """The look after words of danger."""
    SOON = 1
    """A session that somebody said yes to begins in a quarter of an hour."""
    PLACED = 2
    """A reminder at a time the member placed."""
    SESSION = 3
    """A session is a day away."""
    CHECK_IN = 4
    """A rhythm the member chose."""
    PAIRING = 5
    NOTICE = 6
    """What became of something they did, or of the group."""
    REVIEW = 7
    THEME = 8
    NUDGE = 9


AT_NIGHT: Final = (Kind.CHECK_BACK, Kind.SOON)
"""What quiet hours do not hold back, wherever in them it falls."""
NEVER_OVER: Final = (Kind.CHECK_BACK, Kind.SOON, Kind.PLACED)
"""What no number holds back."""
UNCOUNTED: Final = (Kind.SOON,)
CHOSEN: Final = (Kind.PLACED, Kind.CHECK_IN, Kind.NUDGE)
"""What a member scheduled: the week does not count it, and where they placed it in quiet hours it may break them."""
PUNCTUAL: Final = (Kind.CHECK_BACK, Kind.SOON, Kind.PLACED, Kind.CHECK_IN, Kind.NUDGE)
"""What is said at its time or not at all. Anything else waits."""
JOINED: Final = {
    Kind.SESSION: (Kind.PLACED,),
    Kind.CHECK_IN: (Kind.PLACED,),
    **dict.fromkeys(
        (Kind.PAIRING, Kind.NOTICE, Kind.REVIEW, Kind.THEME, Kind.NUDGE), (Kind.PLACED, Kind.SESSION, Kind.CHECK_IN)
    ),
}
"""What each comes together with, where that is due within two hours after it."""


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
class Line:
    """A time the bot spoke first, or will."""

    at: datetime
    kind: Kind


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
    spoken: Collection[Line],
    now: datetime,
    kind: Kind,
    *,
    placed: datetime | None = None,
    coming: Collection[Line] = (),
    until: datetime | None = None,
) -> Verdict:
    """Decide whether the bot may speak first.

    `placed`: the instant it was due; only what a member placed in quiet hours themselves may break them.
    `coming`: what is planned besides; what goes before this keeps its place in the day, or takes this along.
    `until`: when it is too late to come together with something else.
    """
    if reach.silent or reach.most_a_day <= 0:
        return Verdict(None, "silent")
    if not is_known(reach.zone):
        return Verdict(None, "zone unknown")
    day = local_day(now, reach.zone)
    if is_away(reach, day):
        return Verdict(None, "away")
    there = kind in CHOSEN and placed is not None and is_quiet(placed, reach.zone) and now <= placed + HARDLY_LATE
    if not (there or kind in AT_NIGHT) and (awake := after_quiet(now, reach.zone)) > now:
        return _held(kind, awake, "quiet hours")
    if (shared := _shared(kind, now, coming)) and (until is None or shared + AFTERWARDS <= until):
        return Verdict(shared + AFTERWARDS, "joins another line")
    if kind in NEVER_OVER:
        return Verdict(now)
    days = [(local_day(one.at, reach.zone), one.kind) for one in spoken if one.kind not in UNCOUNTED]
    ahead = {one.at for one in coming if one.kind < kind and one.kind not in UNCOUNTED}
    before = sum(local_day(at, reach.zone) == day for at in ahead)
    if sum(each == day for each, _ in days) + before >= reach.most_a_day:
        return _held(kind, _morning(day, reach.zone), "day full")
    week = sum(of not in CHOSEN and day - each < timedelta(days=7) for each, of in days)
    if kind not in CHOSEN and week >= MOST_A_WEEK:
        return _held(kind, _morning(day, reach.zone), "week full")
    return Verdict(now)


def outlook(reach: Reach, spoken: Collection[Line], planned: Sequence[Line]) -> list[Verdict]:
    """What becomes of each of these lines, soonest first, if nothing else happens."""
    said, found, at = list(spoken), list[Verdict](), set[datetime]()
    for number, one in enumerate(planned):
        if one.at in at:
            found.append(Verdict(one.at))
            continue
        until = bedtime(one.at, reach.zone) if one.kind in PUNCTUAL else None
        verdict = may_speak(reach, said, one.at, one.kind, placed=one.at, coming=planned[number + 1 :], until=until)
        if verdict.at == one.at:
            said.append(one)
            at.add(one.at)
        found.append(verdict)
    return found


def _held(kind: Kind, until: datetime, why: str) -> Verdict:
    return Verdict(None if kind in PUNCTUAL else until, why)


def _shared(kind: Kind, now: datetime, coming: Collection[Line]) -> datetime | None:
    """When the first of what this comes together with is due, within two hours."""
    with_these = JOINED.get(kind, ())
    return min((one.at for one in coming if one.kind in with_these and now <= one.at <= now + TOGETHER), default=None)


def is_away(reach: Reach, day: date) -> bool:
    """Whether a member is away on one of their days."""
    return any(first <= day <= last for first, last in reach.away)


def is_quiet(at: datetime, zone: str | None) -> bool:
    """Whether an instant lies in a member's quiet hours."""
    return after_quiet(at, zone) > at


@lru_cache(maxsize=_REMEMBERED)
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
        if now > due and now > bedtime(due, zone):
            continue
        if local_day(due, zone) == each or not is_left_out(each, zone):
            return due
    return None


@lru_cache(maxsize=1024)
def clock_of(zone: str | None) -> tzinfo:
    """The rules of a zone; UTC where we know none, or where the rules no longer have it."""
    try:
        return ZoneInfo(zone) if zone else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def is_known(zone: str | None) -> bool:
    """Whether the rules have a zone; somebody who told us none lives by no clock that could be lost."""
    return not zone or clock_of(zone) is not UTC


@lru_cache(maxsize=_REMEMBERED)
def local_day(now: datetime, zone: str | None) -> date:
    """The calendar day it is where a member lives (UTC when we do not know)."""
    return now.astimezone(clock_of(zone)).date()


@lru_cache(maxsize=_REMEMBERED)
def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall-clock time: in a gap the first valid instant after it, in a fold the first of both."""
    place = clock_of(zone)
    wall = datetime.combine(day, at.replace(fold=0), place)  # a time that was read in a fold may still say so
    after = wall.astimezone(UTC)
    there = after.astimezone(place)
    if there.replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None):
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


def day_of(due: datetime, at: time, zone: str) -> date:
    """The day a time was wanted on: the one before, where clocks left out its last hour and so it came at midnight."""
    day = local_day(due, zone)
    return day if due == instant(day, at, zone) else day - timedelta(days=1)


def is_left_out(day: date, zone: str) -> bool:
    """Whether a zone never has this day, as where the date line moved."""
    return local_day(instant(day, time(12), zone), zone) != day


def after_quiet(now: datetime, zone: str | None) -> datetime:
    """The first instant from `now` on that is outside a member's quiet hours."""
    if zone is None:
        return now
    local = now.astimezone(clock_of(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return max(now, instant(day, QUIET_UNTIL, zone))


def _morning(day: date, zone: str | None) -> datetime:
    """When the quiet hours after a day are over."""
    return instant(day + timedelta(days=1), QUIET_UNTIL, zone or "UTC")
