"""Discord is told the commands when they changed, or when the application did, and not at every start."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bots.discord_bot import sync_commands
from core.suite import Suite
from tests.adapters.discord.bench import Bench
from tests.adapters.discord.desk import SUITE


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    """A server with our gateway in it, which has not been told any command."""
    bench = Bench()
    await bench.world.open(bench.gateway)
    yield bench
    await bench.world.close()


def calls(bench: Bench) -> int:
    """How often Discord was sent the commands."""
    return sum(request.path.endswith("/commands") for request in bench.world.env.http_requests)


async def test_a_second_start_makes_no_call(bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    kept = tmp_path / "discord-commands.sha256"
    await sync_commands(bench.gateway, SUITE, kept)
    assert calls(bench) == 1
    fingerprint, application = kept.read_text().split()
    assert len(fingerprint) == 64 and application == str(bench.gateway.application_id)
    await bench.restart()
    caplog.clear()
    await sync_commands(bench.gateway, SUITE, kept)
    assert calls(bench) == 1
    ours = [record.getMessage() for record in caplog.records if record.name == "handrail.discord"]
    assert ours == ["the commands at Discord are as they should be"]


async def test_changed_commands_and_another_application_are_told(bench: Bench, tmp_path: Path) -> None:
    kept = tmp_path / "discord-commands.sha256"
    await sync_commands(bench.gateway, SUITE, kept)
    fingerprint = kept.read_text().split()[0]
    await sync_commands(bench.gateway, Suite(), kept)
    assert calls(bench) == 2 and kept.read_text().split()[0] != fingerprint
    kept.write_text(f"{kept.read_text().split()[0]} 1\n")
    await sync_commands(bench.gateway, Suite(), kept)
    assert calls(bench) == 3
    kept.write_text("")
    await sync_commands(bench.gateway, Suite(), kept)
    assert calls(bench) == 4


async def test_when_discord_does_not_take_them_the_program_goes_on_and_tries_again_next_time(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = tmp_path / "discord-commands.sha256"
    forward = bench.gateway.http.request

    async def refused(*_: Any, **__: Any) -> Any:
        raise aiohttp.ClientError("canary")

    bench.gateway.http.request = refused  # type: ignore[method-assign] - a fault simcord does not model
    await sync_commands(bench.gateway, SUITE, kept)
    assert not kept.exists() and "could not be registered" in caplog.text and "canary" not in caplog.text
    bench.gateway.http.request = forward  # type: ignore[method-assign] - as above
    await sync_commands(bench.gateway, SUITE, kept)
    assert calls(bench) == 1
