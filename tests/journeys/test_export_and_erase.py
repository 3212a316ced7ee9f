"""Taking everything along, deleting a part or all of it, and leaving, on every platform."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.journeys.acts import MINUTE, WORDS, check_in, group_with_two, join, share
from tests.journeys.stage import Stage

SOON = timedelta(seconds=10)
THEIRS = "canary: what ben wrote"


async def shared_and_answered(stage: Stage) -> None:
    """A check-in of ann's stands in the channel, with what ben wrote beneath it."""
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.press_post("ben", "Reply", WORDS)
    await stage.submit("ben", {"Your words": THEIRS})
    await stage.pass_time(MINUTE)


async def test_everything_of_ones_own_comes_as_files_into_the_inbox_alone(stage: Stage) -> None:
    await shared_and_answered(stage)
    before = stage.group()
    await stage.command("ann", "privacy export")
    assert "Does anybody else read this phone" in stage.private("ann")
    assert await stage.file("ann") is None
    await stage.press("ann", "Send them to me")
    await stage.pass_time(SOON)
    sent = await stage.file("ann")
    assert sent is not None
    name, content = sent
    assert name == "handrail-export.json"
    kept = json.loads(content)
    assert kept["check_ins"][0]["answers"]["next"] == WORDS and kept["about_you"]["handle"] == "Ann"
    assert THEIRS not in content.decode()
    assert stage.group() == before and await stage.file("ben") is None and stage.pings() == []
    assert WORDS not in "\n".join(stage.inbox("ann"))
    await stage.press("ann", "Take my files away again")
    await stage.pass_time(SOON)
    assert await stage.file("ann") is None


async def test_a_closed_inbox_never_leads_to_the_channel(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    before = stage.group()
    await stage.close_inbox("ann")
    await stage.command("ann", "privacy export")
    await stage.press("ann", "Send them to me")
    await stage.pass_time(SOON)
    assert stage.group() == before and await stage.file("ann") is None
    await stage.command("ann", "start")
    await stage.press("ann", "Open a waiting note")
    assert "not let into your private messages" in stage.private("ann")


async def test_only_the_words_go_and_the_copy_follows(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.command("ann", "privacy delete")
    await stage.choose("ann", "Words in check-ins: 1")
    assert "Numbers and choices stay" in stage.private("ann")
    await stage.press("ann", "Delete them")
    await stage.pass_time(SOON)
    assert WORDS not in "\n".join(stage.group()) and "Check-in from Ann" in "\n".join(stage.group())


async def test_a_day_goes_with_its_copies(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.command("ann", "privacy delete")
    await stage.press("ann", "A day")
    await stage.submit("ann", {"Which day?": "2026-05-31"})
    assert "In a channel: 1" in stage.private("ann")
    await stage.press("ann", "Delete that day")
    await stage.pass_time(SOON)
    assert len(stage.group()) == 1


async def test_what_was_agreed_to_is_ended_in_two_presses(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await share(stage, "ann")
    await stage.command("ann", "privacy show")
    await stage.press("ann", "What you agreed to")
    await stage.choose("ann", "End: a check-in")
    await stage.pass_time(SOON)
    assert len(stage.group()) == 1


async def test_how_long_things_are_kept_is_ones_own_choice(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.command("ann", "privacy show")
    await stage.press("ann", "For how long")
    await stage.press("ann", "Change how long")
    await stage.submit("ann", {"Check-ins: numbers and choices": "30 days", "The words in them": "7 days"})
    assert "So it is" in stage.private("ann")
    await stage.pass_time(timedelta(days=8))
    await stage.pass_time(timedelta(hours=2))
    await stage.command("ann", "privacy show")
    assert "Check-ins: 1" in stage.private("ann") and "Words in check-ins" not in stage.private("ann")
    await stage.pass_time(timedelta(days=24))
    await stage.command("ann", "privacy show")
    assert "Check-ins" not in stage.private("ann")


async def test_leaving_ends_all_contact_and_coming_back_brings_everything_back(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.command("ann", "privacy leave")
    await stage.press("ann", "Leave now")
    assert "I will not write to you" in stage.private("ann")
    await stage.pass_time(timedelta(days=10))
    assert stage.inbox("ann") == []
    await stage.command("ann", "help-now")
    assert "Germany" in stage.private("ann")
    await join(stage, "ann", "Ann")
    await stage.command("ann", "privacy show")
    assert "Check-ins: 1" in stage.private("ann")
    await stage.pass_time(timedelta(days=31))
    await stage.command("ann", "privacy show")
    assert "Check-ins: 1" in stage.private("ann")


async def test_whoever_left_and_did_not_come_back_is_forgotten(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    await stage.command("ann", "privacy leave")
    await stage.press("ann", "Leave now")
    await stage.pass_time(timedelta(days=31))
    await stage.command("ann", "privacy delete")
    assert "nothing of yours here" in stage.private("ann") or "can't find a group" in stage.private("ann")


async def test_everything_is_taken_along_and_then_deleted(stage: Stage) -> None:
    await shared_and_answered(stage)
    await stage.command("ann", "privacy export")
    await stage.press("ann", "Send them to me")
    await stage.pass_time(SOON)
    assert await stage.file("ann") is not None
    await stage.command("ann", "privacy delete")
    await stage.press("ann", "Delete everything")
    assert "Files you exported stay in your inbox" in stage.private("ann")
    await stage.press("ann", "Take my files away first")
    await stage.pass_time(SOON)
    assert await stage.file("ann") is None
    await stage.command("ann", "privacy delete")
    await stage.press("ann", "Delete everything")
    await stage.press("ann", "Delete everything now")
    await stage.pass_time(SOON)
    assert "Everything of yours here is deleted" in stage.private("ann")
    assert not any(words in post for post in stage.group() for words in (WORDS, THEIRS, "Ann"))
    await stage.press("ann", "Help now")
    assert "112" in stage.private("ann"), "help stays"
    await stage.command("ann", "start")
    assert "Join" in stage.buttons("ann") and stage.inbox("ben") == [] and stage.pings() == []
