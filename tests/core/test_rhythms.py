"""A check-in rhythm: asked for at a chosen hour, quiet by itself, and never a word about blanks."""

from __future__ import annotations

from datetime import date, time, timedelta

from core.rhythms.model import Rhythm, from_record
from tests.core.home import ANSWERS, EVENING, Home, labels, options, said
from tests.core.rhythms import DAY, MONDAY, PROMPT, QUESTION, begin, kept, lines, live, note

NEVER_SAID = ("miss", "fail", "streak", "blank", "broken", "reset")


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


async def test_a_week_is_asked_about_after_two_and_pauses_after_four(home: Home) -> None:
    await home.does("ann", "rhythm.change:daily-brief", {"at": "20:00", "days": ("6",)})
    found = []
    for _ in range(6):
        await live(home, 7, timedelta(hours=4))
        found.append(await note(home))
    assert found[:4] == [PROMPT, PROMPT, QUESTION, PROMPT] and (await kept(home))[0].paused


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


async def test_others_see_nothing_of_a_rhythm(home: Home) -> None:
    without = said(await home.does("ben", "rhythm.show"))
    await begin(home)
    await live(home, 10)
    assert said(await home.does("ben", "rhythm.show")) == without
    assert lines(home, "ben") == [] and lines(home, "mo") == [] and home.channel() == []


async def test_a_rhythm_reads_back_as_it_was_kept() -> None:
    day = date(2026, 7, 1)
    rhythm = Rhythm("ground", "an-id", (0, 3), time(6, 45), monthly=True, nudge=True, paused=True, back=day)
    full = Rhythm("ground", "an-id", (1,), blanks=2, asked=True, prompted=day, open=True, quiet_since=EVENING)
    for one in (rhythm, full):
        assert from_record(one.record(EVENING)) == one


async def test_who_only_looks_after_a_group_is_not_woken_either(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    home.room.set_channel("evening-circle", stands=False)
    home.clock.move(timedelta(hours=8))
    await home.later()
    assert home.inbox("mo") == []
    await home.later(timedelta(hours=6))
    assert home.inbox("mo") == ["You have a note."]
