"""An app's manifest, as "Create New App, From a manifest" takes it, and what the app may do from then on.

Not here: everything a manifest can hold; only what Slack refuses of what ours could get wrong.
Source: docs.slack.dev/reference/app-manifest, and "scopes" of each method's reference page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from .elements import Json
from .state import Team

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "conversations.open": "im:write",
    "conversations.info": "channels:read",
    "conversations.list": "channels:read",
    "conversations.members": "channels:read",
    "conversations.join": "channels:join",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
}
"""What a method asks for; one that is not here asks for nothing."""
_EVENTS = {"app_home_opened": None, "message.im": "im:history", "app_uninstalled": None}
_SECTIONS = {"_metadata", "display_information", "features", "oauth_config", "settings", "functions", "workflows"}


class NotTaken(ValueError):
    """What Slack says about a manifest it does not take."""


def install(team: Team, text: str) -> None:
    """Make the app anew from a manifest and install it: its commands, and the scopes of its token."""
    try:
        manifest: Json = json.loads(text)
    except json.JSONDecodeError as error:
        raise NotTaken(f"We can't translate a manifest with errors: {error}") from None
    if problems := list(_problems(manifest)):
        raise NotTaken("; ".join(problems))
    team.commands = {each["command"] for each in manifest["features"]["slash_commands"]}
    team.scopes = set(manifest["oauth_config"]["scopes"]["bot"])


def _problems(manifest: Json) -> Iterator[str]:
    yield from (f"additional property {key}" for key in manifest if key not in _SECTIONS)
    about, features = manifest["display_information"], manifest["features"]
    if not 1 <= len(about["name"]) <= 35:
        yield "display_information.name must be 1 to 35 characters"
    if len(about.get("description", "")) > 140:
        yield "display_information.description must be at most 140 characters"
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", about.get("background_color", "#000000")):
        yield "display_information.background_color must be a colour"
    commands = features.get("slash_commands", [])
    if len(commands) > 50:
        yield "at most 50 slash commands"
    if len({each["command"] for each in commands}) < len(commands):
        yield "two slash commands of one name"
    for each in commands:
        if not re.fullmatch(r"/[a-z0-9_\-]{1,31}", each["command"]):
            yield f"{each['command']} is no name of a command"
        if not 1 <= len(each["description"]) <= 2000 or len(each.get("usage_hint", "")) > 1000:
            yield f"{each['command']} is described too long, or not at all"
    scopes = set(manifest["oauth_config"]["scopes"].get("bot", []))
    settings = manifest["settings"]
    yield from (f"unknown scope {scope}" for scope in scopes - {*SCOPES.values(), "commands", "im:history"})
    if commands and "commands" not in scopes:
        yield "slash commands need the scope commands"
    for event in settings.get("event_subscriptions", {}).get("bot_events", []):
        if event not in _EVENTS:
            yield f"unknown event {event}"
        elif _EVENTS[event] and _EVENTS[event] not in scopes:
            yield f"{event} needs the scope {_EVENTS[event]}"
    if not settings.get("socket_mode_enabled") and not all("url" in each for each in commands):
        yield "without Socket Mode each command needs a url"
