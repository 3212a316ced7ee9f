"""A person at the Slack stand-in: forms, buttons, the home tab and files, by the real Bolt and the real SDK."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.standins.slack import NotThere, Refused, Slack, pings
from tests.standins.slack_app import FORM, Clock, Json, button, modal, options, plain, refused, section


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
