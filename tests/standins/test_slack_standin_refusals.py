"""What the Slack stand-in refuses, in Slack's own words: broken blocks and views, channels; and who is pinged."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import Slack, check_message, check_view, mentions, pings
from tests.standins.slack_app import FORM, Json, button, field, options, plain, refused, section


async def test_invalid_payloads_are_refused_and_kept(bare: Slack) -> None:
    room, client = bare.channel("general"), bare.client()
    with pytest.raises(SlackApiError) as refusal:
        await client.chat_postMessage(channel=room.id, text="x", blocks=[section("y" * 3001)])
    answer = refusal.value.response
    assert answer["error"] == "invalid_blocks"
    said = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {said}"]
    view = {"type": "modal", "title": plain("x" * 25), "blocks": [section("y")]}
    opened = client.views_open(trigger_id=bare.world.trigger(bare.user("ann")), view=view)
    assert await refused(opened) == "invalid_arguments"
    assert await refused(client.chat_postMessage(channel=room.id)) == "no_text"
    assert await refused(client.chat_postMessage(channel=room.id, text="x" * 40_001)) == "msg_too_long"
    long = [section("y" * 2900) for _ in range(5)]
    assert await refused(client.chat_postMessage(channel=room.id, text="x", blocks=long)) == "msg_blocks_too_long"
    ts = str((await client.chat_postMessage(channel=room.id, text="x"))["ts"])
    assert await refused(client.chat_update(channel=room.id, ts=ts, text="&" * 801)) == "msg_too_long"
    errors = [one.error for one in bare.rejected]
    assert errors == [
        "invalid_blocks", "invalid_arguments", "no_text",
        "msg_too_long", "msg_blocks_too_long", "msg_too_long",
    ]  # fmt: skip
    assert [m.text for m in bare.messages(room)] == ["x"]


BROKEN: list[tuple[Json, str]] = [
    ({"type": "nonsense"}, "unsupported type"),
    (section("x") | {"colour": "red"}, "invalid additional property: colour"),
    ({"type": "section"}, "missing required field: text"),
    (section(""), "more than 0"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
    ({"type": "actions", "elements": []}, "no fewer than 1"),
    ({"type": "actions", "elements": [button("x", f"a{i}") for i in range(26)]}, "no more than 25"),
    ({"type": "actions", "elements": [button("x" * 76, "a")]}, "less than 76"),
    ({"type": "actions", "elements": [button("x", "a", "v" * 2001)]}, "less than 2001"),
    ({"type": "actions", "elements": [button("x", "a"), button("y", "a")]}, "already exists"),
    ({"type": "actions", "elements": [button("x", "a" * 256)]}, "less than 256"),
    ({"type": "actions", "elements": [{"type": "plain_text_input", "action_id": "a"}]}, "unsupported type"),
    ({"type": "context", "elements": [button("x", "a")]}, "unsupported type"),
    (field("X", {"type": "radio_buttons", "options": options(*"abcdefghijk")}), "no more than 10"),
    (field("X", {"type": "static_select", "options": options(*map(str, range(101)))}), "no more than 100"),
    (field("X", {"type": "static_select", "options": []}), "no fewer than 1"),
    (field("X", {"type": "static_select", "options": options("x" * 76)}), "less than 76"),
    (
        field("X", {"type": "static_select", "options": [{"text": plain("x"), "value": "v" * 151}]}),
        "less than 151",
    ),
    (
        field("X", {"type": "radio_buttons", "options": options("a"), "initial_option": options("b")[0]}),
        "must exactly match",
    ),
    (field("X", {"type": "plain_text_input", "max_length": 3001}), "between 1 and 3000"),
    (field("X", {"type": "plain_text_input", "placeholder": plain("p" * 151)}), "less than 151"),
    (field("X" * 2001, {"type": "plain_text_input"}) | {"block_id": "b"}, "less than 2001"),
    (field("X", {"type": "timepicker", "initial_time": "9:00"}), "wrong format"),
    (field("X", {"type": "button", "text": plain("x")}), "unsupported type"),
    (
        field("X", {"type": "datetimepicker", "initial_date_time": -1}),
        "initial_date_time",
    ),  # the SDK's own rule
]


@pytest.mark.parametrize(("block", "complaint"), BROKEN)
def test_a_broken_block_is_found(block: Json, complaint: str) -> None:
    errors = check_message([block])[1]
    assert any(complaint in error for error in errors), errors
    assert check_message([section("fine"), block])[0] == "invalid_blocks"


def test_broken_views_are_found() -> None:
    field_without_submit = {k: v for k, v in FORM.items() if k != "submit"}
    assert "missing required field: submit [json-pointer:/view]" in check_view(field_without_submit, "modal")[1]
    assert check_view(FORM, "modal") == (None, [])
    assert check_view(FORM, "home")[0] == "invalid_arguments"
    for broken in (
        FORM | {"private_metadata": "x" * 3001}, FORM | {"callback_id": "x" * 256}, FORM | {"id": "V1"},
        FORM | {"title": {"type": "mrkdwn", "text": "x"}}, FORM | {"submit": plain("x" * 25)},
        FORM | {"blocks": [section("x")] * 101}, FORM | {"blocks": [FORM["blocks"][0]] * 2},
        {"type": "modal"},
    ):  # fmt: skip
        assert check_view(broken, "modal")[0] == "invalid_arguments"
    assert check_message([section("x")] * 51)[1] == ["no more than 50 items allowed [json-pointer:/blocks]"]


async def test_channels_refuse_in_slacks_words(bare: Slack) -> None:
    client, ann = bare.client(), bare.user("ann")
    shut = bare.channel("shut")
    shut.archived = True
    gone = bare.channel("gone")
    gone.deleted = True
    cases = [
        (bare.channel("other", bot=False).id, "not_in_channel"),
        (bare.channel("secret", kind="private", bot=False).id, "channel_not_found"),
        (shut.id, "is_archived"), (gone.id, "channel_not_found"), ("C0", "channel_not_found"),
        (bare.user("closed", dms_closed=True).id, "messages_tab_disabled"),
    ]  # fmt: skip
    for channel, error in cases:
        assert await refused(client.chat_postMessage(channel=channel, text="x")) == error
    away = bare.user("away", deleted=True)
    assert await refused(client.conversations_open(users=away.id)) == "user_disabled"
    assert await refused(client.conversations_open(users="U0")) == "user_not_found"
    room = bare.channel("general", ann)
    await bare.say(ann, "mine", room)
    ts = bare.messages(room)[0].ts
    assert await refused(client.chat_update(channel=room.id, ts=ts, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=room.id, ts="1.1")) == "message_not_found"
    stranger = client.chat_postEphemeral(channel=room.id, user=away.id, text="x")
    assert await refused(stranger) == "user_not_in_channel"
    assert await refused(client.reactions_add(channel=room.id, name="x", timestamp=ts)) == "unknown_method"
    assert [call.method for call in bare.unknown] == ["reactions.add"]
    nobody = AsyncWebClient(token="xoxb-wrong", base_url=bare.api_url)
    assert await refused(nobody.auth_test()) == "invalid_auth"
    assert await refused(AsyncWebClient(base_url=bare.api_url).auth_test()) == "not_authed"
    await client.conversations_join(channel=bare.channel("other").id)
    assert bare.channel("other").has_bot
    listed = await client.conversations_list(types="public_channel", limit=1)
    assert len(listed["channels"]) == 1
    assert listed["response_metadata"]["next_cursor"] == "1"
    assert (await client.users_info(user=ann.id))["user"]["tz"] == "Europe/London"


async def test_two_teams_are_apart(bare: Slack) -> None:
    other = bare.world.add_team("other")
    theirs = bare.channel("general", team=other)
    assert await refused(bare.client().chat_postMessage(channel=theirs.id, text="x")) == "channel_not_found"
    await bare.client(other).chat_postMessage(channel=theirs.id, text="x")
    assert bare.messages(bare.channel("general")) == []


def test_only_mrkdwn_pings() -> None:
    nasty = "@everyone <!channel> <@U1> <!here|x> <!subteam^S1|@g> <https://x.test|y> &lt;!channel&gt;"
    assert pings([section(nasty)]) == ["@channel", "U1", "@here", "S1"]
    assert [m.kind for m in mentions([section(nasty)])] == [
        "channel", "user", "here", "subteam", "link", "bare",
    ]  # fmt: skip
    assert mentions([section(nasty, "plain_text")]) == []
    assert pings({"text": "<!everyone>", "blocks": []}) == ["@everyone"]
    assert pings({"text": "@here", "link_names": True}) == ["@here"]
