"""A small suite, and a desk that answers whatever a test tells it to.

Not here: the real suite; journeys play that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final, cast

from core.feature import Action, Command, Feature
from core.suite import Suite
from core.surface import Ask, Button, Choice, Field, Form, Message, Step
from core.text import text
from core.turn import Answered, Opens, Outcome, Turn

OPEN: Final = Step("example.form", "", "c1")
FORM: Final = Form(
    "A form",
    (
        Field("words", "Your words", Ask.PARAGRAPH, required=False),
        Field("mood", "Your mood", Ask.CHOICE, (Choice("good", "Good"), Choice("low", "Low"))),
        Field("needs", "Your needs", Ask.CHOICES, (Choice("rest", "Rest"), Choice("talk", "Talk")), required=False),
    ),
    step=OPEN,
)
DONE: Final = Message(text("Done."), (Button("Fill in", OPEN, main=True),))


def _never(*_: Any) -> Any:
    raise AssertionError


SUITE: Final = Suite(
    [
        Feature(
            "example",
            commands=(
                Command("example form", "Open a form", Step("example.form")),
                Command("example do", "Do something", Step("example.do")),
                Command("help-now", "Help", Step("example.do")),
            ),
            actions=(Action("example.form", form=FORM, does=_never), Action("example.do", does=_never)),
        )
    ]
)


class ScriptedDesk:
    """Opens the form, says that it is done, or does what a test scripted for the next turns."""

    def __init__(self) -> None:
        self.suite = SUITE
        self.turns: list[Turn] = []
        self.next: list[Outcome | Callable[[Turn], Any]] = []

    async def handle(self, turn: Turn) -> Outcome:
        """Answer as scripted."""
        self.turns.append(turn)
        if self.next:
            scripted = self.next.pop(0)
            return cast(Outcome, await scripted(turn) if callable(scripted) else scripted)
        if turn.step.action == "example.form" and turn.answers is None:
            return Opens(FORM)
        return Answered(DONE)


def after(seconds: float, outcome: Outcome) -> Callable[[Turn], Any]:
    """A handler that takes so long."""

    async def slowly(_: Turn) -> Outcome:
        await asyncio.sleep(seconds)
        return outcome

    return slowly
