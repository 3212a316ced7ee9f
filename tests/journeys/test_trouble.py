"""When things go wrong: restarts, a database that is away, closed inboxes, deleted channels, a platform that fails."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import CHECK_IN, MINUTE, WORDS, check_in, group_with_two, join, set_up, share
from tests.journeys.stage import Stage


async def test_a_restart_between_the_button_and_the_form_loses_nothing(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.press_post("ann", "Check in")
    await stage.restart()
    await stage.submit("ann", CHECK_IN)
    assert "Only you can see it" in stage.private("ann")
    await stage.restart()
    await share(stage, "ann")
    assert WORDS in stage.group()[-1]


async def test_a_restart_while_a_share_is_held_still_posts_it_once(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.restart()
    await stage.pass_time(MINUTE)
    await stage.pass_time(MINUTE)
    assert len([post for post in stage.group() if WORDS in post]) == 1


async def test_with_the_database_away_nothing_is_said_to_be_saved_and_the_words_come_back(
    stage: Stage,
) -> None:
    await group_with_two(stage)
    await stage.press_post("ann", "Check in")
    await stage.house.lose_database()
    await stage.submit("ann", CHECK_IN)
    seen = stage.private("ann")
    assert "could not save" in seen.lower() and "Saved" not in seen
    form = stage.form("ann")
    assert WORDS in seen or (form is not None and form["One next right-sized thing"] == WORDS)
    await stage.house.find_database()
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    assert "no check-ins yet" in stage.private("ann")


async def test_a_submission_delivered_five_times_is_saved_once_with_one_answer(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.press_post("ann", "Check in")
    await stage.submit("ann", CHECK_IN, times=5)
    assert "Only you can see it" in stage.private("ann")
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    assert len([label for label in stage.buttons("ann") if "Daily brief" in label]) == 1


async def test_pressing_share_twice_posts_once(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.command("ann", "checkin")
    await stage.pass_time(MINUTE)
    await stage.pass_time(MINUTE)
    assert len([post for post in stage.group() if WORDS in post]) == 1


async def test_a_deleted_channel_is_told_privately_to_those_who_look_after_the_group(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.delete_channel()
    await stage.pass_time(MINUTE)
    await stage.pass_time(timedelta(hours=20))
    assert len(stage.inbox("mo")) == 1 and len(stage.inbox("ann")) == 1 and stage.inbox("ben") == []
    assert "post" not in stage.inbox("ann")[0], "an inbox only ever shows a neutral line"
    await stage.press("mo", "Open it")
    assert "can't post in the group's channel" in stage.private("mo")


async def test_a_closed_inbox_never_leads_to_a_channel_and_the_note_waits(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.close_inbox("ann")
    before = len(stage.group())
    await stage.fail_next("post", "403")
    await stage.pass_time(MINUTE)
    await stage.pass_time(timedelta(hours=20))
    assert stage.inbox("ann") == [] and len(stage.group()) == before
    await stage.command("ann", "start")
    assert "Open a waiting note" in stage.buttons("ann")
    await stage.press("ann", "Open a waiting note")
    assert "could not be posted" in stage.private("ann")
    await stage.press("ann", "Put this note away")
    assert "No note is waiting" in stage.private("ann")


async def test_a_platform_that_is_busy_gets_the_post_later_and_once(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.fail_next("post", "429", times=2)
    await stage.pass_time(MINUTE)
    for _ in range(6):
        await stage.pass_time(MINUTE)
    assert len([post for post in stage.group() if WORDS in post]) == 1


async def test_a_post_whose_answer_was_lost_appears_once(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.fail_next("post", "accept_then_fail")
    await stage.pass_time(MINUTE)
    for _ in range(6):
        await stage.pass_time(timedelta(seconds=10))
    assert len([post for post in stage.group() if WORDS in post]) == 1


async def test_a_reply_to_a_share_that_was_taken_back_meanwhile_is_not_posted(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.press_post("ben", "Reply", WORDS)
    await stage.command("ann", "checkin")
    await stage.press("ann", "More for this one")
    await stage.press("ann", "Take it back")
    await stage.submit("ben", {"Your words": "canary: too late"})
    assert "no longer there" in stage.private("ben")
    await stage.pass_time(MINUTE)
    assert len(stage.group()) == 1


async def test_hostile_words_ping_nobody_and_break_nothing(stage: Stage) -> None:
    await set_up(stage)
    await join(stage, "ann", "Ann *_~`| {x}")
    hostile = "canary @everyone <!channel> <@U1> <@&1> {slots} **b** %s \u202eevil\u200b `x` ||s||"
    await check_in(stage, "ann", {**CHECK_IN, "One next right-sized thing": hostile})
    await share(stage, "ann")
    posted = stage.group()[-1]
    assert "{slots}" in posted and "%s" in posted and "\u202e" not in posted and "Ann *_~`|" in posted
    assert stage.pings() == []


async def test_a_strangers_press_is_met_with_the_way_in(stage: Stage) -> None:
    await set_up(stage)
    await stage.press_post("ben", "Check in")
    assert "for members" in stage.private("ben") and "Join" in stage.buttons("ben")
