"""Who sees what of a check-in and for how long; correcting an entry; days that are not today; what is kept how long."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.database.migrations import migrate, unmigrate
from core.checkins.model import CheckIn
from core.people.consents import Consent, consents
from core.ports import Record
from core.turn import Again, Answered, NotDone, Opens
from core.values import GroupId
from tests.core.checkins import id_of, on_track
from tests.core.home import ANSWERS, CHANNEL, MINUTE, WORDS, Home, form, labels, message, options, said, subject
from tests.core.test_checkins_kinds import write_circle

DAY = timedelta(days=1)


async def entry(home: Home, checkin: str) -> CheckIn | None:
    return await home.look(lambda stores: stores.checkins.find(checkin))


async def ledger(home: Home) -> list[Consent]:
    found = await home.look(lambda stores: consents(stores, id_of(stores, "ann")))
    return [consent for consent in found if consent.key.startswith("share~")]


# Field by field.


async def test_the_default_is_nobody(home: Home) -> None:
    checkin = await home.check_in()
    found = await entry(home, checkin)
    assert found is not None and found.group is None and found.shared_at is None
    await home.later(timedelta(days=2))
    assert home.channel() == []


async def test_only_what_can_be_shared_and_was_answered_is_offered_and_nothing_is_ticked(home: Home) -> None:
    checkin = await home.check_in("ann", {"heavy": "4", "next": WORDS})
    opened = form(await home.does("ann", f"checkin.choose:{checkin}"))
    what, stands = opened.fields
    assert [choice.key for choice in what.choices] == ["next"]
    assert what.value is None and stands.value is None


async def test_what_was_not_chosen_is_in_no_preview_and_no_post(home: Home) -> None:
    checkin = await home.check_in()
    shown = await home.does("ann", f"checkin.choose:{checkin}", {"what": ("words",), "stands": ""})
    assert "calm, tired" in said(shown) and WORDS not in said(shown) and "for 30 days" in said(shown)
    await home.share("ann", subject(shown, "checkin.share"))
    (post,) = home.channel()
    assert "calm, tired" in post and WORDS not in post


async def test_choosing_nothing_is_no_choice(home: Home) -> None:
    checkin = await home.check_in()
    assert isinstance(await home.does("ann", f"checkin.choose:{checkin}", {"what": ()}), Again)
    assert isinstance(await home.does("ann", f"checkin.choose:{checkin}", {"what": ("heavy",)}), Again)


async def test_choosing_anew_while_it_stands_changes_the_copy(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.does("ann", f"checkin.choose:{checkin}", {"what": ("words",), "stands": "7"})
    await home.later(timedelta(seconds=5))
    (post,) = home.channel()
    assert WORDS not in post and "calm" in post


async def test_nothing_to_share_is_said_kindly(home: Home) -> None:
    checkin = await home.check_in("ann", {"heavy": "4"})
    assert "nothing to choose" in said(await home.does("ann", f"checkin.choose:{checkin}"))


@settings(max_examples=settings.default.max_examples // 4, suppress_health_check=list(HealthCheck))
@given(what=st.sets(st.sampled_from(["words", "next"]), min_size=1), stands=st.sampled_from(["", "1", "7", "30", "0"]))
async def test_the_preview_is_the_post_whatever_is_chosen(home: Home, what: set[str], stands: str) -> None:
    home.clock.move(timedelta(days=2))
    checkin = await home.check_in()
    shown = await home.does("ann", f"checkin.choose:{checkin}", {"what": tuple(sorted(what)), "stands": stands})
    before = set(home.channel())
    await home.share("ann", subject(shown, "checkin.share"))
    (post,) = set(home.channel()) - before or {home.channel()[-1]}
    assert post in said(shown)
    assert ("calm" in post) == ("words" in what) and (WORDS in post) == ("next" in what)
    await home.does("ann", f"checkin.remove:{checkin}")
    await home.later(timedelta(seconds=5))


async def test_only_the_number_ticked_is_shared_of_a_list_of_ones_own(home: Home) -> None:
    await on_track(home, "recovery")
    keys = await write_circle(home, "outer-circle", "canary: a walk", "canary: the choir")
    outcome = await home.does("ann", "checkin.write:circles-week~0", {"outer": tuple(keys.values()), "middle": "none"})
    checkin = subject(outcome, "checkin.share")
    assert "canary" not in said(outcome)
    await home.share("ann", checkin)
    (post,) = home.channel()
    assert "canary" not in post and post.endswith("What of your outer circle did you do? 2")
    assert "canary: a walk" in said(await home.does("ann", f"checkin.show:{checkin}"))


async def test_with_several_groups_their_author_says_which(home: Home) -> None:
    def two(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(home.room.place(CHANNEL)))
        first = stores.groups.first()
        other = replace(first, id=GroupId("o" * 22), places=(home.room.place("quiet-room"),), name="Quiet room")
        stores.groups.save(other)
        for group in (first, other):
            stores.groups.enter(group.id, id_of(stores, "ann"), home.clock.now())

    await home.handrail.database.write(two)
    checkin = await home.check_in()
    opened = form(await home.does("ann", f"checkin.choose:{checkin}"))
    assert [field.key for field in opened.fields] == ["what", "stands", "group"]
    shown = await home.does("ann", f"checkin.choose:{checkin}", {"what": ("words",), "group": "o" * 22})
    assert said(shown).startswith("Quiet room would see exactly this")
    await home.share("ann", subject(shown, "checkin.share"))
    found = await entry(home, checkin)
    assert found is not None and found.group == "o" * 22
    assert home.channel() == [] and "calm" in home.channel("quiet-room")[0]


@pytest.mark.parametrize("group", ["x" * 22, "~", ".."])
async def test_a_group_that_is_not_theirs_is_shared_with_by_nobody(home: Home, group: str) -> None:
    checkin = await home.check_in()
    assert isinstance(await home.does("ann", f"checkin.share:{checkin}~{group}"), NotDone)
    await home.later(MINUTE)
    assert home.channel() == []


# For how long.


@pytest.mark.parametrize("stands", [1, 7, 30])
async def test_a_copy_goes_on_its_day_with_what_stands_beneath_and_the_entry_stays(home: Home, stands: int) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.choose:{checkin}", {"what": ("next",), "stands": str(stands)})
    await home.share("ann", checkin)
    await home.reply("ben", checkin)
    await home.later(MINUTE)
    await home.later(timedelta(days=stands, minutes=-5))
    assert len(home.channel()) == 2
    await home.later(timedelta(minutes=5))
    assert home.channel() == []
    assert "Only you can see it" in said(await home.does("ann", f"checkin.show:{checkin}"))


async def test_a_copy_that_stands_until_it_is_taken_back_stays(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.choose:{checkin}", {"what": ("next",), "stands": "0"})
    await home.share("ann", checkin)
    await home.later(timedelta(days=80))
    assert len(home.channel()) == 1


async def test_unless_chosen_a_copy_stands_thirty_days_even_after_a_long_outage(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.later(timedelta(days=29))
    assert len(home.channel()) == 1
    await home.later(timedelta(days=100))
    assert home.channel() == []


async def test_shared_anew_it_stands_its_days_from_then_on(home: Home) -> None:
    checkin = await home.check_in()
    await home.does("ann", f"checkin.choose:{checkin}", {"what": ("next",), "stands": "1"})
    await home.share("ann", checkin)
    await home.later(timedelta(hours=23))
    await home.does("ann", f"checkin.undo:{checkin}")
    await home.share("ann", checkin)
    await home.later(timedelta(hours=23))
    assert len(home.channel()) == 1
    await home.later(timedelta(hours=1))
    assert home.channel() == []


async def test_each_share_is_in_the_ledger_of_consents_without_any_content(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    (consent,) = await ledger(home)
    assert consent.key == f"share~{checkin}" and consent.what == "a check-in" and consent.whom == "the group"
    assert consent.until is not None and consent.until - consent.since == timedelta(days=30)


@pytest.mark.parametrize("way", ["undo", "remove", "expire"])
async def test_whatever_ends_a_share_ends_its_consent(home: Home, way: str) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    if way == "expire":
        await home.later(timedelta(days=31))
    else:
        await home.does("ann", f"checkin.{way}:{checkin}")
    (consent,) = await ledger(home)
    assert consent.until is not None and consent.until <= home.clock.now()


# Correcting.


async def test_a_share_can_be_edited_for_a_day_and_is_then_taken_back_first(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    home.clock.move(timedelta(hours=23))
    assert isinstance(await home.does("ann", f"checkin.edit:{checkin}"), Opens)
    home.clock.move(timedelta(hours=2))
    for step in ("edit", "choose"):
        settled = await home.does("ann", f"checkin.{step}:{checkin}")
        assert "take it back first" in said(settled) and "Take it back" in labels(settled)
    refused = await home.does("ann", f"checkin.edit:{checkin}", {"next": "canary: changed"})
    assert isinstance(refused, NotDone) and "canary: changed" in {each.words for _, each in refused.typed}
    await home.does("ann", f"checkin.undo:{checkin}")
    await home.does("ann", f"checkin.edit:{checkin}", {"next": "canary: changed"})
    await home.share("ann", checkin)
    assert "canary: changed" in home.channel()[-1]


async def test_an_entry_of_any_time_can_be_opened_edited_and_deleted(home: Home) -> None:
    checkin = await home.check_in()
    home.clock.move(timedelta(days=200))
    listed = await home.does("ann", "checkin.list")
    assert "May 2026" in said(listed) and subject(listed, "checkin.show") == checkin
    await home.does("ann", f"checkin.edit:{checkin}", {"next": "canary: changed"})
    assert "canary: changed" in said(await home.does("ann", f"checkin.show:{checkin}"))
    await home.does("ann", f"checkin.remove:{checkin}")
    assert "no check-ins yet" in said(await home.does("ann", "checkin.list"))


async def test_entries_are_listed_month_by_month_and_empty_months_are_passed_over(home: Home) -> None:
    for days in (0, 20, 100):
        await home.check_in()
        home.clock.move(timedelta(days=days))
    await home.check_in()
    seen, step = [], "checkin.list"
    for _ in range(5):
        listed = await home.does("ann", step)
        seen.append(said(listed).split(",")[0].removeprefix("Your check-ins of "))
        ways = [b.step for b in message(listed).buttons if b.step.action == "checkin.list"]
        if not ways:
            break
        step = ways[0].key
    assert seen == ["September 2026", "June 2026", "May 2026"]


async def test_a_full_month_reads_on(home: Home) -> None:
    for _ in range(30):
        await home.does("ann", "checkin.write:add", ANSWERS)
    listed = await home.does("ann", "checkin.list")
    assert len(message(listed).menu.options) == 25  # type: ignore[union-attr]
    more = next(b.step for b in message(listed).buttons if b.label == "More of this month")
    assert len(message(await home.does("ann", more)).menu.options) == 5  # type: ignore[union-attr]


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-05~99", "0000-00", "2030-01", "1999-01", "9999-12"])
async def test_a_month_that_never_was_is_met_kindly(home: Home, incidents: list[str], month: str) -> None:
    await home.check_in()
    assert isinstance(await home.does("ann", f"checkin.list:{month}"), Answered)
    assert incidents == []


# Days.


async def test_yesterday_can_be_written_until_its_48_hours_are_over(home: Home) -> None:
    listed = await home.does("ann", "checkin.list")
    step = next(option.step for option in options(listed) if option.label == "For yesterday")
    outcome = await home.does("ann", step, ANSWERS)
    found = await entry(home, subject(outcome, "checkin.edit"))
    assert found is not None and found.day == date(2026, 5, 30) and found.later
    assert isinstance(await home.does("ann", "checkin.write"), Opens), "today is still open"
    assert "There is one for 30 May" in said(await home.does("ann", step))
    assert "For yesterday" not in labels(await home.does("ann", "checkin.list"))
    again = next(option.step for option in options(await home.does("ann", step)) if option.label == "Write another")
    assert isinstance(await home.does("ann", again, ANSWERS), Answered)


@pytest.mark.parametrize(
    ("day", "said_so"),
    [
        ("2026-05-29", ""),
        ("2026-05-28", "a while ago"),
        ("2026-06-01", "has not come yet"),
        ("1970-01-01", "a while ago"),
        ("9999-12-31", "has not come yet"),
    ],
)
async def test_a_day_too_long_ago_or_ahead_is_kindly_refused_and_nothing_is_lost(
    home: Home, day: str, said_so: str
) -> None:
    for answers in (None, ANSWERS):
        outcome = await home.does("ann", f"checkin.write:daily-brief~0~{day}", answers)
        if not said_so:
            assert isinstance(outcome, Opens | Answered)
            continue
        assert isinstance(outcome, NotDone) and said_so in said(outcome)
        assert not answers or WORDS in {each.words for _, each in outcome.typed}


async def test_today_by_its_date_is_simply_today(home: Home) -> None:
    outcome = await home.does("ann", "checkin.write:daily-brief~0~2026-05-31", ANSWERS)
    found = await entry(home, subject(outcome, "checkin.edit"))
    assert found is not None and not found.later


# How long it is kept.


async def test_entries_are_kept_a_year_and_their_words_a_quarter_unless_wished_otherwise(home: Home) -> None:
    found = await entry(home, await home.check_in())
    assert found is not None and found.until == home.clock.now() + 365 * DAY
    assert found.text_until == home.clock.now() + 90 * DAY

    def wish(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(home.room.place(CHANNEL)))
        body = {"entries": None, "text": 7}
        stores.records.save(id_of(stores, "ann"), Record("keep", "", body, home.clock.now()))

    await home.handrail.database.write(wish)
    outcome = await home.does("ann", "checkin.write:add", ANSWERS)
    found = await entry(home, subject(outcome, "checkin.edit"))
    assert found is not None and found.until is None and found.text_until == home.clock.now() + 7 * DAY


async def test_words_added_later_have_their_own_time_and_none_left_need_none(home: Home) -> None:
    checkin = await home.check_in("ann", {"heavy": "4"})
    found = await entry(home, checkin)
    assert found is not None and found.text_until is None
    home.clock.move(200 * DAY)
    await home.does("ann", f"checkin.edit:{checkin}", {"next": WORDS})
    found = await entry(home, checkin)
    assert found is not None and found.text_until == home.clock.now() + 90 * DAY
    assert found.until == found.written_at + 365 * DAY
    await home.does("ann", f"checkin.edit:{checkin}", {"heavy": "4"})
    found = await entry(home, checkin)
    assert found is not None and found.text_until is None


async def test_a_copy_from_before_there_were_days_goes_after_thirty_and_its_entry_stays(home: Home) -> None:
    checkin = await home.check_in()
    await home.share("ann", checkin)
    await home.close()
    unmigrate(home.places.database, "0001")
    with closing(sqlite3.connect(home.folder / "handrail.db")) as file:
        assert file.execute("SELECT count(*) FROM jobs WHERE name = 'checkin.expire'").fetchone() == (0,)
    migrate(home.places.database)
    await home.open()
    await home.later(29 * DAY)
    (post,) = home.channel()
    assert WORDS in post
    await home.later(DAY)
    assert home.channel() == []
    found = await entry(home, checkin)
    assert found is not None and found.group is None and found.answers["next"]
