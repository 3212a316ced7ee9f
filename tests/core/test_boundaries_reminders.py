"""Reminders somebody leaves for themselves: one neutral line at their own hour, nothing stale, silent on request."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.boundaries.planning import reminders_of
from core.boundaries.reminder import Reminder, reminder_of, reminder_record
from core.surface import Answer
from core.turn import Again, NotDone, Outcome
from core.values import Said
from tests.core.boundaries import ACTION, STATEMENT, in_force, owner
from tests.core.home import NOON, Home, labels, options, said, subject

DAYS = ("0", "1", "2", "3", "4", "5", "6")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LINE = ["You have a note."]


async def remind(home: Home, one: str, kind: str = "scheduled", **answers: Answer) -> Outcome:
    """Leave a reminder; the house's clock stands at 18:00 UTC of a Sunday, 20:00 in Berlin."""
    typed: dict[str, Answer] = {"days": DAYS, "at": "21:00", "minutes": "30"} | answers
    return await home.does("ann", f"boundary.remind:{one}~{kind}", typed)


async def until(home: Home, at: datetime) -> None:
    """Let time pass until then, hour by hour, as it does where the bot runs."""
    while home.clock.now() < at:
        await home.later(min(HOUR / 4, at - home.clock.now()))


async def note(home: Home) -> Outcome:
    """The note ann opens."""
    return await home.does("ann", "people.notes")


async def planned(home: Home) -> list[tuple[str, datetime]]:
    """What is planned for ann, but for what every boundary in force has."""
    member = await owner(home)
    found = await home.look(lambda stores: [*stores.jobs.pending_of(member)])
    return [(name, due) for name, _, due in found if name == "boundary.remind"]


async def test_a_line_comes_at_their_hour_and_opens_to_what_they_left(home: Home) -> None:
    one = await in_force(home)
    assert "Done. I remind you: Every day at 21:00." in said(await remind(home, one))
    await until(home, datetime(2026, 5, 31, 18, 59, tzinfo=UTC))
    assert home.inbox("ann") == []
    await home.later(timedelta(minutes=2))
    assert home.inbox("ann") == LINE
    opened = await note(home)
    assert STATEMENT in said(opened) and ACTION in said(opened)
    assert labels(opened)[:4] == ["Done", "Later", "Change it", "Stop this reminder"]
    await home.does("ann", f"boundary.done:{subject(opened, 'boundary.done')}")
    assert "No note is waiting" in said(await note(home))
    await until(home, datetime(2026, 6, 1, 19, 1, tzinfo=UTC))
    assert home.inbox("ann") == LINE * 2


async def test_what_they_placed_inside_quiet_hours_comes_then(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one, at="23:15")
    await until(home, datetime(2026, 5, 31, 21, 16, tzinfo=UTC))
    assert home.inbox("ann") == LINE


@pytest.mark.parametrize("away", [timedelta(hours=2), timedelta(days=2), timedelta(days=40)])
async def test_after_an_outage_nothing_stale_comes_and_the_next_comes_in_time(home: Home, away: timedelta) -> None:
    one = await in_force(home)
    await remind(home, one, at="20:30")
    await home.later(away)
    lines = len(home.inbox("ann"))
    assert lines <= 1 and "You left this for yourself" not in said(await note(home))
    following = home.clock.now().replace(hour=18, minute=31)
    await until(home, following if following > home.clock.now() else following + DAY)
    assert len(home.inbox("ann")) == lines + 1


async def test_late_by_less_than_half_an_hour_it_still_comes_once(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one)
    await home.later(timedelta(minutes=85))
    assert home.inbox("ann") == LINE
    await home.later(timedelta(minutes=30))
    assert home.inbox("ann") == LINE


