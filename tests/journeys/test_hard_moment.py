"""A hard moment, and looking back over the weeks, as people live them on every platform."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import CHECK_IN, check_in, group_with_two
from tests.journeys.stage import Stage

DAY = timedelta(days=1)


async def test_a_hard_moment_is_written_down_step_by_step_and_nobody_else_learns_of_it(stage: Stage) -> None:
    await group_with_two(stage)
    standing = stage.group()
    await stage.command("ann", "start")
    await stage.choose("ann", "After a hard moment")
    assert "Thank you for writing it down. One step at a time." in stage.private("ann")
    assert "Help now" in stage.buttons("ann")
    await stage.press("ann", "I am safe, go on")
    await stage.submit(
        "ann",
        {
            "Your own word for it": "A slip",
            "When was it?": "Today",
            "What came before?": ["Tired", "A device at night"],
            "What helped you stop?": "canary: I went for a walk",
        },
    )
    assert "for you alone" in stage.private("ann")
    await stage.choose("ann", "A mentor")
    await stage.press("ann", "I told them")
    await stage.press("ann", "Go on")
    await stage.press("ann", "Leave things as they are")
    assert "Be kind to yourself" in stage.private("ann")
    await stage.pass_time(timedelta(hours=16))
    assert stage.inbox("ann") == ["You have a note."]
    await stage.press("ann", "Open it")
    assert "You came back" in stage.private("ann")
    await stage.press("ann", "Write it down")
    await stage.submit("ann", {"What went right?": "canary: I called"})
    await stage.command("ann", "history")
    assert "too early to say" in stage.private("ann")
    assert stage.group() == standing and stage.inbox("ben") == [] and stage.inbox("mo") == []
    assert stage.pings() == []


async def test_what_was_written_can_be_read_again_and_deleted(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("ann", "start")
    await stage.choose("ann", "After a hard moment")
    await stage.press("ann", "I am safe, go on")
    hard = {
        "Your own word for it": "A close call",
        "When was it?": "Yesterday",
        "What do you need today?": "canary: rest",
    }
    await stage.submit("ann", hard)
    await stage.command("ann", "start")
    await stage.choose("ann", "After a hard moment")
    await stage.press("ann", "What I wrote before")
    await stage.choose("ann", "A close call")
    assert "canary: rest" in stage.private("ann")
    await stage.press("ann", "Delete")
    await stage.press("ann", "Delete it")
    assert "Deleted." in stage.private("ann")


async def test_looking_back_says_what_it_rests_on_and_draws_it_for_everybody(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("ann", "history")
    assert "too early to say" in stage.private("ann")
    for _ in range(4):
        await check_in(stage, "ann", CHECK_IN)
        await stage.pass_time(DAY)
    await stage.command("ann", "history")
    assert "Days in recovery work: 4" in stage.private("ann")
    assert "How heavy it was: 4 of 10" in stage.private("ann")
    await stage.choose("ann", "How heavy it was")
    assert "4 entries in the last 28 days" in stage.private("ann")
    await stage.command("ben", "history")
    assert "too early to say" in stage.private("ben")


async def test_a_date_stays_as_it_is_and_a_milestone_goes_out_only_by_ones_own_press(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("ann", "history")
    await stage.press("ann", "My date")
    await stage.press("ann", "Set a date")
    day = (stage.house.clock.now() - timedelta(days=99)).date()
    await stage.submit("ann", {"A date that means something to you": day.isoformat()})
    await stage.pass_time(DAY)
    await stage.command("ann", "history")
    await stage.press("ann", "My date")
    assert "100 days" in stage.private("ann")
    assert len(stage.group()) == 1
    await stage.press("ann", "Share a milestone")
    assert "100 days" in stage.private("ann") and len(stage.group()) == 1
    await stage.press("ann", "Share with the group")
    await stage.pass_time(timedelta(minutes=1, seconds=5))
    assert "Ann" in stage.group()[-1] and "100 days" in stage.group()[-1]
    assert stage.pings() == []


async def test_after_a_slip_an_agreement_made_in_calm_days_reminds_its_author_alone(stage: Stage) -> None:
    await group_with_two(stage)
    standing = stage.group()
    await stage.command("ann", "start")
    await stage.choose("ann", "After a hard moment")
    await stage.press("ann", "An agreement with myself")
    agreed = {"I tell, from when I write it down": "Within 24 hours", "Whom I talk to first": "canary: my mentor"}
    await stage.submit("ann", agreed)
    assert "I remind you once" in stage.private("ann")
    await stage.pass_time(DAY)
    assert stage.inbox("ann") == [], "in calm days it says nothing"

    await stage.command("ann", "start")
    await stage.choose("ann", "After a hard moment")
    await stage.press("ann", "I am safe, go on")
    await stage.submit("ann", {"Your own word for it": "A slip", "When was it?": "Today"})
    await stage.choose("ann", "Nobody yet")
    assert "an honest answer" in stage.private("ann") and "canary: my mentor" in stage.private("ann")
    await stage.press("ann", "Go on")
    await stage.press("ann", "An if … then … plan")
    assert "You have written no boundaries yet" in stage.private("ann") and "Write one" in stage.buttons("ann")
    for _ in range(23):
        await stage.pass_time(timedelta(hours=1))
    await stage.command("ann", "start")
    await stage.press("ann", "Open a waiting note")
    assert "You came back" in stage.private("ann")
    await stage.press("ann", "Put away, next note")
    assert "you agreed with yourself to tell within 24 hours" in stage.private("ann")
    assert stage.group() == standing and stage.inbox("ben") == [] and stage.inbox("mo") == [] and stage.pings() == []
