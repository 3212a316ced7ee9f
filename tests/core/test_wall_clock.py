"""The clock on the wall: what is skipped, what comes twice, and when the night is over."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rhythm import QUIET_FROM, QUIET_UNTIL, after_quiet, instant, local_day

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham",
         "America/Santiago", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Dublin", "Pacific/Auckland", "Antarctica/Troll",
         "America/Sao_Paulo", "Africa/Cairo", "Asia/Gaza", "America/Nuuk", "Europe/Lisbon")  # fmt: skip


@cache
def transitions(zone: str) -> tuple[datetime, ...]:
    """Every instant from 2025 to 2030 at which this zone's clocks change, to the second."""
    place, found = ZoneInfo(zone), []
    step, at = timedelta(hours=12), datetime(2025, 1, 1, tzinfo=UTC)
    while at < datetime(2031, 1, 1, tzinfo=UTC):
        if at.astimezone(place).utcoffset() != (at + step).astimezone(place).utcoffset():
            early, late = at, at + step
            while late - early > timedelta(seconds=1):
                middle = early + (late - early) / 2
                same = middle.astimezone(place).utcoffset() == early.astimezone(place).utcoffset()
                early, late = (middle, late) if same else (early, middle)
            found.append(late.replace(microsecond=0))
        at += step
    return tuple(found)


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_that_is_skipped_is_the_first_valid_one_and_one_that_comes_twice_is_the_first(zone: str) -> None:
    place = ZoneInfo(zone)
    for change in transitions(zone):
        before = (change - timedelta(seconds=1)).astimezone(place).utcoffset()
        after = change.astimezone(place).utcoffset()
        assert before is not None and after is not None
        lost = after - before
        wall = (change - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None) + timedelta(seconds=1)
        if lost > timedelta():
            for into in (timedelta(), lost / 2, lost - timedelta(seconds=1)):
                skipped = wall + into
                assert instant(skipped.date(), skipped.time(), zone) == change, (zone, change, into)
            assert instant((wall + lost).date(), (wall + lost).time(), zone) == change
        else:
            twice = wall + lost
            for into in (timedelta(), -lost / 2, -lost - timedelta(seconds=1)):
                first = instant((twice + into).date(), (twice + into).time(), zone)
                assert first < change and first.astimezone(place).replace(tzinfo=None) == twice + into


@pytest.mark.parametrize("zone", ZONES)
def test_every_half_hour_of_days_on_which_clocks_change_comes_once_and_in_order(zone: str) -> None:
    place = ZoneInfo(zone)
    for change in transitions(zone)[:6]:
        day = change.astimezone(place).date()
        slots = [instant(day, time(hour, minute), zone) for hour in range(24) for minute in (0, 30)]
        assert slots == sorted(slots)
        assert {local_day(slot, zone) for slot in slots} == {day}


@given(
    st.integers(0, 6 * 365 * 24 * 60).map(
        lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(ZONES),
)
def test_quiet_hours_end_at_eight_by_the_members_own_clock(now: datetime, zone: str) -> None:
    then, place = after_quiet(now, zone), ZoneInfo(zone)
    assert now <= then <= now + timedelta(hours=13)
    shown = then.astimezone(place).time()
    assert QUIET_UNTIL <= shown < QUIET_FROM
    was_quiet = not QUIET_UNTIL <= now.astimezone(place).time() < QUIET_FROM
    assert (then != now) is was_quiet and after_quiet(then, zone) == then


def test_without_a_zone_nothing_waits_and_days_are_those_of_utc() -> None:
    midnight = datetime(2026, 5, 31, 0, 0, tzinfo=UTC)
    assert after_quiet(midnight, None) == midnight
    assert local_day(midnight - timedelta(seconds=1), None) == date(2026, 5, 30)
