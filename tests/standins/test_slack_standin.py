"""The Slack stand-in driven by the real Bolt and the real SDK, in Socket Mode and over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.standins.slack import NotThere, Refused, Slack, check_message, check_view, mentions, pings

Json = dict[str, Any]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def field(label: str, element: Json, **more: Any) -> Json:
    """An input block named by its label."""
    key = label.lower()
    return {
        "type": "input",
        "block_id": key,
        "label": plain(label),
        "element": {"action_id": key, **element},
        **more,
    }


def button(text: str, action_id: str, value: str = "") -> Json:
    """A button."""
    return {
        "type": "button",
        "text": plain(text),
        "action_id": action_id,
        **({"value": value} if value else {}),
    }


def options(*texts: str) -> list[Json]:
    """Options whose value is their text in lower case."""
    return [{"text": plain(text), "value": text.lower()} for text in texts]


def modal(*blocks: Json, title: str = "Check in") -> Json:
    """A modal with a submit button."""
    view: Json = {"type": "modal", "callback_id": "checkin", "title": plain(title), "submit": plain("Save")}
    return view | {"blocks": list(blocks), "private_metadata": "subject"}


def section(text: str, kind: str = "mrkdwn") -> Json:
    """A section."""
    return {"type": "section", "text": {"type": kind, "text": text}}


FORM = modal(
    field("Mood", {"type": "radio_buttons", "options": options("Fine", "Rough")}),
    field("Words", {"type": "plain_text_input", "multiline": True, "max_length": 20}),
    field("Urges", {"type": "checkboxes", "options": options("One", "Two", "Three")}, optional=True),
    field("Goal", {"type": "static_select", "options": options("Day", "Week")}, optional=True),
    field("Tools", {"type": "multi_static_select", "options": options("Walk", "Call")}, optional=True),
    field("When", {"type": "timepicker", "initial_time": "09:00"}),
    field("Day", {"type": "datepicker"}, optional=True),
    field("Buddy", {"type": "users_select"}, optional=True),
    field("Place", {"type": "conversations_select"}, optional=True),
    field("Room", {"type": "channels_select"}, optional=True),
)


def build(slack: Slack) -> AsyncApp:
    """A small application on the real Bolt."""
    app = AsyncApp(client=slack.client(), signing_secret=slack.team.signing_secret, logger=quiet())

    @app.command("/start")
    async def start(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.command("/slow")
    async def slow(ack: Any) -> None:
        await asyncio.sleep(0.5)
        await ack()

    @app.command("/tell")
    async def tell(ack: Any) -> None:
        await ack("Only <@U1> &amp; you")

    @app.view("checkin")
    async def submitted(ack: Any, view: Json) -> None:
        words = view["state"]["values"]["words"]["words"]["value"]
        if words == "bad":
            await ack(response_action="errors", errors={"words": "Say more &amp; better"})
        elif words == "more":
            await ack(response_action="push", view=modal(field("More", {"type": "plain_text_input"})))
        elif words == "all":
            await ack(response_action="clear")
        elif words == "wrong":
            await ack(response_action="errors", errors={"nowhere": "?"})
        else:
            await ack(response_action="update", view=modal(section("Thank you"), title="Saved"))

    @app.action("with_you")
    async def with_you(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Held", blocks=[])

    @app.action("respond")
    async def respond_here(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Gone", replace_original=True)

    @app.action("begin")
    async def begin(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("menu")
    async def menu(ack: Any) -> None:
        await ack()

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        blocks = [section("Hello"), {"type": "actions", "elements": [button("Begin", "begin")]}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    @app.event("message")
    async def message() -> None: ...

    return app


def quiet() -> logging.Logger:
    """A logger that says nothing."""
    logger = logging.getLogger("quiet")
    logger.setLevel(logging.CRITICAL)
    return logger


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """A stand-in with the application connected by Socket Mode."""
    async with Slack() as slack:
        handler = AsyncSocketModeHandler(build(slack), slack.team.app_token, logger=quiet(), ping_interval=0.2)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected()
        yield slack
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
async def bare() -> AsyncIterator[Slack]:
    """A stand-in on a movable clock, with no application."""
    async with Slack(Clock()) as slack:
        slack.wire.patience = 0.2
        yield slack


async def refused(call: Any) -> str:
    """The error code a Web API call is refused with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_command_opens_a_form_which_marks_errors_and_then_thanks(slack: Slack) -> None:
    ann = slack.user("ann", tz="Asia/Tokyo")
    opened = await slack.command(ann, "/start", "now")
    assert opened.ack == {}
    assert opened.latency is not None
    assert opened.latency < 1
    await slack.until(lambda: slack.modal(ann))
    values = {"Mood": "Fine", "words": "bad", "Urges": ["One", "Two"], "Buddy": ann, "Tools": ["call"]}
    answer = await slack.submit(ann, values)
    assert answer.errors == {"words": "Say more &amp; better"}
    assert "! Say more & better" in slack.screen(ann)
    state = answer.payload["view"]["state"]["values"]
    assert state["goal"]["goal"] == {"type": "static_select", "selected_option": None}
    assert state["when"]["when"] == {"type": "timepicker", "selected_time": "09:00"}
    assert state["day"]["day"] == {"type": "datepicker", "selected_date": None}
    assert state["buddy"]["buddy"]["selected_user"] == ann.id
    assert [o["value"] for o in state["urges"]["urges"]["selected_options"]] == ["one", "two"]
    assert answer.payload["view"]["private_metadata"] == "subject"
    await slack.submit(ann, {"Words": "better"})
    assert slack.screen(ann).modal == "*Saved*\nThank you\n[Save]"
    assert not slack.rejected
    assert not slack.wire.unacknowledged


