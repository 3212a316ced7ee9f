"""A Slack stand-in with an application connected, and one without."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

from tests.standins.slack import Slack
from tests.standins.slack_app import Clock, build, quiet


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A stand-in with the application connected by Socket Mode."""
    async with Slack() as slack:
        handler = AsyncSocketModeHandler(build(slack), slack.team.app_token, logger=quiet(), ping_interval=0.2)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected()
        yield slack
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def bare() -> AsyncIterator[Slack]:
    """A stand-in on a movable clock, with no application."""
    async with Slack(Clock()) as slack:
        slack.wire.patience = 0.2
        yield slack
