"""The Web API methods, as functions from the world and the arguments to an answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from . import modals
from .elements import Json
from .state import ApiError, Channel, Message, Team, User, World
from .validate import TEXT, UPDATE_TEXT_BYTES, check_message

Method = Callable[[World, Team, Json], Json]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Registers a function as the Web API method of this name."""

    def register(function: Method) -> Method:
        METHODS[name] = function
        return function

    return register


def decoded(value: Any, code: str) -> Any:
    """A structured argument, which may have come as JSON text."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except json.JSONDecodeError:
        raise ApiError(code, "[ERROR] invalid JSON") from None


def yes(value: Any) -> bool:
    """A boolean argument in any of its spellings."""
    return str(value).lower() in ("1", "true")


def find_channel(world: World, team: Team, ref: Any, *, seen: bool = True) -> Channel:
    """The channel of this id; a private one the bot is not in, or a deleted one, is not found."""
    channel = world.channels.get(str(ref))
    if channel is None or channel.team is not team or channel.deleted:
        raise ApiError("channel_not_found")
    if seen and channel.kind != "public" and not channel.has_bot:
        raise ApiError("channel_not_found")
    return channel


def find_user(world: World, team: Team, ref: Any) -> User:
    """The person of this id in this team."""
    user = world.users.get(str(ref))
    if user is None or user.team is not team:
        raise ApiError("user_not_found")
    return user


def open_to_posts(world: World, channel: Channel) -> None:
    """Raises Slack's error when the bot cannot post there."""
    if not channel.has_bot:
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    if channel.kind == "im":
        other = world.users[next(iter(channel.members - {channel.team.bot_user}))]
        if other.deleted:
            raise ApiError("user_disabled")
        if other.dms_closed:
            raise ApiError("messages_tab_disabled")


def said(args: Json, limit: int | None = None) -> tuple[str | None, list[Json] | None]:
    """The text and blocks of a message about to be kept, or Slack's error for them."""
    text = args.get("text")
    blocks = decoded(args.get("blocks"), "invalid_blocks_format")
    if blocks is not None and not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    if not text and not blocks:
        raise ApiError("no_text")
    if text is not None:
        escaped = re.sub(r"&(?!amp;|lt;|gt;)", "&amp;", str(text))
        if len(str(text)) > TEXT or (limit and len(escaped.encode()) > limit):
            raise ApiError("msg_too_long")
    if blocks:
        code, messages = check_message(blocks)
        if code:
            raise ApiError(code, *messages)
    return text, blocks


@method("auth.test")
def auth_test(world: World, team: Team, args: Json) -> Json:
    """Who the token belongs to."""
    return {
        "url": f"https://{team.name}.slack.com/", "team": team.name, "user": "handrail", "team_id": team.id,
        "user_id": team.bot_user, "bot_id": team.bot_id, "is_enterprise_install": False,
    }  # fmt: skip


@method("chat.postMessage")
def post_message(world: World, team: Team, args: Json) -> Json:
    """Posts to a channel, a direct conversation, or a person by their user id."""
    if str(args.get("channel", "")) in world.users:
        channel = world.dm(find_user(world, team, args["channel"]))
    else:
        channel = find_channel(world, team, args.get("channel"))
    open_to_posts(world, channel)
    text, blocks = said(args)
    thread = args.get("thread_ts")
    if thread and not any(m.ts == str(thread) and not m.deleted for m in channel.messages):
        raise ApiError("thread_not_found")
    message = world.post(
        channel, team.bot_user, text or "", blocks or [], thread_ts=thread, parse_mode=mode(args),
        metadata=decoded(args.get("metadata"), "invalid_metadata_format"),
    )  # fmt: skip
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json()}


def mode(args: Json) -> str:
    """How Slack reads bare names in the text: `full` makes `@channel` ping."""
    return "full" if args.get("parse") == "full" or yes(args.get("link_names")) else "none"


def own_message(world: World, team: Team, args: Json, refusal: str) -> Message:
    """The bot's own message named by channel and ts; ephemeral ones cannot be reached."""
    channel = find_channel(world, team, args.get("channel"))
    ts = str(args.get("ts"))
    found = next((m for m in channel.messages if m.ts == ts and not m.deleted and not m.only_for), None)
    if found is None:
        raise ApiError("message_not_found")
    if found.author != team.bot_user:
        raise ApiError(refusal)
    if channel.archived:
        raise ApiError("is_archived")
    return found


@method("chat.update")
def update(world: World, team: Team, args: Json) -> Json:
    """Changes one of the bot's messages; what is not given is retained."""
    message = own_message(world, team, args, "cant_update_message")
    text, blocks = said(args, UPDATE_TEXT_BYTES)
    world.rewrite(message, text, blocks)
    return {
        "channel": message.channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message.as_json(),
    }


@method("chat.delete")
def delete(world: World, team: Team, args: Json) -> Json:
    """Deletes one of the bot's messages."""
    message = own_message(world, team, args, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel.id, "ts": message.ts}


@method("chat.postEphemeral")
def post_ephemeral(world: World, team: Team, args: Json) -> Json:
    """Posts what only one member of a channel sees."""
    channel = find_channel(world, team, args.get("channel"))
    user = find_user(world, team, args.get("user"))
    open_to_posts(world, channel)
    if channel.kind == "im" and not world.ephemeral_in_dms:
        raise ApiError("channel_not_found")
    if user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    text, blocks = said(args)
    message = world.post(channel, team.bot_user, text or "", blocks or [], only_for=user.id, parse_mode=mode(args))
    return {"message_ts": message.ts}


