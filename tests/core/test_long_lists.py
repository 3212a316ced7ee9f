"""Whatever fills a list, nothing in it is out of reach: also with one more than a menu holds, and with many."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.groups.actions import MOST_GROUPS
from core.groups.model import Group
from core.limits import SELECT_CHOICES
from core.paging import EARLIER, FURTHER, page_in, page_of
from core.ports import Transaction
from core.surface import Ask, Button, Step
from core.turn import Stores
from core.values import GroupId, Person, Place, Role, Said
from tests.core.boundaries import in_force, owner
from tests.core.home import CHANNEL, Home, form, labels, options, said
from tests.core.test_privacy_export_long import write_many

MANY = pytest.mark.parametrize("count", [SELECT_CHOICES + 1, 101])


async def live(home: Home, work: object) -> None:
    """Write into the community of this house."""
    here = await home.community()
    await home.handrail.database.write(lambda tx: work(tx.within(here)))  # type: ignore[operator]


async def reached(home: Home, who: str, first: str, action: str) -> list[str]:
    """The subjects of all steps of an action that can be reached from a list by paging, in their order."""
    seen: list[str] = []
    outcome = await home.does(who, first)
    while True:
        seen += [each.step.subject for each in options(outcome) if each.step.action == action]
        onward = [each.step for each in options(outcome) if each.label == FURTHER]
        if not onward:
            return seen
        outcome = await home.does(who, onward[0])


def with_kinds(home: Home, count: int) -> list[str]:
    """Let there be so many more kinds of check-in, such as an operator's own; returns their keys."""
    library = home.desk.library
    usual = library.templates["daily-brief"]
    more = {f"own-{number}": replace(usual, key=f"own-{number}", title=f"Own {number}") for number in range(count)}
    home.desk.library = replace(library, templates={**library.templates, **more})
    return list(more)


@pytest.mark.parametrize("count", [1, 24, 25, 26, 46, 47, 101])
def test_every_option_stands_on_exactly_one_page_and_every_page_leads_on(count: int) -> None:
    every = [Button(str(number), Step("a.b", str(number))) for number in range(count)]
    seen, page, ways = [], 0, True
    while ways:
        shown = page_of(every, page, lambda to: Step("a.list", str(to)))
        assert len(shown) <= SELECT_CHOICES
        seen += [one for one in shown if one.step.action == "a.b"]
        assert (EARLIER in [one.label for one in shown]) == (page > 0)
        ways, page = FURTHER in [one.label for one in shown], page + 1
    assert seen == every
    assert page_of(every, 9_999, lambda to: Step("a.list", str(to)))[0] in every, "past the end is the last page"


@pytest.mark.parametrize("odd", ["", "-1", "x", "²", "99999999", "1~2"])
def test_a_page_that_is_none_is_the_first(odd: str) -> None:
    assert page_in(odd) == 0


@MANY
async def test_a_moderator_reaches_every_person(home: Home, count: int) -> None:
    def work(stores: Stores) -> None:
        for number in range(count):
            role = Role.FACILITATOR if number % 3 == 0 else Role.MEMBER
            admitted = stores.people.admit(Person("web", f"p{number}"), "house", role, home.clock.now())
            stores.people.join(admitted.id, Said(f"Person {number:03}"), "PT", "Europe/Lisbon", home.clock.now())

    await live(home, work)
    everybody = await reached(home, "mo", "mod.people", "mod.person")
    assert len(everybody) == len(set(everybody)) == count + 3
    assert f"There are {count + 3}" in said(await home.does("mo", "mod.people"))


@MANY
async def test_every_hard_moment_that_was_written_down_can_be_opened(home: Home, count: int) -> None:
    for _ in range(count):
        await home.does("ann", "slip.what", {"word": "slip", "when": "today"})
        home.clock.move(timedelta(hours=1))
    found = await reached(home, "ann", "slip.list", "slip.show")
    assert len(found) == len(set(found)) == count


@MANY
async def test_every_boundary_can_be_opened(home: Home, count: int) -> None:
    one = await in_force(home)
    ann = await owner(home)
    record = await home.look(lambda stores: stores.records.find(ann, "boundary", one))
    assert record is not None

    def work(stores: Stores) -> None:
        for number in range(count - 1):
            stores.records.save(ann, record._replace(name=f"b{number}"))

    await live(home, work)
    found = await reached(home, "ann", "boundary.list", "boundary.show")
    assert len(found) == len(set(found)) == count


