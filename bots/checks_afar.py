"""What `handrail doctor` asks of Redis, Discord and Slack. Nothing is changed, and no token or id is printed.

Not here: what is on this machine (`checks`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bots.checks import Check
from bots.manifest import SLACK_SCOPES

if TYPE_CHECKING:
    from config.settings import Settings

_TRY_AGAIN = "Is this machine connected?"


def redis(settings: Settings) -> list[Check]:
    """Redis answers, and writes nothing to a disk."""
    if settings.redis_url is None:
        return []
    from adapters.redis.asked import ask

    told = ask(settings.redis_url.get_secret_value())
    if not told.answers:
        do = "Is HANDRAIL_REDIS_URL right? Without it everything works, only a second later."
        return [Check("redis", "warning", "does not answer", do)]
    if told.keeps_on_disk is None:
        return [Check("redis", "ok", "answers; whether it keeps anything on a disk, it does not say")]
    if told.keeps_on_disk:
        return [Check("redis", "warning", "keeps what it holds on a disk", 'Set save "" and appendonly no for it.')]
    return [Check("redis", "ok", "answers, and keeps nothing on a disk")]


async def discord(settings: Settings) -> list[Check]:
    """Discord knows the token, and the application may do no more than it needs."""
    if settings.discord_token is None:
        return []
    from adapters.discord.asked import ask
    from adapters.discord.gateway import point_at
    from bots.discord_bot import REAL_API

    if settings.discord_api_url != REAL_API:
        point_at(settings.discord_api_url, settings.discord_gateway_url)
    told = await ask(settings.discord_token.get_secret_value())
    where = "Discord Developer Portal, your application"
    if told.refused:
        return [Check("discord", "stop", "does not accept HANDRAIL_DISCORD_TOKEN", f"Copy it again: {where}, Bot.")]
    if not told.answers:
        return [Check("discord", "stop", "does not answer", _TRY_AGAIN)]
    found = [
        Check("discord", "warning", f"the {name} is on, and Handrail reads nothing with it", f"Off: {where}, Bot.")
        for name in told.intents
    ]
    if told.public:
        found.append(Check("discord", "warning", "anybody may add the bot", f"Switch Public Bot off: {where}, Bot."))
    if told.elsewhere:
        do = f"Empty the Interactions Endpoint URL: {where}, General Information."
        found.append(Check("discord", "warning", "what people press is sent to an address, not to the bot", do))
    return found or [Check("discord", "ok", "knows the token; no privileged intent is on")]


async def slack(settings: Settings) -> list[Check]:
    """Slack knows the token, and it may do what the manifest says and no more."""
    if settings.slack_bot_token is None:
        return []
    from adapters.slack.asked import ask

    told = await ask(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    where = "api.slack.com/apps, your app, OAuth & Permissions"
    if told.refused:
        return [Check("slack", "stop", "does not accept HANDRAIL_SLACK_BOT_TOKEN", f"Copy it again: {where}.")]
    if not told.answers:
        return [Check("slack", "stop", "does not answer", _TRY_AGAIN)]
    if told.scopes is None:
        return [Check("slack", "ok", "knows the token; it did not say what the token may do")]
    more, less = sorted(told.scopes - set(SLACK_SCOPES)), sorted(set(SLACK_SCOPES) - told.scopes)
    found = []
    if more:
        do = f"Remove them ({where}, Scopes) and install the app again."
        found.append(Check("slack", "warning", "may do more than it needs: " + ", ".join(more), do))
    if less:
        do = "Paste `handrail manifest slack` into the app's manifest and install it again."
        found.append(Check("slack", "warning", "may not do what it needs: " + ", ".join(less), do))
    return found or [Check("slack", "ok", "knows the token, which may do what it needs and no more")]
