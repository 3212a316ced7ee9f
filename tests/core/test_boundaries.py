"""A boundary: written page by page, in force only when its owner can keep it, shown to others by a press alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.boundaries.lint import asks_another, harms, has_but
from core.boundaries.model import KIND, SORTS, STRENGTHS, Boundary, as_draft, boundary_of, boundary_record
from core.boundaries.starters import ROLES
from core.people.consents import consents
from core.turn import Again, NotDone
from core.values import Said
from tests.core.boundaries import ACTION, DAY, STATEMENT, WORDS, answers, draft, in_force, owner
from tests.core.home import MINUTE, NOON, Home, form, labels, options, said, subject

STARTERS = [one for _, _, starters in ROLES for one in starters]


async def show(home: Home, one: str, who: str = "ann") -> str:
    """What its owner sees of it."""
    return said(await home.does(who, f"boundary.show:{one}"))


async def share(home: Home, one: str) -> None:
    """Post it and let its minute pass."""
    await home.does("ann", f"boundary.post:{one}")
    await home.later(MINUTE)


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


async def test_what_asks_another_to_change_is_asked_about_and_never_refused(home: Home) -> None:
    one = await draft(home)
    asked = await home.does("ann", f"boundary.say:{one}", {**WORDS, "statement": "You must stop calling"})
    assert "This asks someone else to change." in said(asked)
    assert "Can you really do it" in said(await home.does("ann", f"boundary.as-is:{one}"))
    request = await home.does("ann", f"boundary.sort:{one}~request")
    assert "Could saying or keeping this make you less safe?" in said(request)


@pytest.mark.parametrize(
    "words",
    [
        "I will hit him",
        "I tell everyone at work",
        "I cut off the money",
        "I put a tracker in the car",
        "he will never see the kids",
        "I hurt myself",
    ],
)
async def test_an_action_that_harms_is_not_taken_and_nothing_typed_is_lost(home: Home, words: str) -> None:
    one = await draft(home)
    again = await home.does("ann", f"boundary.say:{one}", {**WORDS, "action": words})
    assert isinstance(again, Again) and set(again.problems) == {"action"}
    typed = {field.key: field.value for field in form(await home.does("ann", f"boundary.say:{one}")).fields}
    assert typed["action"] == words


@pytest.mark.parametrize("starter", STARTERS, ids=lambda one: one.key)
def test_no_example_asks_another_to_change_or_harms(starter: object) -> None:
    words = f"{starter.statement} {starter.action}"  # type: ignore[attr-defined] # a starter
    assert not asks_another(words) and not harms(words)


def test_a_but_is_a_word_of_its_own() -> None:
    assert has_but("I did it, BUT I was tired") and not has_but("I pressed the button")


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


@pytest.mark.parametrize("doubt", ["unsure", "yes"])
async def test_doubt_about_safety_locks_it_to_its_owner_for_a_day_and_until_asked_anew(home: Home, doubt: str) -> None:
    one = await draft(home, starter="details")
    await home.does("ann", f"boundary.say:{one}", WORDS)
    asked = await home.does("ann", f"boundary.control:{one}~yes")
    no, chosen = (
        next(each.step for each in options(asked) if f"~{which}" in each.step.subject) for which in ("no", doubt)
    )
    locked = await home.does("ann", chosen)
    assert "it cannot be shared" in said(locked) and "care.fear" in {each.step.action for each in options(locked)}
    await home.does("ann", f"boundary.review:{one}", {"review": DAY})
    await home.does("ann", f"boundary.on:{one}")
    assert "It stays with you alone." in await show(home, one)

    async def cannot_be_shown() -> None:
        for step in ("preview", "post"):
            assert isinstance(await home.does("ann", f"boundary.{step}:{one}"), NotDone)
        await home.later(MINUTE)
        assert home.channel() == []

    await cannot_be_shown()
    assert "look at the question of safety again" in said(await home.does("ann", no))
    await home.later(timedelta(hours=23, minutes=50))
    assert "look at the question" in said(await home.does("ann", f"boundary.ask-safety:{one}"))
    await home.later(timedelta(minutes=20))
    assert "less safe" in said(await home.does("ann", no)), "a press of the old question answers nothing"
    await cannot_be_shown()
    anew = await home.does("ann", f"boundary.ask-safety:{one}")
    await home.does("ann", subject_step(anew, "~no~"))
    await share(home, one)
    assert STATEMENT in home.channel()[0]


def subject_step(outcome: object, part: str) -> str:
    """The step of the button whose subject holds this."""
    return next(each.step.key for each in options(outcome) if part in each.step.subject)  # type: ignore[arg-type] # an outcome


async def test_a_copy_and_another_kind_do_not_go_round_the_lock(home: Home) -> None:
    one = await draft(home, starter="details")
    await answers(home, one, safe="yes")
    await home.does("ann", f"boundary.on:{one}")
    copied = subject(await home.does("ann", f"boundary.copy:{one}"), "boundary.need")
    await answers(home, copied)
    await home.does("ann", f"boundary.on:{copied}")
    await home.does("ann", f"boundary.sort:{one}~limit")
    await home.does("ann", f"boundary.control:{one}~yes")
    await home.does("ann", f"boundary.on:{one}")
    for each in (one, copied):
        assert isinstance(await home.does("ann", f"boundary.post:{each}"), NotDone)


async def test_doubt_takes_back_what_the_group_saw(home: Home) -> None:
    one = await in_force(home)
    asked = await home.does("ann", f"boundary.ask-safety:{one}")
    await share(home, one)
    await home.does("ann", subject_step(asked, "~yes"))
    await home.later(MINUTE)
    assert home.channel() == [] and "It stays with you alone." in await show(home, one)


async def test_the_answer_about_safety_is_kept_nowhere(home: Home) -> None:
    member, bodies = await owner(home), []
    for doubt in ("unsure", "yes"):
        one = await draft(home, starter="details")
        await answers(home, one, safe=doubt)
        record = await home.look(lambda stores, one=one: stores.records.find(member, KIND, one))  # type: ignore[misc] # bound now
        assert record is not None
        bodies.append(dict(record.body))
    assert bodies[0] == bodies[1]


async def test_it_is_previewed_held_undone_posted_and_taken_back(home: Home) -> None:
    one = await in_force(home)
    await home.does("ann", f"boundary.need:{one}", {"because": "canary: my sleep", "category": "talking"})
    preview = said(await home.does("ann", f"boundary.preview:{one}"))
    assert STATEMENT in preview and ACTION in preview and "canary: my sleep" not in preview
    held = await home.does("ann", f"boundary.post:{one}")
    assert "Undo" in labels(held) and home.channel() == []
    assert "a boundary" in await ledger(home)
    assert "Undone. Nothing was posted." in said(await home.does("ann", f"boundary.unpost:{one}"))
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
