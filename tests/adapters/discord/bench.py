"""A gateway over the real discord.py, before a desk that answers whatever a test tells it to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from adapters.clock import MovableClock
from adapters.discord.gateway import Gateway
from core.desk import Desk
from tests.adapters.discord.desk import ScriptedDesk
from tests.standins.discord.world import RealTime, World


class Bench:
    """A world with our gateway in it."""

    def __init__(self) -> None:
        self.desk = ScriptedDesk()
        self.world = World()
        self.clock = MovableClock(datetime(2026, 5, 31, 12, tzinfo=UTC))
        self.gateway = self.gate()

    def gate(self) -> Gateway:
        """A gateway as a new process makes it."""
        return Gateway(cast(Desk, self.desk), RealTime(self.clock))

    async def restart(self) -> None:
        """Stop our process and start it anew."""
        self.gateway = self.gate()
        await self.world.restart(self.gateway)
