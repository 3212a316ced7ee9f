"""Boundaries, as people write them, are reminded of them and show them: for themselves first, and safe."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import MINUTE, group_with_two
from tests.journeys.stage import Fill, Stage
from tests.journeys.test_week import move_to, open_note, until

STATEMENT = "canary: I don't hear details late"
ACTION = "canary: I leave the room"
WORDS: Fill = {"In one sentence, beginning with I": STATEMENT, "What I will do if it is crossed": ACTION}
EVERY_DAY = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


async def write(stage: Stage, safe: str = "No") -> None:
    """From an example to one in force, with a breath between the pages."""
    await stage.pass_time(MINUTE)
    await stage.command("ann", "boundary new")
    await stage.choose("ann", "I am healing from betrayal")
    await stage.choose("ann", "No details late")
    await stage.press("ann", "Skip this")
    await stage.press("ann", "If something happens, I will …")
    await stage.press("ann", "Write the sentence")
    await stage.submit("ann", WORDS)
    await stage.press("ann", "Yes, I can")
    assert "less safe" in stage.private("ann") and "Help now" in stage.buttons("ann")
    await stage.pass_time(MINUTE)
    await stage.press("ann", safe)
    await stage.press("ann", "Only me" if safe == "No" else "Go on, for me alone")
    await stage.submit("ann", {})
    await stage.press("ann", "It is in force")
    assert "It is in force, and yours" in stage.private("ann")


async def remind(stage: Stage, at: str = "21:00") -> None:
    """Leave a reminder for every day."""
    await stage.pass_time(MINUTE)
    await stage.press("ann", "Leave myself a reminder")
    await stage.choose("ann", "At times of my own")
    await stage.submit("ann", {"On which days?": EVERY_DAY, "At what time?": at})
    assert "Done. I remind you" in stage.private("ann")


async def open_it(stage: Stage) -> None:
    """Look at it in the list, a little later."""
    await stage.pass_time(MINUTE)
    await stage.command("ann", "boundary list")
    await stage.choose("ann", "canary")


async def test_one_is_written_reminded_of_snoozed_crossed_and_repaired(stage: Stage) -> None:
    await group_with_two(stage)
    standing = stage.group()
    await write(stage)
    await remind(stage)
    day = stage.house.clock.now().date()
    await until(stage, f"{day}", "20:59")
    assert stage.inbox("ann") == []
    await until(stage, f"{day}", "21:00")
    assert stage.inbox("ann") == ["You have a note."]
    opened = await open_note(stage)
    assert STATEMENT in opened and ACTION in opened
    await stage.press("ann", "Later")
    await stage.press("ann", "In one hour")
    assert "today at 22:00" in stage.private("ann")
    await until(stage, f"{day}", "22:01")
    assert stage.inbox("ann") == ["You have a note."] * 2
    await open_it(stage)
    await stage.press("ann", "It was crossed")
    await stage.submit("ann", {"By whom?": "By me", "What became of my own action?": "Partly"})
    assert "What did you do to take care of yourself?" in stage.private("ann")
    await stage.press("ann", "Write a repair")
    await stage.submit("ann", {"What I own": "canary: I stayed, but I was tired"})
    assert "for you alone" in stage.private("ann") and "Change it" in stage.buttons("ann")
    await stage.press("ann", "Look at what I wrote")
    assert "canary: I stayed" in stage.private("ann")
    assert stage.group() == standing and stage.inbox("ben") == [] and stage.pings() == []


async def test_one_is_posted_by_its_owners_press_and_taken_back(stage: Stage) -> None:
    await group_with_two(stage)
    standing = stage.group()
    await write(stage)
    await open_it(stage)
    await stage.choose("ann", "Post it to my group")
    assert "the group would see exactly this" in stage.private("ann") and stage.group() == standing
    await stage.press("ann", "Post it to my group")
    await stage.press("ann", "Undo")
    await stage.pass_time(MINUTE)
    assert stage.group() == standing
    await open_it(stage)
    await stage.choose("ann", "Post it to my group")
    await stage.press("ann", "Post it to my group")
    await stage.pass_time(MINUTE)
    assert STATEMENT in stage.group()[-1] and "Ann" in stage.group()[-1]
    await open_it(stage)
    await stage.choose("ann", "Take it back from the group")
    await stage.pass_time(MINUTE)
    assert stage.group() == standing and stage.pings() == []


async def test_doubt_about_safety_keeps_it_with_its_owner(stage: Stage) -> None:
    await group_with_two(stage)
    standing = stage.group()
    await write(stage, "I am not sure")
    await open_it(stage)
    assert "It stays with you alone." in stage.private("ann")
    assert "Post it to my group" not in stage.buttons("ann")
    await stage.choose("ann", "The question of safety")
    assert "from" in stage.private("ann") and "No" not in stage.buttons("ann")
    await stage.pass_time(timedelta(hours=24, minutes=1))
    await open_it(stage)
    await stage.choose("ann", "The question of safety")
    await stage.press("ann", "No")
    assert "Post it to my group" in stage.buttons("ann") and stage.group() == standing


async def test_two_days_without_the_bot_bring_nothing_stale(stage: Stage) -> None:
    await group_with_two(stage)
    await write(stage)
    await remind(stage)
    await stage.pass_time(timedelta(days=2))
    assert stage.inbox("ann") == []
    await until(stage, f"{stage.house.clock.now().date()}", "21:01")
    assert stage.inbox("ann") == ["You have a note."]


async def test_across_the_date_line_it_comes_at_ones_own_hour(stage: Stage) -> None:
    await group_with_two(stage)
    await write(stage)
    await remind(stage)
    day = stage.house.clock.now().date()
    await move_to(stage, "new zealand", "auckland", "Auckland")
    await until(stage, f"{day + timedelta(days=1)}", "20:59", "Pacific/Auckland")
    assert stage.inbox("ann") == []
    await until(stage, f"{day + timedelta(days=1)}", "21:01", "Pacific/Auckland")
    assert stage.inbox("ann") == ["You have a note."]
    assert STATEMENT in await open_note(stage)