async def test_the_client_refuses_an_incomplete_form(slack: Slack) -> None:
    ann = slack.user("ann")
    await slack.command(ann, "/start")
    await slack.until(lambda: slack.modal(ann))
    with pytest.raises(Refused) as problem:
        await slack.submit(ann, {"Words": "x" * 21})
    assert set(problem.value.fields) == {"Mood", "Words"}
    with pytest.raises(NotThere):
        await slack.submit(ann, {"Mood": "Splendid"})
    with pytest.raises(NotThere):
        slack.fill(ann, {"Nothing": "x"})


async def test_push_clear_and_a_senseless_answer(slack: Slack) -> None:
    ann = slack.user("ann")
    await slack.command(ann, "/start")
    await slack.until(lambda: slack.modal(ann))
    pushed = await slack.submit(ann, {"Mood": "Fine", "Words": "more"})
    top = slack.modal(ann)
    assert top
    assert top.as_json()["previous_view_id"] == pushed.payload["view"]["id"] == top.root_id
    await slack.close(ann)
    await slack.submit(ann, {"Words": "wrong"})
    assert [one.where for one in slack.rejected] == ["view_submission"]
    await slack.submit(ann, {"Words": "all"})
    assert slack.modal(ann) is None


async def test_a_button_in_a_message_changes_it(slack: Slack) -> None:
    ann, room = slack.user("ann"), slack.channel("general")
    slack.channel("general", ann)
    blocks = [
        section("*Hi* <@" + ann.id + ">"),
        {"type": "actions", "elements": [button("With you", "with_you", "7")]},
    ]
    await slack.client().chat_postMessage(channel=room.id, text="Hi", blocks=blocks)
    assert slack.screen(ann).channels["general"] == ["Handrail: *Hi* @Ann\n[With you]"]
    assert pings(slack.messages(room)[0]) == [ann.id] == pings(slack.called("chat.postMessage")[0].args)
    pressed = await slack.press(ann, "With you")
    assert pressed.payload["actions"][0]["value"] == "7"
    assert pressed.payload["container"]["message_ts"] == pressed.payload["message"]["ts"]
    await slack.until(lambda: "Held (edited)" in slack.screen(ann))
    assert slack.buttons(ann, room) == []


async def test_a_response_url_replaces_five_times_and_then_no_more(slack: Slack) -> None:
    ann = slack.user("ann")
    dm = slack.world.dm(ann)
    actions = {"type": "actions", "elements": [button("Done", "respond")]}
    await slack.client().chat_postMessage(channel=ann.id, text="Done?", blocks=[actions])
    pressed = await slack.press(ann, "respond", "dm")
    await slack.until(lambda: slack.screen(ann).dm == ["Handrail: Gone (edited)"])
    webhook = AsyncWebhookClient(pressed.payload["response_url"])
    codes = [(await webhook.send(text=str(i))).status_code for i in range(5)]
    assert codes == [200, 200, 200, 200, 404]
    assert len(slack.screen(ann).ephemeral) == 4
    assert len(slack.messages(dm)) == 5


async def test_a_command_answered_in_its_acknowledgement_is_seen_by_that_person_only(slack: Slack) -> None:
    ann, bob = slack.user("ann"), slack.user("bob")
    room = slack.channel("general", ann, bob)
    await slack.command(ann, "/tell", channel=room)
    assert slack.screen(ann).channels["general"] == ["(only you) Handrail: Only @U1 & you"]
    assert slack.screen(bob).channels["general"] == []


async def test_the_home_tab_is_published_and_its_button_opens_a_form(slack: Slack) -> None:
    ann = slack.user("ann")
    await slack.open_home(ann)
    await slack.until(lambda: slack.home(ann))
    assert slack.screen(ann).home == "Hello\n[Begin]"
    pressed = await slack.press(ann, "Begin", "home")
    assert "response_url" not in pressed.payload
    opened = await slack.until(lambda: slack.modal(ann))
    assert opened
    assert opened.body["callback_id"] == "checkin"
    with pytest.raises(NotThere):
        await slack.choose(ann, "mood", "Fine")
    second = await slack.open_home(ann)
    assert second.payload["event"]["view"]["type"] == "home"


