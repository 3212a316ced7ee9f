"""The one door in: once only, allowed or kindly refused, never raising, never saying "saved" of what is not."""

from __future__ import annotations

import logging
import random
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.desk import Desk
from core.feature import Action, Feature
from core.suite import FEATURES, Suite
from core.surface import Field, Form, Message, Step
from core.text import text
from core.turn import Again, Answered, Context, NotDone, Opens, Turn
from core.values import Person, Role, new_id
from tests.core.home import (
    ANSWERS,
    CHANNEL,
    MINUTE,
    WORDS,
    Home,
    elsewhere,
    form,
    inbox_of,
    labels,
    message,
    options,
    said,
    subject,
)

CANARY = "canary-3f9d71"


def with_features(home: Home, *features: Feature) -> Desk:
    """The same desk with more that can be done."""
    real = home.desk
    return Desk(Suite((*FEATURES, *features)), home.handrail.database, real.library, home.cooldown, home.handrail.bell)


def press(home: Home, key: str, who: str = "ann", **answers: str) -> Turn:
    step = Step.parse(key)
    assert step is not None
    return Turn(new_id(), home.room.person(who), home.room.place(CHANNEL), step, home.clock.now(), answers or None)


# Once only.


@settings(max_examples=settings.default.max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times=st.lists(st.integers(1, 5), min_size=3, max_size=3), seed=st.integers())
async def test_turns_delivered_often_and_out_of_order_have_one_effect_and_one_answer(
    home: Home, times: list[int], seed: int
) -> None:
    home.clock.move(timedelta(days=3))
    before = await home.look(lambda stores: len(stores.checkins.latest(_ann(stores), 1000)))
    turns = [
        Turn(
            new_id(),
            home.room.person("ann"),
            home.room.place(CHANNEL),
            Step("checkin.write", "add"),
            home.clock.now(),
            {"next": f"thing {number}"},
        )
        for number in range(3)
    ]
    deliveries = [turn for turn, often in zip(turns, times, strict=True) for _ in range(often)]
    random.Random(seed).shuffle(deliveries)
    answers: dict[str, set[str]] = {}
    for turn in deliveries:
        outcome = await home.desk.handle(turn)
        assert isinstance(outcome, Answered)
        answers.setdefault(turn.id, set()).add(repr(outcome))
    assert all(len(given) == 1 for given in answers.values())
    after = await home.look(lambda stores: len(stores.checkins.latest(_ann(stores), 1000)))
    assert after - before == 3


def _ann(stores):  # type: ignore[no-untyped-def]
    member = stores.people.find(Person("web", "ann"))
    assert member is not None
    return member.id


async def test_deliveries_of_one_turn_at_the_same_time_have_one_effect(home: Home) -> None:
    import asyncio

    turn = press(home, "checkin.write", next="once")
    outcomes = await asyncio.gather(*(home.desk.handle(turn) for _ in range(5)))
    assert len({repr(outcome) for outcome in outcomes}) == 1
    assert len(await home.look(lambda stores: stores.checkins.latest(_ann(stores), 9))) == 1


async def test_a_redelivered_share_is_answered_as_before_even_after_it_was_posted(home: Home) -> None:
    checkin = await home.check_in()
    first = await home.does("ann", f"checkin.share:{checkin}", turn="t1")
    await home.later(MINUTE)
    again = await home.does("ann", f"checkin.share:{checkin}", turn="t1")
    assert again == first
    await home.later(MINUTE)
    assert len(home.channel()) == 1


async def test_a_refusal_is_not_remembered_so_the_same_turn_works_once_it_may(home: Home) -> None:
    refused = await home.does("cleo", "checkin.write", ANSWERS, turn="t1")
    assert isinstance(refused, NotDone) and "for members" in said(refused)
    await home.join("cleo")
    assert isinstance(await home.does("cleo", "checkin.write", ANSWERS, turn="t1"), Answered)


async def test_a_remembered_turn_is_forgotten_after_its_days(home: Home) -> None:
    await home.does("ann", "checkin.write", ANSWERS, turn="t1")
    await home.later(timedelta(days=3))
    assert await home.look(lambda stores: stores.turns.answered("t1")) is None


