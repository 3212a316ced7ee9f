"""Check-in rhythms: asked for at a chosen hour, easily fewer, quiet by themselves, and never a word about blanks."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.people.consents import revoke
from core.rhythms.model import EVERY_DAY, Rhythm, from_mask, from_record, planned
from core.rhythms.planning import rhythms_of
from core.turn import Again
from core.values import MemberId
from tests.core.home import ANSWERS, EVENING, Home, labels, options, said

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
PROMPT = "Your check-in is here when you are."
QUESTION = "Same rhythm, fewer, or a pause?"
MONDAY = EVENING + DAY
"""20:00 in Berlin, a day after a home begins."""
NEVER_SAID = ("miss", "fail", "streak", "blank", "broken", "reset")


async def begin(home: Home, who: str = "ann", kind: str = "daily-brief") -> str:
    """Switch a rhythm on."""
    return said(await home.does(who, f"rhythm.begin:{kind}"))


async def live(home: Home, days: float, step: timedelta = HOUR) -> None:
    """Let days pass, stopping at every full hour (or other step), as the job loop would be woken."""
    until = home.clock.now() + timedelta(days=days)
    while (now := home.clock.now()) < until:
        await home.later(min(step - (now - EVENING) % step, until - now))


async def member_of(home: Home, who: str = "ann") -> MemberId:
    """The id behind a person."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    assert found is not None
    return found.id


async def kept(home: Home, who: str = "ann") -> list[Rhythm]:
    """Somebody's rhythms."""
    member = await member_of(home, who)
    return await home.look(lambda stores: rhythms_of(stores, member))


async def note(home: Home, who: str = "ann") -> str:
    """The oldest note that waits for somebody."""
    return said(await home.does(who, "people.notes"))


def lines(home: Home, who: str = "ann") -> list[datetime]:
    """When a line was shown in somebody's inbox."""
    return [posted.at for posted in home.room.inbox(who)]


async def test_nothing_is_planned_until_somebody_presses(home: Home) -> None:
    shown = await home.does("ann", "rhythm.show")
    assert "Nothing is planned" in said(shown) and "every day at 20:00" in said(shown)
    await home.check_in()
    await live(home, 3)
    assert lines(home) == [] and await kept(home) == []


async def test_a_first_rhythm_is_offered_after_the_first_check_in_and_only_then(home: Home) -> None:
    first = await home.does("ann", "checkin.write", ANSWERS)
    assert "rhythm.show" in {option.step.action for option in options(first)}
    home.clock.move(DAY)
    second = await home.does("ann", "checkin.write", ANSWERS)
    assert "rhythm.show" not in {option.step.action for option in options(second)}


async def test_at_the_chosen_hour_one_neutral_line_and_a_note_that_is_easy_to_refuse(home: Home) -> None:
    assert "every day at 20:00" in await begin(home)
    await live(home, 1)
    assert lines(home) == [MONDAY] and home.inbox("ann") == ["You have a note."]
    opened = await home.does("ann", "people.notes")
    assert said(opened) == PROMPT
    assert labels(opened) == ["Check in", "Skip today", "Fewer of these", "Help now", "Put this note away"]


async def test_the_first_time_is_the_next_one_even_a_minute_after_todays(home: Home) -> None:
    home.clock.move(timedelta(minutes=1))
    await begin(home)
    await live(home, 0.5)
    assert lines(home) == []
    await live(home, 0.5)
    assert len(lines(home)) == 1


async def test_checking_in_takes_the_note_away_and_nothing_waits(home: Home) -> None:
    await begin(home)
    await live(home, 1)
    await home.check_in()
    await live(home, 0.2)
    assert "No note is waiting" in await note(home)


async def test_whoever_checked_in_already_is_not_asked_that_day(home: Home) -> None:
    await begin(home)
    await live(home, 0.9)
    await home.check_in()
    await live(home, 0.5)
    assert lines(home) == []
    await live(home, 1)
    assert lines(home) == [MONDAY + DAY]


async def test_after_three_without_an_answer_it_asks_if_the_rhythm_fits_and_says_nothing_of_them(home: Home) -> None:
    await begin(home)
    for _ in range(3):
        await live(home, 1)
        assert await note(home) == PROMPT
    await live(home, 1)
    asked = await home.does("ann", "people.notes")
    assert said(asked) == QUESTION and labels(asked)[:4] == ["Same rhythm", "Fewer of these", "A pause", "Help now"]
    await live(home, 1)
    assert await note(home) == PROMPT, "it is asked once"
    assert not any(word in said(asked).lower() for word in NEVER_SAID)


