"""What can be read from a member's own entries: trends that are not all-or-nothing, each with how much it rests on.

Not here: wording, and anything about anybody else. Days without an entry are never counted as bad.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final, Literal, TypeAlias

from core.checkins.model import CheckIn
from core.checkins.template import NONE
from core.slips.model import Slip

FEWEST: Final = 4
"""With fewer entries nothing is shown."""
FEWEST_TO_COMPARE: Final = 8
WINDOW: Final = 28
"""Days that are looked at, and compared with as many before them."""
STRONG_PULL: Final = 6
RIDDEN_OUT: Final = timedelta(hours=24)
A_DIFFERENCE: Final = 1.0

Direction: TypeAlias = Literal["easier", "harder", "about the same", "too early to say"]


@dataclass(frozen=True, slots=True)
class Series:
    """One number that several kinds of check-in ask for."""

    key: str
    title: str
    sources: tuple[tuple[str, str, str], ...]
    """(template, question, track) it is read from; an empty track = every one."""
    low: str
    high: str
    lower_is_easier: bool = True


SERIES: Final = (
    Series("heavy", "How heavy it was", (("daily-brief", "heavy", ""),), "light", "more than I can carry"),
    Series("pull", "How strong the pull was", (("daily-brief", "pull", "recovery"),), "none", "it filled the day"),
    Series(
        "room",
        "How much room it took",
        (("daily-brief", "pull", "healing"), ("ground", "room", "")),
        "none",
        "it filled the day",
    ),
    Series("safe", "Safe in my body", (("ground", "safe", ""),), "not at all", "fully", lower_is_easier=False),
)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    n: int


@dataclass(frozen=True, slots=True)
class Middle:
    """A median, and how many entries it rests on."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the measures look at; one member's own, and nobody else's."""

    checkins: Sequence[CheckIn]
    """Oldest first."""
    slips: Sequence[Slip]
    today: date
    """The member's own calendar day."""
    earlier_days: frozenset[date] = frozenset()
    """Days whose entries have outlived their keeping."""

    def within(self, days: int, *, back: int = 0) -> list[CheckIn]:
        """Check-ins of the last so many days, or of as many that ended `back` days ago."""
        last = self.today - timedelta(days=back)
        first = last - timedelta(days=days - 1)
        return [checkin for checkin in self.checkins if first <= checkin.day <= last]


def days_in_recovery_work(facts: Facts) -> int:
    """Days with an entry, ever: it only grows, unless the member deletes an entry."""
    return len({checkin.day for checkin in facts.checkins} | facts.earlier_days)


def aligned_days(facts: Facts) -> Share | None:
    """Reported days of the window on which no slip was noted; None with too few of them."""
    reported = {checkin.day for checkin in facts.within(WINDOW)}
    hard = {slip.day for slip in facts.slips if slip.counts}
    return Share(len(reported - hard), len(reported)) if len(reported) >= FEWEST else None


def reaching_out(facts: Facts) -> Middle | None:
    """Median hours from writing a slip down to telling somebody safe."""
    hours = [(slip.told_at - slip.written_at) / timedelta(hours=1) for slip in facts.slips if slip.told_at]
    return Middle(median(hours), len(hours)) if len(hours) >= FEWEST else None


def urges_ridden_out(facts: Facts) -> Share | None:
    """Entries of the window with a strong pull after which no slip was noted within a day."""
    pull = series("pull")
    strong = [one for one in facts.within(WINDOW) if (value_of(one, pull) or 0) >= STRONG_PULL]
    return Share(sum(not _followed(one, facts.slips) for one in strong), len(strong)) if len(strong) >= FEWEST else None


def weekly(facts: Facts, wanted: Series) -> Middle | None:
    """The median of the last seven days; None with fewer than four entries in the window."""
    if len(_values(facts.within(WINDOW), wanted)) < FEWEST:
        return None
    values = _values(facts.within(7), wanted)
    return Middle(median(values), len(values)) if values else None


def direction(facts: Facts, wanted: Series) -> Direction:
    """The window beside the one before it; only a difference of a whole point is one."""
    now = _values(facts.within(WINDOW), wanted)
    before = _values(facts.within(WINDOW, back=WINDOW), wanted)
    if min(len(now), len(before)) < FEWEST_TO_COMPARE:
        return "too early to say"
    change = median(now) - median(before)
    if abs(change) < A_DIFFERENCE:
        return "about the same"
    return "easier" if (change < 0) == wanted.lower_is_easier else "harder"


def contact_days(facts: Facts) -> Share | None:
    """Days of the last seven with real contact, out of those on which the question was answered."""
    answered = _answered(facts, lambda one: isinstance(one.answers.get("contact"), str))
    if len(answered(WINDOW)) < FEWEST:
        return None
    week = answered(7)
    return Share(len({one.day for one in week if one.answers["contact"] == "yes"}), len({one.day for one in week}))


def outer_circle(facts: Facts) -> Middle | None:
    """Outer-circle actions a week: the median of the weekly lists."""
    counts = [
        sum(key != NONE for key in ticked)
        for one in facts.checkins
        if one.template == "circles-week" and isinstance(ticked := one.answers.get("outer"), tuple)
    ]
    return Middle(median(counts), len(counts)) if len(counts) >= FEWEST else None


def series(key: str) -> Series:
    """A series by its key; `KeyError` when there is none."""
    return {one.key: one for one in SERIES}[key]


def daily(facts: Facts, wanted: Series) -> list[tuple[date, float | None]]:
    """Each day of the window with the median of its entries; None where nothing was written."""
    start = facts.today - timedelta(days=WINDOW - 1)
    by_day: dict[date, list[int]] = {start + timedelta(days=n): [] for n in range(WINDOW)}
    for one in facts.within(WINDOW):
        value = value_of(one, wanted)
        if value is not None:
            by_day[one.day].append(value)
    return [(day, median(values) if values else None) for day, values in by_day.items()]


def value_of(checkin: CheckIn, wanted: Series) -> int | None:
    """What a check-in says about a series."""
    for template, question, track in wanted.sources:
        if checkin.template == template and track in ("", checkin.track):
            given = checkin.answers.get(question)
            if isinstance(given, int):
                return given
    return None


def _values(checkins: Sequence[CheckIn], wanted: Series) -> list[int]:
    return [value for one in checkins if (value := value_of(one, wanted)) is not None]


def _answered(facts: Facts, wanted: Callable[[CheckIn], bool]) -> Callable[[int], list[CheckIn]]:
    return lambda days: [one for one in facts.within(days) if wanted(one)]


def _followed(checkin: CheckIn, slips: Sequence[Slip]) -> bool:
    """Whether a slip was noted within a day of an entry, or on its very day afterwards."""
    end = checkin.written_at + RIDDEN_OUT
    return any(slip.counts and checkin.written_at <= slip.written_at <= end for slip in slips)