# Who may.


@pytest.mark.parametrize("key", ["checkin.write", "checkin.list", "checkin.share:abc"])
async def test_what_is_for_members_shows_a_stranger_the_way_in(home: Home, key: str) -> None:
    outcome = await home.does("stranger", key)
    assert isinstance(outcome, NotDone) and "Join" in labels(outcome)


async def test_a_moderator_who_did_not_join_is_no_member(home: Home) -> None:
    assert "for members" in said(await home.does("mo", "checkin.write"))


@pytest.mark.parametrize("key", ["group.change", "group.door"])
async def test_what_is_for_moderators_is_refused_to_members(home: Home, key: str) -> None:
    outcome = await home.does("ann", key)
    assert isinstance(outcome, NotDone) and "look after this group" in said(outcome)


async def test_the_right_is_checked_again_when_a_form_is_submitted(home: Home) -> None:
    before = await home.look(lambda stores: stores.groups.first())
    typed = {"channel": "quiet-room", "track": "couples", "country": "Spain"}
    outcome = await home.does("ann", "group.change", typed)
    assert isinstance(outcome, NotDone)
    assert await home.look(lambda stores: stores.groups.first()) == before


async def test_facilitators_may_what_members_may_not_and_not_what_moderators_may(home: Home) -> None:
    def yes(context: Context) -> Message:
        return Message(text("Done"))

    desk = with_features(
        home,
        Feature("probe", actions=tuple(Action(f"probe.r{int(role)}", reads=yes, needs=role) for role in Role)),
    )
    rights = {"stranger": (), "ann": (Role.MEMBER,), "mo": (Role.FACILITATOR, Role.MODERATOR)}
    for who, allowed in rights.items():
        for role in Role:
            outcome = await desk.handle(press(home, f"probe.r{int(role)}", who))
            assert isinstance(outcome, Answered) is (role is Role.ANYONE or role in allowed), (who, role)


async def test_nobody_can_do_anything_where_nothing_is_set_up(empty: Home) -> None:
    outcome = await empty.does("ann", "checkin.write")
    assert isinstance(outcome, NotDone) and "no group here yet" in said(outcome)


# Which community a turn is about.


async def second_house(home: Home, handle: str = "Ann") -> None:
    """Another server with a group that ann joined too."""
    place = elsewhere()
    typed = {"code": await home.claim(), "channel": CHANNEL, "track": "recovery", "country": "Spain"}
    await home.does("cleo", "group.setup", typed, place=place)
    assert "Welcome" in said(await home.join("ann", handle, place=place))


async def test_in_a_direct_message_somebody_without_a_group_is_told_where_to_go(home: Home) -> None:
    outcome = await home.does("stranger", "start.menu", place=inbox_of("stranger"))
    assert isinstance(outcome, NotDone) and "can't find a group of yours" in said(outcome)


async def test_in_a_direct_message_the_only_group_is_meant(home: Home) -> None:
    outcome = await home.does("ann", "start.menu", place=inbox_of("ann"))
    assert "Hello, Ann" in said(outcome)
    community = await home.community()
    assert {option.step.community for option in options(outcome)} == {community}


async def test_in_a_direct_message_with_several_groups_the_person_is_asked_which(home: Home) -> None:
    await second_house(home)
    asked = await home.does("ann", "checkin.write", place=inbox_of("ann"))
    assert isinstance(asked, NotDone) and "more than one group" in said(asked)
    chosen = next(option for option in options(asked) if "ES" in option.label)
    opened = await home.does("ann", chosen.step, place=inbox_of("ann"))
    assert "pull" in {field.key for field in form(opened).fields}


async def test_groups_can_be_told_apart_whatever_the_handle_there_is(home: Home) -> None:
    await second_house(home, handle="A" * 32)
    asked = await home.does("ann", "start.menu", place=inbox_of("ann"))
    assert isinstance(asked, NotDone) and any("A" * 32 in label for label in labels(asked))


