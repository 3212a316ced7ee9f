"""What can go wrong around a reminder: dates that cannot be, a closed inbox, days away, a busy evening."""

from __future__ import annotations

from datetime import timedelta

from adapters.database.transaction import SqlTransaction
from core.boundaries.model import Boundary, boundary_record
from core.paging import FURTHER
from core.values import Said, new_id
from tests.journeys.acts import MINUTE, group_with_two
from tests.journeys.stage import Fill, Stage
from tests.journeys.test_boundaries import ACTION, EVERY_DAY, STATEMENT, open_it, remind, write
from tests.journeys.test_week import open_note, until

SECOND = timedelta(seconds=1)
TRIP: Fill = {"From which day?": "2026-06-05", "To which day, that day included?": "2026-06-07"}


async def fill_again(stage: Stage, fill: Fill) -> None:
    """Fill the form in once more; where a platform can't leave it open, a button opens it as it was."""
    if stage.form("ann") is None:
        await stage.press("ann", "Open it again")
    await stage.submit("ann", fill)


async def test_days_that_cannot_be_are_asked_for_anew_until_they_can(stage: Stage) -> None:
    await group_with_two(stage)
    await write(stage)
    await stage.pass_time(MINUTE)
    await stage.press("ann", "Leave myself a reminder")
    await stage.choose("ann", "Before days away from home")
    await stage.submit("ann", {**TRIP, "From which day?": "2026-05-01", "When does it begin?": "18:00"})
    assert "gone by already" in stage.private("ann")
    await fill_again(stage, {"From which day?": "2026-06-09"})
    assert "the other way round" in stage.private("ann")
    await fill_again(stage, {"From which day?": "2026-06-05", "How many minutes before that?": "900"})
    assert "from 5 to 180" in stage.private("ann")
    await fill_again(stage, {"How many minutes before that?": "60"})
    assert "60 min before 5 June to 7 June" in stage.private("ann")
    await stage.press("ann", "All reminders of this one")
    await stage.choose("ann", "Before days away from home")
    await stage.submit("ann", {**TRIP, "From which day?": "2026-06-07", "When does it begin?": "18:00"})
    assert "covers that time already" in stage.private("ann")


async def test_an_hour_or_a_day_that_no_clock_has_is_asked_for_anew(stage: Stage) -> None:
    if stage.name == "slack":
        return  # Slack lets people pick both, so that neither can be typed.
    await group_with_two(stage)
    await write(stage)
    await stage.pass_time(MINUTE)
    await stage.press("ann", "Leave myself a reminder")
    await stage.choose("ann", "At times of my own")
    await stage.submit("ann", {"On which days?": EVERY_DAY, "At what time?": "25:99"})
    assert "such as 20:00" in stage.private("ann")
    await fill_again(stage, {"At what time?": "20:30"})
    assert "Done. I remind you: Every day at 20:30." in stage.private("ann")
    await stage.press("ann", "All reminders of this one")
    await stage.choose("ann", "Before days away from home")
    await stage.submit("ann", {**TRIP, "From which day?": "2027-02-31", "When does it begin?": "18:00"})
    assert "such as 2026-05-31" in stage.private("ann")
    await fill_again(stage, {"From which day?": "2026-06-05"})
    assert "30 min before 5 June to 7 June" in stage.private("ann")


async def test_a_closed_inbox_is_told_privately_at_the_next_use_and_never_in_a_channel(stage: Stage) -> None:
    await group_with_two(stage)
    await write(stage)
    await remind(stage)
    await stage.close_inbox("ann")
    standing, day = stage.group(), stage.house.clock.now().date()
    await until(stage, f"{day}", "21:01")
    assert stage.inbox("ann") == [] and stage.group() == standing and stage.pings() == []
    await stage.command("ann", "boundary list")
    assert "Open a waiting note" in stage.buttons("ann")
    assert STATEMENT in await open_note(stage)
    assert stage.inbox("ben") == stage.inbox("mo") == []


async def test_after_two_days_without_the_bot_one_line_at_most_and_nothing_past_its_time(stage: Stage) -> None:
    await group_with_two(stage)
    await write(stage)
    await stage.press("ann", "It was crossed")
    await stage.submit("ann", {"By whom?": "By somebody else", "What became of my own action?": "Not yet"})
    assert "What steadies you now?" in stage.private("ann") and ACTION in stage.private("ann")
    await open_it(stage)
    await stage.press("ann", "Reminders")
    await stage.choose("ann", "At times of my own")
    await stage.submit("ann", {"On which days?": EVERY_DAY, "At what time?": "09:00"})
    await stage.pass_time(timedelta(days=2))
    assert len(stage.inbox("ann")) <= 1
    await stage.command("ann", "start")
    assert "Open a waiting note" not in stage.buttons("ann")
    lines = len(stage.inbox("ann"))
    day = stage.house.clock.now().date() + timedelta(days=1)
    await until(stage, f"{day}", "09:01")
    assert len(stage.inbox("ann")) == lines + 1


async def test_as_a_hard_time_begins_the_plan_made_for_it_opens(stage: Stage) -> None:
    await group_with_two(stage)
    await write(stage)
    await stage.pass_time(MINUTE)
    await stage.press("ann", "Leave myself a reminder")
    await stage.choose("ann", "If … then …: a plan")
    await stage.submit("ann", {"If …": "I am tired and it is late", "then …": "I go to bed"})
    assert "It can also come as a hard time begins" in stage.private("ann")
    await stage.press("ann", "All reminders of this one")
    await stage.pass_time(MINUTE)
    await stage.choose("ann", "Before hours of the week")
    typed: Fill = {"On which days?": ["Sunday"], "When does it begin?": "21:00", "How many minutes before that?": "30"}
    await stage.submit("ann", {**typed, "And when it begins?": "Show me my if … then … plans"})
    assert "Done. I remind you: 30 min before Sunday at 21:00." in stage.private("ann")
    day = stage.house.clock.now().date()
    await until(stage, f"{day}", "20:31")
    assert "What do you need for the next hours?" in await open_note(stage)
    await stage.press("ann", "Done")
    await until(stage, f"{day}", "21:01")
    assert stage.inbox("ann") == ["You have a note."] * 2
    assert "You decided this on a calm day" in await open_note(stage)
    await stage.press("ann", "Stop this reminder")
    assert "Stopped." in stage.private("ann")


async def test_however_many_there_are_each_can_be_opened(stage: Stage) -> None:
    await group_with_two(stage)
    now, many = stage.house.clock.now(), 120  # a thousand are walked in the core

    def write_many(tx: SqlTransaction) -> None:
        (home, _), *_ = tx.home_countries()
        community = tx.community_at(home)
        assert community is not None
        stores = tx.within(community)
        ann = stores.people.joined()[0]
        for number in range(many):
            one = Boundary(new_id(), now + number * SECOND, statement=Said(f"I keep number {number}"))
            stores.records.save(ann, boundary_record(one))

    await stage.house.handrail.database.write(write_many)
    await stage.command("ann", "boundary list")
    assert f"0 in force, {many} altogether" in stage.private("ann")
    seen = set[str]()
    while True:
        seen |= {label for label in stage.buttons("ann") if label.startswith("I keep number")}
        if FURTHER not in stage.buttons("ann"):
            break
        await stage.pass_time(MINUTE / 10)
        await stage.choose("ann", FURTHER)
    assert len(seen) == many
    await stage.choose("ann", "I keep number 119")
    assert "I keep number 119" in stage.private("ann")
