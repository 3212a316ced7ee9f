"""The bench of the tests of Discord's adapter."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.discord import draw
from adapters.discord.gateway import sync
from tests.adapters.discord.bench import Bench
from tests.adapters.discord.desk import SUITE


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """An open world; what the bot raised and no test looked at fails it in the end."""
    bench = Bench()
    await bench.world.open(bench.gateway)
    await sync(bench.gateway, draw.commands(SUITE), "")
    yield bench
    await bench.world.close()
