"""The door in trouble: it never raises, never says "saved" of what is not, and hands back what was typed."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import pytest

from core.feature import Action, Feature
from core.surface import Field, Form, Message, Step
from core.text import text
from core.turn import Again, Answered, Context, NotDone, Opens, Turn
from core.values import Role
from tests.core.desk import CANARY, id_of_ann, press, with_features
from tests.core.home import ANSWERS, WORDS, Home, form, inbox_of, labels, said, subject

# When the database is away.


async def test_nothing_is_said_to_be_saved_and_the_words_come_back_under_their_labels(home: Home) -> None:
    await home.lose_database()
    outcome = await home.does("mo", "group.setup", {"code": "", "channel": "c", "track": "general", "country": CANARY})
    assert isinstance(outcome, NotDone) and "could not save" in said(outcome)
    assert [(label, words.words) for label, words in outcome.typed] == [("The group's main country", CANARY)]
    outcome = await home.does("ann", "checkin.write", ANSWERS)
    assert isinstance(outcome, NotDone) and "saved it" not in said(outcome)
    assert WORDS in {words.words for _, words in outcome.typed}
    await home.find_database()
    assert await home.look(lambda stores: stores.checkins.latest(id_of_ann(stores), 9)) == []


async def test_a_declared_form_opens_with_the_database_away_and_a_built_one_offers_a_button(home: Home) -> None:
    await home.lose_database()
    assert isinstance(await home.does("mo", "group.setup"), Opens)
    built = await home.does("ann", "checkin.write")
    assert isinstance(built, Answered) and labels(built) == ["Open it", "Help now"]


async def test_a_form_that_takes_longer_than_a_second_becomes_a_button(home: Home) -> None:
    def slow(context: Context) -> Form:
        time.sleep(1.3)
        return Form("Slow", (Field("words", "Words"),))

    def static_after_all(context: Context) -> Message:
        return Message(text("Done"))

    desk = with_features(home, Feature("slow", actions=(Action("slow.form", form=slow, does=static_after_all),)))
    began = time.monotonic()
    outcome = await desk.handle(press(home, "slow.form:x"))
    assert time.monotonic() - began < 1.25
    assert isinstance(outcome, Answered) and "moment longer" in said(outcome)
    assert subject(outcome, "slow.form") == "x"


async def test_a_hanging_database_holds_up_neither_help_nor_a_declared_form(home: Home) -> None:
    home.hang_database()
    began = time.monotonic()
    assert isinstance(await home.does("ann", "care.help"), Answered)
    assert time.monotonic() - began < 0.5
    assert isinstance(await home.does("mo", "group.setup"), Opens)
    assert time.monotonic() - began < 2.0
    home.release_database()


# What is looked up beforehand.


async def test_what_is_looked_up_beforehand_holds_no_transaction_open(home: Home) -> None:
    def long(turn: Turn, library: object) -> str:
        time.sleep(0.4)
        return "found"

    def take(context: Context) -> Message:
        return Message(text("{found}", found=str(context.found)))

    fields = (Field("words", "Words"),)
    desk = with_features(
        home,
        Feature("look", actions=(Action("look.up", form=Form("Look", fields), does=take, beforehand=long),)),
    )
    import asyncio

    looking = asyncio.create_task(desk.handle(press(home, "look.up", words="x")))
    await asyncio.sleep(0.05)
    began = time.monotonic()
    await home.does("ben", "checkin.write", ANSWERS)
    assert time.monotonic() - began < 0.3 and not looking.done()
    assert said(await looking) == "found"


# Faults of ours.


async def test_a_fault_gives_a_code_and_logs_neither_words_nor_ids(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    def faulty(context: Context) -> Message:
        raise RuntimeError(f"{CANARY} {context.turn.answers} {context.turn.who.user}")

    desk = with_features(
        home,
        Feature(
            "bug",
            actions=(Action("bug.form", form=Form("Bug", (Field("words", "Your words"),)), does=faulty),),
        ),
    )
    caplog.set_level(logging.DEBUG)
    outcome = await desk.handle(press(home, "bug.form", words=CANARY))
    assert isinstance(outcome, NotDone)
    assert [(label, words.words) for label, words in outcome.typed] == [("Your words", CANARY)]
    (line,) = [record.getMessage() for record in caplog.records if "incident" in record.getMessage()]
    code = line.split()[1]
    assert code in said(outcome) and "RuntimeError" in line
    assert CANARY not in caplog.text and "ann" not in line.split(" at ")[0].split(": ")[0]


async def test_a_fault_leaves_nothing_behind(home: Home) -> None:
    def half(context: Context) -> Message:
        context.stores.people.promote(context.member.id, Role.MODERATOR)  # type: ignore[union-attr]
        raise RuntimeError("after writing")

    desk = with_features(home, Feature("bug", actions=(Action("bug.half", does=half),)))
    assert isinstance(await desk.handle(press(home, "bug.half")), NotDone)
    member = await home.look(lambda stores: stores.people.find(home.room.person("ann")))
    assert member is not None and member.role is Role.MEMBER


@pytest.mark.parametrize("longest", [False, True])
async def test_a_made_up_community_in_a_button_is_met_kindly(home: Home, incidents: list[str], longest: bool) -> None:
    for action in home.handrail.suite.actions:
        community = "x" * (98 - len(action.key)) if longest else "y" * 22
        step = Step.parse(f"{action.key}::{community}") or Step.parse(f"{action.key}::~~..")
        if step is not None:
            for place in (None, inbox_of("ann")):
                assert await home.does("ann", step, place=place) is not None
    assert incidents == []


# Drafts of refused forms.


async def test_a_refused_form_opens_again_as_it_was_typed(home: Home) -> None:
    typed = {"adult": "yes", "handle": "Cleo", "country": "Atlantis", "city": "Poseidonis"}
    outcome = await home.does("cleo", "people.join", typed)
    assert isinstance(outcome, Again) and list(outcome.problems) == ["country"]
    again = form(await home.does("cleo", subject_step(outcome, "people.join")))
    assert {field.key: field.value for field in again.fields} == typed


def subject_step(outcome: Again, action: str) -> Step:
    return next(button.step for button in outcome.message.buttons if button.step.action == action)


async def test_a_draft_is_gone_after_a_day_and_when_it_was_sent(home: Home) -> None:
    typed = {"adult": "yes", "handle": "Cleo", "country": "Atlantis", "city": ""}
    await home.does("cleo", "people.join", typed)
    home.clock.move(timedelta(days=1, minutes=1))
    opened = form(await home.does("cleo", "people.join:go"))
    assert {field.value for field in opened.fields} == {None}
    await home.does("cleo", "people.join", typed)
    await home.join("cleo")
    opened = form(await home.does("cleo", "people.join"))
    assert "Atlantis" not in {field.value for field in opened.fields}


async def test_a_draft_belongs_to_one_person(home: Home) -> None:
    await home.does("cleo", "people.join", {"adult": "yes", "handle": CANARY, "country": "Atlantis"})
    opened = form(await home.does("stranger", "people.join:go"))
    assert CANARY not in {field.value for field in opened.fields}


@pytest.mark.parametrize("typed", ["\ud800", "a\x00b", "\u202e" * 40, "x" * 200_000, "%s {slot} {0}"])
async def test_hostile_typing_that_is_refused_is_kept_without_a_fault(
    home: Home, incidents: list[str], typed: str
) -> None:
    outcome = await home.does(
        "cleo", "people.join", {"adult": "yes", "handle": typed, "country": f"Atlantis{typed}", "city": typed}
    )
    assert isinstance(outcome, Again)
    reopened = form(await home.does("cleo", "people.join"))
    for field in reopened.fields:
        assert "\ud800" not in str(field.value)
    assert incidents == []
