"""What is noticed in the words of a boundary, and the question of safety: doubt keeps it with its owner."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.boundaries import words
from core.boundaries.lint import asks_another, harms, has_but, mentions_another
from core.boundaries.model import KIND
from core.boundaries.starters import ROLES
from core.rhythms import words as rhythm_words
from core.surface import Message
from core.turn import Again, NotDone
from tests.core.boundaries import DAY, STATEMENT, WORDS, answers, draft, in_force, owner, share, show
from tests.core.home import MINUTE, Home, form, options, said, subject

STARTERS = [one for _, _, starters in ROLES for one in starters]


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
        "You will regret it",
        "I check his phone every night",
        "I’ll tell her boss",
        "I send their pictures around",
        "I lock him out",
        "I tell the whole family",
        "I post it online",
        "I freeze my wife's card",
        "I take away my children",
    ],
)
async def test_an_action_that_harms_is_not_taken_and_nothing_typed_is_lost(home: Home, words: str) -> None:
    one = await draft(home)
    again = await home.does("ann", f"boundary.say:{one}", {**WORDS, "action": words})
    assert isinstance(again, Again) and set(again.problems) == {"action"}
    typed = {field.key: field.value for field in form(await home.does("ann", f"boundary.say:{one}")).fields}
    assert typed["action"] == words


@pytest.mark.parametrize("words", ["I will kill myself", "I cut myself", "then I end my life"])
async def test_words_of_harm_to_oneself_are_met_with_care(home: Home, words: str) -> None:
    again = await home.does("ann", f"boundary.say:{await draft(home)}", {**WORDS, "action": words})
    assert isinstance(again, Again) and "I am glad that you wrote this" in again.problems["action"]
    assert "Help now" in again.problems["action"] and "somebody." not in again.problems["action"]


@pytest.mark.parametrize("starter", STARTERS, ids=lambda one: one.key)
def test_no_example_asks_another_to_change_or_harms(starter: object) -> None:
    words = f"{starter.statement} {starter.action}"  # type: ignore[attr-defined] # a starter
    assert not asks_another(words) and not harms(words)


@pytest.mark.parametrize(
    "words",
    [
        "I don't follow her online",
        "I don’t check his phone at night",
        "When I want to hit him, I leave the room",
        "If I read her messages, I tell my buddy",
        "I never hurt myself again",
        "I call my sister instead of checking, and do not go through his mail",
        "If I slip, I tell the whole truth to my sponsor",
        "If I am tempted, I post in my online group",
        "I tell everyone in my group that I was tempted",
        "I freeze my card until Monday and block my gambling accounts",
        "I follow their advice",
        "I cut myself off from the news and don't beat myself up",
        "I show his messages to my lawyer",
        "If I am afraid I will hurt myself, I call the number I saved",
    ],
)
def test_words_of_harm_that_nobody_means_to_do_are_taken(words: str) -> None:
    assert not harms(words)


@pytest.mark.parametrize("words", ["You can’t come in", "She won't call", "He must stop", "or else"])
def test_a_hint_is_given_whatever_apostrophe_a_phone_sets(words: str) -> None:
    assert asks_another(words)


async def test_safety_is_asked_wherever_another_person_comes_into_the_words(home: Home) -> None:
    one = await draft(home)
    await home.does("ann", f"boundary.say:{one}", {**WORDS, "statement": "I don't answer his calls at night"})
    assert "less safe" in said(await home.does("ann", f"boundary.control:{one}~yes"))
    other = await draft(home)
    await home.does("ann", f"boundary.say:{other}", WORDS)
    assert "Who should know?" in said(await home.does("ann", f"boundary.control:{other}~yes"))


@pytest.mark.parametrize("who", ["fiancé", "fiancée", "fiance", "lover", "brother", "daughter", "roommate"])
def test_whoever_is_close_enough_to_be_angry_counts_as_another_person(who: str) -> None:
    assert mentions_another(f"I don't talk about it with my {who} after ten")


def test_a_but_is_a_word_of_its_own() -> None:
    assert has_but("I did it, BUT I was tired") and not has_but("I pressed the button")


@pytest.mark.parametrize("doubt", ["unsure", "yes"])
async def test_doubt_about_safety_locks_it_to_its_owner_for_a_day_and_until_asked_anew(home: Home, doubt: str) -> None:
    one = await draft(home, starter="details")
    await home.does("ann", f"boundary.say:{one}", WORDS)
    asked = await home.does("ann", f"boundary.control:{one}~yes")
    no, chosen = (
        next(each.step for each in options(asked) if f"~{which}" in each.step.subject) for which in ("no", doubt)
    )
    locked = await home.does("ann", chosen)
    assert "cannot be shared" in said(locked) and "care.fear" in {each.step.action for each in options(locked)}
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


@pytest.mark.parametrize("name", sorted({**words.EXAMPLES, **rhythm_words.EXAMPLES}.keys() - {"post"}))
def test_help_is_one_press_away_from_whatever_is_said(name: str) -> None:
    """All but what the group sees; a form holds no buttons."""
    said_here = {**words.EXAMPLES, **rhythm_words.EXAMPLES}[name]
    if isinstance(said_here, Message):
        offered = (*said_here.buttons, *(said_here.menu.options if said_here.menu else ()))
        assert any(one.step.action.startswith("care.") for one in offered)
