"""Turns through the real discord.py: acknowledged in time, answered privately, and after restarts as before."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord
import pytest
import yarl

from adapters.discord import draw, picture
from adapters.discord.gateway import pin_logs, point_at, sync
from core import words
from core.surface import Button, Menu, Message, Replace, Step
from core.text import text
from core.turn import Again, Answered, NotDone, Opens, Turn
from core.values import Person, Place, Said
from tests.adapters.discord.bench import Bench
from tests.adapters.discord.desk import DONE, FORM, SUITE, after
from tests.plots import DAYS, SHOWN, STRENGTHS
from tests.standins.discord.syntax import readable

MENU = Message(
    text("Choose."),
    (Button("Do it", Step("example.do", "x", "c1")),),
    Menu("Which one", (Button("This one", Step("example.do", "this", "c1")),)),
)


def callbacks(bench: Bench) -> list[int]:
    """The types of the first responses sent so far."""
    return [request.json["type"] for request in bench.world.env.http_requests if "/callback" in request.path]


async def test_a_command_opens_a_form_whose_submission_is_answered_privately(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    opened = await ann.slash(bench.world.channel, "example form")
    assert opened.modal is not None
    assert opened.modal["custom_id"] == "example.form::c1"
    answered = await ann.submit_modal(opened, {"words": "A day", "mood": "low", "needs": ["rest", "talk"]})
    assert answered.ephemeral and answered.response is not None
    assert answered.response.content == "Done."
    command, submission = bench.desk.turns
    assert command.step == Step("example.form") and command.answers is None
    assert command.who == Person("discord", str(ann.id))
    assert command.place == Place("discord", str(ann.guild.id), str(bench.world.channel.id))
    assert submission.step == Step("example.form", "", "c1")
    assert submission.answers == {"words": "A day", "mood": "low", "needs": ("rest", "talk")}
    assert submission.id != command.id


async def test_what_was_left_open_is_empty(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    opened = await ann.slash(bench.world.channel, "example form")
    await ann.submit_modal(opened, {"mood": "good"})
    assert bench.desk.turns[-1].answers == {"words": "", "mood": "good", "needs": ()}


async def test_a_message_reply_is_a_new_private_message_and_a_replacement_takes_the_place_of_the_old(
    bench: Bench,
) -> None:
    ann = bench.world.people["ann"]
    bench.desk.next = [Answered(MENU), Answered(DONE), Answered(Replace(DONE))]
    menu = (await ann.slash(bench.world.channel, "help-now")).response
    assert menu is not None
    beneath = await ann.click(menu, label="Do it")
    assert beneath.response is not None and beneath.response.id != menu.id
    replaced = await ann.select(menu, ["example.do:this:c1"])
    assert bench.desk.turns[-1].step == Step("example.do", "this", "c1")
    assert replaced.response is not None and replaced.response.id == menu.id
    assert menu.content == "Done."
    assert callbacks(bench) == [4, 4, 7]


async def test_a_plot_comes_with_the_first_response_and_goes_when_its_message_is_replaced(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    bench.desk.next = [Answered(SHOWN["line"]), Answered(Replace(SHOWN["bars"])), Answered(Replace(DONE))]
    shown = (await ann.slash(bench.world.channel, "help-now")).response
    assert shown is not None and [one.description for one in shown.attachments] == [DAYS.alt]
    assert (await shown.attachments[0].read()).startswith(b"\x89PNG")
    await ann.click(shown, label="Do it")
    assert [one.description for one in shown.attachments] == [STRENGTHS.alt]
    await ann.click(shown, label="Do it")
    assert shown.content == "Done." and shown.attachments == []
    assert callbacks(bench) == [4, 7, 7]


async def test_a_plot_comes_with_an_answer_that_took_long(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    bench.desk.next = [after(1.2, Answered(SHOWN["line"]))]
    answered = await ann.slash(bench.world.channel, "help-now")
    assert callbacks(bench) == [5] and answered.ephemeral and answered.response is not None
    assert [one.description for one in answered.response.attachments] == [DAYS.alt]


async def test_a_plot_that_cannot_be_drawn_is_said_in_words(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> bytes:
        raise OSError("canary")

    monkeypatch.setattr(picture, "png", broken)
    bench.desk.next = [Answered(SHOWN["line"])]
    shown = (await bench.world.people["ann"].slash(bench.world.channel, "help-now")).response
    assert shown is not None and shown.attachments == []
    assert readable(shown.content) == f"Here is what you wrote.\n\n{DAYS.alt}"


async def test_a_post_others_see_is_never_replaced(bench: Bench) -> None:
    post = await bench.gateway.http.request(
        discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=bench.world.channel.id),
        json=draw.message(MENU),
    )
    bench.desk.next = [Answered(Replace(DONE))]
    message = bench.world.channel.last_message
    assert message is not None and str(message.id) == post["id"]
    answered = await bench.world.people["ben"].click(message, label="Do it")
    assert answered.ephemeral and answered.response is not None and answered.response.id != message.id
    assert bench.world.channel.history()[0].content == "Choose."


async def test_bad_answers_are_said_with_a_button_that_opens_the_form_again(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    opened = await ann.slash(bench.world.channel, "example form")
    assert FORM.step is not None
    again = words.look_again([("Your words", "This one is needed to go on.")], FORM.step)
    bench.desk.next = [Again(FORM, {"words": "This one is needed to go on."}, again)]
    answered = await ann.submit_modal(opened, {"mood": "good"})
    assert answered.ephemeral and answered.response is not None
    assert "**Your words** This one is needed" in answered.response.content
    reopened = await ann.click(answered.response, label="Open it again")
    assert reopened.modal is not None


async def test_what_was_typed_is_handed_back_when_nothing_was_done(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    opened = await ann.slash(bench.world.channel, "example form")
    typed = (("Your words", Said("*" * 1_500)), ("More", Said("b" * 1_400)))
    bench.desk.next = [NotDone(words.not_saved(), typed)]
    answered = await ann.submit_modal(opened, {"words": "*" * 1_500, "mood": "good"})
    assert answered.response is not None and "Nothing was recorded" in answered.response.content
    assert [("*" * 1_500 in page.content, "b" * 1_400 in page.content) for page in answered.followups] == [
        (True, False),
        (False, True),
    ]
    assert all(page.ephemeral for page in answered.followups)


async def test_buttons_and_forms_work_after_a_restart(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    shown = (await ann.slash(bench.world.channel, "help-now")).response
    assert shown is not None
    await bench.restart()
    opened = await ann.click(shown, label="Fill in")
    await bench.restart()
    answered = await ann.submit_modal(opened, {"mood": "good"})
    assert answered.response is not None and answered.response.content == "Done."


async def test_a_slow_answer_is_acknowledged_privately_after_a_second_and_given_later(bench: Bench) -> None:
    bench.desk.next = [after(2.5, Answered(Replace(MENU)))]
    answered = await bench.world.people["ann"].slash(bench.world.channel, "help-now")
    assert callbacks(bench) == [5]
    assert answered.ephemeral and answered.response is not None
    assert answered.response.content == "Choose."
    assert bench.world.env.now().second <= 3


async def test_a_form_that_is_late_becomes_a_button(bench: Bench) -> None:
    bench.desk.next = [after(2.2, Opens(FORM))]
    answered = await bench.world.people["ann"].slash(bench.world.channel, "example form")
    assert callbacks(bench) == [5] and answered.modal is None
    assert answered.response is not None
    assert answered.response.components[0]["components"][0]["label"] == "Open it"


async def test_a_turn_that_hangs_is_acknowledged_then_said_to_be_unsure_and_corrected_in_the_end(
    bench: Bench,
) -> None:
    ann = bench.world.people["ann"]
    opened = await ann.slash(bench.world.channel, "example form")
    bench.desk.next = [after(600, Answered(DONE))]
    answered = await ann.submit_modal(opened, {"words": "A day", "mood": "good"})
    assert answered.deferred and callbacks(bench) == [9, 5]
    await bench.world.env.advance_time(11)
    assert answered.response is not None and "whether it was saved" in answered.response.content
    assert ["A day" in page.content for page in answered.followups] == [True]
    await bench.world.env.advance_time(600)
    assert answered.response.content == "Done."


async def test_a_submission_delivered_twice_is_answered_once(bench: Bench) -> None:
    ann = bench.world.people["ann"]
    opened = await ann.slash(bench.world.channel, "example form")
    answered = await ann.submit_modal(opened, {"mood": "good"})
    await bench.world.deliver_again()
    assert [turn.id for turn in bench.desk.turns[1:]] == [bench.desk.turns[1].id] * 2
    assert answered.followups == []


async def test_an_answer_that_comes_too_late_is_let_go(bench: Bench) -> None:
    bench.world.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)
    answered = await bench.world.people["ann"].slash(bench.world.channel, "help-now")
    assert not answered.acknowledged


async def test_a_button_in_a_direct_message_carries_its_community(bench: Bench) -> None:
    ann = bench.world.users["ann"]
    await bench.gateway.http.request(
        discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=ann.dm_channel.id),
        json=draw.neutral(MENU),
    )
    message = ann.dm_channel.last_message
    assert message is not None
    bench.desk.next = [Answered(Replace(DONE))]
    await ann.click(message, label="Do it")
    turn = bench.desk.turns[-1]
    assert turn.step.community == "c1"
    assert turn.place == Place("discord", "", str(ann.dm_channel.id))
    replaced = ann.dm_channel.history()[0]
    assert replaced.content == "Done."


async def test_a_command_in_a_direct_message_is_read_too(bench: Bench) -> None:
    answered = await bench.world.users["ann"].slash("example do")
    assert answered.ephemeral and bench.desk.turns[-1].place.home == ""


async def test_ordinary_messages_and_other_bots_are_not_answered(bench: Bench) -> None:
    await bench.world.users["ann"].send_dm("hello")
    await bench.world.people["ann"].send(bench.world.channel, "hello")
    assert bench.desk.turns == []
    assert not [request for request in bench.world.env.http_requests if request.method == "POST"]


async def test_a_button_from_an_earlier_time_is_kindly_refused_by_the_desk(bench: Bench) -> None:
    await bench.gateway.http.request(
        discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=bench.world.channel.id),
        json={"content": "old", "components": [{"type": 1, "components": [
            {"type": 2, "style": 1, "label": "Old", "custom_id": "OLD!"}]}]},
    )  # fmt: skip
    message = bench.world.channel.last_message
    assert message is not None
    await bench.world.people["ann"].click(message, label="Old")
    assert SUITE.action(bench.desk.turns[-1].step) is None


async def test_a_fault_of_ours_is_logged_by_code_and_without_words(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_: Any) -> Any:
        raise RuntimeError("what somebody typed")

    bench.desk.next = [broken]
    await bench.world.people["ann"].slash(bench.world.channel, "help-now")
    assert len(bench.world.env.errors) == 1
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("handrail")]
    assert "incident" in ours[-1] and "typed" not in ours[-1]


async def test_stopping_waits_for_turns_that_were_begun(bench: Bench) -> None:
    begun = asyncio.Event()

    async def beginning(turn: Turn) -> Any:
        begun.set()
        return await after(0.3, Answered(DONE))(turn)

    bench.desk.next = [beginning]
    slash = asyncio.create_task(bench.world.people["ann"].slash(bench.world.channel, "help-now"))
    await begun.wait()
    await bench.gateway.close()
    answered = await slash
    assert answered.response is not None


async def test_commands_are_sent_only_when_they_changed(bench: Bench) -> None:
    payload = draw.commands(SUITE)
    known = await sync(bench.gateway, payload, "")
    before = len(bench.world.env.http_requests)
    assert await sync(bench.gateway, payload, known) == known
    assert len(bench.world.env.http_requests) == before
    assert await sync(bench.gateway, payload[:1], known) != known


def test_the_client_asks_for_no_privileged_intent(bench: Bench) -> None:
    intents = bench.gateway.intents
    assert dict(intents)["guilds"] and dict(intents)["dm_messages"]
    assert not (intents.members or intents.presences or intents.message_content or intents.guild_messages)


def test_library_logs_stay_at_info(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("discord.http").setLevel(logging.DEBUG)
    pin_logs()
    assert not logging.getLogger("discord.http").isEnabledFor(logging.DEBUG)
    assert not logging.getLogger("discord").isEnabledFor(logging.DEBUG)


def test_discord_py_can_be_pointed_at_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    gateway = discord.gateway.DiscordWebSocket
    monkeypatch.setattr(gateway, "DEFAULT_GATEWAY", gateway.DEFAULT_GATEWAY)
    point_at("http://127.0.0.1:1/api/v10/", "ws://127.0.0.1:1/gateway")
    assert discord.http.Route("GET", "/x").url == "http://127.0.0.1:1/api/v10/x"
    assert yarl.URL("ws://127.0.0.1:1/gateway") == gateway.DEFAULT_GATEWAY
