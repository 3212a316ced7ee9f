"""The one door in: every turn counts once, for those alone who may, and whatever leads nowhere is answered kindly."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.feature import Action, Feature
from core.surface import Message, Step
from core.text import text
from core.turn import Answered, Context, NotDone, Turn
from core.values import Role, new_id
from tests.core.desk import CANARY, id_of_ann, press, with_features
from tests.core.home import ANSWERS, CHANNEL, MINUTE, WORDS, Home, labels, said, subject

# Once only.


@settings(max_examples=settings.default.max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(times=st.lists(st.integers(1, 5), min_size=3, max_size=3), seed=st.integers())
async def test_turns_delivered_often_and_out_of_order_have_one_effect_and_one_answer(
    home: Home, times: list[int], seed: int
) -> None:
    home.clock.move(timedelta(days=3))
    before = await home.look(lambda stores: len(stores.checkins.latest(id_of_ann(stores), 1000)))
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
    after = await home.look(lambda stores: len(stores.checkins.latest(id_of_ann(stores), 1000)))
    assert after - before == 3


async def test_deliveries_of_one_turn_at_the_same_time_have_one_effect(home: Home) -> None:
    import asyncio

    turn = press(home, "checkin.write", next="once")
    outcomes = await asyncio.gather(*(home.desk.handle(turn) for _ in range(5)))
    assert len({repr(outcome) for outcome in outcomes}) == 1
    assert len(await home.look(lambda stores: stores.checkins.latest(id_of_ann(stores), 9))) == 1


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
    assert await home.look(lambda stores: stores.checkins.latest(id_of_ann(stores), 9)) == []


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
