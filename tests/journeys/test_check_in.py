"""A private check-in and what may become of it, as people live it on every platform."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import CHECK_IN, MINUTE, WORDS, check_in, group_with_two, join, last_page, set_up, share
from tests.journeys.stage import Stage


async def test_an_operator_claims_a_home_and_the_post_with_its_button_appears_once(stage: Stage) -> None:
    await set_up(stage)
    assert "Set up" in stage.private("mo")
    assert len([post for post in stage.group() if "A quiet place to check in" in post]) == 1
    await stage.pass_time(timedelta(hours=1))
    await stage.command("mo", "group show")
    await stage.press("mo", "Post the button again")
    await stage.pass_time(MINUTE)
    assert "is in the channel already" in stage.private("mo")
    assert len(stage.group()) == 1


async def test_a_code_works_once_and_a_wrong_one_keeps_what_was_typed(stage: Stage) -> None:
    await stage.command("mo", "group setup")
    await stage.submit(
        "mo",
        {
            "One-time code": "not-a-code",
            "The channel for check-ins": "here",
            "What the group is for": "Any group",
            "The group's main country": "Portugal",
        },
    )
    assert "does not open anything" in stage.private("mo")
    assert stage.group() == []


async def test_nobody_without_a_code_can_set_a_group_up_or_change_it(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ben", "group setup")
    await stage.submit(
        "ben",
        {
            "The channel for check-ins": "here",
            "What the group is for": "Couples",
            "The group's main country": "Spain",
        },
    )
    assert "look after this group" in stage.private("ben")


async def test_joining_is_short_and_finds_the_local_time_from_a_typed_city(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ann", "start")
    assert "Joining takes about a minute" in stage.private("ann")
    await join(stage, "ann", "Ann", "Deutschland", "münchen", "Munich")
    seen = stage.private("ann")
    assert "Welcome, Ann" in seen and "Germany" in seen


async def test_what_is_wrong_in_the_join_form_is_said_and_nothing_typed_is_lost(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ann", "start")
    await stage.press("ann", "Join")
    typed = {
        "Are you 18 or older?": "Yes, I am 18 or older",
        "A name the group may see": "Ann",
        "Your country": "Atlantis",
        "A city near you": "Poseidonis",
    }
    await stage.submit("ann", typed)
    assert "I don't know this country" in stage.private("ann")
    if stage.form("ann") is None:
        await stage.press("ann", "Open it again")
    form = stage.form("ann")
    assert form is not None and form["A city near you"] == "Poseidonis" and form["A name the group may see"] == "Ann"
    await stage.submit("ann", {"Your country": "Greece", "A city near you": "Athens"})
    await stage.choose("ann", "Athens")
    await last_page(stage, "ann")
    assert "Welcome, Ann" in stage.private("ann")


async def test_somebody_under_age_is_turned_away_kindly_and_nothing_is_kept(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ann", "start")
    await stage.press("ann", "Join")
    await stage.submit(
        "ann",
        {
            "Are you 18 or older?": "No, not yet",
            "A name the group may see": "Ann",
            "Your country": "Portugal",
            "A city near you": "",
        },
    )
    assert "Thank you for being honest" in stage.private("ann")
    await stage.press_post("ann", "Check in")
    assert "for members" in stage.private("ann")


async def test_the_preview_is_exactly_what_the_group_then_sees(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    preview = stage.private("ann")
    assert "Only you can see it" in preview and len(stage.group()) == 1
    await share(stage, "ann")
    posted = stage.group()[-1]
    assert WORDS in posted and "How heavy" not in posted
    for line in posted.splitlines():
        assert line.strip() in preview
    assert stage.pings() == []


async def test_kept_private_it_never_reaches_the_channel(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Keep it to myself")
    await stage.pass_time(timedelta(hours=3))
    assert len(stage.group()) == 1


async def test_undone_within_the_minute_nothing_is_posted(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.pass_time(timedelta(seconds=30))
    assert len(stage.group()) == 1
    await stage.press("ann", "Undo")
    await stage.pass_time(timedelta(hours=1))
    assert len(stage.group()) == 1 and "Undone" in stage.private("ann")


async def test_undo_is_also_in_the_menu_of_everything(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.command("ann", "start")
    assert "Your check-in is posted" in stage.private("ann")
    await stage.press("ann", "Undo the check-in")
    await stage.pass_time(MINUTE)
    assert len(stage.group()) == 1


async def test_post_now_skips_the_minute(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.press("ann", "Post now")
    await stage.pass_time(timedelta(seconds=1))
    assert WORDS in stage.group()[-1]


async def test_an_edit_reaches_the_posted_copy(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.command("ann", "checkin")
    assert "You checked in today" in stage.private("ann")
    await stage.press("ann", "Edit")
    form = stage.form("ann")
    assert form is not None and form["One next right-sized thing"] == WORDS
    await stage.submit("ann", {"One next right-sized thing": "canary: rest instead"})
    assert "canary: rest instead" in stage.private("ann")
    await stage.pass_time(timedelta(seconds=10))
    assert "canary: rest instead" in stage.group()[-1] and WORDS not in "\n".join(stage.group())


async def test_deleting_a_check_in_takes_the_posted_copy_with_it(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    await stage.choose("ann", "Daily brief")
    await stage.press("ann", "Delete")
    await stage.press("ann", "Delete it")
    await stage.pass_time(timedelta(seconds=5))
    assert len(stage.group()) == 1 and "Deleted" in stage.private("ann")


async def test_a_second_check_in_today_offers_to_edit_or_to_write_another(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.press_post("ann", "Check in")
    assert {"Edit", "Write another"} <= set(stage.buttons("ann"))
    await stage.press("ann", "Write another")
    await stage.submit("ann", {"Two words for today": ["steady"]})
    assert "steady" in stage.private("ann")


async def test_a_very_heavy_day_is_met_with_help_and_tells_nobody(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann", {**CHECK_IN, "How heavy is today?": "9"})
    assert "a lot to carry" in stage.private("ann") and "Help now" in stage.buttons("ann")
    await stage.press("ann", "Help now")
    assert "112" in stage.private("ann")
    await stage.pass_time(timedelta(days=1))
    assert stage.inbox("mo") == [] and stage.inbox("ben") == [] and len(stage.group()) == 1


async def test_others_stand_with_the_author_on_one_line_and_can_step_back(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.press_post("ben", "With you", WORDS)
    await stage.pass_time(timedelta(seconds=10))
    assert "With Ann: Ben" in stage.group()[-1]
    await stage.press("ben", "Undo")
    await stage.pass_time(timedelta(seconds=10))
    assert "With Ann" not in stage.group()[-1]
    assert stage.inbox("ann") == []


async def test_a_reply_stands_beneath_the_share_after_its_minute_and_the_author_gets_no_message(
    stage: Stage,
) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.press_post("ben", "Reply", WORDS)
    await stage.submit("ben", {"Your words": "canary: me too, thank you"})
    assert "canary: me too, thank you" in stage.private("ben")
    await stage.pass_time(timedelta(seconds=30))
    assert "canary: me too, thank you" not in "\n".join(stage.group())
    await stage.pass_time(MINUTE)
    assert "canary: me too, thank you" in stage.group()[-1] and "Ben" in stage.group()[-1]
    assert stage.inbox("ann") == [] and stage.pings() == []


async def test_an_undone_reply_is_never_posted(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.press_post("ben", "Reply", WORDS)
    await stage.submit("ben", {"Your words": "canary: too quick"})
    await stage.press("ben", "Undo")
    await stage.pass_time(timedelta(hours=1))
    assert "too quick" not in "\n".join(stage.group())


async def test_taking_a_share_back_removes_it_and_the_replies_beneath(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.press_post("ben", "Reply", WORDS)
    await stage.submit("ben", {"Your words": "canary: me too"})
    await stage.pass_time(MINUTE)
    await stage.command("ann", "checkin")
    await stage.press("ann", "More for this one")
    await stage.press("ann", "Take it back")
    await stage.pass_time(timedelta(seconds=5))
    assert len(stage.group()) == 1


async def test_yesterday_can_still_be_written_and_says_so(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    await stage.press("ann", "For yesterday")
    await stage.submit("ann", CHECK_IN)
    assert "Saved. Only you can see it" in stage.private("ann")
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    await stage.choose("ann", "30 May")
    assert "Written a little later" in stage.private("ann") and WORDS in stage.private("ann")
    await stage.press_post("ann", "Check in")
    assert stage.form("ann") is not None


async def test_a_share_that_stood_for_a_day_is_taken_back_before_it_is_changed(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.pass_time(timedelta(hours=25))
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    await stage.choose("ann", "Daily brief")
    await stage.press("ann", "Edit")
    assert "take it back first" in stage.private("ann") and stage.form("ann") is None
    await stage.press("ann", "Take it back")
    await stage.pass_time(timedelta(seconds=5))
    assert len(stage.group()) == 1
    await stage.press("ann", "Edit")
    await stage.submit("ann", {"One next right-sized thing": "canary: rest instead"})
    assert "canary: rest instead" in stage.private("ann")


async def test_somebody_afraid_is_shown_who_can_help_before_anything_else(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("ann", "help-now")
    await stage.press("ann", "Afraid of someone")
    seen = stage.private("ann")
    assert seen.index("Afraid of someone") < seen.index("112") and "library" in seen
    assert stage.inbox("mo") == [] and len(stage.group()) == 1
