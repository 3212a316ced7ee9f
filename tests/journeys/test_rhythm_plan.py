"""What is planned for seven days and what was held back, as its owner sees it; and one press for fewer."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.acts import MINUTE, group_with_two
from tests.journeys.stage import Stage
from tests.journeys.test_boundaries import remind, write
from tests.journeys.test_week import begin, open_note, until

DAY = timedelta(days=1)
LINE = "You have a note."


async def plan(stage: Stage) -> str:
    """Everything that is planned."""
    await stage.pass_time(MINUTE)
    await stage.command("ann", "rhythm")
    return stage.private("ann")


async def one_a_day(stage: Stage) -> None:
    """She wants one message a day."""
    await plan(stage)
    await stage.choose("ann", "Messages a day")
    await stage.submit("ann", {"How many, at most?": "One"})
    assert "At most one message a day" in stage.private("ann")


async def test_the_plan_says_what_will_not_come_and_afterwards_why_it_did_not(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await one_a_day(stage)
    await write(stage)
    await remind(stage, "17:00")
    shown = await plan(stage)
    assert "The next seven days, by your own clock:" in shown
    assert "Monday 1 June, 17:00 · A note you left for yourself" in shown
    assert "Monday 1 June, 20:00 · Daily brief (left out: that day's messages are used up)" in shown
    await until(stage, "2026-06-01", "21:00")
    assert stage.inbox("ann") == [LINE], "what she placed came, and nothing over her number"
    shown = await plan(stage)
    assert "Held back lately" in shown
    assert "Monday 1 June, 20:00 · that day's messages were used up" in shown
    assert "Daily brief" not in "".join(stage.group()) and stage.inbox("ben") == []


async def test_days_away_are_in_the_plan_before_and_after(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await plan(stage)
    await stage.choose("ann", "Days away")
    await stage.submit("ann", {"From which day?": "2026-06-01", "To which day, that day included?": "2026-06-02"})
    assert "Nothing is sent from Monday 1 June to Tuesday 2 June" in stage.private("ann")
    shown = await plan(stage)
    assert "Tuesday 2 June, 20:00 · Daily brief (you are away)" in shown
    assert "Wednesday 3 June, 20:00 · Daily brief\n" in shown + "\n"
    await until(stage, "2026-06-02", "21:00")
    assert stage.inbox("ann") == []
    assert "Tuesday 2 June, 20:00 · you were away" in await plan(stage)
    await until(stage, "2026-06-03", "20:00")
    assert stage.inbox("ann") == [LINE]


async def test_what_an_outage_swallowed_is_said_openly(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await stage.pass_time(DAY + timedelta(hours=4))
    shown = await plan(stage)
    assert "Monday 1 June, 20:00 · I was not running then, and it was too late afterwards" in shown
    assert stage.inbox("ann") == []


async def test_fewer_of_these_on_a_note_makes_the_next_ones_fewer(stage: Stage) -> None:
    await group_with_two(stage)
    await write(stage)
    await remind(stage)
    await until(stage, "2026-05-31", "21:00")
    assert "A note you left for yourself" in await open_note(stage)
    await stage.choose("ann", "Fewer of these")
    assert "Fewer it is: Monday, Wednesday, Friday at 21:00." in stage.private("ann")
    for day, lines in (("2026-06-01", 2), ("2026-06-02", 2), ("2026-06-03", 3), ("2026-06-04", 3), ("2026-06-05", 4)):
        await until(stage, day, "21:01")
        assert len(stage.inbox("ann")) == lines, day
    shown = await plan(stage)
    assert "Monday 8 June, 21:00" in shown and "Saturday 6 June" not in shown
