"""Discord under the contract."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from simcord.components import ComponentValidationError, validate_message_state, validate_modal

from adapters.discord import draw, read
from core.ports import Platform
from core.suite import Suite
from core.surface import Form, Message, Step
from core.turn import Turn
from core.values import Person, Place, length
from tests.contract.harness import Drawn
from tests.journeys.house import House
from tests.journeys.stages.discord import DiscordStage
from tests.standins.discord.picture import measured
from tests.standins.discord.syntax import pings

RECORDED = Path(__file__).parent.parent / "adapters" / "discord" / "recorded"
NOW = datetime(2026, 5, 31, 18, 0, tzinfo=UTC)


class PlatformHarness:
    """Discord, over the real discord.py."""

    exempt: Mapping[str, str] = {}

    def __init__(self, house: House) -> None:
        self.stage = DiscordStage(house)

    @property
    def platform(self) -> Platform:
        """The platform of the open stage."""
        return self.stage.platform

    @property
    def channel(self) -> Place:
        """The group channel of the open stage."""
        world = self.stage.world
        return Place("discord", str(world.people["ann"].guild.id), str(world.channel.id))

    def inbox(self, who: str) -> Place:
        """Somebody's direct messages."""
        return Place("discord", "", user=str(self.stage.world.users[who].id))

    def slowest_acknowledgement(self) -> float:
        """By simcord's clock, which runs on with real time while something hangs."""
        return self.stage.world.slowest

    @staticmethod
    def draws(example: Message | Form) -> Iterable[Drawn]:
        """As a modal; as a private message, one in a channel, and a neutral one in an inbox."""
        if isinstance(example, Form):
            return [draw.form(example)]
        return [way(example) for way in (draw.private, draw.message, draw.neutral)]

    @staticmethod
    def alts(example: Message) -> list[str]:
        """The descriptions of the attached pictures."""
        drawn = [draw.private(example), draw.message(example)]
        return [str(upload["description"]) for one in drawn for upload in one.get("attachments", ())]

    @staticmethod
    def values(example: Message) -> list[float | None]:
        """As measured in the picture."""
        assert example.plot is not None
        return measured(example.plot)

    @staticmethod
    def faults(drawn: Drawn) -> list[str]:
        """What Discord would say, as far as simcord knows, and lengths as the strictest would count them."""
        try:
            if "title" in drawn:
                validate_modal(drawn)
                return []
            flags, content = drawn["flags"], drawn["content"]
            validate_message_state(drawn["components"], flags=flags, content=content, embeds=[])
        except ComponentValidationError as fault:
            return [str(fault)]
        described = [upload.get("description", "") for upload in drawn.get("attachments", ())]
        long = [*([content] if length(content) > 2_000 else []), *(alt for alt in described if length(alt) > 1_024)]
        return [f"{length(words)} characters" for words in long]

    @staticmethod
    def pings(drawn: Drawn) -> list[str]:
        """Whom Discord would notify; a modal notifies nobody."""
        return pings(drawn)

    @staticmethod
    def steps(drawn: Drawn) -> list[Step]:
        """The steps of every payload that pressing, choosing or submitting this would make."""
        found = [read.turn(payload, Suite(), NOW) for payload in _payloads(drawn)]
        return [turn.step for turn in found if turn]

    @staticmethod
    def recorded() -> Mapping[str, tuple[Turn | None, Turn | None]]:
        """The files in `recorded`: a payload, and the turn it stands for."""
        return {path.stem: _read(json.loads(path.read_text())) for path in sorted(RECORDED.glob("*.json"))}


def _payloads(drawn: Drawn) -> Iterable[dict[str, Any]]:
    who = {"id": "1", "channel_id": "2", "user": {"id": "3"}}
    if "title" in drawn:
        yield {**who, "type": 5, "data": {"custom_id": drawn["custom_id"], "components": []}}
        return
    for row in drawn["components"]:
        for component in row["components"]:
            data = {"component_type": component["type"], "custom_id": component["custom_id"]}
            options = component.get("options")
            chosen = [{**data, "values": [option["value"]]} for option in options] if options else [data]
            yield from ({**who, "type": 3, "data": each} for each in chosen)


def _read(recorded: dict[str, Any]) -> tuple[Turn | None, Turn | None]:
    found = read.turn(recorded["payload"], Suite(), NOW)
    expected = recorded["turn"]
    if expected is None:
        return found, None
    answers = expected.get("answers")
    turn = Turn(
        expected["id"],
        Person("discord", expected["who"]),
        Place("discord", *expected["place"]),
        Step(*expected["step"]),
        NOW,
        None if answers is None else {k: tuple(v) if isinstance(v, list) else v for k, v in answers.items()},
    )
    return found, turn