@pytest.mark.parametrize(
    ("choice", "due", "words"),
    [
        ("hour", datetime(2026, 5, 31, 20, 0, tzinfo=UTC), "today at 22:00"),
        ("tomorrow", datetime(2026, 6, 1, 19, 0, tzinfo=UTC), "tomorrow at 21:00"),
    ],
)
async def test_a_snoozed_one_comes_once_more(home: Home, choice: str, due: datetime, words: str) -> None:
    one = await in_force(home)
    await remind(home, one, days=("6",))
    await until(home, datetime(2026, 5, 31, 19, 0, 5, tzinfo=UTC))
    opened = await home.does("ann", f"boundary.later:{subject(await note(home), 'boundary.later')}")
    assert "Tonight at 20:00" not in labels(opened)
    step = next(each.step for each in options(opened) if each.step.subject.endswith(choice))
    assert words in said(await home.does("ann", step))
    assert "No note is waiting" in said(await note(home))
    await until(home, due - timedelta(minutes=1))
    assert home.inbox("ann") == LINE
    await until(home, due + timedelta(minutes=1))
    assert home.inbox("ann") == LINE * 2 and STATEMENT in said(await note(home))


async def test_tonight_is_offered_while_it_is_still_to_come(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one, at="09:00")
    await until(home, datetime(2026, 6, 1, 7, 1, tzinfo=UTC))
    later = await home.does("ann", f"boundary.later:{subject(await note(home), 'boundary.later')}")
    step = next(each.step for each in options(later) if each.step.subject.endswith("tonight"))
    assert "today at 20:00" in said(await home.does("ann", step))
    await until(home, datetime(2026, 6, 1, 18, 1, tzinfo=UTC))
    assert home.inbox("ann") == LINE * 2


@pytest.mark.parametrize("step", ["pause", "retire", "close"])
async def test_what_is_not_in_force_is_silent_and_its_note_goes(home: Home, step: str) -> None:
    one = await in_force(home)
    await remind(home, one)
    await until(home, datetime(2026, 5, 31, 19, 1, tzinfo=UTC))
    await home.does("ann", f"boundary.{step}:{one}")
    assert "No note is waiting" in said(await note(home))
    await until(home, datetime(2026, 6, 2, 19, 1, tzinfo=UTC))
    assert home.inbox("ann") == LINE
    assert isinstance(await remind(home, one), NotDone)


async def test_paused_and_in_force_again_it_reminds_again(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one)
    await home.does("ann", "boundary.pause-all")
    assert await planned(home) == []
    await home.does("ann", "boundary.resume-all")
    assert [due for _, due in await planned(home)] == [datetime(2026, 5, 31, 19, 0, tzinfo=UTC)]


async def test_stopped_it_does_not_come_again(home: Home) -> None:
    one = await in_force(home)
    reminder = subject(await remind(home, one), "boundary.remind-change")
    await home.does("ann", f"boundary.stop:{reminder}")
    await until(home, datetime(2026, 6, 1, 19, 1, tzinfo=UTC))
    assert home.inbox("ann") == [] and isinstance(await home.does("ann", f"boundary.reminder:{reminder}"), NotDone)


async def test_one_a_day_at_times_of_their_own_over_all_boundaries(home: Home) -> None:
    first, second = await in_force(home), await in_force(home)
    await remind(home, first, days=("0", "2"))
    again = await remind(home, second, days=("2", "4"))
    assert isinstance(again, Again) and "Wednesday" in again.problems["days"]
    assert "Done." in said(await remind(home, second, days=("4",)))


