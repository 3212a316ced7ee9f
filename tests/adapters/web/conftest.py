"""The real page over the real core, in a folder of its own, and people who look at it without JavaScript."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.gateway import make_app
from bots.playground import Playground, playground
from tests.standins.web.dom import Node
from tests.standins.web.visitor import Visitor, answered, buttons

EVENING = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)


@dataclass
class Served:
    """The page with a client on it."""

    play: Playground
    client: TestClient[Any, Any]

    def visitor(self, who: str) -> Visitor:
        """Somebody who looks at the circle."""
        return Visitor(self.client, who, "evening-circle")

    async def set_up(self) -> None:
        """Mo sets the group up, with the code that the page shows."""
        mo = self.visitor("mo")
        await mo.look()
        await run(mo, "mo", "group setup")
        assert mo.sheet is not None
        code = self.play.page.first_steps[0][2].rsplit(" ", 1)[-1]
        fill: dict[str, str | list[str]] = {
            "One-time code": code,
            "The channel for check-ins": "here",
            "What the group is for": "Any group",
            "The group's main country": "Portugal",
        }
        await mo.send(*answered(mo.sheet, fill, "evening-circle"))
        await mo.send("/clock", [("by", "1")])


async def run(visitor: Visitor, who: str, command: str) -> None:
    """Type a command and press enter."""
    await visitor.look()
    line = visitor.page.by_id(f"{who}-command")
    assert line is not None
    form = visitor.form_of(line)
    hidden = [(node["name"], node["value"]) for node in form.all("input") if node["type"] == "hidden"]
    await visitor.send(form["action"], [*hidden, ("command", command)])


async def press(visitor: Visitor, card: Node, label: str) -> None:
    """Press a button of a card."""
    await visitor.press(next(button for button in buttons(card) if button.text() == label))


@pytest.fixture
async def served(tmp_path: Path, bare_house: Path) -> AsyncIterator[Served]:
    """The page, served."""
    shutil.copytree(bare_house, tmp_path, dirs_exist_ok=True)
    async with playground(tmp_path, EVENING) as play, TestClient(TestServer(make_app(play.page))) as client:
        yield Served(play, client)
