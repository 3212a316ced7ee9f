"""What the notes about boundaries ask and show: plans, windows that begin, another look, renewal, what was kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.turn import NotDone
from tests.core.boundaries import A_DAY, LINE, in_force, note, owner, planned, remind, until
from tests.core.home import Home, form, labels, options, said, subject

BEGINS = datetime(2026, 5, 31, 19, 0, tzinfo=UTC)
"""21:00 in Berlin."""


async def plan(home: Home, one: str, cue: str = "tired") -> None:
    """Pick a plan."""
    await home.does("ann", f"boundary.plan:{one}", {"cue": cue, "response": "bed"})


async def test_a_plan_is_picked_changed_word_by_word_and_there_when_it_happens(home: Home) -> None:
    one = await in_force(home)
    made = await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": "bed"})
    assert "If I am tired and it is late, then I go to bed." in said(made)
    plan = subject(made, "boundary.remind-change")
    await home.does("ann", f"boundary.remind-change:{plan}", {"cue": "canary: a late call", "response": "I hang up"})
    assert "It is happening" in labels(await home.does("ann", "boundary.list"))
    now = await home.does("ann", "boundary.happening")
    assert "If canary: a late call, then I hang up." in said(now).replace("**", "") and "Help now" in labels(now)
    await home.later(timedelta(days=28, hours=20))
    member = await owner(home)
    notes = await home.look(lambda stores: [each for _, each in stores.people.notes(member, home.clock.now())])
    assert any("Does it still fit?" in each.body.plain() for each in notes)


async def test_three_plans_are_as_many_as_one_can_hold_in_mind(home: Home) -> None:
    one = await in_force(home)
    for response in ("bed", "walk", "call"):
        await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": response})
    assert "can hold in mind" in said(await home.does("ann", f"boundary.plan:{one}"))
    fourth = await home.does("ann", f"boundary.plan:{one}", {"cue": "tired", "response": "eat"})
    assert isinstance(fourth, NotDone)


async def test_on_its_day_it_is_looked_at_again_and_kept(home: Home) -> None:
    one = await in_force(home)
    await until(home, datetime(2026, 6, 28, 8, 1, tzinfo=UTC))
    assert home.inbox("ann") == LINE
    asked = await note(home)
    assert "Keep it, change it, or let it go?" in said(asked)
    await home.does("ann", f"boundary.keep:{one}")
    assert "No note is waiting" in said(await note(home))
    assert "26 July" in said(await home.does("ann", f"boundary.show:{one}"))


async def test_a_renewal_unanswered_twice_pauses_silently_and_an_answer_keeps_it(home: Home) -> None:
    one, other = await in_force(home), await in_force(home)
    await home.later(timedelta(days=89))
    for _ in range(40):
        await home.later(A_DAY / 2)
        if "boundary.renew" in {each.step.action for each in options(await note(home))}:
            await home.does("ann", f"boundary.renew:{other}")
    assert "It is paused" in said(await home.does("ann", f"boundary.show:{one}"))
    assert "It is in force" in said(await home.does("ann", f"boundary.show:{other}"))


async def test_what_was_kept_is_told_once_a_week_to_who_wants_it(home: Home) -> None:
    one = await in_force(home)
    assert "On Sundays" in said(await home.does("ann", f"boundary.affirm:{one}"))
    await until(home, datetime(2026, 6, 7, 16, 1, tzinfo=UTC))
    assert home.inbox("ann") == [], "with nothing kept there is nothing to tell"
    for _ in range(2):
        await home.does("ann", f"boundary.cross:{one}", {"day": "2026-06-02", "by": "me", "did": "kept"})
    await until(home, datetime(2026, 6, 14, 16, 1, tzinfo=UTC))
    assert "Kept 2 times since 2 June." in said(await note(home))
    assert "no longer send" in said(await home.does("ann", f"boundary.affirm:{one}"))
    assert await planned(home) == []


async def test_as_a_hard_time_begins_their_plans_come_where_they_asked_for_it(home: Home) -> None:
    one = await in_force(home)
    await plan(home, one)
    await remind(home, one, "week", days=("6",), at="21:00", minutes="30", starts="plans")
    await until(home, BEGINS - timedelta(minutes=29))
    assert home.inbox("ann") == LINE and "What do you need for the next hours?" in said(await note(home))
    await home.does("ann", f"boundary.done:{subject(await note(home), 'boundary.done')}")
    await until(home, BEGINS + timedelta(minutes=1))
    opened = await note(home)
    assert home.inbox("ann") == LINE * 2
    assert "You decided this on a calm day: If I am tired and it is late, then I go to bed." in flat(said(opened))
    assert labels(opened)[:4] == ["Done", "Later", "Change it", "Stop this reminder"]
    changed = form(await home.does("ann", f"boundary.remind-change:{subject(opened, 'boundary.remind-change')}"))
    assert {field.key: field.value for field in changed.fields}["starts"] == "plans"


def flat(words: str) -> str:
    """On one line, without stars."""
    return " ".join(words.replace("**", "").split())


@pytest.mark.parametrize("starts", ["no", ""])
async def test_where_they_did_not_ask_for_it_nothing_comes_as_it_begins(home: Home, starts: str) -> None:
    one = await in_force(home)
    await plan(home, one)
    await remind(home, one, "week", days=("6",), starts=starts)
    await until(home, BEGINS + timedelta(minutes=1))
    assert home.inbox("ann") == LINE


async def test_without_a_plan_nothing_comes_as_it_begins(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one, "week", days=("6",), starts="plans")
    await until(home, BEGINS + timedelta(minutes=1))
    assert home.inbox("ann") == LINE


async def test_what_comes_as_it_begins_moves_with_its_window_and_stops_with_it(home: Home) -> None:
    one = await in_force(home)
    window = subject(await remind(home, one, "week", days=("6",), starts="plans"), "boundary.remind-change")
    typed = {"days": ("0",), "at": "22:00", "minutes": "10", "starts": "plans"}
    await home.does("ann", f"boundary.remind-change:{window}", typed)
    due = sorted(at for _, at in await planned(home))
    assert due == [datetime(2026, 6, 1, 19, 50, tzinfo=UTC), datetime(2026, 6, 1, 20, 0, tzinfo=UTC)]
    assert "My plans, as it begins: Monday at 22:00" in said(await home.does("ann", f"boundary.reminders:{one}"))
    await home.does("ann", f"boundary.remind-change:{window}", typed | {"starts": "no"})
    assert len(await planned(home)) == 1
    await home.does("ann", f"boundary.remind-change:{window}", typed)
    await home.does("ann", f"boundary.stop:{window}")
    assert await planned(home) == []


async def test_before_a_hard_time_a_short_check_in_for_needs_is_one_press_away(home: Home) -> None:
    one = await in_force(home)
    await remind(home, one, "week", days=("6",))
    await until(home, BEGINS - timedelta(minutes=29))
    step = next(each.step for each in options(await note(home)) if each.label == "A quick look at my needs")
    assert form(await home.does("ann", step)).title


@pytest.mark.parametrize(("at", "words"), [("2026-06-28", "let it go?"), ("2026-08-29", "still yours?")])
async def test_a_question_that_is_stopped_is_asked_no_more(home: Home, at: str, words: str) -> None:
    one = await in_force(home)
    if words == "still yours?":
        await home.does("ann", f"boundary.review:{one}", {"review": "2027-05-01"})
    await home.later(datetime.fromisoformat(f"{at}T08:30+00:00") - home.clock.now() - A_DAY)
    await until(home, datetime.fromisoformat(f"{at}T08:30+00:00"))
    asked = await note(home)
    assert words in said(asked)
    await home.does("ann", f"boundary.stop:{subject(asked, 'boundary.stop')}")
    assert "No note is waiting" in said(await note(home))
    lines = len(home.inbox("ann"))
    for _ in range(30):
        await home.later(A_DAY / 2)
    assert len(home.inbox("ann")) == lines and "It is in force" in said(await home.does("ann", f"boundary.show:{one}"))


async def test_the_day_on_which_what_was_kept_is_told_can_be_another(home: Home) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.affirm:{one}")
    member = await owner(home)
    kept = await home.look(
        lambda stores: next(
            each for each in stores.records.of_kind(member, "reminder") if each.body["kind"] == "affirm"
        )
    )
    await home.does("ann", f"boundary.remind-change:{kept.name}", {"days": ("2",), "at": "17:00"})
    assert [due for _, due in await planned(home)] == [datetime(2026, 6, 3, 15, 0, tzinfo=UTC)]
