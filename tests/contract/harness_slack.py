"""Slack under the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.slack import draw
from adapters.slack.read import heard
from core.ports import Platform
from core.suite import Suite
from core.surface import Form, Message, Step
from core.turn import Turn
from core.values import Person, Place
from tests.contract.harness import Drawn
from tests.journeys.house import House
from tests.journeys.stages.slack import SlackStage
from tests.standins.slack import check_message, check_view, pings
from tests.standins.slack.elements import elements_of

RECORDED = Path(__file__).parent.parent / "adapters" / "slack" / "recorded"
NOW = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)


class PlatformHarness:
    """Slack, over the real Bolt and SDK."""

    exempt: Mapping[str, str] = {
        "test_the_same_key_posted_twice_appears_once": "Slack has no idempotency key, so nothing unclear is repeated",
    }

    def __init__(self, house: House) -> None:
        self.stage = SlackStage(house)

    @property
    def platform(self) -> Platform:
        """The platform of the open stage."""
        return self.stage.platform

    @property
    def channel(self) -> Place:
        """The group channel of the open stage."""
        return Place("slack", self.stage.slack.team.id, self.stage.channel.id)

    def inbox(self, who: str) -> Place:
        """Somebody's direct conversation with the bot."""
        team = self.stage.slack.team
        return Place("slack", team.id, user=f"{team.id}.{self.stage.slack.user(who).id}")

    def slowest_acknowledgement(self) -> float:
        """The slowest of the acknowledgements the stand-in received."""
        deliveries = self.stage.slack.wire.deliveries
        assert not [one for one in deliveries if one.problem]
        return max(one.latency or 0.0 for one in deliveries)

    @staticmethod
    def draws(example: Message | Form) -> Iterable[Drawn]:
        """As a view, a message in a channel, a neutral one in an inbox, and the Home tab."""
        if isinstance(example, Form):
            return [draw.form(example, "bm9uY2U", "C1")]
        return [draw.sheet(example, "C1"), draw.home(example), draw.post(example), draw.neutral(example)]

    @staticmethod
    def alts(example: Message) -> list[str]:
        """The words above the rows."""
        runs = [_plotted(drawn) for drawn in (draw.sheet(example), draw.post(example))]
        return [str(section["elements"][-1]["text"]).strip() for section, _ in runs]

    @staticmethod
    def values(example: Message) -> list[float | None]:
        """The last word of each row that has a label; rows of earlier values begin with blanks."""
        assert example.plot is not None
        _, (rows,) = [section["elements"] for section in _plotted(draw.sheet(example))]
        lines = str(rows["text"]).split("\n")[bool(example.plot.before) :]
        last = [line.split()[-1] for line in lines if not line.startswith(" ")]
        return [None if word == "–" else float(word) for word in last]

    @staticmethod
    def faults(drawn: Drawn) -> list[str]:
        """What Slack would say."""
        if "type" in drawn:
            return check_view(drawn, drawn["type"])[1]
        assert len(drawn["text"].encode()) <= 4_000
        return check_message(drawn["blocks"])[1]

    @staticmethod
    def pings(drawn: Drawn) -> list[str]:
        """Whom Slack would notify."""
        return pings(drawn) + [text for text in _parsed(drawn)]

    @staticmethod
    def steps(drawn: Drawn) -> list[Step]:
        """The steps of every payload that pressing, choosing or submitting this would make."""
        found = [heard(body, Suite(), NOW) for body in _payloads(drawn)]
        return [one.turn.step for one in found if one]

    @staticmethod
    def recorded() -> Mapping[str, tuple[Turn | None, Turn | None]]:
        """The files in `recorded`: a payload, and the turn it stands for."""
        return {path.stem: _read(json.loads(path.read_text())) for path in sorted(RECORDED.glob("*.json"))}


def _plotted(drawn: Any) -> list[Any]:
    """The words and the rows of the one plot there is."""
    (block,) = [
        block
        for block in drawn["blocks"]
        if block["type"] == "rich_text" and block["elements"][-1]["type"] == "rich_text_preformatted"
    ]
    return list(block["elements"])


def _parsed(drawn: Any) -> Iterable[str]:
    """Texts that Slack would parse, in blocks; there should be none at all."""
    if isinstance(drawn, dict):
        if drawn.get("type") == "mrkdwn":
            yield str(drawn["text"])
        for value in drawn.values():
            yield from _parsed(value)
    elif isinstance(drawn, list):
        for value in drawn:
            yield from _parsed(value)


def _payloads(drawn: Drawn) -> Iterable[dict[str, Any]]:
    who = {"team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2.3"}
    if drawn.get("submit"):
        yield {"type": "view_submission", **who, "view": {**drawn, "id": "V1", "state": {"values": {}}}}
    for block in drawn["blocks"]:
        for element in elements_of(block):
            if element["type"] == "button":
                yield {"type": "block_actions", **who, "actions": [element]}
            elif block["type"] == "actions":
                for option in element["options"]:
                    yield {"type": "block_actions", **who, "actions": [{**element, "selected_option": option}]}


def _read(recorded: dict[str, Any]) -> tuple[Turn | None, Turn | None]:
    found = heard(recorded["payload"], Suite(), NOW)
    expected = recorded["turn"]
    if expected is None:
        return found and found.turn, None
    answers = expected.get("answers")
    turn = Turn(
        expected["id"],
        Person("slack", expected["who"]),
        Place("slack", *expected["place"]),
        Step(*expected["step"]),
        NOW,
        None if answers is None else {k: tuple(v) if isinstance(v, list) else v for k, v in answers.items()},
    )
    return found and found.turn, turn
