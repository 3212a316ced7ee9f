"""Who does what in a group: facilitators, moderators, handing over, and the help lines they look after."""

from __future__ import annotations

import re
from datetime import date, timedelta

from core.surface import Step
from core.turn import Answered, NotDone
from core.values import Person, Role
from tests.core.groups import ADD, person_of, role
from tests.core.home import Home, labels, options, said

DAY = timedelta(days=1)


# Roles.


async def test_a_moderator_makes_a_facilitator_who_is_told_and_learns_nothing(home: Home) -> None:
    await home.check_in()
    people = await home.does("mo", "mod.people")
    assert [label for label in labels(people) if "·" in label] == [
        "Somebody who has not joined · moderator (you)",
        "Ann · member",
        "Ben · member",
    ]
    ann = await person_of(home, "ann")
    assert "Make facilitator" in labels(await home.does("mo", f"mod.person:{ann}"))
    await home.does("mo", f"mod.role:{ann}~2")
    assert await role(home, "ann") is Role.FACILITATOR
    assert "You are a facilitator here now" in said(await home.does("ann", "people.notes"))
    assert isinstance(await home.does("ann", "mod.people"), NotDone)
    await home.does("mo", f"mod.role:{ann}~1")
    assert await role(home, "ann") is Role.MEMBER
    assert "no special role" in said(await home.does("ann", "people.notes")), (
        "the newer note takes the older one's place"
    )


async def test_the_last_moderator_hands_over_before_stepping_down(home: Home) -> None:
    ann, mo = await person_of(home, "ann"), await person_of(home, "mo")
    for lower in (1, 2):
        kept = await home.does("mo", f"mod.role:{mo}~{lower}")
        assert isinstance(kept, NotDone) and "has to take over first" in said(kept)
    await home.does("mo", f"mod.role:{ann}~3")
    assert "Thank you" in said(await home.does("mo", f"mod.role:{mo}~1"))
    assert (await role(home, "ann"), await role(home, "mo")) == (Role.MODERATOR, Role.MEMBER)
    assert isinstance(await home.does("mo", "group.settings"), NotDone)


async def test_a_moderator_who_deletes_everything_leaves_a_note_for_those_who_stay(home: Home) -> None:
    await home.does("mo", "privacy.erase")
    for who in ("ann", "ben"):
        assert "handrail claim" in said(await home.does(who, "people.notes"))
    assert "Set up" in said(await home.set_up("ben"))


async def test_when_the_last_moderator_goes_facilitators_are_told_before_others(home: Home) -> None:
    await home.does("mo", f"mod.role:{await person_of(home, 'ben')}~2")
    await home.does("mo", "privacy.erase")
    assert "No note" in said(await home.does("ann", "people.notes"))
    told = await home.look(lambda s: s.people.notes(s.people.find(home.room.person("ben")).id, home.clock.now()))  # type: ignore[union-attr]
    assert any("Nobody looks after" in note.body.plain() for _, note in told)


async def test_a_long_list_of_people_is_paged(home: Home) -> None:
    async def many(count: int) -> None:
        community = await home.community()

        def work(tx) -> None:  # type: ignore[no-untyped-def]
            from core.values import Said

            people = tx.within(community).people
            for number in range(count):
                admitted = people.admit(Person("web", f"p{number}"), "house", Role.MEMBER, home.clock.now())
                people.join(admitted.id, Said(f"Person {number:03}"), "PT", "Europe/Lisbon", home.clock.now())

        await home.handrail.database.write(work)

    await many(60)
    seen: set[str] = set()
    page = await home.does("mo", "mod.people")
    for number in range(1, 4):
        seen |= {label for label in labels(page) if "·" in label}
        if number < 3:
            further = next(one.step for one in options(page) if one.label == "Further down the list")
            page = await home.does("mo", further)
    assert len(seen) == 63 and "Further down the list" not in labels(page)
    for odd in ("999", "-1", "x", "²"):
        step = Step("mod.people", odd) if re.fullmatch(r"[A-Za-z0-9_.~-]*", odd) else Step("mod.people")
        assert isinstance(await home.does("mo", step), Answered)


async def test_nobody_but_moderators_sees_roles_lines_or_codes(home: Home) -> None:
    ben = await person_of(home, "ben")
    await home.does("mo", f"mod.role:{ben}~2")
    for who in ("ann", "ben", "stranger"):
        for step in ("mod.people", f"mod.person:{ben}", f"mod.role:{ben}~3", "mod.lines", "group.link", "group.add"):
            assert isinstance(await home.does(who, step), NotDone), (who, step)
    assert await role(home, "ben") is Role.FACILITATOR


# Help lines.


async def test_moderators_see_when_each_line_was_checked(home: Home) -> None:
    shown = said(await home.does("mo", "mod.lines"))
    assert "Help lines: Portugal" in shown and "checked 31 May 2026" in shown and "please check" not in shown
    home.clock.move(200 * DAY)
    assert "please check" in said(await home.does("mo", "mod.lines"))
    assert "Thank you" in said(await home.does("mo", "mod.checked:PT"))
    assert "please check" not in said(await home.does("mo", "mod.lines"))
    checked = await home.look(lambda stores: stores.groups.settings().checked)
    assert checked == {"PT": date(2026, 12, 17)}


async def test_a_check_is_only_taken_for_a_country_of_the_groups(home: Home) -> None:
    await home.does("mo", "mod.checked:DE")
    assert await home.look(lambda stores: stores.groups.settings().checked) == {}
    await home.does("mo", "group.add", ADD)
    assert "Spain" in " ".join(labels(await home.does("mo", "mod.lines")))
    assert "Help lines: Spain" in said(await home.does("mo", "mod.lines:ES"))
