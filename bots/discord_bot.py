"""Discord in a process: the gateway, and delivery of what Discord's channels and inboxes are promised.

Not here: anything said or decided.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import discord

from adapters.discord import draw
from adapters.discord.gateway import Gateway, pin_logs, point_at, sync
from adapters.discord.platform import DiscordPlatform
from bots.running import CannotStart
from core.ports import Platform

if TYPE_CHECKING:
    from bots.assemble import Handrail
    from config.settings import Settings

REAL_API = "https://discord.com/api/v10"
_REFUSED = (
    "Discord does not accept HANDRAIL_DISCORD_TOKEN. Copy it again "
    "(Discord Developer Portal, your application, Bot, Reset Token)."
)


@asynccontextmanager
async def discord_online(handrail: Handrail, settings: Settings, stop: asyncio.Event) -> AsyncIterator[Platform]:
    """Log in, listen, and yield the platform; `stop` is set when Discord lets us go for good."""
    assert settings.discord_token is not None  # noqa: S101 - the settings were checked for this program
    pin_logs()
    if settings.discord_api_url != REAL_API:
        point_at(settings.discord_api_url, settings.discord_gateway_url)
    client = Gateway(handrail.desk, handrail.clock)
    try:
        await client.login(settings.discord_token.get_secret_value())
    except discord.LoginFailure:
        await client.close()
        raise CannotStart([_REFUSED]) from None
    except (discord.HTTPException, aiohttp.ClientError, OSError):
        await client.close()
        raise CannotStart(["Discord does not answer. Is this machine connected?"]) from None
    await _sync_commands(client, handrail, settings.data)
    listening = asyncio.create_task(client.connect(reconnect=True))
    listening.add_done_callback(lambda _: stop.set())
    try:
        yield DiscordPlatform(client)
    finally:
        await client.close()
        with suppress(asyncio.CancelledError):
            await listening


async def _sync_commands(client: Gateway, handrail: Handrail, data: Path) -> None:
    """Tell Discord the commands, only when they changed: creations are limited to 200 a day."""
    kept = data / "discord-commands.sha256"
    known = kept.read_text() if kept.exists() else ""
    now = await sync(client, draw.commands(handrail.suite), known)
    if now != known:
        kept.write_text(now)
