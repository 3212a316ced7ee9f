"""`handrail invite`: the address that adds the bot to a Discord server, with the application's own number in it.

Not here: what the bot may do there (`manifest`). Nothing is changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bots.manifest import invite_url
from bots.running import CannotStart

if TYPE_CHECKING:
    from config.settings import Settings


async def invite(settings: Settings) -> str:
    """Return the address; Discord knows whose token it is. `CannotStart` when it does not say."""
    from adapters.discord.asked import ask
    from adapters.discord.gateway import point_at
    from bots.discord_bot import DOES_NOT_ANSWER, REAL_API, REFUSED

    assert settings.discord_token is not None  # noqa: S101 - the settings were checked for this command
    if settings.discord_api_url != REAL_API:
        point_at(settings.discord_api_url, settings.discord_gateway_url)
    told = await ask(settings.discord_token.get_secret_value())
    if told.refused:
        raise CannotStart([REFUSED])
    if not told.answers:
        raise CannotStart([DOES_NOT_ANSWER])
    return invite_url(str(told.application))