async def test_a_button_of_another_group_is_refused_in_this_one(home: Home) -> None:
    await second_house(home)
    checkin = await home.check_in()
    here = await home.community()
    outcome = await home.does("ann", Step("checkin.show", checkin, here), place=elsewhere())
    assert isinstance(outcome, NotDone) and "another group" in said(outcome)


async def test_a_button_of_a_group_one_does_not_belong_to_opens_nothing_in_a_direct_message(home: Home) -> None:
    checkin = await home.check_in()
    here = await home.community()
    outcome = await home.does("stranger", Step("checkin.show", checkin, here), place=inbox_of("stranger"))
    assert isinstance(outcome, NotDone) and WORDS not in said(outcome)


async def test_a_check_in_is_found_in_its_own_group_only(home: Home) -> None:
    await second_house(home)
    checkin = await home.check_in()
    outcome = await home.does("ann", f"checkin.show:{checkin}", place=elsewhere())
    assert "no longer there" in said(outcome)


# What leads nowhere.


async def test_a_retired_step_offers_what_there_is(home: Home) -> None:
    outcome = await home.does("ann", "garden.plant:123")
    assert isinstance(outcome, NotDone) and {"See everything", "Help now"} <= set(labels(outcome))


async def test_a_submission_to_a_retired_step_hands_the_words_back(home: Home) -> None:
    outcome = await home.does("ann", "garden.plant", {"what": CANARY})
    assert isinstance(outcome, NotDone)
    assert [(label, words.words) for label, words in outcome.typed] == [("What", CANARY)]


async def test_a_flood_is_slowed_but_help_is_not(home: Home) -> None:
    home.cooldown.closed = True
    outcome = await home.does("ann", "checkin.write", ANSWERS)
    assert isinstance(outcome, NotDone) and "a lot at once" in said(outcome)
    assert WORDS in {words.words for _, words in outcome.typed}
    assert "Breathe out slowly" in said(await home.does("ann", "care.help"))
    home.cooldown.closed = False
    assert await home.look(lambda stores: stores.checkins.latest(_ann(stores), 9)) == []


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
    assert await home.look(lambda stores: stores.checkins.latest(_ann(stores), 9)) == []


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


# One-time codes.


async def test_a_wrong_code_is_said_at_its_field_and_founds_nothing(empty: Home) -> None:
    outcome = await empty.set_up(code="not-a-code")
    assert isinstance(outcome, Again) and list(outcome.problems) == ["code"]
    assert {field.key: field.value for field in outcome.form.fields}["country"] == "Portugal"
    assert "no group here yet" in said(await empty.does("mo", "start.menu"))


async def test_a_code_is_needed_the_first_time(empty: Home) -> None:
    outcome = await empty.set_up(code="")
    assert isinstance(outcome, Again) and list(outcome.problems) == ["code"]


async def test_a_code_works_once(empty: Home) -> None:
    code = await empty.claim()
    typed = {"code": code, "channel": CHANNEL, "track": "general", "country": "Portugal"}
    assert "Set up" in said(await empty.does("mo", "group.setup", typed))
    other = await empty.does("cleo", "group.setup", typed)
    assert isinstance(other, Again) and list(other.problems) == ["code"]
    second = await empty.does("cleo", "group.setup", typed, place=elsewhere())
    assert isinstance(second, Again) and list(second.problems) == ["code"]


async def test_a_code_is_over_after_a_day(empty: Home) -> None:
    code = await empty.claim()
    empty.clock.move(timedelta(days=1, seconds=1))
    outcome = await empty.set_up(code=code)
    assert isinstance(outcome, Again) and list(outcome.problems) == ["code"]


async def test_a_second_code_makes_a_second_moderator(home: Home) -> None:
    assert "Set up" in said(await home.set_up("ann"))
    ann = await home.look(lambda stores: stores.people.find(home.room.person("ann")))
    assert ann is not None and ann.role is Role.MODERATOR and ann.joined_at is not None
    assert len(await home.look(lambda stores: stores.people.with_role(Role.MODERATOR))) == 2


