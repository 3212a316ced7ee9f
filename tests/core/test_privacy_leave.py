"""Leaving ends all contact at once; what is kept waits thirty days; coming back brings it all back."""

from __future__ import annotations

from datetime import timedelta

from core.people.actions import tell
from core.people.left import left_until
from core.surface import Message
from core.text import text
from core.turn import Stores
from core.values import MemberId, Role
from tests.core.home import MINUTE, WORDS, Home, labels, said


async def member(home: Home, who: str = "ann") -> MemberId | None:
    """Somebody's id; None once they are forgotten."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    return found.id if found else None


async def test_nothing_happens_before_the_second_press(home: Home) -> None:
    asked = await home.does("ann", "privacy.leave")
    assert "kept for 30 days" in said(asked).replace("\n", " ") and "Leave now" in labels(asked)
    await home.check_in()


async def test_leaving_ends_membership_and_offers_what_becomes_of_everything(home: Home) -> None:
    await home.check_in()
    gone = await home.does("ann", "privacy.go")
    assert "I will not write to you" in said(gone)
    assert {"Take them with you", "Delete everything", "Come back"} <= set(labels(gone))
    assert "for members" in said(await home.does("ann", "checkin.write"))
    owner = await member(home)
    assert owner is not None
    assert owner not in await home.look(lambda stores: stores.people.joined())
    assert await home.look(lambda stores: stores.groups.of(owner)) == []
    assert "Hello" not in said(await home.does("ann", "start.menu"))


async def test_what_was_held_is_not_posted_and_what_stands_stays(home: Home) -> None:
    stands = await home.check_in()
    await home.share("ann", stands)
    other = await home.check_in("ben")
    await home.share("ben", other)
    await home.does("ann", "checkin.write:add", {"next": "never posted"})
    latest = (await home.look(lambda s: s.checkins.latest(s.people.find(home.room.person("ann")).id, 1)))[0]  # type: ignore[union-attr]
    await home.does("ann", f"checkin.share:{latest.id}")
    await home.reply("ann", other, "never answered")
    await home.does("ann", "privacy.go")
    await home.later(timedelta(hours=1))
    shown = "\n".join(home.channel())
    assert "never posted" not in shown and "never answered" not in shown and WORDS in shown


async def test_nobody_who_left_is_written_to(home: Home) -> None:
    owner, here = await member(home), await home.community()
    assert owner is not None

    def live(tx: object) -> None:
        stores: Stores = tx.within(here)  # type: ignore[attr-defined]
        tell(stores, owner, Message(text("something")), home.clock.now())

    await home.handrail.database.write(live)
    await home.does("ann", "privacy.go")
    for _ in range(3):
        await home.later(timedelta(days=1))
        await home.handrail.database.write(live)
    await home.later(timedelta(days=1))
    assert home.inbox("ann") == []


async def test_after_thirty_days_everything_is_gone_with_what_stood_in_the_channel(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.does("ann", "privacy.go")
    await home.later(timedelta(days=29))
    assert await member(home) is not None and len(home.channel()) == 1
    await home.later(timedelta(days=2))
    await home.later(timedelta(seconds=5))
    assert await member(home) is None
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is None
    assert home.channel() == []
    assert (home.folder / "erasures").read_text().strip()


async def test_coming_back_within_thirty_days_brings_everything_back_and_is_not_forgotten(home: Home) -> None:
    checkin = await home.check_in()
    owner = await member(home)
    assert owner is not None
    groups = await home.look(lambda stores: [group.id for group in stores.groups.of(owner)])
    await home.does("ann", "privacy.go")
    await home.later(timedelta(days=20))
    await home.join("ann")
    assert await member(home) == owner
    assert await home.look(lambda stores: left_until(stores, owner)) is None
    assert await home.look(lambda stores: [group.id for group in stores.groups.of(owner)]) == groups
    await home.later(timedelta(days=40))
    assert await member(home) == owner
    assert await home.look(lambda stores: stores.checkins.find(checkin)) is not None


async def test_leaving_twice_does_not_move_the_day(home: Home) -> None:
    await home.does("ann", "privacy.go")
    owner = await member(home)
    assert owner is not None
    until = await home.look(lambda stores: left_until(stores, owner))
    await home.later(timedelta(days=10))
    await home.does("ann", "privacy.go")
    assert await home.look(lambda stores: left_until(stores, owner)) == until


async def test_whoever_left_can_still_export_delete_and_open_help(home: Home) -> None:
    await home.check_in()
    await home.does("ann", "privacy.go")
    assert "Germany" in said(await home.does("ann", "care.help"))
    await home.does("ann", "privacy.send")
    await home.later(timedelta(seconds=5))
    assert any(posted.message.files for posted in home.room.inbox("ann"))
    assert "Done" in said(await home.does("ann", "privacy.erase"))
    assert await member(home) is None
    await home.later(timedelta(days=40))


async def test_somebody_who_looks_after_the_group_leaves_as_a_member_and_comes_back_as_one(home: Home) -> None:
    await home.join("mo")
    await home.does("mo", "privacy.go")
    owner = await member(home, "mo")
    assert owner is not None
    assert await home.look(lambda stores: stores.people.with_role(Role.MODERATOR)) == []
    assert "look after this group" in said(await home.does("mo", "group.change"))
    assert "Open a waiting note" in labels(await home.does("ann", "start.menu")), "somebody can do something about it"
    await home.join("mo")
    found = await home.look(lambda stores: stores.people.member(owner))
    assert found is not None and found.role is Role.MEMBER and found.joined_at is not None


async def test_others_see_nothing_of_it(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    before = home.channel()
    await home.does("ann", "privacy.go")
    await home.later(MINUTE)
    assert home.channel() == before and home.inbox("ben") == [] == home.inbox("mo")
