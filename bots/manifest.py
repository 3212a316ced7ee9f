"""What each platform is told about the app, generated from the declarations: never edited by hand.

Not here: telling it; Slack's is pasted once, Discord's commands are synced by `handrail run` when they change.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

SLACK_SCOPES: Final = ("chat:write", "commands", "files:write", "im:write")
"""chat:write: post where invited, and the neutral line in an inbox. im:write: open that inbox. files:write: put a
file there that somebody asked for, and take it away again; it reads nobody's files."""
DISCORD_PERMISSIONS: Final = 274877910016
"""View Channel, Send Messages, Send Messages in Threads. Nothing that manages, nothing that reads history."""


def slack_manifest() -> str:
    """Return Slack's app manifest (Socket Mode) as JSON."""
    from adapters.slack import draw
    from core.suite import Suite

    manifest = {
        "display_information": {
            "name": "Handrail",
            "description": "A quiet place to check in.",
            "background_color": "#2f4858",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Handrail", "always_online": False},
            "slash_commands": draw.commands(Suite()),
        },
        "oauth_config": {"scopes": {"bot": sorted(SLACK_SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened"]},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


def invite_url(application: str) -> str:
    """Return the address under which a server's owner adds the bot, with the rights it needs and no more."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&scope=bot%20applications.commands&permissions={DISCORD_PERMISSIONS}"
    )


def discord_manifest() -> str:
    """Return Discord's commands and the invite link's permissions as JSON."""
    from adapters.discord import draw
    from core.suite import Suite

    manifest = {
        "invite": {
            "scopes": ["bot", "applications.commands"],
            "permissions": str(DISCORD_PERMISSIONS),
            "url": invite_url("YOUR_APPLICATION_ID"),
        },
        "privileged_intents": [],
        "commands": draw.commands(Suite()),
    }
    return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"


MANIFESTS: Final[dict[str, Callable[[], str]]] = {"slack": slack_manifest, "discord": discord_manifest}
