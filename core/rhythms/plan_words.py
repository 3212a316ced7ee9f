"""What is said of everything that is planned, and of what was held back. Only its owner ever reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, groupby
from typing import Final

from core.text import Text, lines, text
from core.values import length

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ROOM: Final = 1_100
"""How long what is planned may be, so that the page around it fits whatever kinds of check-in are called."""

WAITS = "Something that waits for its turn"
AFTERWARDS = "A question you know of"
REMINDERS: Mapping[str, str] = {
    "scheduled": "A note you left for yourself",
    "before": "A note before a time you chose",
    "start": "Your plans, as that time begins",
    "if-then": "Whether a plan still fits",
    "follow-through": "What you planned, once more",
    "review": "The look you planned",
    "renewal": "Whether one is still yours",
    "affirm": "What you kept",
}
_HELD: Mapping[str, str] = {
    "away": "you are away",
    "silent": "it waits here, without a message",
    "zone unknown": "waits until I know your time zone",
    "quiet hours": "waits for the morning",
    "day full": "left out: that day's messages are used up",
    "week full": "waits: ten in a week are enough",
    "joins another line": "comes with the next one",
}
_WAS_HELD: Mapping[str, str] = {
    "skipped: away": "you were away",
    "skipped: silent": "you chose no messages",
    "skipped: zone unknown": "I did not know your time zone",
    "skipped: quiet hours": "it would have come in your quiet hours",
    "skipped: day full": "that day's messages were used up",
    "skipped: not agreed to": "you did not agree to private lines",
    "expired": "I was not running then, and it was too late afterwards",
    "cannot": "your inbox did not take it",
    "gone": "your inbox did not take it",
    "dead": "it could not be brought to you",
}
"""How work ended, and how that is told; whatever is not here was not held back."""


def nudge(title: str) -> str:
    """A nudge after a prompt."""
    return f"{title}, a nudge"


def held(why: str, *, waits: bool) -> str:
    """Why something planned will not be said at its time."""
    if why == "day full" and waits:
        return "waits for the next morning: that day's messages are used up"
    return _HELD.get(why, "")


def was_held(outcome: str) -> str:
    """Why something was not said; empty where nothing was held back."""
    return _WAS_HELD.get(outcome, "")


def day_of(day: date) -> str:
    """A day in words."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {day:%B}"


def week(rows: Sequence[tuple[datetime, str, str]], lately: Sequence[tuple[datetime, str]]) -> Text | None:
    """The next seven days, what comes in one message in one row; and what was held back in the last."""
    alike = groupby(rows, lambda row: (row[0], row[2]))
    told = [_row(at, " · ".join(dict.fromkeys(what for _, what, _ in some)), held) for (at, held), some in alike]
    fitting = sum(long <= ROOM for long in accumulate(length(row.plain()) + 1 for row in told))
    more = len(told) - fitting
    ahead = [text("The next seven days, by your own clock:"), *told[:fitting]]
    back = [text("Held back lately; what it was about waits here:"), *(_row(at, why, "") for at, why in lately[:3])]
    found = [
        *(ahead if rows else []),
        *([text("And {count} more in these days.", count=more)] if more > 0 else []),
        *(back if lately else []),
    ]
    return lines(*found) if found else None


def _row(at: datetime, what: str, held: str) -> Text:
    why = f" ({held})" if held else ""
    return text("{day}, {at} · {what}{why}", day=day_of(at.date()), at=f"{at:%H:%M}", what=what, why=why)
