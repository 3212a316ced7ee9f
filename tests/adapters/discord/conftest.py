"""A gateway over the real discord.py, before a desk that answers whatever a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from adapters.clock import MovableClock
from adapters.discord import draw
from adapters.discord.gateway import Gateway, Patience, sync
from core.desk import Desk
from core.feature import Action, Command, Feature
from core.suite import Suite
from core.surface import Ask, Button, Choice, Field, Form, Message, Step
from core.text import text
from core.turn import Answered, Opens, Outcome, Turn
from tests.standins.discord.world import RealTime, World

FORM = Form(
    "A form",
    (
        Field("words", "Your words", Ask.PARAGRAPH, required=False),
        Field("mood", "Your mood", Ask.CHOICE, (Choice("good", "Good"), Choice("low", "Low"))),
        Field("needs", "Your needs", Ask.CHOICES, (Choice("rest", "Rest"), Choice("talk", "Talk")), required=False),
    ),
    step=Step("example.form", "", "c1"),
)
DONE = Message(text("Done."), (Button("Fill in", Step("example.form", "", "c1"), main=True),))


def _never(*_: Any) -> Any:
    raise AssertionError


SUITE = Suite(
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


class Bench:
    """A world with our gateway in it."""

    def __init__(self) -> None:
        self.desk = ScriptedDesk()
        self.world = World()
        self.clock = MovableClock(datetime(2026, 5, 31, 12, tzinfo=UTC))
        self.gateway = self.gate()

    def gate(self) -> Gateway:
        return Gateway(cast(Desk, self.desk), RealTime(self.clock), Patience())

    async def restart(self) -> None:
        self.gateway = self.gate()
        await self.world.restart(self.gateway)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    bench = Bench()
    await bench.world.open(bench.gateway)
    await sync(bench.gateway, draw.commands(SUITE), "")
    yield bench
    await bench.world.close()
