"""A group round as people live it on every platform: from its opening to its end."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import MINUTE, group_with_two
from tests.journeys.stage import Fill, Stage

THING = "canary: I asked for help"
LINES: Fill = {
    "Two words for now": ["calm", "tired"],
    "One win or one struggle, in general terms": THING,
    "What I would like": "just listen",
}
SOON = timedelta(seconds=5)


async def open_round(stage: Stage) -> None:
    """The moderator opens one, and its post appears."""
    await stage.command("mo", "round open")
    await stage.submit("mo", {"For how long?": "Two days"})
    await stage.pass_time(SOON)


async def take_part(stage: Stage, who: str, lines: Fill = LINES) -> None:
    """Write the three lines in private."""
    await stage.press_post(who, "Take part", "A round is open")
    await stage.submit(who, lines)


async def test_a_round_from_its_opening_to_its_end(stage: Stage) -> None:
    await group_with_two(stage)
    await open_round(stage)
    assert "The round is open until" in stage.private("mo")
    assert "A round is open" in stage.group()[-1]

    await take_part(stage, "ann")
    assert THING in stage.private("ann") and "exactly this" in stage.private("ann")
    await stage.press("ann", "Share with the group")
    assert THING not in "\n".join(stage.group())
    await stage.pass_time(MINUTE)
    assert "In the round, Ann" in stage.group()[-1] and THING in stage.group()[-1]

    await stage.press_post("ben", "Reply", THING)
    if stage.name != "discord":  # whose stage shows what an open form holds, but not the words above it
        assert "just listen" in stage.private("ben"), "it is said before anything is typed"
    await stage.submit("ben", {"Your words": "canary: I am here"})
    await stage.pass_time(MINUTE)
    assert "canary: I am here" in stage.group()[-1] and "Ben, for Ann" in stage.group()[-1]

    await stage.pass_time(timedelta(hours=48))
    assert any("This round is closed" in post for post in stage.group())
    assert not any("A round is open" in post for post in stage.group())
    assert stage.inbox("mo") == [] and stage.inbox("ann") == [] and stage.pings() == []


async def test_a_share_that_nobody_answered_is_noted_once_in_private_without_a_name_or_a_word(stage: Stage) -> None:
    await group_with_two(stage)
    await open_round(stage)
    await take_part(stage, "ann")
    await stage.press("ann", "Share with the group")
    await stage.pass_time(MINUTE)
    await stage.pass_time(timedelta(hours=12))
    await stage.pass_time(timedelta(hours=12))
    assert len(stage.inbox("mo")) == 1 and "You have a note" in stage.inbox("mo")[0]
    await stage.command("mo", "start")
    await stage.press("mo", "Open it" if "Open it" in stage.buttons("mo") else "Open a waiting note")
    seen = stage.private("mo")
    assert "One share is unanswered" in seen and "Ann" not in seen and THING not in seen
    await stage.pass_time(timedelta(hours=12))
    assert len(stage.inbox("mo")) == 1 and stage.inbox("ben") == [] and stage.pings() == []


async def test_a_second_press_shows_what_was_written_and_a_late_one_is_met_kindly(stage: Stage) -> None:
    await group_with_two(stage)
    await open_round(stage)
    await take_part(stage, "ann")
    await stage.press_post("ann", "Take part", "A round is open")
    assert "in this round already" in stage.private("ann") and THING in stage.private("ann")
    await stage.press("ann", "Edit")
    await stage.submit("ann", {"One win or one struggle, in general terms": "canary: I rested"})
    assert "canary: I rested" in stage.private("ann")
    await stage.press_post("ben", "Take part", "A round is open")
    await stage.pass_time(timedelta(days=3))
    await stage.submit("ben", LINES)
    assert "This round is closed" in stage.private("ben")
    await stage.command("ann", "start")
    assert "The open round" not in stage.buttons("ann")


async def test_a_moderator_calls_a_round_off_and_what_was_written_stays_its_authors(stage: Stage) -> None:
    await group_with_two(stage)
    await open_round(stage)
    await take_part(stage, "ann")
    await stage.command("mo", "round open")
    await stage.choose("mo", "group")
    await stage.press("mo", "Call it off")
    await stage.pass_time(SOON)
    assert len(stage.group()) == 1 and "called off" in stage.private("mo")
    await stage.command("ann", "start")
    await stage.choose("ann", "Your check-ins")
    assert any("Group round" in label for label in stage.buttons("ann"))


async def test_members_cannot_open_a_round(stage: Stage) -> None:
    await group_with_two(stage)
    await stage.command("ann", "round open")
    assert "look after this group" in stage.private("ann") and stage.form("ann") is None
