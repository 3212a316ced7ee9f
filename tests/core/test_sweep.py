"""Whatever clocks do anywhere in ten years, a time on the wall comes exactly once on each local date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest

from core.rhythm import instant, local_day
from tests.core.sweep import SLOTS, Change, Follow, changes, every_change, reminder, rhythm, shapes, unlike, wrong

FOLLOWED = pytest.mark.parametrize("follow", [rhythm, reminder])


def test_all_zones_and_all_changes_of_ten_years_are_found() -> None:
    zones = {change.zone for change in every_change()}
    assert len(available_timezones()) > 590 and len(zones) > 150 and len(every_change()) > 3000
    assert changes("Europe/Berlin")[0].at == datetime(2025, 3, 30, 1, tzinfo=UTC)
    assert len(changes("Europe/Berlin")) == 20 and changes("Asia/Tokyo") == ()


@FOLLOWED
def test_of_every_shape_that_a_change_can_have_each_half_hour_comes_once_a_day(follow: Follow) -> None:
    swept = [*shapes()]
    assert len(swept) > 20
    assert [each for change in swept for each in wrong(change, follow)] == []


@FOLLOWED
def test_where_no_clock_ever_changes_each_half_hour_comes_once_a_day(follow: Follow) -> None:
    still = [zone for zone in sorted(available_timezones()) if not changes(zone)]
    at = datetime(2028, 2, 28, 12, tzinfo=UTC)
    assert [each for zone in still for each in wrong(Change(zone, at), follow, SLOTS[::12])] == []


@pytest.mark.slow
@FOLLOWED
def test_round_every_change_of_every_zone_each_half_hour_comes_once_a_day(follow: Follow) -> None:
    assert [each for change in unlike() for each in wrong(change, follow)] == []


def test_what_would_come_twice_or_not_at_all_is_noticed() -> None:
    def twice(zone: str, at: time, start: datetime, until: datetime) -> list[tuple[date, datetime]]:
        return [fired for fired in rhythm(zone, at, start, until) for _ in range(2)]

    def never(zone: str, at: time, start: datetime, until: datetime) -> list[tuple[date, datetime]]:
        return rhythm(zone, at, start, until)[:-1]

    def by_the_sun(zone: str, at: time, start: datetime, until: datetime) -> list[tuple[date, datetime]]:
        first = local_day(start, zone)
        days = [first + timedelta(days=number) for number in range(4)]
        return [(day, instant(first, at, zone) + (day - first)) for day in days]

    change = changes("Europe/Berlin")[0]
    for broken in (twice, never, by_the_sun):
        assert wrong(change, broken)


def test_the_last_hour_of_a_day_that_clocks_leave_out_comes_at_midnight_and_the_day_after_has_its_own() -> None:
    """In Nuuk, on 29 March 2025, it was midnight a second after 22:59:59."""
    start, until = datetime(2025, 3, 29, 12, tzinfo=UTC), datetime(2025, 3, 31, 12, tzinfo=UTC)
    for follow in (rhythm, reminder):
        fired = follow("America/Nuuk", time(23, 30), start, until)
        assert fired[0] == (date(2025, 3, 29), datetime(2025, 3, 30, 1, tzinfo=UTC))
        assert [day for day, _ in fired] == [date(2025, 3, 29), date(2025, 3, 30)]


def test_a_day_that_a_zone_leaves_out_is_followed_by_its_next() -> None:
    """Samoa had no 30 December 2011: it went to bed on the 29th and rose on the 31st."""
    start, until = datetime(2011, 12, 28, 12, tzinfo=UTC), datetime(2012, 1, 2, tzinfo=UTC)
    for follow in (rhythm, reminder):
        for at in SLOTS:
            days = [day for day, _ in follow("Pacific/Apia", at, start, until)]
            assert date(2011, 12, 30) not in days and len(set(days)) == len(days)
            assert {date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)} <= set(days)
