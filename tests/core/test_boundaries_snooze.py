"""A reminder put off until later: once more then, and never again after it was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.boundaries.planning import reminders_of
from core.rhythm import Kind
from tests.core.boundaries import A_DAY, LINE, STATEMENT, in_force, note, owner, remind, until
from tests.core.home import Home, options, said, subject


async def put_off(home: Home, by: str = "hour") -> None:
    """Press *Later* on the note that waits, and one of the three."""
    opened = await home.does("ann", f"boundary.later:{subject(await note(home), 'boundary.later')}")
    step = next(each.step for each in options(opened) if each.step.subject.endswith(by))
    await home.does("ann", step)


async def move(home: Home, zone: str, country: str) -> None:
    """Live by another clock."""
    await home.join("ann", zone=zone, country=country)
    await home.later()


async def test_missed_in_an_outage_it_does_not_come_after_a_journey_back_in_the_calendar(home: Home) -> None:
    await move(home, "Pacific~Auckland", "new zealand")
    one = await in_force(home)
    await remind(home, one, at="21:00")
    await until(home, datetime(2026, 6, 1, 9, 1, tzinfo=UTC))
    assert home.inbox("ann") == LINE
    await put_off(home)  # until 22:00 on Monday there
    await home.later(timedelta(hours=3))  # nothing runs meanwhile, and then it is too late
    assert home.inbox("ann") == LINE
    await move(home, "Pacific~Honolulu", "united states")  # 02:01 on Monday: 22:00 is yet to come there
    await until(home, datetime(2026, 6, 2, 8, 30, tzinfo=UTC))
    assert home.inbox("ann") == LINE, "what was missed is not made up for"


async def test_missed_while_a_boundary_was_paused_it_does_not_come_when_it_is_in_force_again(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one)
    await until(home, datetime(2026, 5, 31, 19, 1, tzinfo=UTC))
    await put_off(home)
    await home.does("ann", f"boundary.pause:{one}")
    await home.later(timedelta(hours=2))
    await home.does("ann", f"boundary.on:{one}")
    await move(home, "Pacific~Honolulu", "united states")
    await until(home, datetime(2026, 6, 1, 8, 30, tzinfo=UTC))
    assert home.inbox("ann") == LINE and STATEMENT not in said(await note(home))


async def test_a_question_that_was_put_off_and_missed_is_a_question_again(home: Home) -> None:
    await in_force(home)
    await until(home, datetime(2026, 6, 28, 8, 1, tzinfo=UTC))
    opened = await note(home)
    assert "boundary.later" in {each.step.action for each in options(opened)}
    await put_off(home)
    await home.later(A_DAY)
    member = await owner(home)
    (look,) = [one for one in await home.look(lambda s: reminders_of(s, member)) if one.kind == "review"]
    assert look.snoozed is None and look.speaks is Kind.REVIEW