@MANY
async def test_every_kind_of_check_in_can_be_looked_at_and_have_a_rhythm(home: Home, count: int) -> None:
    own = with_kinds(home, count)
    kinds, page = [], await home.does("ann", "checkin.kinds")
    while more := [each.step for each in options(page) if each.label == "More kinds"]:
        kinds += [each.step.subject for each in options(page) if each.step.action == "checkin.kind"]
        page = await home.does("ann", more[0])
    kinds += [each.step.subject for each in options(page) if each.step.action == "checkin.kind"]
    assert set(own) < set(kinds)
    for begun in (False, True):
        if begun:
            await home.does("ann", "rhythm.begin:daily-brief")
        (others,) = [each.step for each in options(await home.does("ann", "rhythm.show")) if "Other" in each.label]
        assert set(own) < set(await reached(home, "ann", others.key, "rhythm.show"))


@MANY
async def test_a_groups_button_can_open_any_of_many_kinds_by_its_title(home: Home, count: int) -> None:
    own = with_kinds(home, count)
    asked = form(await home.does("mo", "group.post")).fields[0]
    assert (asked.ask, asked.value) == (Ask.LINE, "Daily brief")
    assert "The button opens: Own 25" in said(await home.does("mo", "group.post", {"template": " own 25 "}))
    again = await home.does("mo", "group.post", {"template": "Group round"})
    assert "has this title" in said(again) and own
    assert "The button opens: Own 25" in said(await home.does("mo", "group.settings"))


async def test_the_groups_button_is_not_offered_what_is_for_a_round_or_on_demand(home: Home) -> None:
    offered = [choice.key for choice in form(await home.does("mo", "group.post")).fields[0].choices]
    assert "daily-brief" in offered and not {"group-round", "needs-scan"} & set(offered)
    refused = await home.does("mo", "group.post", {"template": "group-round"})
    assert "choose one of the options" in said(refused)


async def test_with_every_group_in_a_round_nothing_falls_out_of_the_menu(home: Home) -> None:
    await home.join("mo")
    usual = set(labels(await home.does("mo", "start.menu")))

    def work(stores: Stores) -> None:
        mo = stores.people.find(home.room.person("mo"))
        assert mo is not None
        for number in range(MOST_GROUPS):
            place = Place("web", "playground", f"c{number}")
            one = Group(GroupId(f"g{number}"), (place,), "general", "PT", name=f"G{number}")
            stores.groups.save(replace(one, open_round=f"r{number}", round_until=home.clock.now() + timedelta(days=1)))
            stores.groups.enter(one.id, mo.id, home.clock.now())

    await live(home, work)
    first = await home.does("mo", "start.menu")
    onward = next(each.step for each in options(first) if each.label == FURTHER)
    seen = {*labels(first), *labels(await home.does("mo", onward))}
    assert usual <= seen and {"Delete", "Leave", "Take everything with you"} <= seen
    assert sum(label.startswith("The round") for label in seen) == MOST_GROUPS


@MANY
async def test_somebody_in_very_many_groups_learns_how_to_reach_the_others(home: Home, count: int) -> None:
    who = home.room.person("ann")

    def work(tx: Transaction) -> None:
        for number in range(count):
            community = tx.found(Place("web", f"h{number}", CHANNEL), home.clock.now())
            stores = tx.within(community)
            admitted = stores.people.admit(who, f"h{number}", Role.MEMBER, home.clock.now())
            stores.people.join(admitted.id, Said("Ann"), "PT", "Europe/Lisbon", home.clock.now())

    await home.handrail.database.write(work)
    asked = await home.does("ann", "start.menu", place=Place("web", "", user="ann"))
    assert len(options(asked)) == SELECT_CHOICES + 1 and "in its own server" in said(asked)


async def test_ten_thousand_entries_can_be_paged_looked_back_on_and_deleted(home: Home) -> None:
    await write_many(home, 10_000)
    ann = await owner(home)
    assert "Check-ins: 10001" in said(await home.does("ann", "privacy.show"))
    seen: list[str] = []
    page = await home.does("ann", "checkin.list")
    for _ in range(20):
        seen += [each.step.subject for each in options(page) if each.step.action == "checkin.show"]
        page = await home.does("ann", next(each.step for each in options(page) if each.step.action == "checkin.list"))
    newest = await home.look(lambda stores: [one.id for one in stores.checkins.latest(ann, len(seen))])
    assert len(seen) > 300 and sorted(seen) == sorted(newest), "each once, and none left out"
    assert "28 of 28 reported days" in said(await home.does("ann", "history.show"))
    assert "Delete this? Check-ins: 10001" in said(await home.does("ann", "privacy.part:entries"))
    assert "Deleted: 10001" in said(await home.does("ann", "privacy.clear:entries"))
    assert "no check-ins yet" in said(await home.does("ann", "checkin.list"))