@pytest.mark.parametrize(
    ("kind", "typed", "due"),
    [
        ("week", {"days": ("6",), "at": "21:00", "minutes": "30"}, datetime(2026, 5, 31, 18, 30, tzinfo=UTC)),
        (
            "once",
            {"first": "2026-06-03", "last": "2026-06-05", "at": "12:00", "minutes": "180"},
            datetime(2026, 6, 3, 7, 0, tzinfo=UTC),
        ),
        ("month", {"number": "31", "at": "10:00", "minutes": "5"}, datetime(2026, 6, 30, 7, 55, tzinfo=UTC)),
        ("year", {"first": "2024-02-29", "at": "10:00", "minutes": ""}, datetime(2027, 2, 28, 8, 30, tzinfo=UTC)),
    ],
)
async def test_before_a_time_that_is_not_easy(home: Home, kind: str, typed: dict[str, Answer], due: datetime) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.remind:{one}~{kind}", typed)
    assert [at for _, at in await planned(home)] == [due]
    if kind == "week":
        await until(home, due + timedelta(minutes=1))
        assert "What do you need for the next hours?" in said(await note(home))


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("scheduled", {"at": "25:99"}, "at"),
        ("scheduled", {"days": ()}, "days"),
        ("week", {"minutes": "4"}, "minutes"),
        ("week", {"minutes": "181"}, "minutes"),
        ("week", {"minutes": "half"}, "minutes"),
        ("month", {"number": "32"}, "number"),
        ("month", {"number": "0"}, "number"),
        ("once", {"first": "2026-02-31", "last": "2026-06-03"}, "first"),
        ("once", {"first": "2026-05-01", "last": "2026-06-03"}, "first"),
        ("once", {"first": "2026-06-05", "last": "2026-06-03"}, "last"),
        ("once", {"first": "2026-06-05", "last": "2036-06-03"}, "last"),
    ],
)
async def test_a_time_that_cannot_be_is_asked_for_anew(
    home: Home, kind: str, typed: dict[str, Answer], field: str
) -> None:
    one = await in_force(home)
    again = await remind(home, one, kind, **typed)
    assert isinstance(again, Again) and set(again.problems) == {field}
    assert await planned(home) == []


@pytest.mark.parametrize(
    ("kind", "first", "second", "field"),
    [
        ("week", {"days": ("1",), "at": "20:00"}, {"days": ("1", "2"), "at": "21:00"}, "at"),
        (
            "once",
            {"first": "2026-06-03", "last": "2026-06-08"},
            {"first": "2026-06-07", "last": "2026-06-09"},
            "first",
        ),
    ],
)
async def test_windows_that_overlap_are_kept_once(
    home: Home, kind: str, first: dict[str, Answer], second: dict[str, Answer], field: str
) -> None:
    one = await in_force(home)
    await remind(home, one, kind, **first)
    again = await remind(home, one, kind, **second)
    assert isinstance(again, Again) and set(again.problems) == {field}
    assert len(await planned(home)) == 1


async def test_a_plan_is_picked_changed_word_by_word_and_there_when_it_happens(home: Home) -> None:
    one = await in_force(home)
    made = await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": "bed"})
    assert "If I am tired and it is late, then I go to bed." in said(made)
    plan = subject(made, "boundary.remind-change")
    await home.does("ann", f"boundary.remind-change:{plan}", {"cue": "canary: a late call", "response": "I hang up"})
    assert "It is happening" in labels(await home.does("ann", "boundary.list"))
    now = await home.does("ann", "boundary.happening")
    assert "If canary: a late call, then I hang up." in said(now).replace("**", "") and "Help now" in labels(now)
    await home.later(timedelta(days=28, hours=20))
    member = await owner(home)
    notes = await home.look(lambda stores: [each for _, each in stores.people.notes(member, home.clock.now())])
    assert any("Does it still fit?" in each.body.plain() for each in notes)


async def test_three_plans_are_as_many_as_one_can_hold_in_mind(home: Home) -> None:
    one = await in_force(home)
    for response in ("bed", "walk", "call"):
        await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": response})
    assert "can hold in mind" in said(await home.does("ann", f"boundary.plan:{one}"))
    fourth = await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": "eat"})
    assert isinstance(fourth, NotDone)


async def test_on_its_day_it_is_looked_at_again_and_kept(home: Home) -> None:
    one = await in_force(home)
    await until(home, datetime(2026, 6, 28, 8, 1, tzinfo=UTC))
    assert home.inbox("ann") == LINE
    asked = await note(home)
    assert "Keep it, change it, or let it go?" in said(asked)
    await home.does("ann", f"boundary.keep:{one}")
    assert "No note is waiting" in said(await note(home))
    assert "26 July" in said(await home.does("ann", f"boundary.show:{one}"))


async def test_a_renewal_unanswered_twice_pauses_silently_and_an_answer_keeps_it(home: Home) -> None:
    one, other = await in_force(home), await in_force(home)
    await home.later(timedelta(days=89))
    for _ in range(40):
        await home.later(DAY / 2)
        if "boundary.renew" in {each.step.action for each in options(await note(home))}:
            await home.does("ann", f"boundary.renew:{other}")
    assert "It is paused" in said(await home.does("ann", f"boundary.show:{one}"))
    assert "It is in force" in said(await home.does("ann", f"boundary.show:{other}"))