async def test_after_seven_it_pauses_by_itself_and_a_month_later_says_once_that_the_door_is_open(home: Home) -> None:
    await begin(home)
    await live(home, 9)
    assert len(lines(home)) == 7 and (await kept(home))[0].paused
    assert "pauses until you say so" in said(await home.does("ann", "rhythm.show"))
    await live(home, 30, timedelta(hours=6))
    assert len(lines(home)) == 8 and "door is open" in await note(home)
    await live(home, 60, timedelta(hours=12))
    assert len(lines(home)) == 8
    assert "every day at 20:00" in said(await home.does("ann", "rhythm.resume:daily-brief"))
    await live(home, 1.1)
    assert len(lines(home)) == 9


async def test_one_answer_begins_the_count_anew(home: Home) -> None:
    await begin(home)
    await live(home, 2.9)
    await home.check_in()
    await live(home, 3.2)
    assert await note(home) == PROMPT and (await kept(home))[0].blanks < 3


async def test_saying_that_it_fits_begins_the_count_anew(home: Home) -> None:
    await begin(home)
    await live(home, 4)
    assert await note(home) == QUESTION
    assert "stays as it is" in said(await home.does("ann", "rhythm.same:daily-brief"))
    assert (await kept(home))[0].blanks == 0 and "No note" in await note(home)


async def test_a_week_is_asked_about_after_two_and_pauses_after_four(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "20:00", "days": ("6",)})
    found = []
    for _ in range(6):
        await live(home, 7, timedelta(hours=4))
        found.append(await note(home))
    assert found[:4] == [PROMPT, PROMPT, QUESTION, PROMPT] and (await kept(home))[0].paused


async def test_skipping_is_an_answer(home: Home) -> None:
    await begin(home)
    for _ in range(9):
        await live(home, 1)
        assert await note(home) == PROMPT
        assert "Nothing is counted" in said(await home.does("ann", "rhythm.skip:daily-brief"))
        assert "No note" in await note(home)
    assert len(lines(home)) == 9


async def test_skipping_before_the_hour_leaves_that_day_out(home: Home) -> None:
    await begin(home)
    await live(home, 0.9)
    await home.does("ann", "rhythm.skip:daily-brief")
    await live(home, 0.2)
    assert lines(home) == []
    await live(home, 1)
    assert len(lines(home)) == 1


async def test_fewer_goes_down_step_by_step_and_each_step_can_be_undone(home: Home) -> None:
    await begin(home)
    seen = []
    for _ in range(3):
        outcome = await home.does("ann", "rhythm.fewer:daily-brief")
        seen.append((await kept(home))[0])
        back = next(option.step for option in options(outcome) if option.step.action == "rhythm.as-before")
        assert "As it was" in said(await home.does("ann", back))
        await home.does("ann", "rhythm.fewer:daily-brief")
    assert [len(one.days) for one in seen] == [3, 1, 1] and [one.paused for one in seen] == [False, False, True]
    assert "every day" in said(await home.does("ann", "rhythm.as-before:daily-brief~127"))


async def test_a_pause_until_a_day_ends_by_itself(home: Home) -> None:
    await begin(home)
    assert "Thursday 4 June" in said(await home.does("ann", "rhythm.pause:daily-brief", {"back": "2026-06-04"}))
    await live(home, 3.5)
    assert lines(home) == []
    await live(home, 1)
    assert lines(home) == [EVENING + 4 * DAY]


