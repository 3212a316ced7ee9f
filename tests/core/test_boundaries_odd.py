"""Buttons pressed in an order nobody meant: twice, late, after it was let go; each is answered truly."""

from __future__ import annotations

import pytest

from core.turn import NotDone
from tests.core.boundaries import WORDS, draft, in_force, share, show
from tests.core.home import MINUTE, Home, options, said

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