async def test_what_was_kept_is_told_once_a_week_to_who_wants_it(home: Home) -> None:
    one = await in_force(home)
    assert "On Sundays" in said(await home.does("ann", f"boundary.affirm:{one}"))
    await until(home, datetime(2026, 6, 7, 16, 1, tzinfo=UTC))
    assert home.inbox("ann") == [], "with nothing kept there is nothing to tell"
    for _ in range(2):
        await home.does("ann", f"boundary.cross:{one}", {"day": "2026-06-02", "by": "me", "did": "kept"})
    await until(home, datetime(2026, 6, 14, 16, 1, tzinfo=UTC))
    assert "Kept 2 times since 2 June." in said(await note(home))
    assert "no longer send" in said(await home.does("ann", f"boundary.affirm:{one}"))
    assert await planned(home) == []


async def test_across_the_date_line_it_comes_at_their_hour_there_and_once_a_day(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one)
    await home.join("ann", zone="Pacific~Auckland", country="new zealand")
    await home.later()
    assert [due for _, due in await planned(home)] == [datetime(2026, 6, 1, 9, 0, tzinfo=UTC)]
    await until(home, datetime(2026, 6, 1, 9, 1, tzinfo=UTC))
    assert home.inbox("ann") == LINE
    await home.join("ann", zone="Pacific~Honolulu", country="united states")
    await home.later()
    assert [due for _, due in await planned(home)] == [datetime(2026, 6, 3, 7, 0, tzinfo=UTC)]


async def test_a_closed_inbox_loses_nothing(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one)
    home.room.set_inbox("ann", is_open=False)
    await until(home, datetime(2026, 5, 31, 19, 1, tzinfo=UTC))
    assert home.inbox("ann") == [] and STATEMENT in said(await note(home))
    assert home.channel() == []


async def test_nobody_elses_reminder_is_there(home: Home) -> None:
    one = await in_force(home)
    reminder = subject(await remind(home, one), "boundary.remind-change")
    for step in ("reminder", "remind-change", "stop", "done", "later", "snooze", "follow"):
        assert isinstance(await home.does("ben", f"boundary.{step}:{reminder}"), NotDone)


async def test_deleting_boundaries_in_privacy_ends_their_reminders_too(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one)
    assert "Boundaries and reminders" in said(await home.does("ann", "privacy.show"))
    await home.does("ann", "privacy.clear:boundaries")
    member = await owner(home)
    assert await planned(home) == [] and await home.look(lambda stores: reminders_of(stores, member)) == []


_ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Auckland", "Pacific/Honolulu", "Asia/Kolkata", "UTC")


@given(
    pattern=st.sampled_from(["week", "month", "year"]),
    number=st.integers(1, 31),
    days=st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    minutes=st.integers(0, 180),
    zone=st.sampled_from(_ZONES),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - made aware below
)
def test_what_was_told_never_comes_twice_and_what_is_due_is_never_stale(
    pattern: str, number: int, days: tuple[int, ...], at: time, minutes: int, zone: str, now: datetime
) -> None:
    now = now.replace(tzinfo=UTC)
    picked = days if pattern == "week" else (number,)
    first = date(2024, 2, 29)
    one = Reminder("r", "b", "before", NOON, pattern, at, minutes, picked, first)  # type: ignore[arg-type] # a pattern
    due = one.due(zone, now)
    assert due is not None and due >= now - timedelta(minutes=30)
    told = one.told(zone, max(due, now))
    following = told.due(zone, max(due, now))
    assert following is not None and following > max(due, now)
    assert reminder_of(reminder_record(told)) == told


def test_a_plan_is_read_back_as_it_was_kept() -> None:
    one = Reminder("r", "b", "if-then", NOON, "from", cue=Said("a"), response=Said("b"), asked_at=NOON)
    assert reminder_of(reminder_record(one)) == one