async def test_the_claiming_turn_delivered_again_gets_the_same_answer(empty: Home) -> None:
    code = await empty.claim()
    typed = {"code": code, "channel": CHANNEL, "track": "general", "country": "Portugal"}
    first = await empty.does("mo", "group.setup", typed, turn="claim")
    for _ in range(3):
        assert await empty.does("mo", "group.setup", typed, turn="claim") == first
    await empty.later()
    assert len(empty.room.in_channel(CHANNEL)) == 1


async def test_a_slip_of_the_pen_beside_a_right_code_does_not_cost_the_code(empty: Home) -> None:
    code = await empty.claim()
    slip = await empty.set_up(code=code, country="Atlantis")
    assert isinstance(slip, Again) and list(slip.problems) == ["country"]
    assert "Set up" in said(await empty.set_up(code=code))


async def test_a_code_typed_in_a_direct_message_founds_nothing_and_stays_good(empty: Home) -> None:
    code = await empty.claim()
    typed = {"code": code, "channel": CHANNEL, "track": "general", "country": "Portugal"}
    outcome = await empty.does("mo", "group.setup", typed, place=inbox_of("mo"))
    assert isinstance(outcome, NotDone)
    assert "Set up" in said(await empty.set_up(code=code))


async def test_a_moderator_who_changes_the_group_from_a_direct_message_does_not_move_its_home(home: Home) -> None:
    before = await home.look(lambda stores: stores.groups.first())
    typed = {"channel": CHANNEL, "track": "recovery", "country": "Spain"}
    await home.does("mo", "group.change", typed, place=inbox_of("mo"))
    after = await home.look(lambda stores: stores.groups.first())
    assert before is not None and after is not None
    assert after.places == before.places and after.track == "recovery"


async def test_a_stranger_without_a_code_changes_nothing(home: Home) -> None:
    outcome = await home.set_up("stranger", code="", track="couples")
    assert isinstance(outcome, NotDone) and "look after this group" in said(outcome)
    group = await home.look(lambda stores: stores.groups.first())
    assert group is not None and group.track == "general"


# What waits for its reader.


async def test_a_waiting_note_is_mentioned_once_and_never_after_everything_was_deleted(home: Home) -> None:
    await note(home, "ann", "First")
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu"))
    deleted = await home.does("ann", "privacy.erase")
    assert "Done" in said(deleted) and "Open a waiting note" not in labels(deleted)


async def test_notes_are_read_oldest_first(home: Home) -> None:
    for number in range(6):
        home.clock.move(timedelta(seconds=1))
        await note(home, "ann", f"Note {number}")
    shown, read = await home.does("ann", "people.notes"), []
    for _ in range(6):
        read.append(said(shown).splitlines()[0])
        assert said(await home.does("ann", "people.notes")) == said(shown)  # read, and still there
        shown = await home.does("ann", f"people.put-away:{subject(shown, 'people.put-away')}")
    assert read == [f"Note {number}" for number in range(6)] and "No note" in said(shown)


async def test_a_note_is_put_away_by_its_reader_only(home: Home) -> None:
    await note(home, "ann", "For ann")
    kept = subject(await home.does("ann", "people.notes"), "people.put-away")
    await home.does("ben", f"people.put-away:{kept}")
    assert "For ann" in said(await home.does("ann", "people.notes"))


async def note(home: Home, who: str, words: str) -> None:
    """Keep a note as a feature would."""
    community = await home.community()

    def work(tx):  # type: ignore[no-untyped-def]
        stores = tx.within(community)
        member = stores.people.find(home.room.person(who))
        stores.people.keep_note(member.id, Message(text("{words}", words=words)), home.clock.now())

    await home.handrail.database.write(work)


async def test_every_answer_knows_its_community(home: Home) -> None:
    community = await home.community()
    checkin = await home.check_in()
    for key in ("start.menu", "checkin.list", f"checkin.show:{checkin}", "privacy.show", "group.show"):
        found = message(await home.does("ann", key))
        menu = found.menu.options if found.menu else ()
        assert all(button.step.community == community for button in (*found.buttons, *menu)), key
