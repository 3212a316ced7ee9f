"""A week with a rhythm: asked for at an hour of one's own, at home and away, and easily fewer."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.journeys.acts import CHECK_IN, check_in, group_with_two
from tests.journeys.stage import Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PROMPT = "Your check-in is here when you are."


async def until(stage: Stage, day: str, at: str, zone: str = "Europe/Berlin") -> None:
    """Let time pass until a wall-clock time somewhere, in steps of at most three hours."""
    target = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ZoneInfo(zone))
    while (left := target - stage.house.clock.now()) > timedelta():
        await stage.pass_time(min(left + timedelta(seconds=1), 3 * HOUR))


async def begin(stage: Stage, who: str = "ann") -> None:
    """Switch the offered rhythm on."""
    await stage.command(who, "rhythm")
    assert "Nothing is planned" in stage.private(who) and "every day at 20:00" in stage.private(who)
    await stage.press(who, "Yes, ask me")
    assert "Done" in stage.private(who)


async def open_note(stage: Stage, who: str = "ann") -> str:
    """Open what waits, through the menu of everything."""
    await stage.command(who, "start")
    await stage.press(who, "Open a waiting note")
    return stage.private(who)


async def move_to(stage: Stage, country: str, city: str, found: str, who: str = "ann") -> None:
    """Change where somebody is, in About you."""
    await stage.command(who, "start")
    await stage.choose(who, "About you")
    await stage.press(who, "Name, country, clock")
    await stage.submit(who, {"Your country": country, "A city near you": city})
    await stage.choose(who, found)
    await stage.pass_time(timedelta(seconds=1))


async def test_a_week_of_check_ins_is_asked_for_answered_skipped_and_made_fewer(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await until(stage, "2026-06-01", "19:59")
    assert stage.inbox("ann") == []
    await until(stage, "2026-06-01", "20:00")
    assert len(stage.inbox("ann")) == 1 and "check-in" not in stage.inbox("ann")[0].lower()
    assert PROMPT in await open_note(stage)
    await stage.press("ann", "Check in")
    await stage.submit("ann", CHECK_IN)
    assert "Only you can see it" in stage.private("ann")
    await until(stage, "2026-06-02", "20:00")
    assert PROMPT in await open_note(stage)
    await stage.press("ann", "Skip today")
    assert "Nothing is counted" in stage.private("ann")
    await until(stage, "2026-06-03", "20:00")
    assert len(stage.inbox("ann")) == 3 and stage.inbox("ben") == [] and len(stage.group()) == 1


async def test_one_press_makes_them_fewer_and_one_undoes_it(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await until(stage, "2026-06-01", "20:00")
    assert PROMPT in await open_note(stage)
    await stage.press("ann", "Fewer of these")
    assert "Monday, Wednesday and Friday" in stage.private("ann")
    await stage.press("ann", "As it was")
    assert "every day" in stage.private("ann")
    await stage.press("ann", "See the rhythm")
    await stage.press("ann", "Fewer of these")
    await until(stage, "2026-06-02", "23:00")
    assert len(stage.inbox("ann")) == 1
    await until(stage, "2026-06-03", "20:00")
    assert len(stage.inbox("ann")) == 2


async def test_a_pause_until_a_day_ends_by_itself(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await stage.press("ann", "See the rhythm")
    await stage.press("ann", "Pause")
    await stage.submit("ann", {"Until which day?": "2026-06-03"})
    assert "Wednesday 3 June" in stage.private("ann")
    await until(stage, "2026-06-03", "19:59")
    assert stage.inbox("ann") == []
    await until(stage, "2026-06-03", "20:00")
    assert len(stage.inbox("ann")) == 1


async def test_travel_moves_what_is_planned(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await until(stage, "2026-06-01", "10:00")
    await move_to(stage, "Brazil", "Sao Paulo", "Paulo")
    assert "Changed" in stage.private("ann")
    await until(stage, "2026-06-01", "19:59", "America/Sao_Paulo")
    assert stage.inbox("ann") == []
    await until(stage, "2026-06-01", "20:00", "America/Sao_Paulo")
    assert len(stage.inbox("ann")) == 1


async def test_when_the_clocks_change_the_hour_stays(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await stage.command("ann", "rhythm")
    await stage.press("ann", "Pause")
    await stage.submit("ann", {"Until which day?": "2026-10-24"})
    await stage.pass_time(datetime(2026, 10, 23, 12, tzinfo=ZoneInfo("Europe/Berlin")) - stage.house.clock.now())
    for number, day in enumerate(("2026-10-24", "2026-10-25", "2026-10-26")):
        await until(stage, day, "19:59")
        assert len(stage.inbox("ann")) == number
        await until(stage, day, "20:00")
        assert len(stage.inbox("ann")) == number + 1


async def test_after_three_evenings_without_an_answer_it_asks_kindly_and_tells_nobody(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await until(stage, "2026-06-04", "20:00")
    assert "Same rhythm, fewer, or a pause?" in await open_note(stage)
    await stage.press("ann", "A pause")
    await stage.submit("ann", {})
    assert "until you say so" in stage.private("ann")
    await until(stage, "2026-06-08", "20:00")
    assert len(stage.inbox("ann")) == 4 and stage.inbox("ben") == [] and stage.inbox("mo") == []


async def test_a_closed_inbox_never_leads_to_the_channel_and_the_prompt_waits(stage: Stage) -> None:
    await group_with_two(stage)
    await begin(stage)
    await stage.close_inbox("ann")
    before = stage.group()
    await until(stage, "2026-06-01", "20:00")
    await stage.pass_time(HOUR)
    assert stage.inbox("ann") == [] and stage.group() == before and stage.pings() == []
    assert PROMPT in await open_note(stage)


async def test_the_first_check_in_offers_a_rhythm_and_switches_nothing_on(stage: Stage) -> None:
    await group_with_two(stage)
    await check_in(stage, "ann")
    assert "Ask me for it regularly" in stage.buttons("ann")
    await stage.pass_time(3 * DAY)
    assert stage.inbox("ann") == []
    await stage.command("ann", "rhythm")
    await stage.press("ann", "Another time or other days")
    await stage.submit("ann", {"At what time?": "19:30", "On which days?": ["Thursday"]})
    assert "on Thursday at 19:30" in stage.private("ann")


async def test_one_week_with_a_pause_a_journey_and_the_change_of_clocks(stage: Stage) -> None:
    """Asked on Thursday, not on Friday; on Saturday in New York at that hour there; at home as the clocks change."""
    await group_with_two(stage)
    await stage.pass_time(datetime(2026, 10, 22, 12, tzinfo=ZoneInfo("Europe/Berlin")) - stage.house.clock.now())
    await begin(stage)
    await until(stage, "2026-10-22", "20:00")
    assert PROMPT in await open_note(stage)
    await stage.press("ann", "Check in")
    await stage.submit("ann", CHECK_IN)

    await stage.command("ann", "rhythm")
    await stage.press("ann", "Pause")
    await stage.submit("ann", {"Until which day?": "2026-10-24"})
    await until(stage, "2026-10-24", "09:00")
    asked = len(stage.inbox("ann"))

    await move_to(stage, "United States", "New York", "New York")
    await until(stage, "2026-10-24", "19:59", "America/New_York")
    assert len(stage.inbox("ann")) == asked
    await until(stage, "2026-10-24", "20:00", "America/New_York")
    assert len(stage.inbox("ann")) == asked + 1

    await move_to(stage, "Germany", "Berlin", "Berlin")
    await until(stage, "2026-10-25", "19:59")
    assert len(stage.inbox("ann")) == asked + 1, "the clocks went back that morning; the hour is as it was"
    await until(stage, "2026-10-25", "20:00")
    await until(stage, "2026-10-26", "19:59")
    assert len(stage.inbox("ann")) == asked + 2, "once, though that day had 25 hours"
    await until(stage, "2026-10-26", "20:00")
    assert len(stage.inbox("ann")) == asked + 3
    assert stage.inbox("ben") == [] and len(stage.group()) == 1 and stage.pings() == []