async def test_redeliveries_keep_event_and_envelope(slack: Slack) -> None:
    ann = slack.user("ann")
    first = await slack.say(ann, "a < b")
    assert first
    await slack.again(first, "timeout")
    repeat = first.repeats[0]
    assert repeat.envelope["retry_attempt"] == 1
    assert repeat.payload["event_id"] == first.payload["event_id"]
    assert len({ack.envelope_id for ack in slack.wire.acks}) == 1
    three = await slack.event({"type": "message", "text": "x"}, times=3, at_once=True)
    assert [one.problem for one in (three, *three.repeats)] == [None] * 3


async def test_a_late_acknowledgement_is_noticed(slack: Slack) -> None:
    slack.wire.patience = 0.1
    late = await slack.command(slack.user("ann"), "/slow")
    assert (late.ack, late.problem) == (None, "no ack")
    assert slack.wire.unacknowledged == [late]


@pytest.mark.parametrize("how", ["disconnect", "drop"])
async def test_the_application_comes_back_after_a_lost_connection(slack: Slack, how: str) -> None:
    old = slack.wire.sockets[0]
    if how == "disconnect":
        await slack.wire.disconnect()
    else:
        slack.wire.drop()
    await slack.until(lambda: slack.wire.sockets and slack.wire.sockets[0] is not old)
    slack.wire.patience = 0.5  # Slack's client may leave its first new connection for a second, and what came on it
    assert {} in [(await slack.command(slack.user("ann"), "/start")).ack for _ in range(4)]


async def test_pings_are_answered_and_a_deaf_socket_is_left(slack: Slack) -> None:
    await slack.wire.ping()
    await slack.until(lambda: slack.wire.sockets[0].pongs and slack.wire.sockets[0].pings)
    old = slack.wire.sockets[0]
    slack.wire.deaf = True
    await slack.until(lambda: old not in slack.wire.sockets, within=5)


async def test_faults_strike_as_planned(bare: Slack) -> None:
    room, client = bare.channel("general"), bare.client()
    bare.faults.add("chat.postMessage", "429", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=room.id, text="one")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    assert bare.messages(room) == []
    bare.faults.add("chat.postMessage", "accept_then_fail")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=room.id, text="two")
    assert [m.text for m in bare.messages(room)] == ["two"]
    bare.faults.add("chat.postMessage", "accept_then_reset")
    with pytest.raises((aiohttp.ClientError, OSError)):
        await client.chat_postMessage(channel=room.id, text="three")
    assert [m.text for m in bare.messages(room)] == ["two", "three"]
    bare.faults.add("chat.postMessage", "reset")
    with pytest.raises((aiohttp.ClientError, OSError)):
        await client.chat_postMessage(channel=room.id, text="four")
    bare.faults.add("chat.postMessage", "error:restricted_action")
    assert await refused(client.chat_postMessage(channel=room.id, text="four")) == "restricted_action"
    bare.faults.add("chat.postMessage", "hang")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client.chat_postMessage(channel=room.id, text="four")
    assert len(bare.messages(room)) == 2
    soak = bare.faults.add("*", "500", probability=0.5, seed=3)
    for _ in range(20):
        try:
            await client.auth_test()
        except SlackApiError:
            continue
    assert 5 <= soak.hits <= 15


async def test_a_trigger_opens_one_view_within_three_seconds(bare: Slack) -> None:
    ann, client, clock = bare.user("ann"), bare.client(), bare.world.clock
    assert isinstance(clock, Clock)
    trigger = bare.world.trigger(ann)
    clock.now += 3.1
    assert await refused(client.views_open(trigger_id=trigger, view=FORM)) == "expired_trigger_id"
    trigger = bare.world.trigger(ann)
    opened = await client.views_open(trigger_id=trigger, view=FORM)
    assert await refused(client.views_open(trigger_id=trigger, view=FORM)) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id="nonsense", view=FORM)) == "invalid_trigger_id"
    view: Json = opened["view"]
    changed = await client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    assert changed["view"]["hash"] != view["hash"]
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    assert await refused(stale) == "hash_conflict"
    for _ in range(2):
        await client.views_push(trigger_id=bare.world.trigger(ann), view=FORM)
    assert await refused(client.views_push(trigger_id=bare.world.trigger(ann), view=FORM)) == "push_limit_reached"
    await bare.close(ann, everything=True)
    assert await refused(client.views_update(view_id=view["id"], view=FORM)) == "not_found"


