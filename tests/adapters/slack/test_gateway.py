"""The gateway over the real Bolt on a real socket: acknowledged in time, answered once, never confirmed too early."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack import draw
from core.surface import Message
from core.text import text
from tests.journeys.acts import CHECK_IN, check_in, group_with_two, join, set_up
from tests.journeys.house import House
from tests.journeys.stages.slack import SlackStage
from tests.standins.slack import View


async def started(folder: Path, *, http: bool) -> tuple[SlackStage, House]:
    house = House(folder)
    await house.open()
    stage = SlackStage(house, http=http)
    await stage.open()
    return stage, house


@pytest.fixture(params=["socket", "http"])
async def both(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SlackStage]:
    """A stage, in Socket Mode and over HTTP."""
    stage, house = await started(tmp_path, http=request.param == "http")
    yield stage
    await stage.close()
    await house.close()


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """A stage in Socket Mode."""
    made, house = await started(tmp_path, http=False)
    yield made
    await made.close()
    await house.close()


def top(stage: SlackStage, who: str) -> View:
    found = stage.slack.modal(stage.slack.user(who))
    assert found is not None
    return found


async def test_a_command_opens_a_form_that_marks_problems_and_gives_way_to_its_answer(both: SlackStage) -> None:
    code = await both.house.claim()
    fill = {"The channel for check-ins": "here", "What the group is for": "Any", "The group's main country": "Portugal"}
    await both.command("mo", "group setup")
    opened = top(both, "mo")
    await both.submit("mo", {"One-time code": "wrong", **fill})
    assert both.slack.wire.deliveries[-1].errors and "does not open anything" in both.private("mo")
    await both.submit("mo", {"One-time code": code})
    assert "Set up" in both.private("mo") and both.form("mo") is None
    assert top(both, "mo") is opened and not both.slack.wire.unacknowledged


@pytest.mark.parametrize("times", range(1, 6))
async def test_a_submission_delivered_often_has_one_effect_and_one_answer(both: SlackStage, times: int) -> None:
    await group_with_two(both)
    await both.press_post("ann", "Check in")
    user = both.slack.user("ann")
    view = top(both, "ann")
    filled = {label: both._filled(view, label, value) for label, value in CHECK_IN.items()}
    delivery = await both.slack.submit(user, filled, times=times, at_once=True)
    answers = {json.dumps(one.ack, sort_keys=True) for one in (delivery, *delivery.repeats)}
    assert len(answers) == 1 and "Only you can see it" in answers.pop()
    await both.command("ann", "start")
    await both.choose("ann", "Your check-ins")
    assert len([label for label in both.buttons("ann") if "Daily brief" in label]) == 1


async def test_with_the_database_away_the_form_stays_open_with_its_words(both: SlackStage) -> None:
    await group_with_two(both)
    await both.press_post("ann", "Check in")
    await both.house.lose_database()
    await both.submit("ann", CHECK_IN)
    form = both.form("ann")
    assert form is not None and form["One next right-sized thing"] == CHECK_IN["One next right-sized thing"]
    assert "could not save" in both.private("ann")
    await both.house.find_database()
    await both.submit("ann", {})
    assert "Only you can see it" in both.private("ann")


async def test_words_changed_while_in_doubt_are_not_passed_over(stage: SlackStage) -> None:
    await group_with_two(stage)
    await stage.press_post("ann", "Check in")
    stage.house.hang_database()
    doubtful = asyncio.create_task(stage.submit("ann", CHECK_IN))
    await asyncio.sleep(2.7)
    assert "don't know yet" in stage.private("ann")
    stage.house.release_database()
    await doubtful
    await stage.submit("ann", {"One next right-sized thing": "Something else after all."})
    assert "Something else after all." in stage.private("ann")


async def test_a_button_in_a_view_answers_in_that_view_so_that_nothing_piles_up(stage: SlackStage) -> None:
    await set_up(stage)
    await stage.command("ann", "start")
    menu = top(stage, "ann")
    await stage.press("ann", "Join")
    assert stage.form("ann") is not None and top(stage, "ann") is menu
    await join(stage, "ann", "Ann")
    stack = stage.slack.world.stacks[stage.slack.user("ann").id]
    assert len(stack) == 1


async def test_a_form_remembers_the_channel_it_was_opened_from(stage: SlackStage) -> None:
    await stage.command("mo", "group setup")
    assert json.loads(top(stage, "mo").body["private_metadata"])["channel"] == stage.channel.id


@pytest.mark.parametrize("fault", ["error:expired_trigger_id", "429", "500"])
async def test_an_answer_that_cannot_be_opened_is_announced_neutrally_and_led_to(stage: SlackStage, fault: str) -> None:
    await set_up(stage)
    stage.slack.faults.add("views.open", fault)
    await stage.command("ann", "start")
    assert stage.slack.modal(stage.slack.user("ann")) is None
    assert stage.inbox("ann") == ["You have a note."]
    await stage.press("ann", "Open it")
    assert "Joining takes about a minute" in stage.private("ann")


async def test_where_not_even_that_is_possible_the_person_alone_sees_a_neutral_line(stage: SlackStage) -> None:
    await set_up(stage)
    stage.slack.faults.add("views.open", "error:expired_trigger_id")
    await stage.close_inbox("ann")
    await stage.command("ann", "start")
    assert stage.slack.screen(stage.slack.user("ann")).ephemeral[0].startswith("(only you) Handrail: You have a note.")
    assert len(stage.group()) == 1
    await stage.slack.press(stage.slack.user("ann"), "Open it", stage.channel)
    await stage.settle()
    assert "Joining takes about a minute" in stage.private("ann")


async def test_what_was_done_is_not_done_again_to_show_its_answer(stage: SlackStage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    stage.slack.faults.add("views.update", "error:not_found")
    stage.slack.faults.add("views.open", "error:expired_trigger_id")
    await stage.press("ann", "Undo")
    assert stage.inbox("ann")[-1] == "You have a note."
    found = stage.slack.buttons(stage.slack.user("ann"), "dm")
    assert "See everything" in found and "Open it" not in found


async def test_the_same_press_delivered_twice_is_answered_once(stage: SlackStage) -> None:
    await set_up(stage)
    await stage.slack.command(stage.slack.user("ann"), "/start", channel=stage.channel, times=3)
    await stage.settle()
    assert "Joining takes about a minute" in stage.private("ann") and stage.inbox("ann") == []


async def test_a_slow_answer_comes_into_the_view_that_waits_for_it(stage: SlackStage) -> None:
    await set_up(stage)
    stage.house.hang_database()
    asking = asyncio.create_task(stage.command("ann", "start"))
    await asyncio.sleep(2.4)
    waiting = top(stage, "ann")
    assert "don't know yet" in stage.private("ann")
    stage.house.release_database()
    await asking
    assert top(stage, "ann") is waiting and "Joining takes about a minute" in stage.private("ann")


async def test_the_home_tab_shows_the_menu_and_its_buttons_open_views(both: SlackStage) -> None:
    await set_up(both)
    user = both.slack.user("ann")
    await both.slack.open_home(user)
    await both.settle()
    assert "Joining takes about a minute" in both.private("ann")
    await both.press("ann", "Join")
    assert both.form("ann") is not None
    await both.slack.open_home(user, tab="messages")
    await both.settle()
    assert len(both.slack.called("views.publish")) == 1


async def test_with_the_database_away_the_home_tab_still_leads_to_help(stage: SlackStage) -> None:
    await set_up(stage)
    await stage.house.lose_database()
    await stage.slack.open_home(stage.slack.user("ann"))
    await stage.settle()
    assert "Help now" in stage.buttons("ann")
    await stage.press("ann", "Help now")
    assert stage.slack.modal(stage.slack.user("ann")) is not None


async def test_a_bare_command_lists_what_can_follow(stage: SlackStage) -> None:
    await set_up(stage)
    await stage.command("ann", "group")
    assert "/group setup" in stage.private("ann")
    await stage.press("ann", "The group")
    assert "General" in stage.private("ann") or "group" in stage.private("ann").lower()


async def test_only_an_ephemeral_message_is_replaced_and_then_by_a_neutral_one(stage: SlackStage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    keep = next(e for b in top(stage, "ann").blocks for e in b.get("elements", []) if e.get("text", {}) == {
        "type": "plain_text", "text": "Keep it to myself", "emoji": False
    })  # fmt: skip
    drawn = draw.neutral(Message(text("x")))
    ann = stage.slack.user("ann")
    blocks = [drawn["blocks"][0], {"type": "actions", "elements": [keep]}]
    bot = stage.slack.team.bot_user
    for only_for in (ann.id, None):
        message = stage.slack.world.post(stage.channel, bot, "Somebody", blocks, only_for=only_for)
        await stage.slack.press(ann, "Keep it to myself", message)
        await stage.settle()
        assert bool(message.edited_ts) is bool(only_for)
        assert "It stays with you" in stage.private("ann") and "stays" not in str(message.as_json())


async def test_a_fault_of_ours_acknowledges_nothing_and_logs_no_words(
    both: SlackStage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    both.slack.wire.patience = 0.3
    view = {"type": "modal", "callback_id": "people.join", "blocks": [{"type": "input", "canary": "canary"}]}
    delivery = await both.slack.wire.send(both.slack.team, "interactive", {"type": "view_submission", "view": view})
    assert delivery.problem in ("no ack", "status 500") and delivery.ack is None
    assert "incident" in caplog.text and "canary" not in caplog.text


async def test_what_is_none_of_ours_is_acknowledged_and_left(both: SlackStage) -> None:
    await both.slack.say(both.slack.user("ann"), "hello")
    delivery = await both.slack.shortcut(both.slack.user("ann"), "nothing")
    await both.settle()
    assert delivery.ack == {} and not both.slack.wire.unacknowledged
    assert [call.method for call in both.slack.calls if call.method not in ("auth.test", "apps.connections.open")] == []


async def test_stopping_lets_what_was_begun_come_to_its_end(stage: SlackStage) -> None:
    await set_up(stage)
    stage.house.hang_database()
    await stage.slack.command(stage.slack.user("ann"), "/start", channel=stage.channel)
    stopping = asyncio.create_task(stage.gateway.close())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    stage.house.release_database()
    await stopping
    assert "Joining takes about a minute" in stage.private("ann")


async def test_who_we_are_is_asked_once(both: SlackStage) -> None:
    for _ in range(3):
        await both.command("ann", "start")
    assert len(both.slack.called("auth.test")) == 1


async def test_help_opens_over_a_form_which_keeps_its_words(both: SlackStage) -> None:
    await group_with_two(both)
    await both.press_post("ann", "Check in")
    ann = both.slack.user("ann")
    form = top(both, "ann")
    both.slack.fill(ann, {"One next right-sized thing": "canary: half written"})
    await both.slack.press(ann, "Help now", "modal")
    await both.slack.settled()
    assert "Breathe out slowly" in both.private("ann")
    await both.slack.close(ann)
    assert top(both, "ann").id == form.id
    await both.submit("ann", CHECK_IN)
    assert "Only you can see it" in both.private("ann")
    assert not both.slack.rejected
