"""When a check-in is asked for: by one's own clock, through travel, outages and changes of clocks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.rhythms.model import EVERY_DAY
from core.turn import Again
from tests.core.home import ANSWERS, EVENING, Home, labels, options, said
from tests.core.rhythms import BERLIN, DAY, HOUR, MONDAY, begin, kept, lines, live, member_of


@pytest.mark.parametrize(
    ("typed", "kept_as"), [("8pm", time(20)), ("20.00", time(20)), (" 7:05 am", time(7, 5)), ("21h15", time(21, 15))]
)
async def test_a_time_is_understood_however_it_is_written(home: Home, typed: str, kept_as: time) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": typed, "days": ("0", "2")})
    (rhythm,) = await kept(home)
    assert (rhythm.at, rhythm.days) == (kept_as, (0, 2))


@pytest.mark.parametrize(
    "answers", [{"at": "25:99", "days": ("0",)}, {"at": "20:00", "days": ()}, {"at": "soon", "days": ("9",)}]
)
async def test_a_time_that_is_none_is_kindly_refused_and_changes_nothing(
    home: Home, answers: dict[str, str | tuple[str, ...]]
) -> None:
    await begin(home)
    outcome = await home.does("ann", "rhythm.change:daily-brief", answers)
    assert isinstance(outcome, Again) and (await kept(home))[0].days == EVERY_DAY


async def test_travel_moves_what_is_planned_at_once(home: Home) -> None:
    await begin(home)
    await live(home, 0.2)
    await home.join("ann", zone="America~Sao_Paulo", country="brazil")
    await live(home, 1.4, HOUR / 2)
    assert [at.astimezone(ZoneInfo("America/Sao_Paulo")).time() for at in lines(home)] == [time(20)]
    await home.join("ann", zone="Asia~Kolkata", country="india")
    await live(home, 1, HOUR / 2)
    assert [at.astimezone(ZoneInfo("Asia/Kolkata")).time() for at in lines(home)[1:]] == [time(20)]


@pytest.mark.parametrize("start", [datetime(2026, 3, 27, 12, tzinfo=BERLIN), datetime(2026, 10, 23, 12, tzinfo=BERLIN)])
@pytest.mark.parametrize("at", ["02:30", "03:00", "20:00", "00:15"])
async def test_a_change_of_clocks_loses_no_day_and_doubles_none(home: Home, start: datetime, at: str) -> None:
    home.clock.at = start.astimezone(EVENING.tzinfo)
    await home.does("ann", "rhythm.change:daily-brief", {"at": at, "days": tuple("0123456")})
    await live(home, 4, timedelta(minutes=15))
    walls = [posted.astimezone(BERLIN) for posted in lines(home)]
    assert [wall.date() for wall in walls] == [start.date() + (1 + number) * DAY for number in range(4)] or [
        wall.date() for wall in walls
    ] == [start.date() + number * DAY for number in range(4)]
    assert all(wall.time() == time.fromisoformat(at) or wall.time() == time(3) for wall in walls)


@pytest.mark.parametrize("away", [timedelta(minutes=10), HOUR, 9 * HOUR, DAY, 7 * DAY])
async def test_an_outage_is_made_up_for_at_most_once_and_never_after_bedtime(home: Home, away: timedelta) -> None:
    for kind in ("daily-brief", "seven-signals"):
        await begin(home, kind=kind)
    await live(home, 0.99)
    await home.later(away)
    caught_up = lines(home)
    assert len(caught_up) <= 1
    assert all(time(8) <= at.astimezone(BERLIN).time() < time(21, 30) for at in caught_up)
    await live(home, 2)
    days = [at.astimezone(BERLIN).date() for at in lines(home)]
    assert len(set(days)) == len(days)
    assert len(days) - len(caught_up) in (1, 2)
    assert all(one.blanks <= 2 for one in await kept(home))


async def test_a_prompt_is_late_by_an_hour_at_most_as_an_evening_goes(home: Home) -> None:
    await begin(home)
    home.clock.move(DAY)
    home.clock.move(HOUR)
    await home.later()
    assert lines(home) == [MONDAY + HOUR]
    home.clock.move(DAY + HOUR)
    await home.later()
    assert len(lines(home)) == 1, "22:00 is too late"


async def test_a_time_placed_in_the_night_is_kept_there(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "23:00", "days": tuple("0123456")})
    await live(home, 1, timedelta(minutes=30))
    assert [at.astimezone(BERLIN).time() for at in lines(home)] == [time(23)]


async def test_a_nudge_is_off_until_switched_on_comes_once_and_before_the_quiet_hours(home: Home) -> None:
    await begin(home)
    await live(home, 1.2)
    assert len(lines(home)) == 1
    await home.does("ann", "rhythm.nudge:daily-brief~1")
    await live(home, 1, timedelta(minutes=5))
    late = lines(home)[2] - lines(home)[1]
    assert len(lines(home)) == 3 and late <= timedelta(minutes=75) and lines(home)[2].astimezone(BERLIN).hour == 21
    await home.does("ann", "rhythm.nudge:daily-brief~0")
    await live(home, 1, timedelta(minutes=5))
    assert len(lines(home)) == 4


async def test_a_nudge_is_the_first_to_be_left_out_and_never_follows_an_answer(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.nudge:daily-brief~1")
    await home.does("ann", "rhythm.most", {"most": "1"})
    await live(home, 1.2, timedelta(minutes=5))
    assert len(lines(home)) == 1
    await home.does("ann", "rhythm.most", {"most": "2"})
    await live(home, 0.81, timedelta(minutes=5))
    await home.check_in()
    await live(home, 0.2, timedelta(minutes=5))
    assert len(lines(home)) == 2


async def test_a_month_has_one_prompt_on_its_first_such_day(home: Home) -> None:
    assert "first Sunday of a month" in await begin(home, kind="strengths-month")
    await live(home, 70, timedelta(hours=3))
    days = [at.astimezone(BERLIN).date() for at in lines(home)]
    assert days == [date(2026, 6, 7), date(2026, 7, 5), date(2026, 8, 2)]


async def test_yesterday_can_be_written_today_and_is_kept_as_written_later(home: Home) -> None:
    await begin(home)
    await live(home, 2.1)
    opened = await home.does("ann", "people.notes")
    assert "For yesterday" in labels(opened)
    step = next(option.step for option in options(opened) if option.label == "For yesterday")
    await home.does("ann", step, ANSWERS)
    member = await member_of(home)
    (found,) = await home.look(lambda stores: stores.checkins.latest(member, 1))
    assert found.day == date(2026, 6, 1) and found.later


async def test_a_blank_yesterday_is_offered_in_the_menu_and_is_not_late_while_its_window_is_open(home: Home) -> None:
    await begin(home)
    await live(home, 1.6)
    shown = await home.does("ann", "start.menu")
    step = next(option.step for option in options(shown) if option.label == "For yesterday")
    await home.does("ann", step, ANSWERS)
    member = await member_of(home)
    (found,) = await home.look(lambda stores: stores.checkins.latest(member, 1))
    assert found.day == date(2026, 6, 1) and not found.later
    assert "For yesterday" not in labels(await home.does("ann", "start.menu"))


async def test_the_plan_of_seven_days_says_what_will_come(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "19:15", "days": ("1", "4")})
    shown = said(await home.does("ann", "rhythm.show"))
    assert "on Tuesday and Friday at 19:15" in shown
    assert "Tuesday 2 June, 19:15" in shown and "Friday 5 June, 19:15" in shown and "Monday 1 June" not in shown


async def test_a_window_that_closed_while_no_work_was_done_is_counted_once_and_not_over_and_over(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "20:00", "days": ("6",)})
    home.clock.move(timedelta(days=6, hours=23, minutes=59) - (home.clock.now() - EVENING) % DAY)
    await live(home, 1.2)
    home.clock.move(timedelta(days=9))
    rounds = 0
    while await home.loop.run_due():
        rounds += 1
        assert rounds < 20, "the job loop goes round and round"
    assert len(await kept(home)) == 1
