"""The forms about when somebody is asked, and what is said of an answer that cannot be.

Not here: what is said once they are taken (`words`).
"""

from __future__ import annotations

from collections.abc import Mapping

from core.rhythms.plan_words import WEEKDAYS
from core.surface import Ask, Choice, Field, Form, Message

_DAY_CHOICES = tuple(Choice(str(number), name) for number, name in enumerate(WEEKDAYS))

TIMES = Form(
    "Time and days",
    (
        Field(
            "at", "At what time?", Ask.TIME_OF_DAY, hint="Such as 20:00 or 8 pm, by your own clock, wherever you are."
        ),
        Field("days", "On which days?", Ask.CHOICES, _DAY_CHOICES),
    ),
)
PAUSE = Form(
    "A pause",
    (
        Field(
            "back",
            "Until which day?",
            Ask.DATE,
            hint="The first day it may ask again. Empty: until you say so.",
            required=False,
        ),
    ),
    submit="Pause",
)
AWAY = Form(
    "Days away",
    (
        Field("first", "From which day?", Ask.DATE, hint="Nothing is sent on these days; what is for you waits here."),
        Field("last", "To which day, that day included?", Ask.DATE),
    ),
)
MOST = Form(
    "Messages a day",
    (
        Field(
            "most",
            "How many, at most?",
            Ask.CHOICE,
            (
                Choice("0", "None: everything waits here"),
                Choice("1", "One"),
                Choice("2", "Two"),
                Choice("3", "Three"),
                Choice("4", "Four"),
            ),
            hint="What I send without being asked, your rhythms included.",
        ),
    ),
)


def needs_a_day() -> str:
    """No day was chosen."""
    return "One day at least. To be asked on none, pause or end it."


def day_gone_by() -> str:
    """A pause or a time away that would be over already."""
    return "That day has gone by. A day from tomorrow on works here."


def days_gone_by() -> str:
    """Days away that are over already."""
    return "These days have gone by. Today or a later day works here."


def too_far() -> str:
    """More than a year ahead."""
    return "That is more than a year ahead. A nearer day works here."


def turned_round() -> str:
    """The last day comes before the first."""
    return "This day comes before the first one. Could it be the other way round?"


EXAMPLES: Mapping[str, Message | Form] = {
    "times": TIMES,
    "pause": PAUSE,
    "away": AWAY,
    "most": MOST,
}
