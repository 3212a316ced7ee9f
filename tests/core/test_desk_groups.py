"""Which group a turn is about, wherever it comes from; and the one-time code that founds a group."""

from __future__ import annotations

from datetime import timedelta

from core.surface import Step
from core.turn import Again, NotDone
from core.values import Role
from tests.core.desk import second_house
from tests.core.home import CHANNEL, WORDS, Home, elsewhere, form, inbox_of, labels, message, options, said

# Which community a turn is about.


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


async def test_every_answer_knows_its_community(home: Home) -> None:
    community = await home.community()
    checkin = await home.check_in()
    for key in ("start.menu", "checkin.list", f"checkin.show:{checkin}", "privacy.show", "group.show"):
        found = message(await home.does("ann", key))
        menu = found.menu.options if found.menu else ()
        assert all(button.step.community == community for button in (*found.buttons, *menu)), key


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
