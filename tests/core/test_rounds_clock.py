"""Group rounds that open by themselves, by the group's own clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.groups.model import Weekly
from core.groups.schedule import last_time, next_time
from tests.core.home import Home
from tests.core.rounds import plan, rounds_in
from tests.journeys.house import EVENING


async def test_a_round_opens_by_itself_week_after_week_by_the_groups_own_clock(circle: Home) -> None:
    await plan(circle, Weekly((0,), time(18), 24))  # 31 May 2026 is a Sunday
    await circle.later(timedelta(days=1, hours=-2, minutes=-1))
    assert rounds_in(circle) == []
    await circle.later(timedelta(minutes=2))
    assert len(rounds_in(circle)) == 1
    for _ in range(3):
        await circle.later(timedelta(days=7))
    assert len(rounds_in(circle)) == 4
    await plan(circle, None)
    for _ in range(2):
        await circle.later(timedelta(days=7))
    assert len(rounds_in(circle)) == 4


async def test_after_an_outage_a_round_is_neither_opened_late_nor_is_the_next_one_lost(circle: Home) -> None:
    await plan(circle, Weekly((0,), time(18), 24))
    await circle.later(timedelta(days=2))
    assert rounds_in(circle) == []
    await circle.later(timedelta(days=6))
    assert len(rounds_in(circle)) == 1


async def test_a_round_that_is_open_is_not_opened_again_by_the_clock(circle: Home) -> None:
    await plan(circle, Weekly((0, 1), time(18), 72))
    await circle.later(timedelta(hours=23))
    await circle.later(timedelta(days=1))
    assert len(rounds_in(circle)) == 1


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    at=st.times().map(lambda each: each.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]),
    start=st.integers(0, 5 * 365 * 24 * 60).map(lambda minutes: EVENING + timedelta(minutes=minutes)),
)
def test_every_wanted_day_comes_once_whatever_the_clocks_do(
    days: set[int], at: time, zone: str, start: datetime
) -> None:
    weekly, now = Weekly(tuple(sorted(days)), at), start
    seen: list[date] = []
    for _ in range(10):
        now = next_time(weekly, zone, now)
        assert last_time(weekly, zone, now) == now
        seen.append(now.astimezone(ZoneInfo(zone)).date())
    assert len(set(seen)) == len(seen) and seen == sorted(seen)
    between = [seen[0] + timedelta(days=n) for n in range((seen[-1] - seen[0]).days + 1)]
    assert [day for day in between if day.weekday() in days] == seen or zone == "Pacific/Apia"
