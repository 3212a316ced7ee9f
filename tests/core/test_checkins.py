"""Whose a check-in is: its author's own day, in the words of their track, and nobody else's to touch."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.turn import Answered, NotDone, Opens
from tests.core.checkins import id_of, on_track
from tests.core.home import ANSWERS, CHANNEL, MINUTE, WORDS, Home, form, labels, said

# Days.


async def test_a_second_one_on_a_members_own_day_offers_to_edit_or_to_add(home: Home) -> None:
    await home.check_in()
    again = await home.does("ann", "checkin.write")
    assert {"Edit", "Write another"} <= set(labels(again))
    refused = await home.does("ann", "checkin.write", ANSWERS)
    assert isinstance(refused, NotDone) and WORDS in {each.words for _, each in refused.typed}
    assert isinstance(await home.does("ann", "checkin.write:add", ANSWERS), Answered)
    assert len(await home.look(lambda stores: stores.checkins.latest(id_of(stores, "ann"), 9))) == 2


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [
        ("Europe/Berlin", "2026-05-31T21:59", "2026-05-31T22:01"),
        ("Pacific/Auckland", "2026-06-01T11:59", "2026-06-01T12:01"),
        ("America/Los_Angeles", "2026-06-01T06:59", "2026-06-01T07:01"),
        ("Pacific/Kiritimati", "2026-06-01T09:59", "2026-06-01T10:01"),
        ("Asia/Kolkata", "2026-05-31T18:29", "2026-05-31T18:31"),
    ],
)
async def test_a_day_ends_at_the_members_own_midnight(home: Home, zone: str, last: str, first: str) -> None:
    await home.join("cleo", zone=zone.replace("/", "~"))
    home.clock.at = datetime.fromisoformat(last).replace(tzinfo=UTC)
    await home.check_in("cleo")
    assert isinstance(await home.does("cleo", "checkin.write"), Answered)
    home.clock.at = datetime.fromisoformat(first).replace(tzinfo=UTC)
    assert isinstance(await home.does("cleo", "checkin.write"), Opens)
    await home.check_in("cleo")
    days = await home.look(lambda stores: [one.day for one in stores.checkins.latest(id_of(stores, "cleo"), 9)])
    assert days[0] - days[1] == timedelta(days=1)


async def test_whoever_moves_across_the_date_line_can_check_in_on_their_new_day(home: Home) -> None:
    home.clock.at = datetime(2026, 6, 1, 12, 30, tzinfo=UTC)
    await home.check_in("ben")  # in Auckland it is the 2nd already
    await home.join("ben", "Ben", zone="Pacific~Honolulu")
    assert isinstance(await home.does("ben", "checkin.write"), Opens)
    await home.check_in("ben")
    days = await home.look(lambda stores: [one.day for one in stores.checkins.latest(id_of(stores, "ben"), 9)])
    assert sorted(days) == [date(2026, 6, 1), date(2026, 6, 2)]


async def test_clocks_that_change_give_nobody_a_day_twice_or_take_one_away(home: Home) -> None:
    """29 March 2026 has 23 hours in Berlin, 25 October 25."""
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25), date(2026, 10, 26)):
        for at in (time(0, 5), time(22, 55)):
            from core.rhythm import instant

            home.clock.at = instant(day, at, "Europe/Berlin")
            outcome = await home.does("ann", "checkin.write")
            if at == time(0, 5):
                assert isinstance(outcome, Opens)
                await home.check_in()
            else:
                assert "You checked in today" in said(outcome)


# Tracks.


async def test_the_groups_track_decides_what_is_asked_and_in_which_words(home: Home) -> None:
    asked = {}
    await on_track(home, "")
    for track in ("general", "recovery", "healing", "couples"):
        await home.does("mo", "group.change", {"channel": CHANNEL, "track": track, "country": "Portugal"})
        opened = form(await home.does("ann", "checkin.write"))
        asked[track] = {field.key: field.label for field in opened.fields}
    assert "pull" not in asked["general"] and "pull" not in asked["couples"]
    assert asked["recovery"]["pull"] != asked["healing"]["pull"]


async def test_an_entry_keeps_the_words_its_author_read_when_the_track_changes(home: Home) -> None:
    await on_track(home, "")
    await home.does("mo", "group.change", {"channel": CHANNEL, "track": "recovery", "country": "Portugal"})
    checkin = await home.check_in("ann", {"pull": "7"})
    await home.does("mo", "group.change", {"channel": CHANNEL, "track": "general", "country": "Portugal"})
    assert "How strong was the pull? 7 of 10" in said(await home.does("ann", f"checkin.show:{checkin}"))


# Others.


async def test_nobody_else_can_do_anything_with_somebodys_entry(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    for verb in ("edit", "share", "now", "undo", "show", "delete", "remove"):
        answers = ANSWERS if verb == "edit" else None
        outcome = await home.does("ben", f"checkin.{verb}:{checkin}", answers)
        assert isinstance(outcome, NotDone) and "no longer there" in said(outcome), verb
    assert len(home.channel()) == 1


async def test_nobody_else_can_do_anything_with_somebodys_reply(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    reply = await home.reply("ben", checkin)
    for verb in ("answer-now", "answer-again", "unanswer"):
        assert isinstance(await home.does("ann", f"checkin.{verb}:{reply}"), NotDone), verb
    await home.later(MINUTE)
    assert len(home.channel()) == 2


async def test_what_was_never_shared_can_be_answered_by_nobody(home: Home) -> None:
    checkin = await home.check_in()
    for outcome in (
        await home.does("ben", f"checkin.with:{checkin}"),
        await home.does("ben", f"checkin.reply:{checkin}"),
        await home.does("ben", f"checkin.reply:{checkin}", {"words": "hello"}),
    ):
        assert isinstance(outcome, NotDone) and "no longer there" in said(outcome)
