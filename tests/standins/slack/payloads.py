"""The payloads Slack sends for what a person does, with the keys real ones carry."""

from __future__ import annotations

from typing import Any

from .elements import Json, values_of
from .state import Channel, Message, Surface, Team, User, View, World


def user_json(user: User) -> Json:
    """The user of an interaction."""
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id}


def channel_name(channel: Channel) -> str:
    """The name payloads give: private channels and direct conversations do not tell theirs."""
    return {"public": channel.name, "private": "privategroup", "im": "directmessage"}[channel.kind]


def interaction(world: World, kind: str, user: User) -> Json:
    """What every interaction carries, with a trigger of its own."""
    return {
        "type": kind, "team": {"id": user.team.id, "domain": user.team.name}, "user": user_json(user),
        "api_app_id": user.team.app_id, "token": user.team.verification_token,
        "trigger_id": world.trigger(user), "enterprise": None, "is_enterprise_install": False,
    }  # fmt: skip


def command(world: World, base: str, user: User, name: str, text: str, channel: Channel) -> Json:
    """A slash command: a form on Slack, so every value is a string."""
    return {
        "token": user.team.verification_token, "team_id": user.team.id, "team_domain": user.team.name,
        "channel_id": channel.id, "channel_name": channel_name(channel), "user_id": user.id,
        "user_name": user.name, "command": name, "text": text,
        "api_app_id": user.team.app_id, "is_enterprise_install": "false",
        "response_url": base + world.response_url(user, channel), "trigger_id": world.trigger(user),
    }  # fmt: skip


def block_actions(world: World, base: str, user: User, place: Surface, action: Json) -> Json:
    """A press or a choice in a message, a modal or the home tab."""
    body = interaction(world, "block_actions", user)
    body["actions"] = [action | {"action_ts": world.ts()}]
    if isinstance(place, View):
        view = place.as_json()
        return body | {"container": {"type": "view", "view_id": place.id}, "view": view}
    channel = place.channel
    ephemeral = place.only_for is not None
    body["container"] = {
        "type": "message", "message_ts": place.ts, "channel_id": channel.id, "is_ephemeral": ephemeral,
        **({"thread_ts": place.thread_ts} if place.thread_ts else {}),
    }  # fmt: skip
    body["channel"] = {"id": channel.id, "name": channel_name(channel)}
    body["state"] = {"values": values_of(place.blocks, place.typed)}
    body["response_url"] = base + world.response_url(user, channel, place)
    return body if ephemeral else body | {"message": place.as_json()}


def view_submission(world: World, base: str, view: View) -> Json:
    """The submission of a modal; response URLs only for conversation menus that ask for them."""
    body = interaction(world, "view_submission", view.user) | {"view": view.as_json(), "response_urls": []}
    for block in view.blocks:
        element = block.get("element") or {}
        if element.get("response_url_enabled"):
            state = body["view"]["state"]["values"][block["block_id"]][element["action_id"]]
            chosen = world.channels.get(state.get("selected_conversation") or state.get("selected_channel") or "")
            if chosen:
                url = base + world.response_url(view.user, chosen)
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                body["response_urls"].append(ids | {"channel_id": chosen.id, "response_url": url})
    return body


def view_closed(world: World, view: View, everything: bool) -> Json:
    """The closing of a modal that asked to hear of it; there is no trigger in it."""
    body = interaction(world, "view_closed", view.user) | {"view": view.as_json(), "is_cleared": everything}
    del body["trigger_id"]
    return body


def shortcut(world: World, base: str, user: User, callback_id: str, message: Message | None) -> Json:
    """A global shortcut, or one on a message."""
    kind = "shortcut" if message is None else "message_action"
    body = interaction(world, kind, user) | {"callback_id": callback_id, "action_ts": world.ts()}
    if message is None:
        return body
    channel = message.channel
    return body | {
        "message_ts": message.ts, "message": message.as_json(),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "response_url": base + world.response_url(user, channel, message),
    }  # fmt: skip


def event(world: World, team: Team, inner: Json) -> Json:
    """The outer event, whose event_id stays the same over redeliveries."""
    event_id = world.mint("Ev")
    return {
        "token": team.verification_token, "team_id": team.id, "context_team_id": team.id,
        "context_enterprise_id": None, "api_app_id": team.app_id, "event": {"event_ts": world.ts()} | inner,
        "type": "event_callback", "event_id": event_id, "event_time": int(world.clock()),
        "authorizations": [{
            "enterprise_id": None, "team_id": team.id, "user_id": team.bot_user, "is_bot": True,
            "is_enterprise_install": False,
        }],
        "is_ext_shared_channel": False, "event_context": f"4-{event_id}",
    }  # fmt: skip


def message_event(world: World, user: User, message: Message) -> Json:
    """The inner event of what a person wrote."""
    kind: Any = {"public": "channel", "private": "group", "im": "im"}[message.channel.kind]
    return {
        "type": "message", "user": user.id, "ts": message.ts, "text": message.text, "team": user.team.id,
        "client_msg_id": world.mint("client-"), "channel": message.channel.id, "channel_type": kind,
        "event_ts": message.ts, **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }  # fmt: skip
