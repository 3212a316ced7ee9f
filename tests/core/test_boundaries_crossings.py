"""A boundary was crossed: written for its owner alone, with the same words whoever did it, and never counted up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.boundaries.crossed import (
    DID,
    WHO,
    Crossing,
    Repair,
    crossing_of,
    crossing_record,
    kept_of,
    repair_of,
    repair_record,
)
from core.surface import Answer
from core.turn import Again, NotDone
from core.values import Said
from tests.core.boundaries import ACTION, draft, in_force, owner
from tests.core.home import NOON, Home, form, labels, options, said, subject

CROSSED: dict[str, Answer] = {
    "day": "2026-05-31",
    "by": "other",
    "did": "kept",
    "steadiness": "4",
    "note": "canary: it was late",
}


async def cross(home: Home, one: str, **changed: Answer) -> str:
    """Write a crossing and return its id."""
    return subject(await home.does("ann", f"boundary.cross:{one}", CROSSED | changed), "boundary.crossing")


async def test_the_form_speaks_alike_of_whoever_crossed_it(home: Home) -> None:
    one = await in_force(home)
    asked = form(await home.does("ann", f"boundary.cross:{one}"))
    assert [field.key for field in asked.fields] == ["day", "by", "did", "steadiness", "note"]
    assert asked.fields[0].value == "2026-05-31" and asked.fields[1].value is None
    first = {
        said(await home.does("ann", f"boundary.cross:{one}", CROSSED | {"by": by})).split("\n")[0] for by, _ in WHO
    }
    assert first == {"Written down, for you alone. What did you do to take care of yourself?"}


@pytest.mark.parametrize("by", ["other", "unclear"])
async def test_care_comes_after_anothers_crossing_and_never_another_chance(home: Home, by: str) -> None:
    one = await in_force(home)
    card = await home.does("ann", f"boundary.cross:{one}", CROSSED | {"by": by})
    assert ACTION in said(card) and "Who can be with you?" in said(card) and "Help now" in labels(card)
    assert not any(word in said(card).lower() for word in ("forgiv", "chance", "understand", "trust", "sorry"))
    assert not any(each.step.action == "boundary.repair" for each in options(card))


async def test_a_repair_follows_ones_own_and_a_but_is_a_hint_that_keeps_everything(home: Home) -> None:
    one = await in_force(home)
    crossing = await cross(home, one, by="me")
    typed: dict[str, Answer] = {
        "own": "I listened, but I was tired",
        "impact": "",
        "right": "canary: I say it",
        "plan": "",
    }
    hint = await home.does("ann", f"boundary.repair:{crossing}", typed)
    assert "There is a but in what you own" in said(hint).replace("**", "")
    shown = said(await home.does("ann", f"boundary.crossing:{crossing}"))
    assert "I listened, but I was tired" in shown and "canary: I say it" in shown
    kept = await home.does("ann", f"boundary.repair:{crossing}", typed | {"own": "I listened"})
    assert "There is a but" not in said(kept).replace("**", "")
    assert form(await home.does("ann", f"boundary.repair:{crossing}")).fields[0].value == "I listened"


async def test_a_repair_is_made_right_by_its_owners_word_and_changing_it_keeps_that(home: Home) -> None:
    one = await in_force(home)
    crossing = await cross(home, one, by="me")
    assert isinstance(await home.does("ann", f"boundary.made-right:{crossing}"), NotDone)
    kept = await home.does("ann", f"boundary.repair:{crossing}", {"own": "I stayed"})
    assert "Make a plan: if … then …" in labels(kept)
    assert "You made it right on 31 May." in said(await home.does("ann", f"boundary.made-right:{crossing}"))
    await home.does("ann", f"boundary.repair:{crossing}", {"own": "I stayed too long"})
    assert "You made it right" in said(await home.does("ann", f"boundary.crossing:{crossing}"))
    assert "You made it right" not in said(await home.does("ann", f"boundary.made-right:{crossing}"))
    assert isinstance(await home.does("ben", f"boundary.made-right:{crossing}"), NotDone)


async def test_it_is_changed_listed_and_deleted(home: Home) -> None:
    one = await in_force(home)
    crossing = await cross(home, one)
    opened = {
        field.key: field.value for field in form(await home.does("ann", f"boundary.cross-edit:{crossing}")).fields
    }
    assert opened == CROSSED
    await home.does("ann", f"boundary.cross-edit:{crossing}", CROSSED | {"did": "partly", "day": "2026-05-01"})
    assert "1 May · Partly" in labels(await home.does("ann", f"boundary.crossings:{one}"))
    await home.does("ann", f"boundary.cross-delete:{crossing}")
    assert "Nothing is written down" in said(await home.does("ann", f"boundary.crossings:{one}"))


@pytest.mark.parametrize(
    ("day", "problem"),
    [("2026-06-01", "still to come"), ("2026-03-31", "more than 60 days"), ("2026-02-31", "a date such as")],
)
async def test_a_day_that_cannot_be_is_asked_for_anew_and_nothing_typed_is_lost(
    home: Home, day: str, problem: str
) -> None:
    one = await in_force(home)
    again = await home.does("ann", f"boundary.cross:{one}", CROSSED | {"day": day})
    assert isinstance(again, Again) and problem in again.problems["day"]
    assert form(again).fields[4].value == "canary: it was late"


async def test_what_one_did_oneself_is_measured_from_four_on(home: Home) -> None:
    one = await in_force(home)
    for did in ("kept", "partly", "kept"):
        await cross(home, one, did=did)
    assert "You did what you had decided" not in said(await home.does("ann", f"boundary.show:{one}"))
    await cross(home, one, did="kept", by="me")
    assert "You did what you had decided 3 of 4 times." in said(await home.does("ann", f"boundary.show:{one}"))


async def test_nobody_reads_a_nought_of_what_they_had_decided(home: Home) -> None:
    one = await in_force(home)
    for did in ("not-yet", "partly", "not-yet", "partly"):
        await cross(home, one, did=did)
    page = said(await home.does("ann", f"boundary.show:{one}"))
    assert "You wrote it down 4 times." in page and "0 of" not in page


@given(st.lists(st.tuples(st.sampled_from([by for by, _ in WHO]), st.sampled_from([did for did, _ in DID]))))
def test_who_crossed_it_changes_nothing_that_is_counted(crossed: list[tuple[str, str]]) -> None:
    def counted(by: str | None) -> tuple[int, int] | None:
        return kept_of(
            [Crossing("c", "b", NOON.date(), by or who, did, None, None, NOON) for who, did in crossed]  # type: ignore[arg-type] # of the lists
        )

    assert counted(None) == counted("me") == counted("other") == counted("unclear")


async def test_three_not_yet_in_a_row_ask_whether_it_is_too_big(home: Home) -> None:
    one = await in_force(home)
    for _ in range(2):
        await cross(home, one, did="not-yet")
    third = await home.does("ann", f"boundary.cross:{one}", CROSSED | {"did": "not-yet"})
    assert "Is this one too big right now?" in said(third) and "Make it smaller" in labels(third)
    after = await home.does("ann", f"boundary.cross:{one}", CROSSED | {"did": "kept"})
    assert "too big" not in said(after)


async def test_a_request_has_nothing_to_cross(home: Home) -> None:
    one = await draft(home)
    await home.does("ann", f"boundary.sort:{one}~request")
    assert "nothing to cross" in said(await home.does("ann", f"boundary.cross:{one}"))
    assert isinstance(await home.does("ann", f"boundary.cross:{one}", CROSSED), NotDone)


async def test_hours_after_not_yet_it_is_asked_once_whether_it_is_still_wanted(home: Home) -> None:
    one = await in_force(home)
    await cross(home, one, did="not-yet")
    await home.later(timedelta(hours=3, minutes=50))
    assert home.inbox("ann") == []
    await home.later(timedelta(hours=16))
    note = await home.does("ann", "people.notes")
    assert "Still want to do what you planned?" in said(note) and ACTION in said(note)
    yes = await home.does("ann", f"boundary.follow:{subject(note, 'boundary.follow')}")
    assert "I did it" in labels(yes)
    await home.does("ann", f"boundary.cross-edit:{subject(yes, 'boundary.cross-edit')}", CROSSED)
    for _ in range(3):
        await home.later(timedelta(days=1))
    assert len(home.inbox("ann")) == 1


async def test_nothing_is_asked_once_it_was_done_deleted_or_paused(home: Home) -> None:
    first, second, third = [await in_force(home) for _ in range(3)]
    crossing = await cross(home, first, did="not-yet")
    await home.does("ann", f"boundary.cross-edit:{crossing}", CROSSED)
    await home.does("ann", f"boundary.cross-delete:{await cross(home, second, did='not-yet')}")
    await cross(home, third, did="not-yet")
    await home.does("ann", f"boundary.pause:{third}")
    await home.later(timedelta(hours=20))
    assert home.inbox("ann") == []


async def test_it_goes_by_itself_after_180_days_and_nobody_else_learns_of_it(home: Home) -> None:
    one = await in_force(home)
    crossing = await cross(home, one, by="me")
    await home.does("ann", f"boundary.repair:{crossing}", {"own": "I stayed"})
    for step in ("crossing", "cross-edit", "cross-delete", "repair"):
        assert isinstance(await home.does("ben", f"boundary.{step}:{crossing}"), NotDone)
    assert home.channel() == [] and home.inbox("ben") == [] and home.inbox("mo") == []
    await home.later(timedelta(days=181))
    member = await owner(home)
    left = await home.look(lambda stores: {each.kind for each in stores.records.every(member)})
    assert not left & {"crossing", "repair"} and "boundary" in left


_SAID = st.one_of(st.none(), st.text(min_size=1, max_size=20).map(Said).filter(bool))


@given(steadiness=st.one_of(st.none(), st.integers(0, 10)), note=_SAID, own=_SAID, plan=_SAID, repaired=st.booleans())
def test_a_crossing_and_its_repair_are_read_back_as_they_were_kept(
    steadiness: int | None, note: Said | None, own: Said | None, plan: Said | None, repaired: bool
) -> None:
    one = Crossing("an-id", "a-boundary", NOON.date(), "me", "partly", steadiness, note, NOON, repaired)
    made = Repair("an-id", own, None, own, plan, NOON)
    assert crossing_of(crossing_record(one)) == one and repair_of(repair_record(made, one)) == made
