"""Somebody comes, reads what this is, and joins: page by page, put down and taken up again, on every platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.journeys.acts import CHECK_IN, CHOICES, WORDS, join, last_page, set_up, share
from tests.journeys.house import prepared
from tests.journeys.stage import Stage

TYPED = {
    "Are you 18 or older?": "Yes, I am 18 or older",
    "A name the group may see": "Ann",
    "Your country": "Portugal",
    "A city near you": "Porto",
}


async def test_a_newcomer_reads_what_this_is_before_anything_is_asked(stage: Stage) -> None:
    await set_up(stage)
    await stage.press_post("ann", "Check in")
    await stage.press("ann", "Join")
    page = stage.private("ann")
    assert "not therapy and not an emergency service" in page and "Where a life is in danger we call for help" in page
    assert stage.form("ann") is None and {"Join", "Help now", "Privacy"} <= set(stage.buttons("ann"))
    await stage.press("ann", "Join")
    assert stage.form("ann") is not None


async def test_somebody_whose_phone_others_read_gets_tips_and_goes_on(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ann", "start")
    await stage.press("ann", "Join")
    await stage.submit("ann", TYPED)
    await stage.choose("ann", "Porto")
    assert "Does anyone else read this phone or account?" in stage.private("ann")
    await stage.press("ann", "I am not sure")
    tips = stage.private("ann")
    assert "You have a note" in tips and "afraid of someone" in tips and "Help now" in stage.buttons("ann")
    await stage.press("ann", "Go on")
    form = stage.form("ann")
    assert form is not None and not any(form.values()), "nothing is chosen beforehand"
    await stage.submit("ann", CHOICES)
    assert "Welcome, Ann" in stage.private("ann")
    assert stage.inbox("ann") == [] and len(stage.group()) == 1, "nobody was told"


async def test_joining_is_put_down_and_taken_up_where_it_was(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ann", "start")
    await stage.press("ann", "Join")
    await stage.submit("ann", TYPED)
    await stage.restart()
    await stage.command("ann", "start")
    await stage.press("ann", "Go on with joining")
    form = stage.form("ann")
    assert form is not None and form["A name the group may see"] == "Ann" and form["Your country"] == "Portugal"
    await stage.submit("ann", {"Are you 18 or older?": "Yes, I am 18 or older"})
    await stage.choose("ann", "Porto")
    await stage.restart()
    await stage.command("ann", "start")
    await stage.press("ann", "Go on with joining")
    await last_page(stage, "ann")
    assert "Welcome, Ann" in stage.private("ann")


async def test_before_the_limits_are_written_down_nobody_joins_and_moderators_see_why(stage: Stage) -> None:
    stage.house.places = replace(stage.house.places, limits=None)
    await stage.restart()
    await set_up(stage)
    assert "limits of confidentiality" in stage.private("mo")
    await stage.command("ann", "start")
    assert "not open yet" in stage.private("ann") and "Help now" in stage.buttons("ann")
    await stage.command("mo", "start")
    assert "HANDRAIL_LIMITS" in stage.private("mo")
    stage.house.places = replace(stage.house.places, limits=prepared()[0])
    await stage.restart()
    await join(stage, "ann", "Ann")
    assert "Welcome, Ann" in stage.private("ann")


async def test_unchecked_help_lines_keep_the_door_closed_until_a_moderator_checks_them(stage: Stage) -> None:
    stage.house.places = replace(stage.house.places, helplines=None)
    await stage.restart()
    await set_up(stage)
    await stage.command("ann", "start")
    assert "not open yet" in stage.private("ann")
    await stage.command("mo", "mod lines")
    assert "112" in stage.private("mo") and "never checked" in stage.private("mo")
    await stage.press("mo", "I checked each of these today")
    await join(stage, "ann", "Ann")
    assert "Welcome, Ann" in stage.private("ann")


async def test_what_was_told_is_seen_and_changed_under_about_you(stage: Stage) -> None:
    await set_up(stage)
    await join(stage, "ann", "Ann", choices={**CHOICES, "May I write to you privately?": "No, I come by myself"})
    await stage.command("ann", "start")
    await stage.choose("ann", "About you")
    assert "I don't write to you first" in stage.private("ann")
    await stage.press("ann", "Groups, questions, notes")
    form = stage.form("ann")
    assert form is not None and form["May I write to you privately?"] == "No, I come by myself"
    await stage.submit("ann", {"May I write to you privately?": "Yes, neutral notes are fine"})
    assert "I may write to you, with neutral notes" in stage.private("ann")
    await stage.press("ann", "Name, country, clock")
    await stage.submit("ann", {"Your country": "new zealand", "A city near you": ""})
    await stage.choose("ann", "Auckland")
    assert "Changed, Ann" in stage.private("ann") and "New Zealand" in stage.private("ann")
    assert stage.pings() == []


async def test_a_day_later_what_was_begun_is_forgotten(stage: Stage) -> None:
    await set_up(stage)
    await stage.command("ann", "start")
    await stage.press("ann", "Join")
    await stage.submit("ann", TYPED)
    await stage.pass_time(timedelta(days=1, minutes=1))
    await stage.command("ann", "start")
    assert "Join" in stage.buttons("ann") and "Go on with joining" not in stage.buttons("ann")


async def test_a_newcomers_first_day(stage: Stage) -> None:
    """From the button in the channel to a first share with somebody beside it, and one quiet line the next evening."""
    await set_up(stage)
    await join(stage, "ben", "Ben")
    await stage.press_post("ann", "Check in")
    assert "nobody is told" in stage.private("ann")
    await stage.press("ann", "Join")
    await stage.press("ann", "Join")
    await stage.submit("ann", TYPED)
    await stage.choose("ann", "Porto")
    await last_page(stage, "ann")
    assert "nobody was told" in stage.private("ann") and len(stage.group()) == 1

    await stage.press("ann", "Check in")
    await stage.submit("ann", CHECK_IN)
    assert "Only you can see it" in stage.private("ann") and len(stage.group()) == 1
    await stage.choose("ann", "Ask me for it regularly")
    await stage.press("ann", "Yes, ask me")
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    await stage.choose("ann", "31 May")
    await share(stage, "ann")
    assert WORDS in stage.group()[-1] and "Ann" in stage.group()[-1]
    await stage.press_post("ben", "With you", WORDS)
    await stage.pass_time(timedelta(seconds=5))
    assert "Ben" in stage.group()[-1] and stage.inbox("ann") == [], "no message comes of it"

    await stage.pass_time(timedelta(hours=1))
    assert stage.inbox("ann") == []
    await stage.pass_time(timedelta(hours=25))
    assert len(stage.inbox("ann")) == 1 and "check-in" not in stage.inbox("ann")[0].lower()
    assert stage.inbox("ben") == [] and stage.pings() == []