async def test_what_was_typed_survives_an_update_of_the_view(bare: Slack) -> None:
    ann, client = bare.user("ann"), bare.client()
    view = (await client.views_open(trigger_id=bare.world.trigger(ann), view=FORM))["view"]
    bare.fill(ann, {"Words": "typed", "Mood": "Rough"})
    again = modal(*FORM["blocks"][1:])
    updated = await client.views_update(view_id=view["id"], view=again)
    values = updated["view"]["state"]["values"]
    assert values["words"]["words"]["value"] == "typed"
    assert "mood" not in values


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


async def test_rate_limits_when_enforced(bare: Slack) -> None:
    bare.limits.enforced = True
    client, room, clock = bare.client(), bare.channel("general"), bare.world.clock
    assert isinstance(clock, Clock)
    for _ in range(3):
        await client.chat_postMessage(channel=room.id, text="x")
    assert await refused(client.chat_postMessage(channel=room.id, text="x")) == "ratelimited"
    await client.chat_postMessage(channel=bare.channel("other").id, text="x")
    clock.now += 1
    await client.chat_postMessage(channel=room.id, text="x")


async def test_a_bug_of_the_stand_in_is_not_overlooked() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        async with Slack() as slack:
            try:
                await slack.client().conversations_list(cursor="not ours")
            except (SlackApiError, aiohttp.ClientError):
                assert slack.calls


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


async def test_dates_names_and_menus_read_as_a_person_sees_them(slack: Slack) -> None:
    ann = slack.user("ann", tz="Asia/Tokyo")
    when = section("<!date^1800000000^{date_short} {time}|later> &amp; <https://x.test|here>")
    menu = {
        "type": "static_select",
        "action_id": "menu",
        "placeholder": plain("Pick"),
        "options": options("A", "B"),
    }
    await slack.client().chat_postMessage(channel=ann.id, text="x", blocks=[when | {"accessory": menu}])
    assert slack.screen(ann).dm == ["Handrail: 15 Jan 2027 17:00 & here\n[_Pick ▾]"]
    chosen = await slack.choose(ann, "menu", "B")
    assert chosen.payload["actions"][0]["selected_option"]["value"] == "b"
    assert "[B ▾]" in slack.screen(ann)


async def test_over_http_requests_are_signed(bare: Slack) -> None:
    app = build(bare)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", handle)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bare.team.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    bare.wire.patience = 3.0
    ann = bare.user("ann")
    try:
        assert (await bare.verify_url()).ack == {"challenge": "stand-in"}
        opened = await bare.command(ann, "/start")
        assert (opened.status, opened.ack) == (200, {})
        await bare.until(lambda: bare.modal(ann))
        answer = await bare.submit(ann, {"Mood": "Fine", "Words": "bad"})
        assert answer.errors
        event = await bare.event({"type": "message", "text": "x"}, times=2)
        assert (event.status, event.repeats[0].status) == (200, 200)
        bare.wire.signing.forged = True
        assert (await bare.command(ann, "/start")).problem == "status 401"
        bare.wire.signing.forged, bare.wire.signing.age = False, 600
        assert (await bare.command(ann, "/start")).status == 401
    finally:
        await runner.cleanup()


async def test_a_file_is_taken_once_in_the_length_that_was_said_and_only_where_the_bot_may_post(bare: Slack) -> None:
    ann, client = bare.user("ann"), bare.client()
    asked = await client.files_getUploadURLExternal(filename="notes.txt", length=5)
    there = {"channel_id": bare.world.dm(ann).id, "files": [{"id": str(asked["file_id"]), "title": "notes"}]}

    async def uploaded(content: bytes) -> int:
        async with aiohttp.ClientSession() as session, session.post(asked["upload_url"], data=content) as answer:
            return answer.status

    async def without(method: str, **arguments: Any) -> str:
        return await refused(client.api_call(method, json=arguments))

    assert await without("files.getUploadURLExternal", filename="notes.txt", length=0) == "missing_argument"
    assert await without("files.completeUploadExternal", **there) == "file_not_found"
    assert [await uploaded(b"too long"), await uploaded(b"12345"), await uploaded(b"12345")] == [400, 200, 400]
    ann.dms_closed = True
    assert await without("files.completeUploadExternal", **there) == "messages_tab_disabled"
    ann.dms_closed = False
    await client.api_call("files.completeUploadExternal", json=there)
    assert await without("files.completeUploadExternal", **there) == "file_not_found"
    (message,) = bare.messages(ann)
    assert [file.content for file in message.files] == [b"12345"] and "(file: notes.txt)" in bare.screen(ann)
    await client.files_delete(file=str(asked["file_id"]))
    assert bare.messages(ann) == []
    assert await without("files.delete", file=str(asked["file_id"])) == "file_deleted"
    assert await without("files.delete", file="F404") == "file_not_found"
