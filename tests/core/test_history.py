"""Looking back: every measure with its n, nothing from too little, and a date that only its owner touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checkins.model import CheckIn, Given
from core.history import measures
from core.history.measures import Facts, Middle, Share
from core.slips.model import Slip
from core.surface import Answer
from core.turn import Again
from core.values import MemberId, new_id
from tests.core.home import ANSWERS, MINUTE, Home, form, labels, message, said, subject

TODAY = date(2026, 5, 31)
ANN = MemberId("ann")


def entry(ago: int, template: str = "daily-brief", track: str = "recovery", **answers: Given) -> CheckIn:
    """A check-in of so many days ago, at eight in the evening."""
    day = TODAY - timedelta(days=ago)
    return CheckIn(new_id(), ANN, template, track, day, answers, datetime.combine(day, time(20), UTC))


def slip(ago: int, word: str = "slip", told_after: float | None = None, hour: int = 22) -> Slip:
    """A slip of so many days ago, written at ten in the evening."""
    day = TODAY - timedelta(days=ago)
    at = datetime.combine(day, time(hour), UTC)
    told = None if told_after is None else at + timedelta(hours=told_after)
    return Slip(new_id(), word, day, (), None, None, at, told_at=told)


def facts(checkins: Sequence[CheckIn], slips: Sequence[Slip] = (), earlier: frozenset[date] = frozenset()) -> Facts:
    """Facts as they are on the last day of May."""
    return Facts(sorted(checkins, key=lambda one: one.written_at), slips, TODAY, earlier)


def test_days_in_recovery_work_are_counted_once_and_outlive_their_entries() -> None:
    assert measures.days_in_recovery_work(facts([entry(1), entry(1), entry(3)])) == 2
    gone = frozenset({TODAY - timedelta(days=400), TODAY - timedelta(days=1)})
    assert measures.days_in_recovery_work(facts([entry(1), entry(3)], earlier=gone)) == 3


@given(st.lists(st.integers(0, 60), max_size=30), st.lists(st.integers(0, 60), max_size=8))
def test_no_slip_ever_lowers_the_days_in_recovery_work(days: list[int], hard: list[int]) -> None:
    checkins = [entry(ago) for ago in days]
    without = measures.days_in_recovery_work(facts(checkins))
    assert measures.days_in_recovery_work(facts(checkins, [slip(ago) for ago in hard])) == without
    assert measures.days_in_recovery_work(facts([*checkins, entry(61)])) >= without


def test_unreported_days_are_not_counted_as_bad() -> None:
    reported = [entry(ago) for ago in (0, 3, 5, 9, 27)]
    assert measures.aligned_days(facts(reported, [slip(5), slip(8), slip(3, "close-call")])) == Share(4, 5)
    assert measures.aligned_days(facts([*reported, entry(28)])) == Share(5, 5)
    assert measures.aligned_days(facts(reported[:3])) is None


def test_reaching_out_is_the_median_of_hours_until_somebody_was_told() -> None:
    told = [slip(ago, told_after=hours) for ago, hours in ((1, 2), (5, 30), (9, 4), (12, 6))]
    assert measures.reaching_out(facts([], [*told, slip(3)])) == Middle(5, 4)
    assert measures.reaching_out(facts([], told[:3])) is None


def test_urges_ridden_out_are_strong_pulls_with_no_slip_within_a_day() -> None:
    strong = [entry(ago, pull=pull) for ago, pull in ((1, 9), (4, 6), (8, 7), (12, 10), (15, 5))]
    assert measures.urges_ridden_out(facts(strong, [slip(8), slip(2), slip(4, "close-call")])) == Share(3, 4)
    healing = [entry(ago, track="healing", pull=9) for ago in range(6)]
    assert measures.urges_ridden_out(facts(healing)) is None


def test_directions_need_eight_entries_on_each_side_and_a_whole_point() -> None:
    heavy = measures.series("heavy")
    now = [entry(ago, heavy=3) for ago in range(8)]
    before = [entry(ago, heavy=5) for ago in range(28, 36)]
    assert measures.direction(facts([*now, *before]), heavy) == "easier"
    assert measures.direction(facts([*now, *before[:7]]), heavy) == "too early to say"
    assert measures.direction(facts([*now, *(entry(ago, heavy=3) for ago in range(28, 36))]), heavy) == "about the same"
    safe = measures.series("safe")
    less_safe = [entry(ago, "ground", safe=3) for ago in range(8)] + [
        entry(ago, "ground", safe=6) for ago in range(28, 36)
    ]
    assert measures.direction(facts(less_safe), safe) == "harder"


def test_room_is_read_from_both_kinds_of_check_in_and_pull_only_in_recovery() -> None:
    both = [entry(0, track="healing", pull=4), entry(1, "ground", "healing", room=6)]
    assert [measures.value_of(one, measures.series("room")) for one in both] == [4, 6]
    assert [measures.value_of(one, measures.series("pull")) for one in both] == [None, None]


def test_contact_days_and_outer_circle_are_counted_by_the_week() -> None:
    contact = [entry(ago, contact=answer) for ago, answer in ((0, "yes"), (2, "no"), (3, "yes"), (12, "yes"))]
    assert measures.contact_days(facts(contact)) == Share(2, 3)
    outer = [
        entry(7 * ago, "circles-week", outer=ticked)
        for ago, ticked in enumerate((("a", "b"), ("none",), ("a",), ("a",)))
    ]
    assert measures.outer_circle(facts(outer)) == Middle(1, 4)


@given(st.lists(st.tuples(st.integers(0, 70), st.integers(0, 10)), max_size=3))
def test_fewer_than_four_entries_show_nothing(written: list[tuple[int, int]]) -> None:
    few = facts([entry(ago, heavy=value, pull=value, contact="yes") for ago, value in written])
    assert measures.aligned_days(few) is None and measures.contact_days(few) is None
    assert measures.urges_ridden_out(few) is None
    assert all(measures.weekly(few, one) is None for one in measures.SERIES)


async def look_back(home: Home, entries: int) -> str:
    """Check in on so many days and look back."""
    for _ in range(entries):
        await home.check_in("ann", ANSWERS)
        await home.later(timedelta(days=1))
    return said(await home.does("ann", "history.show"))


async def test_with_fewer_than_four_entries_it_is_too_early_to_say(home: Home) -> None:
    seen = await look_back(home, 3)
    assert "3 entries so far." in seen and "too early to say" in seen


async def test_looking_back_says_how_much_each_line_rests_on_and_draws_a_picture(home: Home) -> None:
    seen = await look_back(home, 5)
    assert "Days in recovery work: 5" in seen and "5 of 5 reported days" in seen
    assert "How heavy it was: 4 of 10, the middle of 5 entries in the last seven days" in seen
    assert "too early to say" in seen and "Real contact on 5 of 5" in seen
    drawn = message(await home.does("ann", "history.draw:heavy"))
    assert drawn.plot is not None and drawn.plot.alt in drawn.body.plain() and "5 entries" in drawn.plot.alt
    assert [value for _, value in drawn.plot.points].count(4.0) == 5
    assert "too early to draw" in said(await home.does("ann", "history.draw:safe"))
    assert "too early to draw" in said(await home.does("ann", "history.draw:nothing-of-ours"))


async def test_nobody_else_sees_any_of_it(home: Home) -> None:
    await look_back(home, 5)
    assert "Until then it is too early" in said(await home.does("ben", "history.show"))


async def test_a_date_is_optional_shown_only_beside_the_days_that_grow_and_survives_a_slip(home: Home) -> None:
    assert "set no date" in said(await home.does("ann", "history.my-date"))
    before = (home.clock.now() - timedelta(days=80)).date()
    await home.does("ann", "history.date", {"day": before.isoformat()})
    seen = said(await home.does("ann", "history.my-date"))
    assert "80 days" in seen and "Days in recovery work" in seen
    hard: dict[str, Answer] = {"word": "slip", "when": "today"}
    written = subject(await home.does("ann", "slip.what", hard), "slip.plan")
    plan = await home.does("ann", f"slip.plan:{written}")
    assert {"Change my date", "Hide my date"} <= set(labels(plan)) and "I never change it" in said(plan)
    assert said(await home.does("ann", "history.my-date")) == seen
    await home.does("ann", "history.hide")
    assert "hidden" in said(await home.does("ann", "history.my-date"))
    assert "Your date" not in await look_back(home, 4)
    await home.does("ann", "history.unhide")
    await home.does("ann", "history.no-date")
    assert "set no date" in said(await home.does("ann", "history.my-date"))


async def test_a_date_to_come_is_kindly_given_back(home: Home) -> None:
    again = await home.does("ann", "history.date", {"day": "2031-01-01"})
    assert isinstance(again, Again) and "still to come" in again.problems["day"]
    assert form(again).fields[0].value == "2031-01-01"
    for odd in ("2026-02-31", "yesterday", ""):
        assert isinstance(await home.does("ann", "history.date", {"day": odd}), Again)


async def dated(home: Home) -> None:
    """A date of eighty days ago."""
    await home.does("ann", "history.date", {"day": (home.clock.now() - timedelta(days=80)).date().isoformat()})


async def test_a_milestone_is_shared_only_by_its_owners_press_and_goes_after_thirty_days(home: Home) -> None:
    await dated(home)
    for _ in range(3):
        await home.later(timedelta(days=10))
    assert home.channel() == [] and home.inbox("ann") == []
    preview = said(await home.does("ann", "history.milestone"))
    held = await home.does("ann", "history.share")
    assert "110 days" in preview and "Undo" in labels(held) and home.channel() == []
    await home.later(MINUTE)
    (posted,) = home.channel()
    assert posted in preview
    await home.later(timedelta(days=31))
    await home.later(MINUTE)
    assert home.channel() == []


@pytest.mark.parametrize("after", [timedelta(), MINUTE])
async def test_a_milestone_can_be_undone_and_taken_back(home: Home, after: timedelta) -> None:
    await dated(home)
    shared = subject(await home.does("ann", "history.share"), "history.unshare")
    await home.later(after)
    assert len(home.channel()) == (after > timedelta())
    back = said(await home.does("ann", f"history.unshare:{shared}"))
    assert ("Nothing was posted" in back) is (after == timedelta())
    await home.later(MINUTE)
    assert home.channel() == []


async def test_without_a_date_there_is_nothing_to_share(home: Home) -> None:
    assert "set no date" in said(await home.does("ann", "history.share"))
    await home.later(MINUTE)
    assert home.channel() == []
