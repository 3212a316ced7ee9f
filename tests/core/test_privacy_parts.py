"""Deleting a kind of thing or a day: counted exactly, asked once more, and gone with every copy."""

from __future__ import annotations

from datetime import timedelta

from core.ports import Record
from core.turn import Stores
from core.values import MemberId, Said
from tests.core.home import MINUTE, WORDS, Home, form, options, said

REPLY = "Me too, and it got lighter"


async def member(home: Home, who: str = "ann") -> MemberId:
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    assert found is not None
    return found.id


async def keeps(home: Home, *records: Record, who: str = "ann") -> None:
    """Let somebody keep records, as a slice would."""
    owner, here = await member(home, who), await home.community()

    def save(tx: object) -> None:
        stores: Stores = tx.within(here)  # type: ignore[attr-defined]
        for record in records:
            stores.records.save(owner, record)

    await home.handrail.database.write(save)


async def test_a_kind_of_thing_is_counted_asked_about_and_deleted_with_its_copies(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", "checkin.write:add", {"heavy": "3"})
    await home.share("ann", checkin)
    await home.reply("ben", checkin, REPLY)
    await home.later(MINUTE)
    chosen = await home.does("ann", "privacy.delete")
    assert any(option.label == "Check-ins: 2" for option in options(chosen))
    asked = said(await home.does("ann", "privacy.part:entries"))
    assert "Check-ins: 2" in asked and "In a channel: 1" in asked
    assert len(home.channel()) == 2, "nothing goes before the second press"
    assert "Deleted: 2" in said(await home.does("ann", "privacy.clear:entries"))
    await home.later(timedelta(seconds=5))
    assert home.channel() == []
    assert "nothing of that kind" in said(await home.does("ann", "privacy.clear:entries"))
    assert "Check-ins" not in said(await home.does("ann", "privacy.show"))


async def test_words_go_and_numbers_stay_and_a_copy_follows(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    assert WORDS in home.channel()[0]
    asked = said(await home.does("ann", "privacy.part:words"))
    assert "Words in check-ins: 1" in asked and "Numbers and choices stay" in asked
    await home.does("ann", "privacy.clear:words")
    await home.later(timedelta(seconds=5))
    assert WORDS not in "".join(home.channel())
    found = await home.look(lambda stores: stores.checkins.find(checkin))
    assert found is not None and found.answers["heavy"] == 4
    assert not any(isinstance(given, Said) for given in found.answers.values())


async def test_ones_replies_go_from_under_others_shares(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.reply("ben", checkin, REPLY)
    await home.later(MINUTE)
    assert "Replies to others: 1" in said(await home.does("ben", "privacy.part:replies"))
    await home.does("ben", "privacy.clear:replies")
    await home.later(timedelta(seconds=5))
    assert len(home.channel()) == 1 and REPLY not in "".join(home.channel())


async def test_a_day_goes_by_its_owners_own_calendar(home: Home) -> None:
    today = await home.check_in()
    day = (await home.look(lambda stores: stores.checkins.find(today))).day  # type: ignore[union-attr]
    await home.later(timedelta(days=1))
    tomorrow = await home.check_in()
    assert form(await home.does("ann", "privacy.day")).title == "Delete a day"
    asked = await home.does("ann", "privacy.day", {"day": day.isoformat()})
    assert "Check-ins, replies and slip records of that day: 1" in said(asked)
    assert await home.look(lambda stores: stores.checkins.find(today)) is not None
    await home.does("ann", f"privacy.clear-day:{day.isoformat()}")
    assert await home.look(lambda stores: stores.checkins.find(today)) is None
    assert await home.look(lambda stores: stores.checkins.find(tomorrow)) is not None


async def test_a_day_without_anything_and_a_day_that_is_none_change_nothing(home: Home) -> None:
    await home.check_in()
    assert "nothing of that kind" in said(await home.does("ann", "privacy.day", {"day": "2020-02-29"}))
    assert "date such as" in said(await home.does("ann", "privacy.day", {"day": "yesterday"}))
    for odd in ("", "2020-02-30", "x", "entries"):
        assert "nothing of that kind" in said(await home.does("ann", f"privacy.clear-day:{odd}"))
        assert odd == "entries" or "nothing of that kind" in said(await home.does("ann", f"privacy.clear:{odd}"))
    assert "Check-ins: 1" in said(await home.does("ann", "privacy.show"))


async def test_kinds_of_records_that_no_part_names_can_be_seen_and_deleted_too(home: Home) -> None:
    now = home.clock.now()
    await keeps(home, Record("something-new", "a", {"words": WORDS}, now), Record("something-new", "b", {}, now))
    assert "Other things you keep: 2" in said(await home.does("ann", "privacy.show"))
    assert "Deleted: 2" in said(await home.does("ann", "privacy.clear:other"))
    owner = await member(home)
    assert [r for r in await home.look(lambda s: s.records.every(owner)) if r.kind == "something-new"] == []


async def test_one_kind_of_record_goes_and_the_others_stay(home: Home) -> None:
    now = home.clock.now()
    await keeps(home, *(Record(kind, "x", {}, now) for kind in ("list", "slip", "rhythm", "date", "agreement")))
    await keeps(home, Record("slip", "bens", {}, now), who="ben")
    await home.does("ann", "privacy.clear:slips")
    owner, other = await member(home), await member(home, "ben")
    kinds = {record.kind for record in await home.look(lambda stores: stores.records.every(owner))}
    assert "slip" not in kinds and {"list", "rhythm", "date", "agreement"} <= kinds
    assert await home.look(lambda stores: len(stores.records.of_kind(other, "slip"))) == 1


async def test_hundreds_of_check_ins_go_in_one_press(home: Home) -> None:
    owner, here = await member(home), await home.community()
    checkin = await home.check_in()
    first = await home.look(lambda stores: stores.checkins.find(checkin))
    assert first is not None
    from dataclasses import replace

    def live(tx: object) -> None:
        stores: Stores = tx.within(here)  # type: ignore[attr-defined]
        for number in range(400):
            at = first.written_at - timedelta(hours=12 * number)
            stores.checkins.save(replace(first, id=f"many-{number}", written_at=at, day=at.date()))

    await home.handrail.database.write(live)
    assert "Deleted: 401" in said(await home.does("ann", "privacy.clear:entries"))
    assert await home.look(lambda stores: stores.keeping.counts(owner).entries) == 0
