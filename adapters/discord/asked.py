"""What Discord says about a token and its application: two questions, and nothing is changed.

Not here: what to make of it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import aiohttp
import discord

SECONDS: Final = 10.0
_PRIVILEGED: Final = {
    "Presence Intent": ("gateway_presence", "gateway_presence_limited"),
    "Server Members Intent": ("gateway_guild_members", "gateway_guild_members_limited"),
    "Message Content Intent": ("gateway_message_content", "gateway_message_content_limited"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What was found out."""

    refused: bool = False
    answers: bool = True
    application: int = 0
    """The application's number; it is no secret."""
    intents: tuple[str, ...] = ()
    """Privileged intents that are switched on for the application."""
    public: bool = False
    """Whether anybody may add it to a server."""
    elsewhere: bool = False
    """Whether Discord sends what people do to an address instead of to the gateway."""


async def ask(token: str) -> Told:
    """Ask; never raises."""
    client = discord.Client(intents=discord.Intents.none())
    try:
        async with asyncio.timeout(SECONDS):
            await client.login(token)
            about = client.application or await client.application_info()
    except discord.LoginFailure:
        return Told(refused=True)
    except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
        return Told(answers=False)
    finally:
        await client.close()
    flags = about.flags
    on = tuple(name for name, ways in _PRIVILEGED.items() if any(getattr(flags, way) for way in ways))
    return Told(
        application=about.id, intents=on, public=about.bot_public, elsewhere=bool(about.interactions_endpoint_url)
    )
