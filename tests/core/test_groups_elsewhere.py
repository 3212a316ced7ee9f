"""The groups of a house on a second platform: a code brings them there, and they can leave it again."""

from __future__ import annotations

import re
from datetime import timedelta

from adapters.web.platform import Room
from core.surface import Step
from core.turn import Again, NotDone
from core.values import Person, Place, Role
from tests.core.groups import ADD, CHANGE, every, person_of
from tests.core.home import CHANNEL, Home, elsewhere, said


async def code_of(home: Home) -> str:
    found = re.search(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){3}", said(await home.does("mo", "group.link")))
    assert found is not None
    return found[0]


OTHER = Person("slack", "U-mo")
THERE = Place("slack", "T1", "C1")


async def linked(home: Home) -> None:
    """The groups of this house on a second platform too."""
    typed = {"code": await code_of(home), "channel": "C1", "track": "couples", "country": "Spain"}
    outcome = await home.does(OTHER, "group.setup", typed, place=THERE)
    assert "The group is here as well" in said(outcome)


async def test_a_code_brings_the_groups_to_one_more_platform(home: Home) -> None:
    await linked(home)
    (group,) = await every(home)
    assert [place.platform for place in group.places] == ["web", "slack"]
    assert (group.track, group.country) == ("general", "PT"), "what was set before stays"
    there = await home.look(lambda stores: stores.people.find(OTHER))
    assert there is not None and there.role is Role.MODERATOR and there.id != await person_of(home, "mo")
    slack = Room(home.clock, people={})
    await home.later()
    pending = await home.handrail.database.read(lambda tx: tx.next_due(("slack",)))
    assert pending is not None and slack.name == "web"


async def test_several_groups_are_given_a_channel_each_on_the_new_platform(home: Home) -> None:
    await home.does("mo", "group.add", ADD)
    typed = {"code": await code_of(home), "channel": "C1", "track": "general", "country": "Portugal"}
    outcome = await home.does(OTHER, "group.setup", typed, place=THERE)
    assert "Each needs a channel of its own" in said(outcome)
    for number, group in enumerate(await every(home)):
        chosen = {**CHANGE, "channel": f"C{number}", "track": group.track}
        await home.does(OTHER, f"group.change:{group.id}", chosen, place=THERE)
    assert [group.on("slack").channel for group in await every(home)] == ["C0", "C1"]  # type: ignore[union-attr]


async def test_a_code_for_another_platform_works_once_for_a_day_and_only_where_nothing_is(home: Home) -> None:
    code = await code_of(home)
    typed = {"code": code, "channel": CHANNEL, "track": "general", "country": "Portugal"}
    same = await home.does("cleo", "group.setup", typed, place=elsewhere())
    assert isinstance(same, Again) and "One place on each platform" in same.problems["code"]
    other = {**typed, "code": await home.claim()}
    await home.does(Person("slack", "U9"), "group.setup", other, place=Place("slack", "T9", "C9"))
    taken = await home.does(Person("slack", "U9"), "group.setup", typed, place=Place("slack", "T9", "C9"))
    assert not isinstance(taken, Again) or "groups of its own" in taken.problems["code"]
    taken = await home.does(Person("slack", "U8"), "group.setup", typed, place=Place("slack", "T9", "C9"))
    assert isinstance(taken, Again) and "groups of its own" in taken.problems["code"]
    home.clock.move(timedelta(days=1, seconds=1))
    late = await home.does(OTHER, "group.setup", typed, place=THERE)
    assert isinstance(late, Again) and list(late.problems) == ["code"]
    home.clock.move(timedelta(days=-1))
    assert "here as well" in said(await home.does(OTHER, "group.setup", typed, place=THERE))
    again = await home.does(Person("slack", "U7"), "group.setup", typed, place=Place("slack", "T7", "C7"))
    assert isinstance(again, Again)


async def test_letting_a_platform_go_is_confirmed_and_leaves_members_their_own(home: Home) -> None:
    await linked(home)
    slack_only = Person("slack", "U-dora")
    await home.join(slack_only, "Dora", place=THERE)  # type: ignore[arg-type]
    asked = await home.does("mo", "group.unhome:slack")
    assert "can no longer check in" in said(asked) and len((await every(home))[0].places) == 2
    assert "no longer on Slack" in said(await home.does("mo", "group.unhome-now:slack"))
    (group,) = await every(home)
    assert [place.platform for place in group.places] == ["web"]
    assert "no group here yet" in said(await home.does(slack_only, "start.menu", place=THERE))
    community = await home.community()
    notes = await home.does(slack_only, Step("people.notes", "", community), place=THERE)
    assert "only you can read it" in said(notes)
    assert "Done" in said(await home.does(slack_only, Step("privacy.erase", "", community), place=THERE))
    for platform in ("web", "slack"):
        assert isinstance(await home.does("mo", f"group.unhome-now:{platform}"), NotDone)
    await linked(home)


async def test_a_note_of_another_community_opens_nothing_where_it_is_not_ones_own(home: Home) -> None:
    community = await home.community()
    outcome = await home.does(Person("slack", "U-x"), Step("people.notes", "", community), place=THERE)
    assert isinstance(outcome, NotDone) and "no group here yet" in said(outcome)
