"""Discord for the platform contract: the real discord.py before simcord."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from simcord.results import InteractionResult

from adapters.clock import MovableClock
from adapters.discord import draw, read
from adapters.discord.gateway import Gateway
from adapters.discord.platform import DiscordPlatform
from core.surface import Button, Message, Step
from core.text import text
from core.values import Place, new_id
from tests.contract.desk import POST, SUITE
from tests.standins.discord.syntax import readable
from tests.standins.discord.world import RealTime, World

NOW: Final = datetime(2026, 5, 31, 12, tzinfo=UTC)


class Harness:
    """See `tests.contract.harness.PlatformHarness`."""

    platform: DiscordPlatform
    home: Place
    exempt: Mapping[str, str] = {}

    async def open(self, desk: Any) -> None:
        self._world = World()
        self._results: dict[str, list[InteractionResult]] = {}
        gateway = Gateway(desk, RealTime(MovableClock(NOW)))
        await self._world.open(gateway)
        self.platform = DiscordPlatform(gateway, dm_pace=0.0)
        channel = self._world.channel
        self.home = Place("discord", str(self._world.people["ann"].guild.id), str(channel.id))
        self._post = await self.platform.post(self.home, POST, new_id())

    async def close(self) -> None:
        await self._world.close()

    def round_trip(self, step: Step) -> Step | None:
        row = draw.message(Message(text("x"), (Button("Press", step),)))["components"][0]
        data = {"component_type": 2, "custom_id": row["components"][0]["custom_id"]}
        turn = read.turn({"id": "1", "type": 3, "user": {"id": "2"}, "data": data}, SUITE, NOW)
        return turn and turn.step

    async def act(self, who: str, step: Step) -> None:
        posts = {str(message.id): message for message in self._world.channel.history()}
        ann = self._world.people[who]
        result = await ann.click(posts[self._post.message], custom_id=step.key)
        self._results.setdefault(who, []).append(result)

    async def own_message(self) -> None:
        await self.platform.post(self.home, POST, new_id())
        await self._world.env.settle()

    def acknowledged(self) -> float:
        return self._world.acknowledged()

    def form_open(self, who: str) -> bool:
        results = self._results.get(who, [])
        return bool(results) and results[-1].modal is not None

    def private(self, who: str) -> str:
        messages = [m for result in self._results.get(who, []) for m in (result.response, *result.followups)]
        return "\n".join(readable(message.content) for message in messages if message and message.ephemeral)

    def posts(self) -> list[str]:
        return [readable(message.content) for message in self._world.channel.history()]

    def pings(self) -> list[str]:
        return self._world.pings()

    def fail_next(self, method: str, how: str) -> None:
        self._world.fail_next(method, how)
