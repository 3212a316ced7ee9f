"""Kinds of check-in, and the lists of their own that members write for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checkins.lists import CIRCLES, INNER, Kept, Leaving, as_of, shrinks
from core.checkins.template import Item
from core.surface import Message
from core.turn import Again, Answered, NotDone, Opens
from core.values import Said
from tests.core.checkins import id_of, on_track
from tests.core.home import Home, form, inbox_of, labels, message, options, said, subject

SIGNS = ("post unopened", "eating standing up", "no walk", "late nights", "cancelling", "snapping", "untidy desk")
AREAS = ("rest", "food", "movement", "people", "screens", "feelings", "quiet-time")
HOUR = timedelta(hours=1)


async def write_signs(home: Home, most: int = 7) -> list[str]:
    """Write signs, each in an area of its own, and return their keys."""
    for words, area in zip(SIGNS[:most], AREAS, strict=False):
        await home.does("ann", "checkin.add:signals", {"items": words, "area": area})
    shown = await home.does("ann", "checkin.lists:signals")
    return [o.step.subject.partition("~")[2] for o in options(shown) if o.step.action == "checkin.item"]


async def write_circle(home: Home, circle: str, *items: str) -> dict[str, str]:
    """Write a circle and return the keys of its entries."""
    shown = await home.does("ann", f"checkin.add:{circle}", {"items": "\n".join(items)})
    return {o.label: o.step.subject.partition("~")[2] for o in options(shown) if o.step.action == "checkin.item"}


# Kinds.


async def test_the_kinds_of_a_members_track_are_listed_with_what_they_are(home: Home) -> None:
    general = await home.does("ann", "checkin.kinds")
    assert {"Daily brief", "Seven signals", "Strengths"} <= set(labels(general))
    assert "A minute for yourself" in said(general)
    assert "Slide check" not in labels(general) and "Group round" not in labels(general)
    await on_track(home, "recovery")
    assert {"Slide check", "Your circles"} <= set(labels(await home.does("ann", "checkin.kinds")))


async def test_make_this_mine_changes_what_the_button_opens_and_nothing_else(home: Home) -> None:
    assert form(await home.does("ann", "checkin.write")).title == "Daily brief"
    await home.does("ann", "checkin.mine:needs-scan")
    assert form(await home.does("ann", "checkin.write")).title.startswith("What do I need?")
    assert form(await home.does("ben", "checkin.write")).title == "Daily brief"
    assert form(await home.does("ann", "checkin.write:daily-brief~0")).title == "Daily brief"
    assert "(yours)" in said(await home.does("ann", "checkin.kinds"))


async def test_the_groups_own_kind_is_opened_for_whoever_chose_none(home: Home) -> None:
    def change(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(home.room.place("evening-circle")))
        stores.groups.save(replace(stores.groups.first(), template="strengths-month"))

    await home.handrail.database.write(change)
    assert form(await home.does("ann", "checkin.write")).title.startswith("Strengths")
    await home.does("ann", "checkin.mine:daily-brief")
    assert form(await home.does("ann", "checkin.write")).title == "Daily brief"


@pytest.mark.parametrize("kind", ["no-such-kind", "slide-check", "group-round", ""])
async def test_a_kind_that_is_not_there_for_a_member_is_met_kindly(home: Home, kind: str) -> None:
    for step in ("checkin.kind", "checkin.mine"):
        outcome = await home.does("ann", f"{step}:{kind}")
        assert isinstance(outcome, NotDone) and "not here at the moment" in said(outcome)


# Where answers lead.


async def test_the_rung_across_ones_own_line_leads_to_noting_it(home: Home) -> None:
    await on_track(home, "recovery")
    outcome = await home.does("ann", "checkin.write:slide-check~0", {"rung": "crossed", "step-back": "call"})
    first = message(outcome).buttons[0]
    assert first.step.action == "slip.write"
    assert {"Share with the group", "Choose what they see", "Help now"} <= set(labels(outcome))


async def test_being_afraid_leads_to_those_who_help_and_is_not_kept(home: Home) -> None:
    await on_track(home, "healing")
    middle = await home.does("ann", "checkin.write:ground~0", {"safe": "2", "afraid": "yes"})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    outcome = await home.does("ann", step, {"for-me": "no"})
    assert message(outcome).buttons[0].step.action == "care.fear"
    entry = await home.look(lambda stores: stores.checkins.latest(id_of(stores, "ann"), 1)[0])
    assert "afraid" not in entry.answers


async def test_a_boundary_to_keep_or_change_leads_to_ones_boundaries(home: Home) -> None:
    await on_track(home, "healing")
    middle = await home.does("ann", "checkin.write:ground~0", {"safe": "5"})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    outcome = await home.does("ann", step, {"boundary": "yes"})
    assert message(outcome).buttons[0].step.action == "boundary.list"


async def test_being_afraid_and_nothing_else_leads_there_and_keeps_nothing(home: Home) -> None:
    await on_track(home, "healing")
    middle = await home.does("ann", "checkin.write:ground~0", {"afraid": "yes"})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    outcome = await home.does("ann", step, {})
    assert "care.fear" in {button.step.action for button in message(outcome).buttons}
    assert await home.look(lambda stores: stores.checkins.latest(id_of(stores, "ann"), 1)) == []


@pytest.mark.parametrize("who", ["ann", "stranger"])
async def test_the_card_for_somebody_afraid_comes_from_memory_with_those_lines_first(home: Home, who: str) -> None:
    await home.lose_database()
    seen = said(await home.does(who, "care.fear", place=inbox_of(who)))
    assert "not to blame" in seen and "findahelpline" in seen
    await home.find_database()


async def test_those_lines_come_before_any_other(home: Home) -> None:
    seen = said(await home.does("ann", "care.fear"))
    assert seen.index("Afraid of someone") < seen.index("In danger right now")
    assert "a crisis" not in seen
    assert "care.fear" in {button.step.action for button in message(await home.does("ann", "care.help")).buttons}


# Lists.


async def test_a_kind_whose_list_is_empty_leads_to_the_list(home: Home) -> None:
    outcome = await home.does("ann", "checkin.write:seven-signals~0")
    assert isinstance(outcome, Answered) and "still empty" in said(outcome)
    assert message(outcome).buttons[0].step.subject == "signals"
    await write_signs(home)
    assert isinstance(await home.does("ann", "checkin.write:seven-signals~0"), Opens)


async def test_a_kind_with_more_to_ask_can_be_written_without_its_list(home: Home) -> None:
    await on_track(home, "recovery")
    outcome = await home.does("ann", "checkin.write:circles-week~0")
    step = next(option.step for option in options(outcome) if option.label == "Write the rest of it")
    opened = form(await home.does("ann", step))
    assert [field.key for field in opened.fields] == ["middle", "inner", "move"]
    assert "Saved" in said(await home.does("ann", step, {"middle": "none", "move": "yes"}))


async def test_entries_are_added_several_at_once_and_never_twice(home: Home) -> None:
    typed = {"items": "- a walk\n\n  A WALK \n• tea  with   milk\n\u200b\n"}
    shown = await home.does("ann", "checkin.add:remedy-worn", typed)
    assert "1. a walk" in said(shown) and "2. tea with milk" in said(shown) and "3." not in said(shown)


async def test_nobody_else_sees_a_list(home: Home) -> None:
    await home.does("ann", "checkin.add:remedy-worn", {"items": "canary: a walk"})
    assert "canary" not in said(await home.does("ben", "checkin.lists:remedy-worn"))
    assert "canary" in said(await home.does("ann", "checkin.lists:remedy-worn"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"items": "x" * 141, "area": "rest"}, "items"), ({"items": "\n".join("abcdefgh"), "area": "rest"}, "items")],
)
async def test_what_does_not_fit_a_list_is_said_and_nothing_typed_is_lost(
    home: Home, typed: dict[str, str], field: str
) -> None:
    outcome = await home.does("ann", "checkin.add:signals", typed)
    assert isinstance(outcome, Again) and set(outcome.problems) == {field}
    opened = form(await home.does("ann", "checkin.add:signals"))
    assert opened.fields[0].value == typed["items"]


async def test_seven_signs_are_spread_over_four_areas(home: Home) -> None:
    for words in SIGNS[:4]:
        assert isinstance(await home.does("ann", "checkin.add:signals", {"items": words, "area": "rest"}), Answered)
    refused = await home.does("ann", "checkin.add:signals", {"items": SIGNS[4], "area": "rest"})
    assert isinstance(refused, Again) and "4 areas" in refused.problems["area"]
    for words, area in zip(SIGNS[4:], ("food", "people", "screens"), strict=True):
        assert isinstance(await home.does("ann", "checkin.add:signals", {"items": words, "area": area}), Answered)
    assert "Add" not in labels(await home.does("ann", "checkin.lists:signals"))


async def test_an_entry_is_reworded_and_what_was_ticked_stays_ticked(home: Home) -> None:
    keys = await write_signs(home)
    outcome = await home.does("ann", "checkin.write:seven-signals~0", {"signs": (keys[0], keys[1])})
    checkin = subject(outcome, "checkin.edit")
    await home.does("ann", f"checkin.reword:signals~{keys[0]}", {"words": "letters pile up", "area": "rest"})
    assert "letters pile up" in said(await home.does("ann", f"checkin.show:{checkin}"))
    await home.does("ann", f"checkin.drop:signals~{keys[1]}")
    assert "1 no longer in your list" in said(await home.does("ann", f"checkin.show:{checkin}"))


@pytest.mark.parametrize("step", ["item", "reword", "drop", "move", "stay"])
async def test_an_entry_that_is_not_there_is_met_kindly(home: Home, step: str) -> None:
    outcome = await home.does("ann", f"checkin.{step}:signals~nothing~outer-circle")
    assert isinstance(outcome, NotDone) and "no longer in your lists" in said(outcome)


# Circles.


async def test_taking_out_of_the_inner_circle_waits_a_day_and_can_be_undone(home: Home) -> None:
    keys = await write_circle(home, "inner-circle", "the bar", "the site")
    waits = await home.does("ann", f"checkin.drop:inner-circle~{keys['the bar']}")
    assert "waits for a day" in said(waits) and "mentor" in said(waits)
    await home.later(23 * HOUR)
    shown = said(await home.does("ann", "checkin.lists:inner-circle"))
    assert "the bar (goes at" in shown
    await home.does("ann", f"checkin.stay:inner-circle~{keys['the bar']}")
    await home.later(5 * HOUR)
    assert "the bar" in said(await home.does("ann", "checkin.lists:inner-circle"))
    await home.does("ann", f"checkin.drop:inner-circle~{keys['the bar']}")
    await home.later(24 * HOUR)
    shown = said(await home.does("ann", "checkin.lists:inner-circle"))
    assert "the bar" not in shown and "the site" in shown


async def test_moving_outward_from_the_inner_circle_waits_and_inward_does_not(home: Home) -> None:
    keys = await write_circle(home, "inner-circle", "the bar")
    others = await write_circle(home, "outer-circle", "a walk")
    await home.does("ann", f"checkin.move:inner-circle~{keys['the bar']}~middle-circle")
    assert "the bar" not in said(await home.does("ann", "checkin.lists:middle-circle"))
    await home.does("ann", f"checkin.move:outer-circle~{others['a walk']}~inner-circle")
    assert "a walk" in said(await home.does("ann", "checkin.lists:inner-circle"))
    await home.later(24 * HOUR)
    assert "the bar" in said(await home.does("ann", "checkin.lists:middle-circle"))
    assert "the bar" not in said(await home.does("ann", "checkin.lists:inner-circle"))


ITEMS = st.lists(st.text("abcdef", min_size=1, max_size=4), unique=True, max_size=5)
START = datetime(2026, 5, 31, tzinfo=UTC)


@given(
    inner=ITEMS,
    moves=st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["", *CIRCLES]), st.integers(0, 48)), max_size=5),
    at=st.integers(0, 96),
)
def test_nothing_leaves_before_its_hour_and_nothing_is_ever_in_two_circles(
    inner: list[str], moves: list[tuple[int, str, int]], at: int
) -> None:
    wanted = {inner[n]: Leaving(inner[n], START + hours * HOUR, to) for n, to, hours in moves if n < len(inner)}
    leaving = tuple(one for one in wanted.values() if shrinks(INNER, one.to))
    lists = {INNER: Kept(tuple(Item(key, Said(key)) for key in inner), leaving)}
    found = as_of(lists, START + at * HOUR)
    where = {key: [name for name, kept in found.items() if kept.find(key)] for key in inner}
    for key in inner:
        going = next((one for one in leaving if one.item == key), None)
        if going is None or going.due > START + at * HOUR:
            assert where[key] == [INNER]
        else:
            assert where[key] == ([going.to] if going.to else [])
    assert as_of(found, START + at * HOUR) == found


# What an entry says back.


async def test_the_highest_need_shows_its_own_remedies_and_nothing_of_it_is_shareable(home: Home) -> None:
    await home.does("ann", "checkin.add:remedy-worn", {"items": "lie down\nphone off"})
    answers = {"food": "1", "annoyed": "0", "alone": "1", "worn": "3", "more": "no"}
    outcome = await home.does("ann", "checkin.write:needs-scan~0", answers)
    assert "lie down" in said(outcome) and "phone off" in said(outcome)
    assert subject(outcome, "checkin.lists") == "remedy-worn"
    assert "Share with the group" not in labels(outcome)


async def test_a_page_of_follow_ups_is_asked_only_where_it_was_wished_for(home: Home) -> None:
    short = await home.does("ann", "checkin.write:needs-scan~0", {"worn": "1", "more": "no"})
    assert "Saved" in said(short)
    middle = await home.does("ann", "checkin.write:needs-scan~0~add", {"worn": "1", "more": "yes"})
    step = next(option.step for option in options(middle) if option.label == "Next page")
    assert [field.key for field in form(await home.does("ann", step)).fields] == ["bored", "stressed"]
    outcome = await home.does("ann", step, {"bored": "2"})
    checkin = subject(outcome, "checkin.edit")
    assert "How bored am I" in said(await home.does("ann", f"checkin.show:{checkin}"))
    await home.does("ann", f"checkin.edit:{checkin}", {"worn": "1", "more": "no"})
    assert "How bored am I" not in said(await home.does("ann", f"checkin.show:{checkin}"))


async def test_signs_are_counted_and_set_beside_the_usual_after_fourteen_entries(home: Home) -> None:
    keys = await write_signs(home)
    seen = []
    for day in range(17):
        ticked = keys[:1] if day < 14 else keys[:6]
        outcome = await home.does("ann", "checkin.write:seven-signals~0", {"signs": tuple(ticked)})
        seen.append(said(outcome))
        home.clock.move(timedelta(days=1))
    assert "1 of your 7 signs" in seen[0] and not any("usual number" in text for text in seen[:13])
    assert "Your usual number is 1" in seen[13]
    assert not any("more than is usual" in text for text in seen[:15])
    assert "more than is usual for you" in seen[16]


async def test_no_signs_today_is_an_answer_and_counts_none(home: Home) -> None:
    await write_signs(home)
    outcome = await home.does("ann", "checkin.write:seven-signals~0", {"signs": ("none",)})
    assert "0 of your 7 signs" in said(outcome)


async def test_strengths_are_bars_beside_those_of_the_month_before_and_are_never_added_up(home: Home) -> None:
    async def write(place: str) -> Message:
        middle = await home.does("ann", "checkin.write:strengths-month~0", {"place": place, "people": "2"})
        step = next(option.step for option in options(middle) if option.label == "Next page")
        return message(await home.does("ann", step, {"enjoy": "4"}))

    first = await write("3")
    assert first.plot is not None and first.plot.before == () and len(first.plot.points) == 8
    assert first.plot.values[:3] == (3, 2, None)
    home.clock.move(timedelta(days=31))
    second = await write("5")
    assert second.plot is not None and second.plot.before[:3] == (3, 2, None)
    assert "I have a safe place to live: 5, before 3." in second.plot.alt
    assert "14" not in second.body.plain() and "total" not in second.plot.alt
