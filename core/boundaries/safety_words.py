"""What is said about safety before a boundary is in force, and about who could know of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.boundaries.model import Boundary
from core.boundaries.pieces import LIST, NOW, ONE
from core.surface import Button, Field, Form, Message, Step
from core.text import When, lines, text
from core.words import HELP


def safety(one: Boundary, now: datetime) -> Message:
    """Asked of everything that another person comes into. An answer knows when it was asked."""
    asked = int(now.timestamp())
    return Message(
        lines(
            text("**Could saying or keeping this make you less safe?**"),
            text("Some people react with anger to a boundary. Your answer is not kept and nobody is told."),
        ),
        (
            Button("No", Step("boundary.safety", f"{one.id}~no~{asked}")),
            Button("I am not sure", Step("boundary.safety", f"{one.id}~unsure")),
            Button("Yes", Step("boundary.safety", f"{one.id}~yes")),
            HELP,
        ),
    )


def locked(one: Boundary) -> Message:
    """Doubt about safety: it stays with its owner."""
    return Message(
        lines(
            text("Thank you for your honesty. This one stays with you alone, and cannot be shared from here for now."),
            text("It is yours even if you never say it aloud. People who advise on safety at home can plan with you."),
            text("After a day you can look at the question again."),
        ),
        (
            Button("Numbers for safety at home", Step("care.fear")),
            Button("Go on, for me alone", Step("boundary.review", one.id), main=True),
            Button("Keep it as a draft", Step("boundary.show", one.id)),
            HELP,
        ),
    )


def still_locked(until: datetime) -> Message:
    """The question can be looked at again later."""
    return Message(
        text(
            "You can look at the question of safety again from {until} on. Until then it stays with you alone. "
            "People who advise on safety at home can plan with you meanwhile.",
            until=When(until),
        ),
        (Button("Numbers for safety at home", Step("care.fear"), main=True), LIST, HELP),
    )


def who(one: Boundary) -> Message:
    """Who should know?"""
    return Message(
        lines(
            text("**Who should know?**"),
            text("Nobody has to. It can help when one person outside knows; you decide, and you tell them yourself."),
        ),
        (
            Button("Only me", Step("boundary.review", one.id), main=True),
            Button("Somebody outside knows", Step("boundary.outside", one.id)),
            Button("Look at how it is", Step("boundary.show", one.id)),
            HELP,
        ),
    )


OUTSIDE = Form(
    "Somebody outside",
    (
        Field(
            "outside",
            "Who knows of it?",
            hint="A role is enough, such as: my sister. I tell nobody.",
            required=False,
            most=140,
        ),
    ),
)


EXAMPLES: Mapping[str, Message | Form] = {
    "safety": safety(ONE, NOW),
    "locked": locked(ONE),
    "still-locked": still_locked(NOW),
    "who": who(ONE),
    "outside": OUTSIDE,
}
