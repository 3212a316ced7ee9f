"""When the bot may speak, by the member's own clock: pure rules, tried on chance and on every change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rhythm import (
    MOST_A_WEEK,
    QUIET_FROM,
    QUIET_UNTIL,
    TOGETHER,
    Reach,
    Spoken,
    Verdict,
    bedtime,
    day_for,
    instant,
    is_quiet,
    local_day,
    may_speak,
    next_time,
)

ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Gaza",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Antarctica/Troll",
)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
NOON = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)
SEVEN_DAYS = timedelta(days=7)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bare bounds
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def spoken(*hours: float, chosen: bool = False) -> list[Spoken]:
    """Times before noon on the third of June, in hours."""
    return [Spoken(NOON - timedelta(hours=each), chosen) for each in hours]


def test_the_bot_may_speak_by_day_to_somebody_who_said_nothing() -> None:
    assert may_speak(Reach("UTC"), (), NOON, chosen=False) == Verdict(NOON)


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4])
def test_a_days_number_is_kept_whoever_chose_what(most: int) -> None:
    before = spoken(*[0.5 * number for number in range(1, most + 1)])
    tomorrow = datetime(2026, 6, 4, 8, 0, tzinfo=UTC)
    waits, left_out = (may_speak(Reach("UTC", most), before, NOON, chosen=chosen) for chosen in (False, True))
    if not most:
        assert waits == left_out == Verdict(None, "silent")
    else:
        assert waits == Verdict(tomorrow, "day full") and left_out == Verdict(None, "day full")
        assert may_speak(Reach("UTC", most), before[1:], NOON, chosen=True) == Verdict(NOON)


def test_a_week_counts_only_what_was_not_scheduled() -> None:
    week = [Spoken(NOON - timedelta(days=1 + number // 2, minutes=number), False) for number in range(MOST_A_WEEK)]
    verdict = may_speak(Reach("UTC"), week, NOON, chosen=False)
    assert verdict == Verdict(datetime(2026, 6, 4, 8, 0, tzinfo=UTC), "week full")
    assert may_speak(Reach("UTC"), week, NOON, chosen=True) == Verdict(NOON)
    scheduled = [Spoken(each.at, True) for each in week]
    assert may_speak(Reach("UTC"), scheduled, NOON, chosen=False) == Verdict(NOON)
    assert may_speak(Reach("UTC"), week[1:], NOON, chosen=False) == Verdict(NOON)


def test_a_week_ends_with_the_seventh_day_before() -> None:
    old = [Spoken(datetime(2026, 5, 27, 23, 59, tzinfo=UTC), False)] * MOST_A_WEEK
    young = [Spoken(datetime(2026, 5, 28, 0, 0, tzinfo=UTC), False)] * MOST_A_WEEK
    assert may_speak(Reach("UTC"), old, NOON, chosen=False) == Verdict(NOON)
    assert may_speak(Reach("UTC"), young, NOON, chosen=False).why == "week full"


def test_what_was_scheduled_for_today_goes_before_what_was_not() -> None:
    assert may_speak(Reach("UTC"), spoken(2), NOON, chosen=False, reserved=1).why == "day full"
    assert may_speak(Reach("UTC"), spoken(2), NOON, chosen=True, reserved=1) == Verdict(NOON)
    assert may_speak(Reach("UTC"), (), NOON, chosen=False, reserved=1) == Verdict(NOON)


def test_in_quiet_hours_only_what_was_placed_there_is_said() -> None:
    night = datetime(2026, 6, 3, 22, 30, tzinfo=UTC)
    morning = datetime(2026, 6, 4, 8, 0, tzinfo=UTC)
    assert may_speak(Reach("UTC"), (), night, chosen=False) == Verdict(morning, "quiet hours")
    assert may_speak(Reach("UTC"), (), night, chosen=False, placed=night) == Verdict(morning, "quiet hours")
    assert may_speak(Reach("UTC"), (), night, chosen=True, placed=night) == Verdict(night)
    late = may_speak(Reach("UTC"), (), night, chosen=True, placed=datetime(2026, 6, 3, 20, 0, tzinfo=UTC))
    assert late == Verdict(morning, "quiet hours")


def test_days_away_are_silent_from_the_first_to_the_last() -> None:
    reach = Reach("UTC", away=((date(2026, 6, 3), date(2026, 6, 4)),))
    for ahead, silent in ((-1, False), (0, True), (1, True), (2, False)):
        verdict = may_speak(reach, (), NOON + timedelta(days=ahead), chosen=True)
        assert (verdict == Verdict(None, "away")) is silent
    assert may_speak(Reach("UTC", silent=True), (), NOON, chosen=True) == Verdict(None, "silent")


@given(
    st.sampled_from(ZONES),
    INSTANTS,
    st.integers(0, 4),
    st.lists(st.tuples(st.floats(0, 200), st.booleans()), max_size=40),
    st.booleans(),
    st.one_of(st.none(), st.floats(0, 4)),
    st.integers(0, 3),
)
def test_whatever_happened_before_the_numbers_and_the_quiet_hours_hold(
    zone: str,
    now: datetime,
    most: int,
    before: list[tuple[float, bool]],
    chosen: bool,
    placed_ago: float | None,
    reserved: int,
) -> None:
    earlier = [Spoken(now - timedelta(hours=hours), mine) for hours, mine in before]
    placed = now - timedelta(hours=placed_ago) if placed_ago is not None else None
    verdict = may_speak(Reach(zone, most), earlier, now, chosen=chosen, placed=placed, reserved=reserved)
    if verdict.at is None:
        assert verdict.why
        return
    assert verdict.at >= now and bool(verdict.why) is (verdict.at > now)
    if verdict.at > now:
        assert not is_quiet(verdict.at, zone)
        return
    day = local_day(now, zone)
    assert sum(local_day(one.at, zone) == day for one in earlier) < most
    if not chosen:
        days = [local_day(one.at, zone) for one in earlier if not one.chosen]
        assert sum(day - timedelta(days=6) <= each <= day for each in days) < MOST_A_WEEK
    if is_quiet(now, zone):
        assert chosen and placed is not None and is_quiet(placed, zone)


@given(st.sampled_from(ZONES), INSTANTS)
def test_quiet_hours_are_those_of_the_clock_on_the_wall(zone: str, now: datetime) -> None:
    wall = now.astimezone(ZoneInfo(zone)).time()
    assert is_quiet(now, zone) is not (QUIET_UNTIL <= wall < QUIET_FROM)


@given(st.sampled_from(ZONES), INSTANTS)
def test_bedtime_comes_within_the_day_or_two_hours_into_the_night(zone: str, at: datetime) -> None:
    bed = bedtime(at, zone)
    if is_quiet(at, zone):
        assert bed == at + TOGETHER
    else:
        assert bed > at and bed.astimezone(ZoneInfo(zone)).time() == QUIET_FROM
        assert local_day(bed, zone) == local_day(at, zone)


@given(st.sampled_from(ZONES), INSTANTS, TIMES, st.sets(st.integers(0, 6), min_size=1), st.booleans())
def test_the_next_time_is_on_a_wanted_day_and_not_yet_too_late(
    zone: str, now: datetime, at: time, days: set[int], monthly: bool
) -> None:
    due = next_time(sorted(days), at, zone, now, monthly=monthly)
    assert due is not None and now <= bedtime(due, zone)
    day = local_day(due, zone)
    assert day.weekday() in days and (day.day <= 7 or not monthly)
    assert due - now <= timedelta(days=37 if monthly else 8)
    after = next_time(sorted(days), at, zone, now, monthly=monthly, after=day)
    assert after is not None and local_day(after, zone) > day


def test_no_day_means_never() -> None:
    assert next_time((), time(20), "UTC", NOON) is None


def test_in_a_gap_it_is_the_first_valid_instant_and_in_a_fold_the_first_of_both() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    gap = instant(date(2026, 3, 29), time(2, 30), "Europe/Berlin")
    assert gap.astimezone(berlin).time() == time(3, 0)
    fold = instant(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert fold == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@cache
def transitions(zone: str) -> list[datetime]:
    """Every change of clocks of a zone from 2025 to 2034, to the hour."""
    place, found = ZoneInfo(zone), []
    at = datetime(2025, 1, 1, tzinfo=UTC)
    while at.year < 2035:
        later = at + timedelta(hours=12)
        if at.astimezone(place).utcoffset() != later.astimezone(place).utcoffset():
            found.append(at)
        at = later
    return found


@pytest.mark.parametrize("zone", ZONES)
def test_every_local_day_has_exactly_one_time_whatever_the_clocks_do(zone: str) -> None:
    """Followed as the work is done: from each time to the next, round every change of clocks of ten years."""
    for change in transitions(zone) or [NOON]:
        for half_hours in range(48):
            at = time(half_hours // 2, 30 * (half_hours % 2))
            now, days = change - timedelta(days=2), []
            prompted: date | None = local_day(now, zone) - timedelta(days=1)
            while now < change + timedelta(days=2):
                due = next_time(EVERY_DAY, at, zone, now, after=prompted)
                assert due is not None
                now = max(now, due)
                prompted = local_day(now, zone)
                days.append(prompted)
                wall = due.astimezone(ZoneInfo(zone))
                assert wall.time() == at or wall.replace(tzinfo=None) - datetime.combine(prompted, at) <= TOGETHER
            assert days == [days[0] + timedelta(days=number) for number in range(len(days))], (zone, change, at)


@given(st.lists(st.tuples(st.sampled_from(ZONES), st.integers(1, 60)), min_size=1, max_size=12), TIMES, INSTANTS)
def test_travel_never_asks_twice_for_a_day_and_loses_none_that_comes(
    journey: list[tuple[str, int]], at: time, now: datetime
) -> None:
    prompted: list[date] = []
    for zone, hours in journey:
        until = now + timedelta(hours=hours)
        while True:
            due = next_time(EVERY_DAY, at, zone, now, after=prompted[-1] if prompted else None)
            assert due is not None
            if due > until:
                break
            now = max(now, due)
            prompted.append(local_day(due, zone))
        now = until
    assert len(set(prompted)) == len(prompted) and prompted == sorted(prompted)


@given(st.sampled_from(ZONES), INSTANTS, st.floats(0, 72))
def test_a_check_in_belongs_to_the_day_it_was_asked_for_within_two_days(
    zone: str, prompt: datetime, hours: float
) -> None:
    now = prompt + timedelta(hours=hours)
    written = day_for(now, zone, prompt)
    if now < prompt + timedelta(hours=48):
        assert written.day == local_day(prompt, zone) and written.later is (now >= prompt + timedelta(hours=20))
    else:
        assert written.day == local_day(now, zone) and not written.later
    assert day_for(now, zone, None).day == local_day(now, zone)
