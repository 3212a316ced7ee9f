"""After a hard moment: written down for its author alone, asked about once, and never told to anybody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.slips.model import FIRST, OWN_WORDS, Agreement, Slip, agreement_of, agreement_record, slip_of, slip_record
from core.surface import Answer
from core.turn import Again, NotDone
from core.values import Said
from tests.core.home import NOON, Home, form, labels, options, said, subject

HARD: dict[str, Answer] = {
    "word": "slip",
    "when": "today",
    "before": ("tired", "device"),
    "helped": "I went for a walk",
    "need": "an early night",
}
_WORDS = st.one_of(st.none(), st.text(min_size=1, max_size=30).map(Said).filter(bool))


async def write(home: Home, who: str = "ann", **changed: Answer) -> str:
    """Write a hard moment down and return its id."""
    return subject(await home.does(who, "slip.what", HARD | changed), "slip.plan")


async def notes(home: Home, who: str = "ann") -> str:
    """What somebody reads when they open their note."""
    return said(await home.does(who, "people.notes"))


async def test_the_first_words_are_thanks_and_safety_comes_before_writing(home: Home) -> None:
    opened = await home.does("ann", "slip.write")
    assert said(opened).startswith("Thank you for writing it down. One step at a time.")
    assert "Are you safe right now?" in said(opened) and "Help now" in labels(opened)
    assert "leave out names and crimes: the law does not protect this" in said(opened)


async def test_no_field_asks_what_was_done_seen_or_with_whom(home: Home) -> None:
    asked = form(await home.does("ann", "slip.what"))
    assert [field.key for field in asked.fields] == ["word", "when", "before", "helped", "need"]
    assert not any(re.search(r"what did|whom|what you saw", field.label, re.IGNORECASE) for field in asked.fields)


async def test_peers_come_before_the_other_person_and_telling_somebody_is_noted(home: Home) -> None:
    written = await home.does("ann", "slip.what", HARD)
    slip = subject(written, "slip.plan")
    offered = [option.label for option in options(written) if option.step.action == "slip.first"]
    assert offered == [label for _, label in FIRST]
    chosen = await home.does("ann", f"slip.first:{slip}~mentor")
    assert "I told them" in labels(chosen)
    await home.does("ann", f"slip.told:{slip}")
    shown = said(await home.does("ann", f"slip.show:{slip}"))
    assert "You told somebody." in shown and "I went for a walk" in shown and "First to know: A mentor" in shown


async def test_one_change_of_plan_may_be_an_if_then_plan_or_nothing(home: Home) -> None:
    plan = await home.does("ann", f"slip.plan:{await write(home)}")
    assert "Nothing is an answer too" in said(plan)
    assert {"boundary.list", "slip.done"} <= {option.step.action for option in options(plan)}


async def test_the_next_morning_brings_one_question_once(home: Home) -> None:
    slip = await write(home)
    await home.later(timedelta(hours=16))
    assert home.inbox("ann") == ["You have a note."]
    assert "You came back. What was one thing that went right?" in await notes(home)
    await home.does("ann", f"slip.right:{slip}", {"right": "I called a friend"})
    assert "I called a friend" in said(await home.does("ann", f"slip.show:{slip}"))
    assert "No note is waiting" in await notes(home)
    for _ in range(5):
        await home.later(timedelta(days=1))
    assert home.inbox("ann") == ["You have a note."]


async def test_an_agreement_reminds_its_author_alone_before_its_hours_are_over(home: Home) -> None:
    await home.does("ann", "slip.agreement", {"hours": "24", "talk_to": "my mentor", "where": "the kitchen"})
    slip = await write(home)
    chosen = said(await home.does("ann", f"slip.first:{slip}~nobody"))
    assert "within 24 hours" in chosen and "my mentor" in chosen
    await home.later(timedelta(hours=22, minutes=5))
    assert "you agreed with yourself" in " ".join([text async for text in _all_notes(home)])
    assert home.inbox("ben") == [] and home.inbox("mo") == [] and home.channel() == []


async def _all_notes(home: Home):  # type: ignore[no-untyped-def] # an async generator of texts
    while True:
        opened = await home.does("ann", "people.notes")
        yield said(opened)
        away = [option.step for option in options(opened) if option.step.action == "people.put-away"]
        if not away:
            return
        await home.does("ann", away[0])


async def test_telling_somebody_or_ending_the_agreement_stops_its_reminder(home: Home) -> None:
    await home.does("ann", "slip.agreement", {"hours": "12"})
    slip = await write(home)
    await home.does("ann", f"slip.told:{slip}")
    await write(home)
    await home.does("ann", "slip.no-agreement")
    await home.later(timedelta(hours=11))
    assert not any("agreed with yourself" in text for text in [text async for text in _all_notes(home)])


async def test_a_slip_changes_no_right_role_or_visibility(home: Home) -> None:
    before = await home.look(lambda stores: [stores.people.member(member) for member in stores.people.joined()])
    await write(home)
    after = await home.look(lambda stores: [stores.people.member(member) for member in stores.people.joined()])
    assert after == before and home.channel() == []


async def test_another_person_learns_nothing_whatever_the_data(home: Home) -> None:
    slip = await write(home)
    for step in ("slip.show", "slip.told", "slip.plan", "slip.delete", "slip.remove", "slip.right", "slip.edit"):
        there = await home.does("ben", f"{step}:{slip}", {"right": "x"} if step == "slip.right" else None)
        nowhere = await home.does(
            "ben", f"{step}:AAAAAAAAAAAAAAAAAAAAAA", {"right": "x"} if step == "slip.right" else None
        )
        assert isinstance(there, NotDone) and said(there) == said(nowhere)
    assert "Nothing is written down here." in said(await home.does("ben", "slip.list"))


async def test_it_can_be_changed_listed_and_deleted_with_all_that_was_promised(home: Home) -> None:
    slip = await write(home)
    assert form(await home.does("ann", f"slip.edit:{slip}")).fields[0].value == "slip"
    await home.does("ann", f"slip.edit:{slip}", HARD | {"word": "close-call", "when": "yesterday"})
    assert "A close call" in said(await home.does("ann", f"slip.show:{slip}"))
    assert "A close call" in " ".join(labels(await home.does("ann", "slip.list")))
    await home.does("ann", f"slip.remove:{slip}")
    assert "Nothing is written down here." in said(await home.does("ann", "slip.list"))
    await home.later(timedelta(days=1))
    assert home.inbox("ann") == []


async def test_it_goes_by_itself_after_ninety_days(home: Home) -> None:
    await write(home)
    await home.later(timedelta(days=89))
    assert "newest first" in said(await home.does("ann", "slip.list"))
    await home.later(timedelta(days=2))
    assert "Nothing is written down here." in said(await home.does("ann", "slip.list"))


async def test_what_was_left_out_is_asked_for_and_nothing_typed_is_lost(home: Home) -> None:
    again = await home.does("ann", "slip.what", {"helped": "I went for a walk"})
    assert isinstance(again, Again) and set(again.problems) == {"word", "when"}
    kept = {field.key: field.value for field in form(await home.does("ann", "slip.what")).fields}
    assert kept["helped"] == "I went for a walk"


@given(
    word=st.sampled_from([key for key, _ in OWN_WORDS]),
    day=st.one_of(st.none(), st.dates()),
    helped=_WORDS,
    need=_WORDS,
    right=_WORDS,
    first=st.sampled_from(["", *(key for key, _ in FIRST)]),
    told=st.booleans(),
)
def test_a_slip_is_read_back_as_it_was_kept(
    word: str, day: object, helped: Said | None, need: Said | None, right: Said | None, first: str, told: bool
) -> None:
    slip = Slip("an-id", word, day, ("tired",), helped, need, NOON, first, NOON if told else None, right)  # type: ignore[arg-type] # a date or None
    assert slip_of(slip_record(slip)) == slip


@pytest.mark.parametrize("talk_to", [None, Said("my mentor")])
def test_an_agreement_is_read_back_as_it_was_kept(talk_to: Said | None) -> None:
    made = Agreement(48, talk_to, Said("at home"))
    assert agreement_of(agreement_record(made, NOON)) == made
