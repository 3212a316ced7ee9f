"""The forms of reminders, and what is said of a time that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.boundaries.reminder import FEWEST_MINUTES, MOST_MINUTES
from core.boundaries.situations import RESPONSES, SITUATIONS
from core.surface import Ask, Choice, Field, Form, Message

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS = Field("days", "On which days?", Ask.CHOICES, tuple(Choice(str(n), name) for n, name in enumerate(WEEKDAYS)))
_AT = Field("at", "At what time?", Ask.TIME_OF_DAY, hint="By your own clock, wherever you are. Such as 20:00 or 8 pm.")
_BEGINS = Field("at", "When does it begin?", Ask.TIME_OF_DAY, hint="By your own clock, wherever you are.")
_MINUTES = Field(
    "minutes",
    "How many minutes before that?",
    hint=f"From {FEWEST_MINUTES} to {MOST_MINUTES}. Empty: 30.",
    required=False,
    most=20,
)
_STARTS = Field(
    "starts",
    "And when it begins?",
    Ask.CHOICE,
    (Choice("no", "Nothing more"), Choice("plans", "Show me my if … then … plans")),
    hint="A second note then, where there is a plan.",
    required=False,
)

SCHEDULED = Form("Times of my own", (_DAYS, _AT))
WEEK = Form("Hours of the week", (_DAYS, _BEGINS, _MINUTES, _STARTS))
TRIP = Form(
    "Days away from home",
    (
        Field("first", "From which day?", Ask.DATE),
        Field("last", "To which day, that day included?", Ask.DATE),
        _BEGINS,
        _MINUTES,
        _STARTS,
    ),
)
PAYDAY = Form(
    "A day of the month",
    (
        Field("number", "Which day of the month?", hint="1 to 31. A month without it: its last day.", most=20),
        _BEGINS,
        _MINUTES,
        _STARTS,
    ),
)
YEARLY = Form(
    "A day of the year",
    (
        Field("first", "Which day?", Ask.DATE, hint="The year is not looked at; it comes every year."),
        _BEGINS,
        _MINUTES,
        _STARTS,
    ),
)
PICK = Form(
    "If … then …",
    (
        Field("cue", "If …", Ask.CHOICE, tuple(Choice(key, label) for key, label in SITUATIONS)),
        Field("response", "then …", Ask.CHOICE, tuple(Choice(key, label) for key, label in RESPONSES)),
    ),
    submit="Keep it",
)
PLAN = Form(
    "If … then …",
    (
        Field("cue", "If …", hint="What happens, as you would notice it.", most=140),
        Field("response", "then …", hint="One thing you can do at once.", most=140),
    ),
)
FORMS: Mapping[str, Form] = {
    "scheduled": SCHEDULED,
    "week": WEEK,
    "once": TRIP,
    "month": PAYDAY,
    "year": YEARLY,
    "if-then": PLAN,
}


def needs_a_day() -> str:
    """No day was chosen."""
    return "Please choose one day at least."


def day_taken(days: Sequence[int]) -> str:
    """Another reminder has that day."""
    return f"There is one on {', '.join(WEEKDAYS[day] for day in days)} already, and one a day is enough. Another day?"


def overlaps() -> str:
    """It is covered already."""
    return "Another reminder of this one covers that time already. Another time, or change that one?"


def minutes_odd() -> str:
    """Not a number of minutes that works."""
    return f"A number from {FEWEST_MINUTES} to {MOST_MINUTES} works here, such as 30."


def number_odd() -> str:
    """Not a day of a month."""
    return "A number from 1 to 31 works here."


def day_gone_by() -> str:
    """Over already."""
    return "That has gone by already. A later day?"


def too_far() -> str:
    """Years away."""
    return "That is more than two years ahead. A nearer day?"


def turned_round() -> str:
    """The last day comes before the first."""
    return "This day comes before the first one. Could it be the other way round?"


EXAMPLES: Mapping[str, Message | Form] = {
    "remind-scheduled": SCHEDULED,
    "remind-week": WEEK,
    "remind-trip": TRIP,
    "remind-payday": PAYDAY,
    "remind-yearly": YEARLY,
    "plan-pick": PICK,
    "plan": PLAN,
}
