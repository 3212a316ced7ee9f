"""A boundary: written page by page, in force only when its owner can keep it, shown to others by a press alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.boundaries.model import SORTS, STRENGTHS, Boundary, as_draft, boundary_of, boundary_record
from core.people.consents import consents
from core.turn import Again, NotDone
from core.values import Said
from tests.core.boundaries import ACTION, STATEMENT, WORDS, answers, draft, in_force, owner, share, show
from tests.core.home import MINUTE, NOON, Home, form, labels, options, said, subject


async def ledger(home: Home) -> str:
    """What ann agreed to."""
    return said(await home.does("ann", "privacy.agreed"))


async def test_one_is_written_from_an_example_and_put_in_force(home: Home) -> None:
    one = await draft(home)
    assert "Your boundaries: 0 in force, 1 altogether" in said(await home.does("ann", "boundary.list"))
    assert "It comes into force when you say so" in said(await answers(home, one))
    assert "It is in force, and yours" in said(await home.does("ann", f"boundary.on:{one}"))
    shown = await show(home, one)
    assert STATEMENT in shown and ACTION in shown and "28 June" in shown and "Only you see it." in shown
    assert home.channel() == [] and home.inbox("ann") == []


@pytest.mark.parametrize("left_out", ["action", "control", "safety"])
async def test_none_is_in_force_without_an_action_control_and_the_question_of_safety(home: Home, left_out: str) -> None:
    one = await draft(home, starter="details")
    if left_out == "action":
        again = await home.does("ann", f"boundary.say:{one}", {**WORDS, "action": ""})
        assert isinstance(again, Again) and set(again.problems) == {"action"}
    await home.does("ann", f"boundary.say:{one}", WORDS)
    if left_out == "safety":
        await home.does("ann", f"boundary.control:{one}~yes")
    assert "One question is still open" in said(await home.does("ann", f"boundary.on:{one}"))
    assert "It is a draft" in await show(home, one)


async def test_changing_the_words_or_the_kind_asks_anew_and_takes_its_copy_back(home: Home) -> None:
    one = await in_force(home)
    await share(home, one)
    assert len(home.channel()) == 1
    await home.does("ann", f"boundary.say:{one}", {**WORDS, "action": "something else"})
    await home.later(MINUTE)
    assert home.channel() == [] and "It is a draft" in await show(home, one)
    other = await in_force(home)
    await home.does("ann", f"boundary.sort:{other}~limit")
    assert "It is a draft" in await show(home, other)


async def test_not_yet_leads_to_something_smaller(home: Home) -> None:
    one = await draft(home)
    await home.does("ann", f"boundary.say:{one}", WORDS)
    assert "too big for now" in said(await home.does("ann", f"boundary.control:{one}~no"))
    assert "It is a draft" in await show(home, one)


async def test_a_fourth_that_is_not_negotiable_asks_which_matter_most(home: Home) -> None:
    for _ in range(3):
        await in_force(home, starter="late", strength="non-negotiable")
    one = await draft(home)
    await answers(home, one, strength="non-negotiable")
    full = await home.does("ann", f"boundary.on:{one}")
    assert "Which matter most?" in said(full) and len([b for b in options(full) if b.step.subject]) == 3
    await home.does("ann", "boundary.pause-all")
    await home.does("ann", f"boundary.on:{one}")
    assert "In force again: 2." in said(await home.does("ann", "boundary.resume-all"))


async def test_it_is_previewed_held_undone_posted_and_taken_back(home: Home) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.need:{one}", {"because": "canary: my sleep", "category": "talking"})
    preview = said(await home.does("ann", f"boundary.preview:{one}"))
    assert STATEMENT in preview and ACTION in preview and "canary: my sleep" not in preview
    held = await home.does("ann", f"boundary.post:{one}")
    assert "Undo" in labels(held) and home.channel() == []
    assert "a boundary" in await ledger(home)
    assert "Undone. Nothing was posted" in said(await home.does("ann", f"boundary.unpost:{one}"))
    await home.later(MINUTE)
    assert home.channel() == []
    await home.does("ann", f"boundary.post:{one}")
    await home.does("ann", f"boundary.now:{one}")
    await home.later()
    assert len(home.channel()) == 1 and "Ann" in home.channel()[0] and "canary: my sleep" not in home.channel()[0]
    assert "It is posted to your group." in await show(home, one)
    listed = await home.does("ann", f"boundary.show:{one}")
    await home.does("ann", f"boundary.unpost:{subject(listed, 'boundary.unpost')}")
    await home.later()
    assert home.channel() == [] and "Only you see it." in await show(home, one)


@pytest.mark.parametrize("step", ["pause", "retire", "close"])
async def test_what_is_no_longer_in_force_leaves_the_channel_and_the_consent_ends(home: Home, step: str) -> None:
    one = await in_force(home)
    await share(home, one)
    await home.does("ann", f"boundary.{step}:{one}")
    await home.later()
    assert home.channel() == []
    member = await owner(home)
    found = await home.look(lambda stores: [each for each in consents(stores, member) if each.what == "a boundary"])
    assert [each.active(home.clock.now()) for each in found] == [False]


async def test_a_consent_ended_in_the_ledger_takes_the_copy_down(home: Home) -> None:
    one = await in_force(home)
    await share(home, one)
    await home.does("ann", f"privacy.revoke:boundary~{one}")
    await home.later()
    assert home.channel() == [] and "Only you see it." in await show(home, one)


async def test_drafts_cannot_be_posted(home: Home) -> None:
    one = await draft(home)
    assert isinstance(await home.does("ann", f"boundary.post:{one}"), NotDone)
    await home.later(MINUTE)
    assert home.channel() == []


async def test_let_go_it_can_be_brought_back_for_a_month(home: Home) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.cross:{one}", {"day": "2026-05-31", "by": "me", "did": "kept"})
    await home.does("ann", f"boundary.retire:{one}")
    assert "It was let go" in await show(home, one)
    assert "It was let go" in said(await home.does("ann", f"boundary.on:{one}"))
    await home.later(timedelta(days=29))
    assert "Back, as a draft." in said(await home.does("ann", f"boundary.restore:{one}"))
    await home.later(timedelta(days=30))
    assert "It is a draft" in await show(home, one)
    assert "newest first" in said(await home.does("ann", f"boundary.crossings:{one}"))
    await home.does("ann", f"boundary.retire:{one}")
    await home.later(timedelta(days=31))
    assert isinstance(await home.does("ann", f"boundary.restore:{one}"), NotDone)
    member = await owner(home)
    left = await home.look(lambda stores: {each.kind for each in stores.records.every(member)})
    assert not left & {"boundary", "crossing", "repair", "reminder"}


async def test_a_fourth_does_not_come_in_by_changing_how_firm_one_is(home: Home) -> None:
    for _ in range(3):
        await in_force(home, starter="late", strength="non-negotiable")
    one = await in_force(home, starter="late")
    again = await home.does("ann", f"boundary.say:{one}", {**WORDS, "strength": "non-negotiable"})
    assert isinstance(again, Again) and "Firm, for now?" in again.problems["strength"]
    assert form(again).fields[0].value == STATEMENT and "It is in force" in await show(home, one)


async def test_what_is_asked_for_is_neither_firm_nor_acted_on_and_loses_no_words(home: Home) -> None:
    one = await in_force(home, strength="non-negotiable")
    assert "Not negotiable · Listening" in await show(home, one)
    await home.does("ann", f"boundary.sort:{one}~request")
    asked = form(await home.does("ann", f"boundary.say:{one}"))
    assert [field.key for field in asked.fields] == ["statement"]
    await home.does("ann", f"boundary.say:{one}", {"statement": "canary: please call before you come"})
    shown = await show(home, one)
    assert ACTION not in shown and "negotiable" not in shown
    await home.does("ann", f"boundary.sort:{one}~protective")
    assert ACTION in await show(home, one)


async def test_all_are_paused_together_and_what_was_paused_before_stays_so(home: Home) -> None:
    first, second = await in_force(home), await in_force(home)
    await home.does("ann", f"boundary.pause:{first}")
    assert "Paused: 1." in said(await home.does("ann", "boundary.pause-all"))
    assert "In force again: 1." in said(await home.does("ann", "boundary.resume-all"))
    assert "It is paused" in await show(home, first) and "It is in force" in await show(home, second)


async def test_another_person_learns_nothing_of_it(home: Home) -> None:
    one = await in_force(home)
    for step in ("show", "on", "pause", "retire", "restore", "post", "preview", "copy", "reminders", "crossings"):
        there = await home.does("ben", f"boundary.{step}:{one}")
        nowhere = await home.does("ben", f"boundary.{step}:AAAAAAAAAAAAAAAAAAAAAA")
        assert isinstance(there, NotDone) and said(there) == said(nowhere)
    assert "no boundaries yet" in said(await home.does("ben", "boundary.list"))


@pytest.mark.parametrize(
    ("day", "kind"), [("2026-05-30", "over already"), ("2026-02-31", "a date such as"), ("2031-01-01", "two years")]
)
async def test_a_day_to_look_again_that_cannot_be_is_asked_for_anew(home: Home, day: str, kind: str) -> None:
    one = await draft(home)
    again = await home.does("ann", f"boundary.review:{one}", {"review": day})
    assert isinstance(again, Again) and kind in again.problems["review"]


async def test_a_thousand_are_listed_page_by_page(home: Home) -> None:
    member = await owner(home)
    many = [Boundary(f"b{number}", NOON, statement=Said(f"I keep number {number}")) for number in range(1000)]
    community = await home.community()
    await home.handrail.database.write(
        lambda tx: [tx.within(community).records.save(member, boundary_record(one)) for one in many]
    )
    seen, page = set[str](), "boundary.list"
    while page:
        outcome = await home.does("ann", page)
        assert len(options(outcome)) <= 30
        found = [each.step for each in options(outcome)]
        seen |= {step.subject for step in found if step.action == "boundary.show"}
        here = int(page.partition(":")[2] or 0)
        further = [step.subject for step in found if step.action == "boundary.list" and step.subject]
        page = next((f"boundary.list:{number}" for number in further if int(number) > here), "")
    assert len(seen) == 1000


_SAID = st.one_of(st.none(), st.text(min_size=1, max_size=20).map(Said).filter(bool))
_DATE = st.one_of(st.none(), st.dates())


@given(
    sort=st.sampled_from([key for key, _ in SORTS]),
    strength=st.sampled_from([key for key, _ in STRENGTHS]),
    statement=_SAID,
    action=_SAID,
    control=st.one_of(st.none(), st.booleans()),
    safe=st.booleans(),
    locked=st.booleans(),
    review=_DATE,
)
def test_it_is_read_back_as_it_was_kept_and_nothing_is_missing_only_with_action_control_and_safety(
    sort: str,
    strength: str,
    statement: Said | None,
    action: Said | None,
    control: bool | None,
    safe: bool,
    locked: bool,
    review: date | None,
) -> None:
    one = Boundary(
        "an-id",
        NOON,
        sort=sort,  # type: ignore[arg-type] # one of the sorts
        strength=strength,  # type: ignore[arg-type] # one of the strengths
        statement=statement,
        action=action,
        in_my_control=control,
        safe=safe,
        locked_at=NOON if locked else None,
        review_on=review,
    )
    assert boundary_of(boundary_record(one)) == one
    if not one.missing and one.sort != "request":
        assert one.action and one.in_my_control
    assert as_draft(one, "other", NOON).locked_at == one.locked_at and as_draft(one, "other", NOON).status == "draft"
