"""What comes by itself about a check-in, and opens on a press. Never who was asked and did not answer.

Not here: setting a rhythm (`words`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from core.surface import Button, Form, Menu, Message, Step
from core.text import text
from core.words import HELP

SHOW = Button("See the rhythm", Step("rhythm.show"))


def for_yesterday(template: str, day: date) -> Button:
    """The way to write for the day before."""
    return Button("For yesterday", Step("checkin.write", f"{template}~0~{day}"))


@lru_cache(maxsize=64)
def prompt(template: str, day: date, yesterday: date | None) -> Message:
    """The prompt, kept as a note until its window closes."""
    earlier = for_yesterday(template, yesterday) if yesterday else None
    return Message(
        text("Your check-in is here when you are."),
        (
            Button("Check in", Step("checkin.write", f"{template}~0~{day}"), main=True),
            Button("Skip today", Step("rhythm.skip", template)),
            Button("Fewer of these", Step("rhythm.fewer", template)),
            HELP,
        ),
        Menu("An earlier day", (earlier,)) if earlier else None,
    )


@lru_cache(maxsize=64)
def still_right(template: str) -> Message:
    """In place of a prompt: does the rhythm still fit?"""
    return Message(
        text("Same rhythm, fewer, or a pause?"),
        (
            Button("Same rhythm", Step("rhythm.same", template)),
            Button("Fewer of these", Step("rhythm.fewer", template)),
            Button("A pause", Step("rhythm.pause", template)),
            HELP,
        ),
    )


def door_open(template: str) -> Message:
    """The one note to somebody whose rhythm has been quiet for a month."""
    return Message(
        text("The door is open, whenever you like. I won't write about it again."),
        (Button("Check in", Step("checkin.write", f"{template}~0"), main=True), SHOW, HELP),
    )


_DAY = date(2026, 6, 7)

EXAMPLES: Mapping[str, Message | Form] = {
    "prompt": prompt("daily-brief", _DAY, date(2026, 6, 6)),
    "still-right": still_right("daily-brief"),
    "door-open": door_open("daily-brief"),
}
