"""The clocks: the real one, and the one that can be moved."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from adapters.clock import MovableClock, SystemClock

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
A_MOMENT = timedelta(seconds=30)


def test_the_system_clock_speaks_utc_and_does_not_run_backwards() -> None:
    first, second = SystemClock().now(), SystemClock().now()
    assert first.tzinfo is UTC
    assert first <= second


def test_a_movable_clock_starts_where_it_is_told_and_runs_on() -> None:
    clock = MovableClock(START)
    first, second = clock.now(), clock.now()
    assert START <= first <= second < START + A_MOMENT


def test_a_movable_clock_can_be_moved_both_ways() -> None:
    clock = MovableClock(START)
    clock.move(timedelta(days=3))
    clock.move(timedelta(hours=-1))
    moved = START + timedelta(days=2, hours=23)
    assert moved <= clock.now() < moved + A_MOMENT


def test_a_movable_clock_speaks_utc_whatever_zone_it_was_given() -> None:
    clock = MovableClock(START.astimezone(timezone(timedelta(hours=5, minutes=30))))
    assert clock.now().tzinfo is UTC
    assert clock.now() - START < A_MOMENT


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        MovableClock(START.replace(tzinfo=None))
