"""Reminders somebody leaves for themselves: one neutral line at their own hour, nothing stale, silent on request."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.boundaries.planning import reminders_of
from core.boundaries.reminder import Reminder, reminder_of, reminder_record
from core.surface import Answer
from core.turn import Again, NotDone
from core.values import Said
from tests.core.boundaries import A_DAY, ACTION, LINE, STATEMENT, in_force, note, owner, planned, remind, until
from tests.core.home import NOON, Home, labels, options, said, subject


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
    await until(home, following if following > home.clock.now() else following + A_DAY)
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


@pytest.mark.parametrize(("before", "after"), [("retire", "restore"), ("pause", "on")])
async def test_what_was_for_days_that_are_over_does_not_come_back(home: Home, before: str, after: str) -> None:
    one = await in_force(home)
    await remind(home, one, "once", first="2026-06-02", last="2026-06-03", at="10:00")
    await home.does("ann", f"boundary.{before}:{one}")
    await home.later(10 * A_DAY)
    await home.does("ann", f"boundary.{after}:{one}")
    ann = await owner(home)
    kept = await home.look(lambda stores: reminders_of(stores, ann, one))
    assert "once" not in [each.pattern for each in kept]


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
        ("week", {"days": ("1",), "at": "23:30"}, {"days": ("2",), "at": "00:15"}, "at"),
        ("week", {"days": ("0",), "at": "00:15"}, {"days": ("6",), "at": "23:30"}, "at"),
        ("month", {"number": "31", "at": "23:30"}, {"number": "1", "at": "00:15"}, "at"),
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
