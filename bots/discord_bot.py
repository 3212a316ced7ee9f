"""Discord in a process: the gateway, and delivery of what Discord's channels and inboxes are promised.

Not here: anything said or decided.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import aiohttp
import discord

from adapters.discord import draw
from adapters.discord.gateway import Gateway, pin_logs, point_at, sync
from adapters.discord.platform import DiscordPlatform
from bots.running import CannotStart, Online
from core.suite import Suite

if TYPE_CHECKING:
    from bots.assemble import Handrail
    from config.settings import Settings

log = logging.getLogger("handrail.discord")

CONNECTING: Final = 30.0
"""Seconds until what is due is sent, and said to be ready, though Discord's gateway has not let us in yet."""
KEPT: Final = "discord-commands.sha256"
"""The file in the data folder that remembers which commands which application was told."""
REAL_API = "https://discord.com/api/v10"
REFUSED = (
    "Discord does not accept HANDRAIL_DISCORD_TOKEN. Copy it again "
    "(Discord Developer Portal, your application, Bot, Reset Token)."
)
DOES_NOT_ANSWER = "Discord does not answer. Is this machine connected?"


@asynccontextmanager
async def discord_online(handrail: Handrail, settings: Settings, stop: asyncio.Event) -> AsyncIterator[Online]:
    """Log in, listen, and yield the platform; `stop` is set when Discord lets us go for good."""
    assert settings.discord_token is not None  # noqa: S101 - the settings were checked for this program
    pin_logs()
    if settings.discord_api_url != REAL_API:
        point_at(settings.discord_api_url, settings.discord_gateway_url)
    client = Gateway(handrail.desk, handrail.clock)
    platform = DiscordPlatform(client, handrail.pace)
    listening: asyncio.Task[None] | None = None
    try:
        try:
            await client.login(settings.discord_token.get_secret_value())
        except discord.LoginFailure:
            raise CannotStart([REFUSED]) from None
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            raise CannotStart([DOES_NOT_ANSWER]) from None
        if settings.sync_commands == "yes":
            await sync_commands(client, handrail.suite, settings.data / KEPT)
        reached = asyncio.ensure_future(client.wait_for("connect"))
        listening = asyncio.create_task(client.connect(reconnect=True))
        listening.add_done_callback(lambda _: stop.set())
        await asyncio.wait({reached, listening}, timeout=CONNECTING, return_when=asyncio.FIRST_COMPLETED)
        reached.cancel()

        async def healthy() -> bool:
            return not platform.locked and await client.healthy()

        yield Online(platform, healthy, client.pause)
    finally:
        await client.close()
        if listening is not None:
            with suppress(asyncio.CancelledError):
                await listening


async def sync_commands(client: Gateway, suite: Suite, kept: Path) -> None:
    """Tell Discord the commands, only when they changed or the application did: creations are limited to 200 a day."""
    application = str(client.application_id or 0)
    known, known_application = _told(kept)
    try:
        now = await sync(client, draw.commands(suite), known if known_application == application else "")
    except (discord.DiscordException, aiohttp.ClientError, OSError) as problem:
        log.warning("the commands could not be registered with Discord: %s; the old ones stay", type(problem).__name__)
        return
    if (now, application) != (known, known_application):
        _remember(kept, now, application)
    else:
        log.info("the commands at Discord are as they should be")


def _told(kept: Path) -> tuple[str, str]:
    """Which commands, by their fingerprint, which application was told."""
    fingerprint, _, application = (kept.read_text("utf-8") if kept.exists() else "").strip().partition(" ")
    return fingerprint, application


def _remember(kept: Path, fingerprint: str, application: str) -> None:
    kept.write_text(f"{fingerprint} {application}\n", "utf-8")
