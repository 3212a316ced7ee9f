"""Less of it at one press: fewer days, not today, a pause, days away, none at all; and the way back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.people.consents import revoke
from core.rhythms.model import EVERY_DAY, Rhythm, from_mask, planned
from core.turn import Again
from tests.core.home import EVENING, Home, labels, options, said
from tests.core.rhythms import BERLIN, DAY, HOUR, MONDAY, PROMPT, QUESTION, begin, kept, lines, live, member_of, note


async def test_saying_that_it_fits_begins_the_count_anew(home: Home) -> None:
    await begin(home)
    await live(home, 4)
    assert await note(home) == QUESTION
    assert "stays as it is" in said(await home.does("ann", "rhythm.same:daily-brief"))
    assert (await kept(home))[0].blanks == 0 and "No note" in await note(home)


async def test_skipping_is_an_answer(home: Home) -> None:
    await begin(home)
    for _ in range(9):
        await live(home, 1)
        assert await note(home) == PROMPT
        assert "Nothing is counted" in said(await home.does("ann", "rhythm.skip:daily-brief"))
        assert "No note" in await note(home)
    assert len(lines(home)) == 9


async def test_skipping_before_the_hour_leaves_that_day_out(home: Home) -> None:
    await begin(home)
    await live(home, 0.9)
    await home.does("ann", "rhythm.skip:daily-brief")
    await live(home, 0.2)
    assert lines(home) == []
    await live(home, 1)
    assert len(lines(home)) == 1


async def test_fewer_goes_down_step_by_step_and_each_step_can_be_undone(home: Home) -> None:
    await begin(home)
    seen = []
    for _ in range(3):
        outcome = await home.does("ann", "rhythm.fewer:daily-brief")
        seen.append((await kept(home))[0])
        back = next(option.step for option in options(outcome) if option.step.action == "rhythm.as-before")
        assert "As it was" in said(await home.does("ann", back))
        await home.does("ann", "rhythm.fewer:daily-brief")
    assert [len(one.days) for one in seen] == [3, 1, 1] and [one.paused for one in seen] == [False, False, True]
    assert "every day" in said(await home.does("ann", "rhythm.as-before:daily-brief~127"))


@pytest.mark.parametrize("days", [(1, 3, 4, 5, 6), (2, 3, 5, 6), (1, 3), (0, 1, 2, 3, 4, 5, 6)])
def test_fewer_asks_on_no_day_that_was_not_chosen(days: tuple[int, ...]) -> None:
    less = Rhythm("daily-brief", "an-id", days).fewer()
    assert less.days and set(less.days) < set(days) and len(less.days) <= 3


async def test_a_pause_until_a_day_ends_by_itself(home: Home) -> None:
    await begin(home)
    assert "Thursday 4 June" in said(await home.does("ann", "rhythm.pause:daily-brief", {"back": "2026-06-04"}))
    await live(home, 3.5)
    assert lines(home) == []
    await live(home, 1)
    assert lines(home) == [EVENING + 4 * DAY]


async def test_a_pause_without_an_end_lasts_until_they_say_so(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.pause:daily-brief", {"back": ""})
    await live(home, 40, timedelta(hours=6))
    assert lines(home) == []
    await home.does("ann", "rhythm.resume:daily-brief")
    await live(home, 1)
    assert len(lines(home)) == 1


@pytest.mark.parametrize("back", ["2026-05-31", "2026-05-01", "2028-01-01"])
async def test_a_pause_until_a_day_gone_by_or_far_off_is_kindly_refused(home: Home, back: str) -> None:
    await begin(home)
    assert isinstance(await home.does("ann", "rhythm.pause:daily-brief", {"back": back}), Again)
    assert not (await kept(home))[0].paused


async def test_a_stopped_rhythm_is_gone_with_all_that_was_planned(home: Home) -> None:
    await begin(home)
    await live(home, 1)
    await home.does("ann", "rhythm.stop:daily-brief")
    assert "No note" in await note(home) and await kept(home) == []
    await live(home, 3)
    assert len(lines(home)) == 1


async def test_days_away_are_silent_the_prompt_waits_and_counts_for_nothing(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.away", {"first": "2026-06-01", "last": "2026-06-08"})
    assert "you are away" in said(await home.does("ann", "rhythm.show"))
    await live(home, 8.5)
    assert lines(home) == [] and (await kept(home))[0].blanks == 0 and not (await kept(home))[0].paused
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu"))
    await live(home, 1)
    assert lines(home) == [EVENING + 9 * DAY]


async def test_back_early_is_back_at_once(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.away", {"first": "2026-06-01", "last": "2026-06-08"})
    await live(home, 1.5)
    await home.does("ann", "rhythm.here")
    await live(home, 1)
    assert lines(home) == [MONDAY + DAY]


@pytest.mark.parametrize(
    ("first", "last"), [("2026-06-05", "2026-06-01"), ("2026-05-01", "2026-05-02"), ("2026-06-01", "2029-01-01")]
)
async def test_days_away_that_make_no_sense_are_kindly_refused(home: Home, first: str, last: str) -> None:
    assert isinstance(await home.does("ann", "rhythm.away", {"first": first, "last": last}), Again)


async def test_with_no_messages_a_day_the_prompt_waits_without_a_line(home: Home) -> None:
    await begin(home)
    await home.does("ann", "rhythm.most", {"most": "0"})
    await live(home, 9)
    assert lines(home) == [] and not (await kept(home))[0].paused
    assert "without a line" in said(await home.does("ann", "rhythm.show"))
    assert await note(home) == PROMPT


async def test_without_consent_to_private_lines_there_is_none(home: Home) -> None:
    member, community = await member_of(home), await home.community()
    await home.join("ann")
    await begin(home)
    now = home.clock.now()
    await home.handrail.database.write(lambda tx: revoke(tx.within(community), member, "notes", now))
    await live(home, 2)
    assert lines(home) == [] and "did not agree" in said(await home.does("ann", "rhythm.show"))


async def test_erasing_ends_everything(home: Home) -> None:
    await begin(home)
    await home.does("ann", "privacy.erase")
    await live(home, 3)
    assert lines(home) == []


@pytest.mark.parametrize("mask", ["", "999", "0", "x", "²", "12~3"])
async def test_a_broken_undo_keeps_the_days(home: Home, mask: str) -> None:
    await begin(home)
    await home.does("ann", f"rhythm.as-before:daily-brief~{mask}" if mask != "²" else "rhythm.as-before:daily-brief~")
    assert (await kept(home))[0].days in (EVERY_DAY, from_mask(999))


def test_a_paused_rhythm_plans_nothing_but_its_return() -> None:
    rhythm = Rhythm("daily-brief", "an-id", EVERY_DAY)
    assert len(planned(rhythm, "Europe/Berlin", EVENING - HOUR)) == 7
    assert planned(rhythm.pause(None), "Europe/Berlin", EVENING) == []
    back = planned(rhythm.pause(date(2026, 6, 4)), "Europe/Berlin", EVENING)
    assert [at.astimezone(BERLIN).date() for at in back] == [date(2026, 6, day) for day in (4, 5, 6)]


@pytest.mark.parametrize("asleep", [timedelta(), timedelta(days=2)])
async def test_whoever_comes_back_is_asked_again_as_before(home: Home, asleep: timedelta) -> None:
    await begin(home)
    await live(home, 1.5)
    await home.does("ann", "privacy.go")
    await live(home, 2)
    await home.join("ann")
    home.clock.move(asleep)
    await live(home, 2)
    assert PROMPT in await note(home)
