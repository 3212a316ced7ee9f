"""When the bot may speak, by the member's own clock: pure rules, tried on chance and on every change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rhythm import (
    AFTERWARDS,
    CHOSEN,
    MOST_A_WEEK,
    QUIET_FROM,
    QUIET_UNTIL,
    TOGETHER,
    Kind,
    Line,
    Reach,
    Verdict,
    bedtime,
    day_for,
    instant,
    is_quiet,
    local_day,
    may_speak,
    next_time,
    outlook,
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
TOMORROW = datetime(2026, 6, 4, 8, 0, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2034, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants bare bounds
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def spoken(*hours: float, kind: Kind = Kind.NOTICE) -> list[Line]:
    """Times before noon on the third of June, in hours."""
    return [Line(NOON - timedelta(hours=each), kind) for each in hours]


def test_the_bot_may_speak_by_day_to_somebody_who_said_nothing() -> None:
    assert may_speak(Reach("UTC"), (), NOON, Kind.NOTICE) == Verdict(NOON)


@pytest.mark.parametrize("most", [0, 1, 2, 3, 4])
def test_a_days_number_holds_everything_but_what_was_placed_and_what_is_safety(most: int) -> None:
    before = spoken(*[0.5 * number for number in range(1, most + 1)])
    for kind in Kind:
        verdict = may_speak(Reach("UTC", most), before, NOON, kind)
        if not most:
            assert verdict == Verdict(None, "silent")
        elif kind in (Kind.CHECK_BACK, Kind.SOON, Kind.PLACED):
            assert verdict == Verdict(NOON)
        elif kind in (Kind.CHECK_IN, Kind.NUDGE):
            assert verdict == Verdict(None, "day full")
        else:
            assert verdict == Verdict(TOMORROW, "day full")
        if most:
            assert may_speak(Reach("UTC", most), before[1:], NOON, kind) == Verdict(NOON)


def test_a_session_about_to_begin_takes_nothing_of_a_day() -> None:
    before = spoken(1, 2, 3, kind=Kind.SOON)
    assert may_speak(Reach("UTC", 1), before, NOON, Kind.THEME) == Verdict(NOON)


def test_a_week_counts_only_what_was_not_scheduled() -> None:
    hours = [24.0 * (1 + number // 2) + number / 60 for number in range(MOST_A_WEEK)]
    for kind in Kind:
        full = kind not in (Kind.CHECK_BACK, Kind.SOON, Kind.PLACED, Kind.CHECK_IN, Kind.NUDGE)
        verdict = may_speak(Reach("UTC"), spoken(*hours), NOON, kind)
        assert verdict == (Verdict(TOMORROW, "week full") if full else Verdict(NOON))
        assert may_speak(Reach("UTC"), spoken(*hours[1:]), NOON, kind) == Verdict(NOON)
    for chosen in (Kind.PLACED, Kind.CHECK_IN):
        assert may_speak(Reach("UTC"), spoken(*hours, kind=chosen), NOON, Kind.NOTICE) == Verdict(NOON)


def test_a_week_ends_with_the_seventh_day_before() -> None:
    old = [Line(datetime(2026, 5, 27, 23, 59, tzinfo=UTC), Kind.NOTICE)] * MOST_A_WEEK
    young = [Line(datetime(2026, 5, 28, 0, 0, tzinfo=UTC), Kind.NOTICE)] * MOST_A_WEEK
    assert may_speak(Reach("UTC"), old, NOON, Kind.NOTICE) == Verdict(NOON)
    assert may_speak(Reach("UTC"), young, NOON, Kind.NOTICE).why == "week full"


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("later", Kind)
def test_what_goes_before_keeps_its_place_in_the_day(kind: Kind, later: Kind) -> None:
    coming = [Line(NOON + timedelta(hours=4), later)]
    verdict = may_speak(Reach("UTC"), spoken(2), NOON, kind, coming=coming)
    goes_before = later < kind and later is not Kind.SOON and kind not in (Kind.SOON, Kind.PLACED)
    assert verdict.why == ("day full" if goes_before else "")
    assert may_speak(Reach("UTC"), (), NOON, kind, coming=coming) == Verdict(NOON)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("hours", [0, 0.5, 2, 2.1])
def test_what_is_due_within_two_hours_of_something_placed_comes_with_it(kind: Kind, hours: float) -> None:
    there = NOON + timedelta(hours=hours)
    verdict = may_speak(Reach("UTC"), (), NOON, kind, coming=[Line(there, Kind.PLACED)])
    if hours > 2 or kind in (Kind.CHECK_BACK, Kind.SOON, Kind.PLACED):
        assert verdict == Verdict(NOON)
    else:
        assert verdict == Verdict(there + AFTERWARDS, "joins another line")
    too_late = may_speak(Reach("UTC"), (), NOON, kind, coming=[Line(there, Kind.PLACED)], until=there)
    assert too_late == Verdict(NOON)


def test_a_question_comes_with_a_check_in_and_never_the_other_way_round() -> None:
    soon = NOON + timedelta(hours=1)
    assert may_speak(Reach("UTC"), (), NOON, Kind.REVIEW, coming=[Line(soon, Kind.CHECK_IN)]).at == soon + AFTERWARDS
    assert may_speak(Reach("UTC"), (), NOON, Kind.CHECK_IN, coming=[Line(soon, Kind.REVIEW)]) == Verdict(NOON)
    assert may_speak(Reach("UTC"), (), NOON, Kind.CHECK_IN, coming=[Line(soon, Kind.CHECK_IN)]) == Verdict(NOON)


@pytest.mark.parametrize("kind", Kind)
def test_in_quiet_hours_only_what_was_placed_there_is_said_and_what_cannot_wait(kind: Kind) -> None:
    night = datetime(2026, 6, 3, 22, 30, tzinfo=UTC)
    by_day = may_speak(Reach("UTC"), (), night, kind, placed=datetime(2026, 6, 3, 20, 0, tzinfo=UTC))
    if kind in (Kind.CHECK_BACK, Kind.SOON):
        assert by_day == Verdict(night)
    elif kind in (Kind.PLACED, Kind.CHECK_IN, Kind.NUDGE):
        assert by_day == Verdict(None, "quiet hours"), "it is not moved"
        assert may_speak(Reach("UTC"), (), night, kind, placed=night) == Verdict(night)
    else:
        assert by_day == may_speak(Reach("UTC"), (), night, kind, placed=night) == Verdict(TOMORROW, "quiet hours")


@pytest.mark.parametrize("kind", CHOSEN)
def test_what_was_placed_in_the_night_is_not_said_long_after_it(kind: Kind) -> None:
    placed = datetime(2026, 6, 2, 5, 0, tzinfo=UTC)
    for late, spoken_then in ((timedelta(minutes=30), True), (timedelta(minutes=31), False)):
        verdict = may_speak(Reach("UTC"), (), placed + late, kind, placed=placed)
        assert (verdict.at is not None) is spoken_then


def test_days_away_are_silent_from_the_first_to_the_last() -> None:
    reach = Reach("UTC", away=((date(2026, 6, 3), date(2026, 6, 4)),))
    for ahead, silent in ((-1, False), (0, True), (1, True), (2, False)):
        verdict = may_speak(reach, (), NOON + timedelta(days=ahead), Kind.PLACED)
        assert (verdict == Verdict(None, "away")) is silent
    assert may_speak(Reach("UTC", silent=True), (), NOON, Kind.PLACED) == Verdict(None, "silent")


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "Europe/"])
def test_in_a_zone_the_rules_no_longer_have_nothing_is_said_and_nothing_breaks(zone: str) -> None:
    verdict = may_speak(Reach(zone), (), NOON, Kind.PLACED)
    assert verdict == (Verdict(None, "zone unknown") if zone else Verdict(NOON))
    assert next_time(EVERY_DAY, time(20), zone, NOON) == NOON.replace(hour=20)
    assert local_day(NOON, zone) == NOON.date()


@given(
    st.sampled_from(ZONES),
    INSTANTS,
    st.integers(0, 4),
    st.lists(st.tuples(st.floats(0, 200), st.sampled_from(Kind)), max_size=40),
    st.sampled_from(Kind),
    st.one_of(st.none(), st.floats(0, 4)),
    st.lists(st.tuples(st.floats(0, 12), st.sampled_from(Kind)), max_size=3),
)
def test_whatever_happened_before_the_numbers_and_the_quiet_hours_hold(
    zone: str,
    now: datetime,
    most: int,
    before: list[tuple[float, Kind]],
    kind: Kind,
    placed_ago: float | None,
    after: list[tuple[float, Kind]],
) -> None:
    earlier = [Line(now - timedelta(hours=hours), of) for hours, of in before]
    coming = [Line(now + timedelta(hours=hours), of) for hours, of in after]
    placed = now - timedelta(hours=placed_ago) if placed_ago is not None else None
    verdict = may_speak(Reach(zone, most), earlier, now, kind, placed=placed, coming=coming)
    if verdict.at is None:
        assert verdict.why
        return
    assert verdict.at >= now and bool(verdict.why) is (verdict.at > now)
    if verdict.at > now:
        assert not is_quiet(verdict.at, zone) or verdict.why == "joins another line"
        return
    day = local_day(now, zone)
    if kind not in (Kind.CHECK_BACK, Kind.SOON, Kind.PLACED):
        assert sum(local_day(one.at, zone) == day for one in earlier if one.kind is not Kind.SOON) < most
        if kind not in (Kind.CHECK_IN, Kind.NUDGE):
            asked = (Kind.PLACED, Kind.CHECK_IN, Kind.NUDGE, Kind.SOON)
            days = [local_day(one.at, zone) for one in earlier if one.kind not in asked]
            assert sum(day - timedelta(days=6) <= each <= day for each in days) < MOST_A_WEEK
    if is_quiet(now, zone) and kind not in (Kind.CHECK_BACK, Kind.SOON):
        assert kind in (Kind.PLACED, Kind.CHECK_IN, Kind.NUDGE) and placed is not None and is_quiet(placed, zone)


@given(
    st.sampled_from(ZONES),
    INSTANTS,
    st.integers(1, 4),
    st.lists(st.tuples(st.integers(0, 72), st.sampled_from(Kind)), max_size=12),
)
def test_what_a_plan_foretells_keeps_the_numbers_and_every_time_that_was_placed(
    zone: str, now: datetime, most: int, plan: list[tuple[int, Kind]]
) -> None:
    ahead = sorted((Line(now + timedelta(hours=hours), kind) for hours, kind in plan), key=lambda one: one.at)
    foretold = outlook(Reach(zone, most), (), ahead)
    said = {one.at: one.kind for one, verdict in reversed([*zip(ahead, foretold, strict=True)]) if not verdict.why}
    for day in {local_day(at, zone) for at in said}:
        counted = [kind for at, kind in said.items() if local_day(at, zone) == day and kind is not Kind.SOON]
        never_over = [kind for kind in counted if kind in (Kind.CHECK_BACK, Kind.PLACED)]
        assert len(counted) <= max(most, len(never_over))
    assert all(one.at in said for one in ahead if one.kind is Kind.PLACED)
    assert all(verdict.at is None or verdict.at >= one.at for one, verdict in zip(ahead, foretold, strict=True))


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


def test_a_time_that_was_read_in_a_fold_means_what_it_says_on_every_other_day() -> None:
    read = time(2, 30, fold=1)
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2026, 5, 31)):
        instant.cache_clear()
        asked = instant(day, read, "Europe/Berlin")
        instant.cache_clear()
        assert asked == instant(day, time(2, 30), "Europe/Berlin")


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