async def test_a_pause_without_an_end_lasts_until_they_say_so(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.pause:daily-brief", {"back": ""})
    await live(home, 40, timedelta(hours=6))
    assert lines(home) == []
    await home.does("ann", "rhythm.resume:daily-brief")
    await live(home, 1)
    assert len(lines(home)) == 1


@pytest.mark.parametrize("back", ["2026-05-31", "2026-05-01", "2028-01-01"])
async def test_a_pause_until_a_day_gone_by_or_far_off_is_kindly_refused(home: Home, back: str) -> None:
    await begin(home)
    assert isinstance(await home.does("ann", "rhythm.pause:daily-brief", {"back": back}), Again)
    assert not (await kept(home))[0].paused


async def test_a_stopped_rhythm_is_gone_with_all_that_was_planned(home: Home) -> None:
    await begin(home)
    await live(home, 1)
    await home.does("ann", "rhythm.stop:daily-brief")
    assert "No note" in await note(home) and await kept(home) == []
    await live(home, 3)
    assert len(lines(home)) == 1


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


async def test_days_away_are_silent_the_prompt_waits_and_counts_for_nothing(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.away", {"first": "2026-06-01", "last": "2026-06-08"})
    assert "you are away" in said(await home.does("ann", "rhythm.show"))
    await live(home, 8.5)
    assert lines(home) == [] and (await kept(home))[0].blanks == 0 and not (await kept(home))[0].paused
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu"))
    await live(home, 1)
    assert lines(home) == [EVENING + 9 * DAY]


async def test_back_early_is_back_at_once(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.away", {"first": "2026-06-01", "last": "2026-06-08"})
    await live(home, 1.5)
    await home.does("ann", "rhythm.here")
    await live(home, 1)
    assert lines(home) == [MONDAY + DAY]


@pytest.mark.parametrize(
    ("first", "last"), [("2026-06-05", "2026-06-01"), ("2026-05-01", "2026-05-02"), ("2026-06-01", "2029-01-01")]
)
async def test_days_away_that_make_no_sense_are_kindly_refused(home: Home, first: str, last: str) -> None:
    assert isinstance(await home.does("ann", "rhythm.away", {"first": first, "last": last}), Again)


async def test_with_no_messages_a_day_the_prompt_waits_without_a_line(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.most", {"most": "0"})
    await live(home, 9)
    assert lines(home) == [] and not (await kept(home))[0].paused
    assert "without a line" in said(await home.does("ann", "rhythm.show"))
    assert await note(home) == PROMPT


async def test_two_rhythms_of_one_hour_share_a_line_and_each_has_its_note(home: Home) -> None:
    await begin(home)
    await begin(home, kind="seven-signals")
    await live(home, 1)
    assert lines(home) == [MONDAY]
    assert "1 more after this one" in await note(home)


async def test_a_closed_inbox_leads_nowhere_else_and_the_note_waits(home: Home) -> None:
    await begin(home)
    home.room.set_inbox("ann", is_open=False)
    before = home.channel()
    await live(home, 9)
    assert lines(home) == [] and home.channel() == before
    assert not (await kept(home))[0].paused, "who could not be asked left nothing blank"
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu"))
    assert await note(home) == PROMPT


async def test_without_consent_to_private_lines_there_is_none(home: Home) -> None:
    member, community = await member_of(home), await home.community()
    await home.join("ann")
    await begin(home)
    now = home.clock.now()
    await home.handrail.database.write(lambda tx: revoke(tx.within(community), member, "notes", now))
    await live(home, 2)
    assert lines(home) == [] and "did not agree" in said(await home.does("ann", "rhythm.show"))


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


async def test_others_see_nothing_of_a_rhythm(home: Home) -> None:
    without = said(await home.does("ben", "rhythm.show"))
    await begin(home)
    await live(home, 10)
    assert said(await home.does("ben", "rhythm.show")) == without
    assert lines(home, "ben") == [] and lines(home, "mo") == [] and home.channel() == []


async def test_erasing_ends_everything(home: Home) -> None:
    await begin(home)
    await home.does("ann", "privacy.erase")
    await live(home, 3)
    assert lines(home) == []


async def test_the_plan_of_seven_days_says_what_will_come(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "19:15", "days": ("1", "4")})
    shown = said(await home.does("ann", "rhythm.show"))
    assert "on Tuesday and Friday at 19:15" in shown
    assert "Tuesday 2 June, 19:15" in shown and "Friday 5 June, 19:15" in shown and "Monday 1 June" not in shown


@pytest.mark.parametrize("mask", ["", "999", "0", "x", "²", "12~3"])
async def test_a_broken_undo_keeps_the_days(home: Home, mask: str) -> None:
    await begin(home)
    await home.does("ann", f"rhythm.as-before:daily-brief~{mask}" if mask != "²" else "rhythm.as-before:daily-brief~")
    assert (await kept(home))[0].days in (EVERY_DAY, from_mask(999))


async def test_a_rhythm_reads_back_as_it_was_kept() -> None:
    day = date(2026, 7, 1)
    rhythm = Rhythm("ground", "an-id", (0, 3), time(6, 45), monthly=True, nudge=True, paused=True, back=day)
    full = Rhythm("ground", "an-id", (1,), blanks=2, asked=True, prompted=day, open=True, quiet_since=EVENING)
    for one in (rhythm, full):
        assert from_record(one.record(EVENING)) == one


def test_a_paused_rhythm_plans_nothing_but_its_return() -> None:
    rhythm = Rhythm("daily-brief", "an-id", EVERY_DAY)
    assert len(planned(rhythm, "Europe/Berlin", EVENING - HOUR)) == 7
    assert planned(rhythm.pause(None), "Europe/Berlin", EVENING) == []
    back = planned(rhythm.pause(date(2026, 6, 4)), "Europe/Berlin", EVENING)
    assert [at.astimezone(BERLIN).date() for at in back] == [date(2026, 6, day) for day in (4, 5, 6)]


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


@pytest.mark.parametrize("asleep", [timedelta(), timedelta(days=2)])
async def test_whoever_comes_back_is_asked_again_as_before(home: Home, asleep: timedelta) -> None:
    await begin(home)
    await live(home, 1.5)
    await home.does("ann", "privacy.go")
    await live(home, 2)
    await home.join("ann")
    home.clock.move(asleep)
    await live(home, 2)
    assert PROMPT in await note(home)


async def test_who_only_looks_after_a_group_is_not_woken_either(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.room.set_channel("evening-circle", stands=False)
    home.clock.move(timedelta(hours=8))
    await home.later()
    assert home.inbox("mo") == []
    await home.later(timedelta(hours=6))
    assert home.inbox("mo") == ["You have a note."]
