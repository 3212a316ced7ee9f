"""Joining page by page, changing later what was told, and who is refused while the door is not open."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.care.lines import CountryLines, Line, Lines
from core.people.consents import consents
from core.people.handles import likeness, points_outside
from core.people.model import Member
from core.turn import Again, NotDone, Opens
from core.values import Role
from tests.core.home import CHANNEL, Home, elsewhere, form, labels, said, subject

TYPED = {"adult": "yes", "handle": "Cleo", "country": "portugal", "city": "porto"}


async def member(home: Home, who: str) -> Member | None:
    """What is stored about somebody."""
    return await home.look(lambda stores: stores.people.find(home.room.person(who)))


async def close(home: Home, *, limits: str = "", lines: Lines | None = None) -> None:
    """Take away what a group needs before anybody may join it."""
    desk = home.desk
    desk.library = replace(desk.library, limits=limits, lines=lines or desk.library.lines)


def never_checked(home: Home) -> Lines:
    """The same help lines, with nobody's check."""

    def bare(of: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(replace(line, verified_on=None) for line in of)

    def country(one: CountryLines) -> CountryLines:
        return CountryLines(one.code, one.name, bare(one.emergency), bare(one.crisis), bare(one.domestic_violence))

    known = home.desk.library.lines
    return Lines(tuple(country(one) for one in known.countries), known.directories)


# The pages.


async def test_the_first_page_says_what_this_is_and_what_may_be_passed_on(home: Home) -> None:
    for step in ("start.menu", "people.join"):
        page = said(await home.does("cleo", step))
        assert "not therapy and not an emergency service" in page and "Where a life is in danger" in page


async def test_joining_goes_page_by_page_and_nobody_is_a_member_before_the_last(home: Home) -> None:
    opened = form(await home.does("cleo", "people.join:go"))
    assert [field.key for field in opened.fields] == ["adult", "handle", "country", "city"]
    zones = await home.does("cleo", "people.join:go", TYPED)
    assert "What time is it" in said(zones) and "19:00" in " ".join(labels(zones))
    eyes = await home.does("cleo", "people.zone:Europe~Lisbon")
    assert "anyone else read this phone" in said(eyes) and await member(home, "cleo") is None
    last = form(await home.does("cleo", "people.rest"))
    assert [field.key for field in last.fields] == ["track", "notes"]
    assert {field.value for field in last.fields} == {None}, "nothing is chosen beforehand"
    assert "Welcome, Cleo" in said(await home.does("cleo", "people.rest", {"track": "healing", "notes": "no"}))
    joined = await member(home, "cleo")
    assert joined is not None and joined.joined_at is not None
    assert (joined.country, joined.zone, joined.track) == ("PT", "Europe/Lisbon", "healing")


async def test_somebody_who_put_it_down_goes_on_where_they_stopped(home: Home) -> None:
    await home.does("cleo", "people.join:go", {**TYPED, "country": "Atlantis"})
    assert "Go on with joining" in labels(await home.does("cleo", "start.menu"))
    await home.does("cleo", "people.join:go", TYPED)
    begun = await home.does("cleo", "start.menu")
    assert subject(begun, "people.join") == "go"
    again = form(await home.does("cleo", "people.join:go"))
    assert {field.key: field.value for field in again.fields}["handle"] == "Cleo"
    await home.does("cleo", "people.zone:Europe~Lisbon")
    assert subject(await home.does("cleo", "start.menu"), "people.eyes") == ""
    assert "anyone else read" in said(await home.does("cleo", "people.eyes"))
    home.clock.move(timedelta(days=1, minutes=1))
    assert "Go on with joining" not in labels(await home.does("cleo", "start.menu"))
    assert "no longer have what you wrote" in said(await home.does("cleo", "people.rest", {"track": "general"}))


async def test_whether_others_read_here_is_kept_nowhere(home: Home) -> None:
    await home.does("cleo", "people.join:go", TYPED)
    await home.does("cleo", "people.zone:Europe~Lisbon")
    before = (home.folder / "handrail.db").read_bytes() + _wal(home)
    for answer in ("yes", "unsure"):
        tips = await home.does("cleo", f"people.tips:{answer}")
        assert "You have a note" in said(tips) and "Help now" in labels(tips) and "Go on" in labels(tips)
    assert isinstance(await home.does("cleo", "people.rest"), Opens)
    assert (home.folder / "handrail.db").read_bytes() + _wal(home) == before


def _wal(home: Home) -> bytes:
    wal = Path(f"{home.folder / 'handrail.db'}-wal")
    return wal.read_bytes() if wal.exists() else b""


async def test_a_group_with_a_track_of_its_own_asks_one_question_less(home: Home) -> None:
    await home.does("mo", "group.change", {"channel": CHANNEL, "track": "recovery", "country": "Portugal"})
    await home.does("cleo", "people.join:go", TYPED)
    await home.does("cleo", "people.zone:Europe~Lisbon")
    assert [field.key for field in form(await home.does("cleo", "people.rest")).fields] == ["notes"]
    await home.does("cleo", "people.rest", {"notes": "no"})
    joined = await member(home, "cleo")
    assert joined is not None and joined.track == ""


async def test_with_several_groups_people_choose_theirs(home: Home) -> None:
    added = {"name": "Quiet room", "channel": "quiet", "track": "recovery", "country": "Portugal"}
    await home.does("mo", "group.add", added)
    first, second = await home.look(lambda stores: stores.groups.every())
    await home.join("cleo", groups=(second.id,))
    mine = await home.look(lambda stores: stores.groups.of(stores.people.find(home.room.person("cleo")).id))  # type: ignore[union-attr]
    assert [group.id for group in mine] == [second.id]
    opened = {field.key: field.value for field in form(await home.does("cleo", "people.rest")).fields}
    assert opened == {"groups": (second.id,), "track": "general", "notes": "yes"}
    about = await home.does("cleo", "people.rest", {"groups": (first.id,), "track": "group", "notes": "no"})
    assert "The first group" in said(about) and "Quiet room" not in said(about)
    changed = await member(home, "cleo")
    assert changed is not None and changed.track == ""


# Consent.


async def test_a_consent_is_asked_for_by_itself_and_kept_either_way(home: Home) -> None:
    for who, answer, stands in (("cleo", "yes", True), ("stranger", "no", False)):
        await home.join(who, notes=answer)
        kept = await home.look(lambda s, w=who: consents(s, s.people.find(home.room.person(w)).id))  # type: ignore[misc, union-attr]
        assert [one.key for one in kept] == ["notes"]
        assert (kept[0].until is None) is stands
        assert ("I may write to you" in said(await home.does(who, "people.about"))) is stands


async def test_without_an_answer_about_notes_nobody_joins(home: Home) -> None:
    await home.does("cleo", "people.join:go", TYPED)
    await home.does("cleo", "people.zone:Europe~Lisbon")
    again = await home.does("cleo", "people.rest", {"track": "general"})
    assert isinstance(again, Again) and list(again.problems) == ["notes"]
    assert await member(home, "cleo") is None


async def test_a_consent_is_taken_back_and_given_again_under_about_you(home: Home) -> None:
    await home.join("cleo", notes="yes")
    for answer, stands in (("no", False), ("no", False), ("yes", True)):
        await home.does("cleo", "people.rest", {"track": "group", "notes": answer})
        kept = await home.look(lambda s: consents(s, s.people.find(home.room.person("cleo")).id))  # type: ignore[union-attr]
        assert [one.until is None for one in kept] == [stands]


# About you.


async def test_changing_the_clock_keeps_everything_else(home: Home) -> None:
    await home.join("cleo", track="healing")
    await home.join("cleo", "Cleopatra", zone="America~Sao_Paulo", country="brazil")
    changed = await member(home, "cleo")
    assert changed is not None and changed.handle is not None
    assert (changed.handle.words, changed.zone, changed.track) == ("Cleopatra", "America/Sao_Paulo", "healing")
    assert "Brazil" in said(await home.does("cleo", "people.about"))


# Handles.


@pytest.mark.parametrize(
    "handle",
    [
        "@ann",
        "ann@example.org",
        "https://x.y",
        "x.example",
        "<@U1>",
        "+49 89 12 34 56",
        "everyone",
        "here",
        "\uff20all",
    ],
)
async def test_a_name_that_points_outside_the_group_is_kindly_refused(home: Home, handle: str) -> None:
    outcome = await home.does("cleo", "people.join:go", {**TYPED, "handle": handle})
    assert isinstance(outcome, Again) and list(outcome.problems) == ["handle"]


@pytest.mark.parametrize("handle", ["ann", "\uff21nn", "\u0410nn", "A\u200bnn", "\u00c1nn", " ANN "])
async def test_a_name_that_looks_like_anothers_is_taken(home: Home, handle: str) -> None:
    outcome = await home.does("cleo", "people.join:go", {**TYPED, "handle": handle})
    assert isinstance(outcome, Again) and "already" in outcome.problems["handle"]


@pytest.mark.parametrize("handle", ["Тоня", "Søren", "Here we go", "Bee 1999", "王芳", "D'Arcy-Lou"])
def test_an_ordinary_name_is_a_name(handle: str) -> None:
    assert not points_outside(handle) and likeness(handle)


@given(st.text(max_size=32))
def test_a_likeness_is_like_itself_in_any_case(handle: str) -> None:
    assert likeness(likeness(handle)) == likeness(handle) == likeness(f" {handle} ")


async def test_of_two_who_want_a_name_at_once_one_chooses_another_and_loses_nothing(home: Home) -> None:
    for who in ("cleo", "stranger"):
        await home.does(who, "people.join:go", TYPED)
        await home.does(who, "people.zone:Europe~Lisbon")
    await home.does("cleo", "people.rest", {"track": "general", "notes": "no"})
    outcome = await home.does("stranger", "people.rest", {"track": "general", "notes": "no"})
    assert isinstance(outcome, NotDone) and "took that name" in said(outcome)
    opened = form(await home.does("stranger", "people.join:go"))
    assert {field.key: field.value for field in opened.fields}["country"] == "Portugal"


# The door that is not open (no limits, no checked lines, no group).


async def test_without_limits_of_confidentiality_nobody_joins(home: Home) -> None:
    await close(home)
    for step in ("start.menu", "people.join", "people.join:go", "people.rest"):
        page = await home.does("cleo", step)
        assert "not open yet" in said(page) and "Help now" in labels(page), step
    assert isinstance(await home.does("cleo", "people.join:go", TYPED), NotDone)
    needed = await home.does("mo", "start.menu")
    assert "limits of confidentiality" in said(needed) and "HANDRAIL_LIMITS" in said(needed)
    assert "Check in" in labels(await home.does("ann", "start.menu")), "members go on as before"


async def test_without_checked_help_lines_nobody_joins_until_a_moderator_checks_them(home: Home) -> None:
    await close(home, limits="We pass on what endangers a life.", lines=never_checked(home))
    assert "not open yet" in said(await home.does("cleo", "start.menu"))
    needed = await home.does("mo", "start.menu")
    assert "Help lines for Portugal" in said(needed) and "Check the help lines" in labels(needed)
    shown = await home.does("mo", "mod.lines")
    assert "never checked" in said(shown) and "please check" in said(shown)
    await home.does("mo", f"mod.checked:{subject(shown, 'mod.checked')}")
    assert "never checked" not in said(await home.does("mo", "mod.lines"))
    assert "Welcome, Cleo" in said(await home.join("cleo"))
    home.clock.move(timedelta(days=181))
    assert "not open yet" in said(await home.does("stranger", "start.menu"))
    assert "please check" in said(await home.does("mo", "mod.lines"))


async def test_sample_content_opens_the_door_only_where_it_is_called_a_sample(home: Home) -> None:
    await close(home, limits="Sample text.", lines=never_checked(home))
    assert "not open yet" in said(await home.does("cleo", "start.menu"))
    home.desk.library = replace(home.desk.library, sample=True)
    assert "Sample text." in said(await home.does("cleo", "start.menu"))


async def test_in_a_country_without_lines_the_moderator_learns_what_is_missing(home: Home) -> None:
    await home.does("mo", "group.change", {"channel": CHANNEL, "track": "general", "country": "Antarctica"})
    assert "there are none yet" in said(await home.does("mo", "start.menu"))
    assert "not open yet" in said(await home.does("cleo", "start.menu"))


async def test_a_place_whose_group_is_not_set_up_whole_is_not_open(empty: Home) -> None:
    typed = {"code": await empty.claim(), "channel": CHANNEL, "track": "general", "country": "Atlantis"}
    await empty.does("mo", "group.setup", typed)
    assert "not open yet" in said(await empty.does("ann", "start.menu"))
    needed = await empty.does("mo", "start.menu")
    assert "choose its channel" in said(needed) and "Set up the group" in labels(needed)


async def test_somebody_who_joins_elsewhere_is_somebody_else_there(home: Home) -> None:
    place = elsewhere()
    typed = {"code": await home.claim(), "channel": CHANNEL, "track": "recovery", "country": "Spain"}
    await home.does("cleo", "group.setup", typed, place=place)
    await home.join("ann", "Other", place=place, notes="no")
    known = await member(home, "ann")
    assert known is not None and known.handle is not None and known.handle.words == "Ann" and known.role is Role.MEMBER
