"""Every store of every database does what its protocol says. One suite; a database is one line in `tests.databases`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest

from adapters.database.front import SqlDatabase
from core.surface import Button, Menu, Message, Replace, Step
from core.text import Command, Text, When, quote
from core.values import MemberId, Person, Place, Role, Said, new_id
from tests.contract.world import (
    ANN,
    BEN,
    CHANNEL,
    HOME,
    NOW,
    check_in,
    found,
    group,
    join,
    note,
    post,
    promise,
    response,
)
from tests.databases import Store


async def test_a_founded_community_is_found_by_its_home(database: SqlDatabase) -> None:
    assert await database.read(lambda tx: tx.community_at(HOME)) is None
    here = await found(database)
    assert await database.read(lambda tx: tx.community_at(CHANNEL)) == here.id
    assert await database.read(lambda tx: tx.community_at(Place("slack", HOME.home))) is None
    assert await database.read(lambda tx: tx.community_at(Place("discord", "", user="1"))) is None


async def test_a_community_founded_in_a_transaction_that_fails_is_not_there(database: SqlDatabase) -> None:
    def work(tx):  # type: ignore[no-untyped-def]
        community = tx.found(HOME, NOW)
        assert tx.community_at(HOME) == community
        assert tx.within(community).people.find(ANN) is None
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(work)
    assert await database.write(lambda tx: tx.community_at(HOME)) is None
    here = await found(database)
    assert await database.read(lambda tx: tx.community_at(HOME)) == here.id


async def test_a_community_gets_one_more_home_by_its_code_and_can_let_it_go(database: SqlDatabase) -> None:
    here, other = await found(database), await found(database, Place("discord", "2"))
    there = Place("slack", "T1")
    await here.write(lambda s: s.homes.invite("more", NOW + timedelta(days=1)))
    assert await database.read(lambda tx: tx.invited("more", NOW)) == here.id
    assert await database.read(lambda tx: tx.invited("more", NOW + timedelta(days=2))) is None
    await database.write(lambda tx: (tx.redeem("more", NOW), tx.settle(here.id, there)))
    assert await database.read(lambda tx: tx.invited("more", NOW)) is None
    assert await database.read(lambda tx: tx.community_at(there)) == here.id
    assert {home.platform for home in await here.read(lambda s: s.homes.every())} == {"discord", "slack"}
    assert not await other.write(lambda s: s.homes.remove(there)), "another community's home is none of its business"
    assert await here.write(lambda s: s.homes.remove(there))
    assert await database.read(lambda tx: tx.community_at(there)) is None
    assert [home.platform for home in await here.read(lambda s: s.homes.every())] == ["discord"]
    assert [home.home for home in await other.read(lambda s: s.homes.every())] == ["2"]


async def test_another_process_forgets_a_home_that_was_let_go_within_a_minute(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = store.open(), store.open()
    try:
        here = await found(one)
        assert await two.read(lambda tx: tx.community_at(HOME)) == here.id
        await here.write(lambda s: s.homes.remove(HOME))
        assert await one.read(lambda tx: tx.community_at(HOME)) is None
        later = monotonic() + 61
        monkeypatch.setattr("adapters.database.keys.monotonic", lambda: later)
        assert await two.read(lambda tx: tx.community_at(HOME)) is None
    finally:
        await one.close()
        await two.close()


async def test_a_claim_code_works_once_and_for_its_day(database: SqlDatabase) -> None:
    await database.write(lambda tx: tx.offer_claim("one", NOW + timedelta(days=1)))
    await database.write(lambda tx: tx.offer_claim("two", NOW + timedelta(days=1)))
    assert not await database.write(lambda tx: tx.redeem("three", NOW))
    assert not await database.write(lambda tx: tx.redeem("two", NOW + timedelta(days=1, seconds=1)))
    assert await database.write(lambda tx: tx.redeem("one", NOW))
    assert not await database.write(lambda tx: tx.redeem("one", NOW))


async def test_somebody_admitted_is_found_and_joins_later(database: SqlDatabase) -> None:
    here = await found(database)
    assert await here.read(lambda s: s.people.find(ANN)) is None
    ann = await here.write(lambda s: s.people.admit(ANN, HOME.home, Role.MODERATOR, NOW))
    assert ann.joined_at is None and not ann.may(Role.MEMBER) and ann.may(Role.MODERATOR)
    assert await here.read(lambda s: s.people.find(ANN)) == ann
    joined = await here.write(lambda s: s.people.join(ann.id, Said("Ann"), "PT", "Europe/Lisbon", NOW))
    assert (joined.joined_at, joined.handle, joined.country, joined.zone) == (NOW, Said("Ann"), "PT", "Europe/Lisbon")
    assert await here.read(lambda s: s.people.member(ann.id)) == joined
    later = await here.write(
        lambda s: s.people.join(ann.id, Said("Anna"), "DE", "Europe/Berlin", NOW + timedelta(days=3))
    )
    assert later.joined_at == NOW and later.handle == Said("Anna")
    assert await here.read(lambda s: s.people.member(MemberId(new_id()))) is None


async def test_a_handle_is_taken_whatever_its_letter_case(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Straße")
    taken = [
        await here.read(lambda s, w=words, m=member: s.people.handle_taken(Said(w), m))  # type: ignore[misc]
        for words, member in (("STRASSE", None), ("strasse", ann.id), ("Ann", None))
    ]
    assert taken == [True, False, False]
    await here.write(lambda s: s.people.join(ann.id, Said("Ann"), "DE", "Europe/Berlin", NOW))
    assert not await here.read(lambda s: s.people.handle_taken(Said("Straße"), None))


async def test_moderators_are_those_whose_role_says_so(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben", Role.MODERATOR)
    assert await here.read(lambda s: s.people.with_role(Role.MODERATOR)) == [ben.id]
    await here.write(lambda s: s.people.promote(ann.id, Role.MODERATOR))
    assert set(await here.read(lambda s: s.people.with_role(Role.MODERATOR))) == {ann.id, ben.id}


async def test_an_inbox_is_that_of_the_members_account(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    assert await here.read(lambda s: s.people.inbox(ann.id)) == Place("discord", HOME.home, user=ANN.user)
    assert await here.read(lambda s: s.people.inbox(MemberId(new_id()))) is None


async def test_kept_notes_are_counted_and_stay_until_put_away_oldest_first(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    for words, minutes in (("second", 2), ("first", 1)):
        await here.write(
            lambda s, w=words, m=minutes: s.people.keep_note(ann.id, note(w), NOW + timedelta(minutes=m))  # type: ignore[misc]
        )
    assert (await here.read(lambda s: s.people.find(ANN))).notes == 2  # type: ignore[union-attr]
    (first, one), (second, two) = await here.read(lambda s: s.people.notes(ann.id, NOW))
    assert (one, two) == (note("first"), note("second"))
    assert await here.write(lambda s: s.people.put_away(ann.id, first))
    assert not await here.write(lambda s: s.people.put_away(ann.id, first))
    assert [kept for kept, _ in await here.read(lambda s: s.people.notes(ann.id, NOW))] == [second]
    assert (await here.read(lambda s: s.people.find(ANN))).notes == 1  # type: ignore[union-attr]


async def test_where_somebody_has_accounts_is_told_apart_by_name_and_handle(database: SqlDatabase) -> None:
    first, second = await found(database), await found(database, Place("discord", "2"))
    await first.joined(ANN, "Ann")
    await first.write(lambda s: s.groups.save(replace(group(), name="Tuesday")))
    await second.joined(ANN, "Anna")
    await second.joined(BEN, "Ben")
    theirs = await database.read(lambda tx: tx.communities_of(ANN))
    assert set(theirs) == {(first.id, "Tuesday · Ann"), (second.id, "Anna")}
    assert [community for community, _ in await database.read(lambda tx: tx.communities_of(BEN))] == [second.id]
    assert await database.read(lambda tx: tx.communities_of(Person("slack", ANN.user))) == []


async def test_countries_are_known_for_help_without_a_database(database: SqlDatabase) -> None:
    here = await found(database)
    await here.joined(ANN, "Ann")
    await here.write(lambda s: s.people.admit(BEN, "", Role.MODERATOR, NOW))
    assert await database.read(lambda tx: tx.home_countries()) == []
    await here.write(lambda s: s.groups.save(replace(group(), country="PT")))
    assert await database.read(lambda tx: tx.known_countries()) == [(ANN, "DE")]
    assert await database.read(lambda tx: tx.home_countries()) == [(HOME, "PT")]


async def test_a_group_is_read_back_as_it_was_saved(database: SqlDatabase) -> None:
    here = await found(database)
    assert await here.read(lambda s: s.groups.first()) is None
    one, two = group(), replace(group(), track="healing", country="PT")
    for each in (one, two):
        await here.write(lambda s, g=each: s.groups.save(g))  # type: ignore[misc]
    changed = replace(one, lost=frozenset({"discord"}), country="FR")
    await here.write(lambda s: s.groups.save(changed))
    assert await here.read(lambda s: s.groups.first()) == changed
    assert await here.read(lambda s: s.groups.find(two.id)) == two
    assert await here.read(lambda s: s.groups.find(replace(one, id=new_id()).id)) is None  # type: ignore[arg-type]


async def test_check_ins_are_read_back_as_they_were_saved(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    home = group()
    await here.write(lambda s: s.groups.save(home))
    written = replace(check_in(ann.id, "zwei\nZeilen 🙂"), group=home.id)
    await here.write(lambda s: s.checkins.save(written))
    assert await here.read(lambda s: s.checkins.find(written.id)) == written
    changed = replace(written, answers={}, group=None)
    await here.write(lambda s: s.checkins.save(changed))
    assert await here.read(lambda s: s.checkins.find(written.id)) == changed
    await here.write(lambda s: s.checkins.remove(written.id))
    assert await here.read(lambda s: s.checkins.find(written.id)) is None


async def test_a_members_day_is_their_own_calendar_day(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    today = NOW.date()
    early, late = check_in(ann.id, ago=60 * 14, day=today), check_in(ann.id, day=today)
    others = (check_in(ben.id), check_in(ann.id, day=today - timedelta(days=1), ago=5))
    for each in (late, early, *others):
        await here.write(lambda s, c=each: s.checkins.save(c))  # type: ignore[misc]
    assert await here.read(lambda s: s.checkins.on_day(ann.id, today)) == [early, late]
    assert await here.read(lambda s: s.checkins.on_day(ann.id, today + timedelta(days=1))) == []
    assert await here.read(lambda s: s.checkins.latest(ann.id, 2)) == [late, others[1]]


async def test_responses_stand_beneath_a_check_in_and_go_with_it(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    written = check_in(ann.id)
    await here.write(lambda s: s.checkins.save(written))
    first, second = replace(response(written, ben.id), written_at=NOW - timedelta(1)), response(written, ann.id)
    for each in (second, first):
        await here.write(lambda s, r=each: s.checkins.respond(r))  # type: ignore[misc]
    assert await here.read(lambda s: s.checkins.response(first.id)) == first
    assert await here.read(lambda s: s.checkins.responses(written.id)) == [first, second]
    await here.write(lambda s: s.checkins.withdraw(first.id))
    assert await here.read(lambda s: s.checkins.responses(written.id)) == [second]
    await here.write(lambda s: s.checkins.remove(written.id))
    assert await here.read(lambda s: s.checkins.response(second.id)) is None


async def test_company_is_counted_once_and_can_step_back(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    written = check_in(ann.id)
    await here.write(lambda s: s.checkins.save(written))
    assert await here.write(lambda s: s.checkins.stand_with(written.id, ben.id, NOW))
    assert not await here.write(lambda s: s.checkins.stand_with(written.id, ben.id, NOW))
    await here.write(lambda s: s.checkins.stand_with(written.id, ann.id, NOW + timedelta(seconds=1)))
    assert await here.read(lambda s: s.checkins.company(written.id)) == [ben.id, ann.id]
    assert await here.read(lambda s: s.checkins.in_company(ben.id)) == [written.id]
    assert await here.write(lambda s: s.checkins.step_back(written.id, ben.id))
    assert not await here.write(lambda s: s.checkins.step_back(written.id, ben.id))
    await here.write(lambda s: s.checkins.remove(written.id))
    assert await here.read(lambda s: s.checkins.company(written.id)) == []


async def test_the_newest_message_of_a_subject_wins(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: s.posts.add("checkin~1", post("1"), ann.id))
    await here.write(lambda s: s.posts.add("checkin~1", post("2"), ann.id))
    await here.write(lambda s: s.posts.add("welcome~1", post("3"), None))
    await here.write(lambda s: s.posts.add("checkin~9", post("4"), MemberId(new_id())))
    assert await here.read(lambda s: s.posts.find("checkin~1")) == post("2")
    assert await here.read(lambda s: s.posts.find("checkin~2")) is None
    assert await here.read(lambda s: s.posts.of_owner(ann.id)) == [("checkin~1", post("2"))]
    await here.write(lambda s: s.posts.drop("checkin~1"))
    assert await here.read(lambda s: s.posts.of_owner(ann.id)) == []


async def test_a_draft_is_kept_for_a_day_by_person_and_step(database: SqlDatabase) -> None:
    here = await found(database)
    for person in (ANN, BEN):
        await here.write(lambda s, p=person: s.drafts.save(p, "people.join", {"handle": "A"}, NOW))  # type: ignore[misc]
    await here.joined(BEN, "Ben")
    answers = {"handle": "Bea\nzwei", "feelings": ("tired", "calm")}
    await here.write(lambda s: s.drafts.save(BEN, "people.join", answers, NOW))
    assert await here.read(lambda s: s.drafts.find(BEN, "people.join", NOW + timedelta(hours=23))) == answers
    assert await here.read(lambda s: s.drafts.find(BEN, "people.join", NOW + timedelta(hours=25))) is None
    assert await here.read(lambda s: s.drafts.find(ANN, "people.join", NOW)) == {"handle": "A"}
    assert await here.read(lambda s: s.drafts.find(ANN, "checkin.write", NOW)) is None
    await here.write(lambda s: s.drafts.drop(ANN, "people.join"))
    assert await here.read(lambda s: s.drafts.find(ANN, "people.join", NOW)) is None


async def test_an_answer_is_remembered_word_for_word(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    step = Step("checkin.start", "7f3c", here.id)
    body = Text(
        "{a} {n} {w} {c} {q} {s}",
        (
            ("a", "ours"),
            ("n", 7),
            ("w", When(NOW)),
            ("c", Command("help-now")),
            ("q", quote(Said("x"))),
            ("s", Said("y")),
        ),
    )
    reply = Replace(
        Message(body, (Button("Go", step, main=True),), Menu("More", (Button("One", step),)), "You have mail.")
    )
    await here.write(lambda s: s.turns.remember("t1", reply, ann.id, NOW))
    await here.write(lambda s: s.turns.remember("t2", note(), None, NOW))
    await here.write(lambda s: s.turns.remember("t3", note("z"), MemberId(new_id()), NOW))
    for turn, expected in (("t1", reply), ("t2", note()), ("t3", note("z")), ("t4", None)):
        assert await here.read(lambda s, t=turn: s.turns.answered(t)) == expected  # type: ignore[misc]


async def test_upkeep_removes_what_has_outlived_its_day(database: SqlDatabase) -> None:
    here = await found(database)
    await database.write(lambda tx: tx.offer_claim("code", NOW + timedelta(days=1)))
    await here.write(lambda s: s.turns.remember("old", note(), None, NOW - timedelta(days=2)))
    await here.write(lambda s: s.turns.remember("new", note(), None, NOW - timedelta(days=1)))
    await here.write(lambda s: s.drafts.save(ANN, "a.b", {"a": "b"}, NOW - timedelta(days=2)))
    await here.write(lambda s: promise(s, "waiting"))
    assert await database.write(lambda tx: tx.upkeep(NOW)) == 2
    assert await database.write(lambda tx: tx.upkeep(NOW)) == 0
    assert await here.read(lambda s: s.turns.answered("new")) == note()
    assert await database.write(lambda tx: tx.upkeep(NOW + timedelta(days=30))) == 2
    assert await here.read(lambda s: s.jobs.pending("waiting")) == NOW


async def test_a_caller_that_stops_waiting_does_not_stop_the_commit(database: SqlDatabase) -> None:
    here = await found(database)
    waiting = asyncio.create_task(here.joined(ANN, "Ann"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    for _ in range(200):
        if await here.read(lambda s: s.people.find(ANN)):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it was not committed")


async def test_one_failing_turn_takes_no_other_with_it(database: SqlDatabase) -> None:
    here = await found(database)

    def work(number: int) -> None:
        def in_transaction(stores):  # type: ignore[no-untyped-def]
            join(stores, Person("discord", str(number)), f"handle {number}")
            if number % 3 == 0:
                raise ZeroDivisionError

        return in_transaction  # type: ignore[return-value]

    results = await asyncio.gather(*(here.write(work(n)) for n in range(30)), return_exceptions=True)  # type: ignore[arg-type]
    assert [isinstance(result, ZeroDivisionError) for result in results] == [n % 3 == 0 for n in range(30)]
    for number in range(30):
        there = await here.read(lambda s, n=number: s.people.find(Person("discord", str(n))))  # type: ignore[misc]
        assert (there is None) == (number % 3 == 0)


async def test_reading_cannot_write(database: SqlDatabase) -> None:
    here = await found(database)
    with pytest.raises(Exception, match="database") as caught:
        await here.read(lambda s: s.people.with_role(Role.MODERATOR) or join(s, ANN, "canary"))
    assert "canary" not in str(caught.value)
    assert await here.read(lambda s: s.people.find(ANN)) is None


async def test_several_event_loops_may_use_one_database(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await asyncio.to_thread(lambda: asyncio.run(here.joined(ANN, "Ann")))
    assert await here.read(lambda s: s.people.find(ANN)) == ann


async def test_what_is_asked_before_closing_is_finished(database: SqlDatabase) -> None:
    here = await found(database)
    asked = [asyncio.create_task(here.joined(Person("discord", str(n)), f"h{n}")) for n in range(20)]
    await asyncio.sleep(0)
    await database.close()
    assert len({member.id for member in await asyncio.gather(*asked)}) == 20
