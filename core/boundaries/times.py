"""Reading a reminder's times from its form, with a kind sentence for each that cannot be.

Not here: keeping them (`reminding`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from core.boundaries import time_words
from core.boundaries.model import Boundary
from core.boundaries.planning import reminders_of
from core.boundaries.reminder import FEWEST_MINUTES, MOST_MINUTES, Reminder
from core.errors import LookAgain
from core.rhythm import TOGETHER, instant, local_day
from core.surface import Answer
from core.turn import Context
from core.values import Said

FARTHEST: Final = timedelta(days=730)
USUAL_MINUTES: Final = 30
_AROUND: Final = {"week": timedelta(days=7), "month": timedelta(days=31)}
"""After so long the same days come round, so that one night's end and the next day's beginning are near each other."""
_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)

NEW: Final = {
    "scheduled": Reminder("", "", "scheduled", _MADE, "week"),
    "week": Reminder("", "", "before", _MADE, "week"),
    "once": Reminder("", "", "before", _MADE, "once"),
    "month": Reminder("", "", "before", _MADE, "month"),
    "year": Reminder("", "", "before", _MADE, "year"),
}
"""What each form makes, before it is filled in."""


def taken_from(context: Context, one: Reminder, held: Sequence[Boundary]) -> Reminder:
    """The reminder with what was filled in, beginning with its next time. Raises `LookAgain`."""
    member, values = context.member, context.values
    zone = member.zone or "UTC" if member else "UTC"
    at = values.get("at")
    one = replace(one, at=at if isinstance(at, time) else one.at)
    if one.kind == "before":
        one = replace(one, minutes=_minutes(values.get("minutes")))
    match one.pattern:
        case "week":
            one = replace(one, days=_days(values.get("days")))
        case "month":
            one = replace(one, days=(_number(values.get("number")),))
        case "year":
            day = values.get("first")
            one = replace(one, first=day if isinstance(day, date) else one.first)
        case _:
            one = _trip(context, one, zone)
    if member is not None:
        _apart(one, [each for each in reminders_of(context.stores, member.id) if each.id != one.id], held)
    return one.from_now(zone, context.now)


def as_typed(one: Reminder, *, starts: bool) -> dict[str, Answer]:
    """A reminder as its form was filled in. `starts`: whether the plans are shown as its window begins."""
    return {
        "at": f"{one.at:%H:%M}",
        "days": tuple(str(day) for day in one.days),
        "number": str(one.days[0]) if one.days else "",
        "minutes": str(one.minutes),
        "first": one.first.isoformat() if one.first else "",
        "last": one.last.isoformat() if one.last else "",
        "starts": "plans" if starts else "no",
        "cue": one.cue.words if one.cue else "",
        "response": one.response.words if one.response else "",
    }


def _days(picked: object) -> tuple[int, ...]:
    if not isinstance(picked, tuple) or not picked:
        raise LookAgain({"days": time_words.needs_a_day()})
    return tuple(sorted(int(str(day)) for day in picked))


def _minutes(typed: object) -> int:
    if not isinstance(typed, Said):
        return USUAL_MINUTES
    minutes = _whole(typed.words)
    if not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        raise LookAgain({"minutes": time_words.minutes_odd()})
    return minutes


def _number(typed: object) -> int:
    number = _whole(typed.words) if isinstance(typed, Said) else 0
    if not 1 <= number <= 31:
        raise LookAgain({"number": time_words.number_odd()})
    return number


def _whole(words: str) -> int:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 5 else 0


def _trip(context: Context, one: Reminder, zone: str) -> Reminder:
    first, last = context.values.get("first"), context.values.get("last")
    if not isinstance(first, date) or not isinstance(last, date):
        raise LookAgain({"first": time_words.day_gone_by()})
    if last < first:
        raise LookAgain({"last": time_words.turned_round()})
    if last > local_day(context.now, zone) + FARTHEST:
        raise LookAgain({"last": time_words.too_far()})
    if instant(first, one.at, zone) - timedelta(minutes=one.minutes) <= context.now:
        raise LookAgain({"first": time_words.day_gone_by()})
    return replace(one, first=first, last=last)


def _apart(one: Reminder, others: Sequence[Reminder], held: Sequence[Boundary]) -> None:
    """One a day at most at times of one's own, over all boundaries; and no window of one boundary twice."""
    there = {each.id for each in held}
    if one.kind == "scheduled":
        taken = {day for each in others if each.kind == "scheduled" and each.boundary in there for day in each.days} & {
            *one.days
        }
        if taken:
            raise LookAgain({"days": time_words.day_taken(sorted(taken))})
        return
    alike = [
        each for each in others if (each.boundary, each.kind, each.pattern) == (one.boundary, one.kind, one.pattern)
    ]
    if any(_overlap(one, each) for each in alike):
        raise LookAgain({"first" if one.pattern == "once" else "at": time_words.overlaps()})


def _overlap(one: Reminder, other: Reminder) -> bool:
    if one.pattern == "once" and one.first and one.last and other.first and other.last:
        return one.first <= other.last and other.first <= one.last
    if one.pattern == "year" and one.first and other.first:
        return (one.first.month, one.first.day) == (other.first.month, other.first.day)
    around = _AROUND.get(one.pattern, timedelta(days=1))
    apart = ((mine - theirs) % around for mine in _into(one) for theirs in _into(other))
    return any(min(gap, around - gap) < TOGETHER for gap in apart)


def _into(one: Reminder) -> list[timedelta]:
    """How far into the week or the month its times are."""
    return [timedelta(days=day, hours=one.at.hour, minutes=one.at.minute) for day in one.days]
