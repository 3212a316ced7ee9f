"""What is kept, for how long, who sees it, and what somebody agreed to: read, changed and ended by its owner alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.checkins.keys import consent_key
from core.people.consents import agree, consents
from core.privacy.retention import ENTRIES, TABLE, WORDS, Wishes, wishes_of
from core.surface import Message
from core.turn import Stores
from core.values import MemberId
from tests.core.boundaries import in_force, share
from tests.core.home import ANSWERS, MINUTE, Home, form, labels, options, said


async def ann(home: Home) -> MemberId:
    found = await home.look(lambda stores: stores.people.find(home.room.person("ann")))
    assert found is not None
    return found.id


async def test_it_says_how_much_there_is_of_ones_own_and_of_nobody_elses(home: Home) -> None:
    await home.check_in()
    await home.does("ann", "checkin.write:add", {"heavy": "3"})
    await home.check_in("ben")
    told = said(await home.does("ann", "privacy.show"))
    assert "Check-ins: 2" in told and "Words in check-ins: 1" in told
    assert "Replies" not in told, "what there is nothing of is not listed"


async def test_a_stranger_is_told_that_nothing_of_theirs_is_kept(home: Home) -> None:
    assert "you have not joined" in said(await home.does("stranger", "privacy.show"))
    assert "There is nothing of yours here" in said(await home.does("stranger", "privacy.agreed"))


async def test_who_could_read_it_is_said_plainly(home: Home) -> None:
    told = said(await home.does("ann", "privacy.who"))
    for plain in ("if they set out to", "Without the key", "can read what you type", "It is not logged"):
        assert plain in told


async def test_every_kind_of_thing_has_its_days_on_one_page(home: Home) -> None:
    told = said(await home.does("ann", "privacy.long"))
    for kept in TABLE:
        assert kept.what in told
    assert f"{ENTRIES.what}: {ENTRIES.days} days" in told


async def test_keeping_longer_holds_at_once_for_what_is_there(home: Home) -> None:
    checkin = await home.check_in()
    opened = form(await home.does("ann", "privacy.wishes"))
    assert [field.value for field in opened.fields] == ["365", "90"]
    assert "So it is" in said(await home.does("ann", "privacy.wishes", {"entries": "0", "words": "365"}))
    assert await home.look(lambda s: wishes_of(s, s.checkins.find(checkin).member)) == Wishes(None, 365)  # type: ignore[union-attr]
    await home.later(timedelta(days=91))
    await home.later(timedelta(days=300))
    found = await home.look(lambda stores: stores.checkins.find(checkin))
    assert found is not None and found.until is None
    assert "Check-ins: numbers and choices: until you delete them" in said(await home.does("ann", "privacy.long"))


async def test_keeping_shorter_than_something_is_old_says_exactly_what_would_go_and_asks(home: Home) -> None:
    old = await home.check_in()
    await home.later(timedelta(days=40))
    new = await home.check_in()
    asked = await home.does("ann", "privacy.wishes", {"entries": "30", "words": "7"})
    assert "would go within a day: 1" in said(asked) and "lose their words" not in said(asked)
    assert await home.look(lambda stores: stores.checkins.find(old)) is not None
    await home.later(timedelta(days=1))
    assert await home.look(lambda stores: stores.checkins.find(old)) is not None, "nothing was pressed"
    await home.does("ann", "privacy.keep-so:30~7")
    await home.later(timedelta(days=1))
    await home.later(timedelta(hours=2))
    assert await home.look(lambda stores: stores.checkins.find(old)) is None
    assert await home.look(lambda stores: stores.checkins.find(new)) is not None


@pytest.mark.parametrize("key", ["", "29~7", "365~8", "1825~366", "x~y", "30", "~", "٣٠~7"])
async def test_days_that_nobody_may_wish_for_change_nothing(home: Home, key: str) -> None:
    assert Wishes.parse(key) is None
    if key.isascii():
        assert "as it was" in said(await home.does("ann", f"privacy.keep-so:{key}"))


def test_every_wish_that_may_be_wished_for_is_the_one_that_is_read() -> None:
    for entries in (None, *ENTRIES.choices):
        for words in WORDS.choices:
            assert Wishes.parse(Wishes(entries, words).key) == Wishes(entries, words)


async def test_what_somebody_agreed_to_is_ended_within_two_presses_and_its_copy_taken_down(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.reply("ben", checkin)
    await home.later(MINUTE)
    assert len(home.channel()) == 2
    page = await home.does("ann", "privacy.agreed")
    assert "a check-in" in said(page)
    (end,) = [option for option in options(page) if option.label.startswith("End:") and "share" in option.step.subject]
    assert "is being taken away" in said(await home.does("ann", end.step))
    await home.later(timedelta(seconds=5))
    assert home.channel() == []
    found = await home.look(lambda stores: stores.checkins.find(checkin))
    assert found is not None and found.group is None, "the check-in stays its author's"
    assert "ended" in said(await home.does("ann", "privacy.agreed"))
    assert "had ended already" in said(await home.does("ann", end.step))


async def test_nobody_ends_what_somebody_else_agreed_to(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    for who in ("ben", "mo"):
        assert "had ended already" in said(await home.does(who, f"privacy.revoke:{consent_key(checkin)}"))
    assert len(home.channel()) == 1


async def test_a_long_ledger_is_read_page_by_page_with_nothing_left_out(home: Home) -> None:
    member = await ann(home)

    def live(tx: object) -> None:
        stores: Stores = tx.within(here)  # type: ignore[attr-defined]
        for number in range(21):
            agree(stores, member, f"thing~{number}", f"thing number {number:02}", "the group", home.clock.now())

    here = await home.community()
    await home.handrail.database.write(live)
    told, step, pages = "", "privacy.agreed", 0
    while step:
        page = await home.does("ann", step)
        told, pages = told + said(page), pages + 1
        step = next((option.step.key for option in options(page) if option.label == "Read on"), "")
    assert all(f"thing number {number:02}" in told for number in range(21)) and pages >= 3
    assert len(await home.look(lambda stores: consents(stores, member))) >= 21


async def test_the_pages_lead_to_one_another_and_to_everything_that_can_be_done(home: Home) -> None:
    offered = labels(await home.does("ann", "privacy.show"))
    for label in ("Who can see it", "For how long", "What you agreed to", "Leave"):
        assert label in offered
    assert any("as files" in label for label in offered) and any("Delete" in label for label in offered)


async def test_asking_for_privacy_writes_nothing(home: Home) -> None:
    await home.check_in("ann", ANSWERS)
    before = (home.folder / "handrail.db-wal").read_bytes()
    for step in ("show", "who", "long", "agreed", "export", "delete", "all", "leave", "part:entries"):
        await home.does("ann", f"privacy.{step}")
    assert (home.folder / "handrail.db-wal").read_bytes() == before


async def test_what_has_no_end_is_asked_about_every_ninety_days_until_it_is_ended(home: Home) -> None:
    one = await in_force(home)
    await share(home, one)
    await home.does("ann", f"boundary.review:{one}", {"review": "2028-01-01"})
    await home.later(timedelta(days=89))
    assert not await asked(home)
    await home.later(timedelta(days=2))
    (question,) = await asked(home)
    assert "You share a boundary with the group, since 31 May 2026." in question.body.plain()
    yes, end = (button.step for button in question.buttons[:2])
    assert "It stays: a boundary." in said(await home.does("ann", yes)) and not await asked(home)
    await home.later(timedelta(days=91))
    assert len(await asked(home)) == 1
    assert "Ended: a boundary." in said(await home.does("ann", end))
    await home.later()
    assert not await asked(home) and home.channel() == []
    await home.later(timedelta(days=200))
    assert not await asked(home)


async def test_what_ends_by_itself_and_what_nobody_else_sees_is_not_asked_about(home: Home) -> None:
    await home.share("ann", await home.check_in())
    await home.later(timedelta(days=95))
    assert not await asked(home)


async def asked(home: Home) -> list[Message]:
    """The questions about consents that wait for ann."""
    member = await ann(home)
    notes = await home.look(lambda stores: [each for _, each in stores.people.notes(member, home.clock.now())])
    return [each for each in notes if "Is that still right?" in each.body.plain()]