def channel_json(channel: Channel) -> Json:
    """The conversation object of a channel."""
    return {
        "id": channel.id, "name": channel.name, "name_normalized": channel.name,
        "context_team_id": channel.team.id, "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private", "is_im": channel.kind == "im",
        "is_mpim": False, "is_private": channel.kind != "public", "is_archived": channel.archived,
        "is_general": False, "is_shared": False, "is_member": channel.has_bot,
        "num_members": len(channel.members),
        "created": 1_700_000_000, "creator": "", "topic": {"value": ""}, "purpose": {"value": ""},
        **({"user": next(iter(channel.members - {channel.team.bot_user}))} if channel.kind == "im" else {}),
    }  # fmt: skip


@method("conversations.open")
def conversations_open(world: World, team: Team, args: Json) -> Json:
    """Opens the direct conversation with one person."""
    if args.get("channel"):
        return {"channel": {"id": find_channel(world, team, args["channel"]).id}}
    users = args.get("users") or ""
    ids = [ref for ref in (users if isinstance(users, list) else str(users).split(",")) if ref]
    if len(ids) != 1:
        raise ApiError("users_list_not_supplied" if not ids else "too_many_users")
    user = find_user(world, team, ids[0])
    if user.deleted:
        raise ApiError("user_disabled")
    if user.is_bot:
        raise ApiError("cannot_dm_bot")
    dm = world.dm(user)
    return {"channel": channel_json(dm) if yes(args.get("return_im")) else {"id": dm.id}}


@method("conversations.info")
def conversations_info(world: World, team: Team, args: Json) -> Json:
    """One channel, when the bot may see it."""
    return {"channel": channel_json(find_channel(world, team, args.get("channel")))}


def page(items: list[Any], args: Json, key: str) -> Json:
    """One page of a listing, with the cursor of the next."""
    start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
    more = str(start + limit) if start + limit < len(items) else ""
    return {key: items[start : start + limit], "response_metadata": {"next_cursor": more}}


@method("conversations.list")
def conversations_list(world: World, team: Team, args: Json) -> Json:
    """The channels the bot may see, by page."""
    kinds = str(args.get("types") or "public_channel").replace("_channel", "").split(",")
    found = [
        channel_json(c) for c in world.channels.values()
        if c.team is team and c.kind in kinds and not c.deleted and (c.kind == "public" or c.has_bot)
        and not (c.archived and yes(args.get("exclude_archived")))
    ]  # fmt: skip
    return page(found, args, "channels")


@method("conversations.members")
def conversations_members(world: World, team: Team, args: Json) -> Json:
    """Who is in a channel, by page."""
    return page(sorted(find_channel(world, team, args.get("channel")).members), args, "members")


@method("conversations.join")
def conversations_join(world: World, team: Team, args: Json) -> Json:
    """Brings the bot into a public channel."""
    channel = find_channel(world, team, args.get("channel"))
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    channel.members.add(team.bot_user)
    return {"channel": channel_json(channel)}


@method("users.info")
def users_info(world: World, team: Team, args: Json) -> Json:
    """One person, with their time zone; the locale only when asked for."""
    user = find_user(world, team, args.get("user"))
    offset = datetime.fromtimestamp(world.clock(), UTC).astimezone(ZoneInfo(user.tz)).utcoffset()
    assert offset is not None
    body: Json = {
        "id": user.id, "team_id": team.id, "name": user.name, "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz, "tz_label": user.tz, "tz_offset": int(offset.total_seconds()), "is_bot": user.is_bot,
        "is_admin": user.is_admin, "is_owner": False, "is_restricted": False, "is_ultra_restricted": False,
        "is_app_user": False, "updated": 1_700_000_000,
        "profile": {"display_name": user.name, "real_name": user.real_name, "team": team.id},
    }  # fmt: skip
    return {"user": body | ({"locale": user.locale} if yes(args.get("include_locale")) else {})}


@method("views.open")
def views_open(world: World, team: Team, args: Json) -> Json:
    """Opens a modal for whoever made the trigger."""
    view = modals.checked(decoded(args.get("view"), "invalid_arguments"), "modal")
    user = world.spend(team, str(args.get("trigger_id") or ""))
    return {"view": modals.open_view(world, user, view).as_json()}


@method("views.push")
def views_push(world: World, team: Team, args: Json) -> Json:
    """Puts a modal on top of the one that is open."""
    view = modals.checked(decoded(args.get("view"), "invalid_arguments"), "modal")
    user = world.spend(team, str(args.get("trigger_id") or ""))
    return {"view": modals.push_view(world, user, view).as_json()}


@method("views.update")
def views_update(world: World, team: Team, args: Json) -> Json:
    """Changes an open modal, found by its id or its external_id."""
    view = modals.checked(decoded(args.get("view"), "invalid_arguments"), "modal")
    found = modals.find_view(world, team, args.get("view_id"), args.get("external_id"))
    modals.replace_view(world, found, view, args.get("hash"))
    return {"view": found.as_json()}


@method("views.publish")
def views_publish(world: World, team: Team, args: Json) -> Json:
    """Sets one person's home tab."""
    view = modals.checked(decoded(args.get("view"), "invalid_arguments"), "home")
    user = find_user(world, team, args.get("user_id"))
    return {"view": modals.publish_home(world, user, view, args.get("hash")).as_json()}
