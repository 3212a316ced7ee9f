"""The stages by name; only the client library of the one that is asked for is loaded."""

from __future__ import annotations

from tests.journeys.house import House
from tests.journeys.stage import Stage


def stage_of(kind: str, house: House) -> Stage:
    """A stage on this house."""
    match kind:
        case "discord":
            from tests.journeys.stages.discord import DiscordStage

            return DiscordStage(house)
        case "slack":
            from tests.journeys.stages.slack import SlackStage

            return SlackStage(house)
        case _:
            from tests.journeys.stages.web import WebStage

            return WebStage(house)
