"""What the stores answer when they are asked for several things, on every database; and that nothing is left untried.

Not here: what is read back one by one (`test_store_contract`), and the queue (`test_store_queue`).
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.database.front import SqlDatabase
from core.checkins.model import CheckIns
from core.groups.model import Groups
from core.people.model import People
from core.ports import Database, Drafts, Homes, Jobs, Posts, Records, Transaction, Turns
from core.privacy.model import Keeping
from core.values import MemberId, Place, new_id
from tests.contract.world import ANN, BEN, NOW, check_in, claim, found, group, note, post, promise

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("people.note", "people.reminder")
PORTS = (Transaction, Database, People, Groups, CheckIns, Jobs, Posts, Records, Homes, Drafts, Turns, Keeping)


@pytest.mark.parametrize("port", PORTS, ids=lambda port: port.__name__)
def test_whatever_a_store_promises_is_tried_on_every_database(port: type) -> None:
    tried = "\n".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("*.py"))
    promised = [name for name, _ in inspect.getmembers(port, inspect.isfunction) if not name.startswith("_")]
    assert promised and [name for name in promised if not re.search(rf"\.{name}\(", tried)] == []


async def test_the_newest_note_is_the_one_kept_last_that_is_still_of_its_time(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    assert await here.read(lambda s: s.people.newest_note(ann.id, NOW)) is None
    await here.write(lambda s: s.people.keep_note(ann.id, note("one"), NOW, "rhythm"))
    await here.write(lambda s: s.people.keep_note(ann.id, note("two"), NOW + HOUR, "plan", NOW + 2 * HOUR))
    assert await here.read(lambda s: s.people.newest_note(ann.id, NOW + HOUR)) == NOW + HOUR
    assert await here.read(lambda s: s.people.newest_note(ann.id, NOW + 3 * HOUR)) == NOW, "that one's time is over"
    assert await here.read(lambda s: s.people.newest_note(ben.id, NOW)) is None, "nobody else has it"


async def test_a_note_about_something_takes_the_place_of_an_earlier_one_and_is_dropped_by_it(
    database: SqlDatabase,
) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    for hour, (words, about) in enumerate((("old", "rhythm"), ("other", "plan"), ("new", "rhythm"))):
        at = NOW + hour * HOUR
        await here.write(lambda s, w=words, a=about, t=at: s.people.keep_note(ann.id, note(w), t, a))  # type: ignore[misc]
    assert not await here.write(lambda s: s.people.drop_note(ben.id, "rhythm")), "it is none of his"
    assert [kept for _, kept in await here.read(lambda s: s.people.notes(ann.id, NOW))] == [note("other"), note("new")]
    assert await here.write(lambda s: s.people.drop_note(ann.id, "rhythm"))
    assert not await here.write(lambda s: s.people.drop_note(ann.id, "rhythm"))
    assert [kept for _, kept in await here.read(lambda s: s.people.notes(ann.id, NOW))] == [note("other")]
    assert (await here.read(lambda s: s.people.find(ANN))).notes == 1  # type: ignore[union-attr]


async def test_what_was_said_and_what_was_held_back_are_told_apart(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    ends = ("done", "unknown", "skipped: day full", "expired")

    def work(tx):  # type: ignore[no-untyped-def]
        stores = tx.within(here.id)
        for number, end in enumerate(ends):
            due = NOW + number * HOUR
            promise(stores, end, name=NAMES[number % 2], due=due, owner=ann.id, expires_at=due + DAY)
        promise(stores, "ben's", name=NAMES[0], due=NOW, owner=ben.id)
        promise(stores, "other", name="checkin.share", due=NOW, owner=ann.id)
        for one in claim(tx, NOW + 4 * HOUR):
            number = ends.index(one.key) if one.key in ends else 4
            tx.finish(one, one.key if one.key in ends else "skipped: away", NOW + (4 + number) * HOUR)

    await database.write(work)
    said = await here.read(lambda s: s.jobs.spoken(ann.id, NAMES, NOW))
    assert said == [(NAMES[0], NOW + 4 * HOUR), (NAMES[1], NOW + 5 * HOUR)], "said, or perhaps said"
    held = await here.read(lambda s: s.jobs.held_back(ann.id, NAMES, NOW))
    assert held == [(NAMES[0], NOW + 2 * HOUR, "skipped: day full"), (NAMES[1], NOW + 3 * HOUR, "expired")]
    assert [due for _, due, _ in await here.read(lambda s: s.jobs.held_back(ann.id, NAMES, NOW + 6 * HOUR))] == [
        NOW + 3 * HOUR
    ], "by when it ended, not by when it was due"
    assert await here.read(lambda s: s.jobs.spoken(ann.id, NAMES, NOW + 5 * HOUR)) == []
    assert await here.read(lambda s: s.jobs.held_back(ann.id, NAMES[:1], NOW + 6 * HOUR)) == []
    assert [why for *_, why in await here.read(lambda s: s.jobs.held_back(ben.id, NAMES, NOW))] == ["skipped: away"]


async def test_what_is_being_sent_counts_as_said(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: promise(s, name=NAMES[0], owner=ann.id))
    await database.write(lambda tx: [tx.sending(one, NOW) for one in claim(tx)])
    assert await here.read(lambda s: s.jobs.spoken(ann.id, NAMES, NOW - HOUR)) == [(NAMES[0], NOW)]
    assert await here.read(lambda s: s.jobs.held_back(ann.id, NAMES, NOW - HOUR)) == []


async def test_a_subject_stands_once_on_each_platform(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    there = replace(post("3"), place=Place("slack", "T1", "C1"))
    for ref in (post("1"), post("2"), there):
        await here.write(lambda s, r=ref: s.posts.add("boundary~1", r, ann.id))  # type: ignore[misc]
    assert {ref.message for ref in await here.read(lambda s: s.posts.standing("boundary~1"))} == {"2", "3"}
    await here.write(lambda s: s.posts.drop("boundary~1", "slack"))
    assert await here.read(lambda s: s.posts.standing("boundary~1")) == [post("2")]
    assert await here.read(lambda s: s.posts.standing("boundary~2")) == []


async def test_a_members_accounts_are_where_they_can_be_reached(database: SqlDatabase) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    assert await here.read(lambda s: s.people.accounts(ann.id)) == [
        Place("discord", "864197532086419753", user=ANN.user)
    ]
    assert await here.read(lambda s: s.people.accounts(MemberId(new_id()))) == []


async def test_members_of_a_group_are_told_in_the_order_they_came_and_can_go(database: SqlDatabase) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    circle, other = group(), group(Place("discord", "864197532086419753", "2"))
    await here.write(lambda s: (s.groups.save(circle), s.groups.save(other)))
    for member, hours in ((ben, 0), (ann, 1)):
        await here.write(lambda s, m=member, h=hours: s.groups.enter(circle.id, m.id, NOW + h * HOUR))  # type: ignore[misc]
    assert await here.read(lambda s: s.groups.members(circle.id)) == [ben.id, ann.id]
    assert await here.read(lambda s: s.groups.members(other.id)) == []
    assert not await here.write(lambda s: s.groups.leave(other.id, ann.id))
    assert await here.write(lambda s: s.groups.leave(circle.id, ben.id))
    assert await here.read(lambda s: s.groups.members(circle.id)) == [ann.id]


async def test_check_ins_are_found_by_when_they_were_written_and_by_where_they_are_shared(
    database: SqlDatabase,
) -> None:
    here = await found(database)
    ann, ben = await here.joined(ANN, "Ann"), await here.joined(BEN, "Ben")
    circle = group()
    await here.write(lambda s: s.groups.save(circle))
    new, old, oldest = (check_in(ann.id, ago=minutes) for minutes in (0, 60, 120))
    his = replace(check_in(ben.id, ago=30), group=circle.id, shared_at=NOW, text_until=NOW - DAY)
    shared = replace(old, group=circle.id, shared_at=NOW, text_until=NOW - 2 * DAY)
    for one in (new, his, shared, oldest):
        await here.write(lambda s, o=one: s.checkins.save(o))  # type: ignore[misc]
    read = await here.read(
        lambda s: (
            s.checkins.since(ann.id, NOW - HOUR),
            s.checkins.between(ann.id, NOW - 2 * HOUR, NOW - HOUR),
            s.checkins.shared_in(circle.id),
            s.checkins.text_outlived(NOW, 9),
            s.checkins.text_outlived(NOW, 1),
        )
    )
    assert [[one.id for one in some] for some in read] == [
        [shared.id, new.id],
        [oldest.id, shared.id],
        [shared.id, his.id],
        [shared.id, his.id],
        [shared.id],
    ]
