"""Buttons pressed in an order nobody meant: twice, late, after it was let go; each is answered truly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.turn import Again, NotDone
from tests.core.boundaries import WORDS, draft, in_force, note, remind, share, show, until
from tests.core.home import MINUTE, Home, form, options, said, subject

TAKEN = "goes out of the channel, too"


async def test_pausing_all_twice_still_leaves_a_way_back(home: Home) -> None:
    await in_force(home)
    await home.does("ann", "boundary.pause-all")
    assert "None is in force" in said(await home.does("ann", "boundary.pause-all"))
    assert "In force again: 1." in said(await home.does("ann", "boundary.resume-all"))


@pytest.mark.parametrize("step", ["say", "need", "power", "review", "outside", "ask-control", "ask-safety", "cross"])
async def test_what_was_let_go_is_not_written_on_but_brought_back_first(home: Home, step: str) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.retire:{one}")
    asked = await home.does("ann", f"boundary.{step}:{one}")
    assert isinstance(asked, NotDone) and "It was let go" in said(asked)


@pytest.mark.parametrize("step", ["keep", "renew"])
@pytest.mark.parametrize("gone", ["retire", "pause"])
async def test_a_look_at_what_reminds_no_more_promises_no_next_one(home: Home, step: str, gone: str) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.{gone}:{one}")
    assert "That is for one that is in force" in said(await home.does("ann", f"boundary.{step}:{one}"))


async def test_bringing_back_what_is_there_changes_nothing_and_says_so(home: Home) -> None:
    one = await in_force(home)
    assert "It is in force." in said(await home.does("ann", f"boundary.restore:{one}"))


async def test_taken_back_twice_or_posted_after_an_undo_is_told_as_it_is(home: Home) -> None:
    one = await in_force(home)
    await share(home, one)
    for step in ("post", "now"):
        assert "It is in the channel already" in said(await home.does("ann", f"boundary.{step}:{one}"))
    assert "I am taking it out" in said(await home.does("ann", f"boundary.unpost:{one}"))
    for step in ("unpost", "now"):
        assert "It is not shared" in said(await home.does("ann", f"boundary.{step}:{one}"))


@pytest.mark.parametrize("step", ["pause", "close", "retire", "pause-all", "say", "sort", "safety"])
async def test_whatever_takes_a_copy_out_of_the_channel_says_so(home: Home, step: str) -> None:
    one = await in_force(home)
    await share(home, one)
    subject = {"sort": f"{one}~limit", "safety": f"{one}~yes"}.get(step, one)
    answers = {**WORDS, "action": "I go for a walk"} if step == "say" else None
    told = said(
        await home.does("ann", "boundary.pause-all" if step == "pause-all" else f"boundary.{step}:{subject}", answers)
    )
    assert TAKEN in told and "cannot be unread" in told
    await home.later(MINUTE)
    assert home.channel() == []


async def test_words_changed_of_one_in_force_say_that_it_waits_to_be_put_in_force(home: Home) -> None:
    one = await in_force(home)
    changed = said(await home.does("ann", f"boundary.say:{one}", {**WORDS, "action": "I go for a walk"}))
    assert "It is a draft again" in changed and TAKEN not in changed
    assert "a draft again" not in said(await home.does("ann", f"boundary.control:{one}~yes"))


async def test_beginning_twice_leaves_one_draft(home: Home) -> None:
    for step in ("boundary.blank", "boundary.start:late"):
        for _ in range(2):
            await home.does("ann", step)
    listed = await home.does("ann", "boundary.list")
    assert "2 altogether" in said(listed)
    one = await draft(home)
    await home.does("ann", f"boundary.need:{one}", {"because": "my sleep", "category": "time"})
    assert await draft(home) != one, "what was written on is left alone"
    assert len([each for each in options(await home.does("ann", "boundary.list")) if each.step.subject]) == 3
    assert "It is a draft" in await show(home, one)


async def test_while_words_are_changed_its_plans_and_days_still_count(home: Home) -> None:
    first, second = await in_force(home), await in_force(home)
    for _ in range(3):
        await home.does("ann", f"boundary.plan:{first}", {"cue": "tired", "response": "bed"})
    await remind(home, first)
    await home.does("ann", f"boundary.say:{first}", {**WORDS, "action": "I go for a walk"})
    again = await remind(home, second)
    assert isinstance(again, Again) and "already" in again.problems["days"]
    full = await home.does("ann", f"boundary.plan:{second}", {"cue": "tired", "response": "bed"})
    assert "3 plans are as many" in said(full)


@pytest.mark.parametrize("away", ["close", "retire"])
async def test_one_that_comes_back_brings_no_fourth_plan(home: Home, away: str) -> None:
    first, second = await in_force(home), await in_force(home)
    await home.does("ann", f"boundary.plan:{first}", {"cue": "tired", "response": "bed"})
    await home.does("ann", f"boundary.{away}:{first}")
    for _ in range(3):
        await home.does("ann", f"boundary.plan:{second}", {"cue": "alone", "response": "walk"})
    if away == "retire":
        await home.does("ann", f"boundary.restore:{first}")
    full = await home.does("ann", f"boundary.on:{first}")
    assert "3 plans are as many" in said(full) and "It is in force" not in await show(home, first)
    plan = next(each.step for each in options(full) if each.step.action == "boundary.reminder")
    await home.does("ann", f"boundary.stop:{plan.subject}")
    await home.does("ann", f"boundary.on:{first}")
    assert "It is in force" in await show(home, first)


async def test_each_plan_of_a_boundary_is_asked_about_after_four_weeks(home: Home) -> None:
    one = await in_force(home)
    for response in ("bed", "walk", "call"):
        await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": response})
    await until(home, home.clock.now() + timedelta(days=29))
    asked = set[str]()
    for _ in range(5):
        found = await note(home)
        asked |= {said(found)} if "Does it still fit?" in said(found) else set()
        put_away = [each.step for each in options(found) if each.step.action in ("boundary.done", "boundary.keep")]
        if put_away:
            await home.does("ann", put_away[0])
    assert len(asked) == 3


async def test_a_question_in_a_few_hours_is_told_of_only_where_it_comes(home: Home) -> None:
    one, typed = await in_force(home), {"day": "2026-05-31", "by": "other", "did": "not-yet"}
    written = await home.does("ann", f"boundary.cross:{one}", typed)
    assert "In a few hours I ask" in said(written)
    crossed = subject(written, "boundary.crossing")
    await until(home, home.clock.now() + timedelta(hours=16))
    assert "In a few hours" not in said(await home.does("ann", f"boundary.cross-edit:{crossed}", typed))
    await home.does("ann", f"boundary.pause:{one}")
    assert "In a few hours" not in said(await home.does("ann", f"boundary.cross:{one}", typed))


async def test_today_is_no_day_to_look_again_and_is_not_called_over(home: Home) -> None:
    again = await home.does("ann", f"boundary.review:{await in_force(home)}", {"review": "2026-05-31"})
    assert isinstance(again, Again) and "today or over" in again.problems["review"]


async def test_not_now_is_taken_kindly(home: Home) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.cross:{one}", {"day": "2026-05-31", "by": "me", "did": "not-yet"})
    await until(home, home.clock.now() + timedelta(hours=16))
    step = next(each.step for each in options(await note(home)) if each.label == "Not now")
    answered = said(await home.does("ann", step))
    assert "That is all right." in answered and "Good" not in answered


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("week", {"minutes": "30 minutes"}), ("month", {"number": "the 5th"}), ("month", {"number": "last day"})],
)
async def test_a_number_in_words_is_given_back_with_what_works(home: Home, kind: str, typed: dict[str, str]) -> None:
    again = await remind(home, await in_force(home), kind, **typed)
    ((key, words),) = typed.items()
    assert isinstance(again, Again) and "works here" in again.problems[key]
    assert {field.key: field.value for field in form(again).fields}[key] == words


async def test_once_its_day_has_come_another_to_look_again_is_one_that_is_still_to_come(home: Home) -> None:
    one = await in_force(home)
    await home.later(timedelta(days=30))
    assert form(await home.does("ann", f"boundary.review:{one}")).fields[0].value == "2026-07-28"
    assert "28 June" not in await show(home, one)


async def test_fewer_of_a_hard_time_makes_its_plans_fewer_too(home: Home) -> None:
    one = await in_force(home)
    window = subject(await remind(home, one, "week", starts="plans"), "boundary.remind-change")
    await home.does("ann", f"boundary.fewer:{window}")
    page = said(await home.does("ann", f"boundary.reminders:{one}"))
    assert "My plans, as it begins: Monday, Wednesday, Friday at 21:00" in page and "Every day" not in page


async def test_where_there_is_no_room_for_one_more_no_form_is_filled_in_for_nothing(home: Home) -> None:
    one = await in_force(home)
    for number in range(12):
        await remind(home, one, "month", number=str(number + 1))
    for step in (f"remind:{one}~year", f"plan:{one}"):
        full = await home.does("ann", f"boundary.{step}")
        assert isinstance(full, NotDone) and "as many reminders as I can keep" in said(full)
