"""Erasing somebody, whatever is on its way: their words go, and nothing of others."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from core.errors import Gone
from core.surface import Step
from core.turn import NotDone
from core.values import Role
from tests.core.home import MINUTE, WORDS, Home, inbox_of, said
from tests.core.promises import on_its_way, share_due, tell

REPLY = "Me too, and it got lighter"


async def stored(home: Home) -> str:
    """All that the database file and its log hold, however it is encoded."""
    return "".join((home.folder / name).read_bytes().decode("latin-1") for name in ("handrail.db", "handrail.db-wal"))


async def shared(home: Home) -> tuple[str, str]:
    """Ann's share with ben's reply beneath, and cleo standing with her."""
    await home.join("cleo")
    checkin = await home.check_in()
    await home.share("ann", checkin)
    reply = await home.reply("ben", checkin, REPLY)
    await home.does("cleo", f"checkin.with:{checkin}")
    await home.later(MINUTE)
    assert len(home.channel()) == 2 and "With Ann: Cleo" in home.channel()[0]
    return checkin, reply


async def test_an_author_who_goes_takes_their_share_and_all_beneath_it_with_them(home: Home) -> None:
    checkin, _ = await shared(home)
    assert "Done" in said(await home.does("ann", "privacy.erase"))
    await home.later(timedelta(seconds=5))
    assert home.channel() == []
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is None
    assert await home.look(lambda stores: stores.people.find(home.room.person("ann"))) is None


async def test_a_replier_who_goes_takes_their_words_and_nothing_of_others(home: Home) -> None:
    _, reply = await shared(home)
    await home.does("ben", "privacy.erase")
    await home.later(timedelta(seconds=5))
    assert len(home.channel()) == 1 and WORDS in home.channel()[0] and "With Ann: Cleo" in home.channel()[0]
    assert await home.look(lambda stores: stores.checkins.response(reply)) is None


async def test_somebody_who_stood_with_an_author_and_goes_is_no_longer_named(home: Home) -> None:
    await shared(home)
    await home.does("cleo", "privacy.erase")
    await home.later(timedelta(seconds=5))
    assert "Cleo" not in "".join(home.channel()) and len(home.channel()) == 2


async def test_a_moderator_can_go_like_everybody_and_the_group_stays(home: Home) -> None:
    await shared(home)
    assert "Done" in said(await home.does("mo", "privacy.erase"))
    await home.later(timedelta(seconds=5))
    assert len(home.channel()) == 2
    assert await home.look(lambda stores: stores.people.with_role(Role.MODERATOR)) == []
    assert isinstance(await home.does("mo", "group.change"), NotDone)
    assert "Set up" in said(await home.set_up("cleo"))


async def test_what_was_held_is_never_posted_after_its_author_went(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.share:{checkin}")
    await home.does("ann", "privacy.erase")
    await home.later(timedelta(hours=1))
    assert home.channel() == [] and home.inbox("ann") == []


async def test_a_held_reply_is_never_posted_after_its_author_went(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.reply("ben", checkin, REPLY)
    await home.does("ben", "privacy.erase")
    await home.later(timedelta(hours=1))
    assert REPLY not in "".join(home.channel())


@pytest.mark.parametrize("who", ["ann", "ben"])
async def test_what_is_in_flight_as_somebody_goes_is_taken_down_as_it_settles(home: Home, who: str) -> None:
    line, loop, checkin = await share_due(home)
    if who == "ben":
        await loop.run_due()
        await home.reply("ben", checkin, REPLY)
        home.clock.move(MINUTE)
        line.arrived.clear()
    async with on_its_way(line, loop):
        await home.does(who, "privacy.erase")
    await loop.run_due()
    assert line.removed == [f"m{len(line.posted)}"]


async def test_everybody_goes_at_once_while_everything_is_on_its_way(home: Home) -> None:
    line, loop, checkin = await share_due(home)
    await loop.run_due()
    await home.reply("ben", checkin, REPLY)
    await home.does("ben", f"checkin.with:{checkin}")
    await tell(home, "ann", "a note")
    home.clock.move(MINUTE)
    line.arrived.clear()
    async with on_its_way(line, loop):
        await asyncio.gather(*(home.does(who, "privacy.erase") for who in ("ann", "ben", "mo")))
    for _ in range(3):
        home.clock.move(MINUTE)
        await loop.run_due()
    stands = {f"m{number}" for number, (_, words) in enumerate(line.posted, 1) if words != "You have a note."}
    assert len(stands) >= 1 and stands <= set(line.removed)


async def test_what_could_not_be_delivered_is_told_to_nobody_who_went(home: Home) -> None:
    line, loop, _ = await share_due(home)
    async with on_its_way(line, loop):
        await home.does("ann", "privacy.erase")
        line.failing.append(Gone())
    await home.later(timedelta(hours=20))
    assert home.inbox("ann") == []


async def test_after_somebody_went_their_words_open_with_no_key_that_is_left(home: Home) -> None:
    """In the file itself: secure deletion leaves no row of theirs, sealed or not."""
    await shared(home)
    member = await home.look(lambda stores: stores.people.find(home.room.person("ann")))
    assert member is not None and member.id in await stored(home)
    await home.does("ann", "privacy.erase")
    await home.later(timedelta(seconds=5))
    for _ in range(50):
        if member.id not in await stored(home):
            break
        await asyncio.sleep(0.1)
    found = await stored(home)
    assert member.id not in found and WORDS not in found and REPLY not in found
    assert (home.folder / "erasures").read_text().strip()
    assert member.id not in (home.folder / "erasures").read_text()


async def test_pressing_delete_twice_or_delivering_it_twice_changes_nothing_more(home: Home) -> None:
    first = await home.does("ann", "privacy.erase", turn="go")
    assert await home.does("ann", "privacy.erase", turn="go") == first
    assert "nothing of yours" in said(await home.does("ann", "privacy.erase"))
    assert "nothing of yours" in said(await home.does("stranger", "privacy.delete"))


async def test_whoever_went_can_come_again_as_somebody_new(home: Home) -> None:
    await home.check_in()
    await home.does("ann", "privacy.erase")
    assert "Welcome" in said(await home.join("ann"))
    assert "no check-ins yet" in said(await home.does("ann", "checkin.list"))


async def test_leaving_one_group_leaves_the_other_as_it_is(home: Home) -> None:
    from tests.core.desk import second_house

    await second_house(home)
    checkin = await home.check_in()
    asked = await home.does("ann", "privacy.delete", place=inbox_of("ann"))
    assert isinstance(asked, NotDone) and "more than one group" in said(asked)
    here = await home.community()
    await home.does("ann", Step("privacy.erase", "", here), place=inbox_of("ann"))
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is None
    assert "Hello, Ann" in said(await home.does("ann", "start.menu", place=inbox_of("ann")))


async def test_the_erased_are_forgotten_by_help_too(home: Home) -> None:
    assert "Germany" in said(await home.does("ann", "care.help"))
    await home.does("ann", "privacy.erase")
    assert "Germany" not in said(await home.does("ann", "care.help"))
