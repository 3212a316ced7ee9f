"""Work of many members in one transaction, read and written together: it leaves what each alone would have left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from adapters.database.front import SqlDatabase
from adapters.database.link import Unforeseen
from adapters.database.sql import Query
from adapters.database.tables import job_payloads
from adapters.database.transaction import SqlTransaction
from core.ports import Claim, Record
from core.values import MemberId, Person
from tests.contract.world import NOW, Community, found, note

HOUR = timedelta(hours=1)
MEMBERS = 7


async def people(here: Community) -> list[MemberId]:
    """Several members, in no order."""
    return [(await here.joined(Person("discord", f"9{number}"), f"N{number}")).id for number in range(MEMBERS)]


async def claims_of(here: Community, members: Sequence[MemberId]) -> list[Claim]:
    """A claimed piece of work of each, by member."""
    for member in members:
        await here.write(
            lambda s, member=member: s.jobs.promise(  # type: ignore[misc]
                "rhythm.due", member, key=f"due~{member}", due_at=NOW, expires_at=NOW + HOUR, owner=member
            )
        )
    claims = await here.database.write(lambda tx: tx.claim(NOW, [""], 100, timedelta(minutes=1)))
    return sorted(claims, key=lambda claim: members.index(claim.owner or MemberId("")))


def work(tx: SqlTransaction, claim: Claim) -> None:
    """What a reminder does, and some of it twice."""
    stores, member = tx.within(claim.community), claim.owner
    assert member is not None and stores.people.hold(member)
    for times in range(2):
        kept = stores.records.find(member, "rhythm", "daily")
        count = kept.body["count"] if kept else 0
        assert isinstance(count, int)
        stores.records.save(member, Record("rhythm", "daily", {"count": count + 1}, NOW))
        stores.people.keep_note(member, note(f"words {times}"), NOW, "daily")
    assert stores.records.of_kind(member, "rhythm")[0].body == {"count": 2}
    assert [name for name, _, _ in stores.jobs.pending_of(member)] == []
    for _ in range(2):
        stores.jobs.promise(
            "people.reminder",
            member,
            key=f"line~{member}",
            due_at=NOW,
            expires_at=NOW + HOUR,
            platform="discord",
            owner=member,
            payload=b"words",
        )
    assert [name for name, _, _ in stores.jobs.pending_of(member)] == ["people.reminder"]
    if stores.people.inbox(member) is not None:
        tx.wait(claim, NOW + HOUR)


async def left(here: Community, member: MemberId) -> list[object]:
    """All that is there of a member afterwards."""

    def look(tx: SqlTransaction) -> list[object]:
        stores = tx.within(here.id)
        known = stores.people.member(member)
        return [
            [(record.kind, record.name, dict(record.body)) for record in stores.records.every(member)],
            [message for _, message in stores.people.notes(member, NOW)],
            stores.jobs.pending_of(member)
            == [
                ("people.reminder", member, NOW),
                ("rhythm.due", member, NOW + HOUR),
            ],
            known and known.notes,
        ]

    return await here.database.read(look)


async def test_work_done_together_leaves_what_work_done_alone_leaves(database: SqlDatabase) -> None:
    here = await found(database)
    members = await people(here)
    claims = await claims_of(here, members)
    await database.write(lambda tx: work(tx, claims[0]))

    def together(tx: SqlTransaction) -> None:
        tx.ahead(here.id, members[1:], ("rhythm",), NOW)
        for claim in claims[1:]:
            work(tx, claim)

    await database.write(together)
    seen = [await left(here, member) for member in members]
    assert seen[0] == [[("rhythm", "daily", {"count": 2})], [note("words 1")], True, 1]
    assert seen == [seen[0]] * MEMBERS
    lines = await database.write(lambda tx: tx.claim(NOW, ["discord"], 100, timedelta(minutes=1)))
    payloads = [await here.read(lambda s, line=line: s.jobs.payload(line.id)) for line in lines]  # type: ignore[misc]
    assert len(lines) == MEMBERS and payloads == [b"words"] * MEMBERS


@pytest.mark.parametrize("settled", ["wait", "finish"])
async def test_where_one_was_taken_meanwhile_nothing_of_all_is_kept(database: SqlDatabase, settled: str) -> None:
    here = await found(database)
    members = await people(here)
    claims = await claims_of(here, members)
    await database.write(lambda tx: tx.finish(claims[3], "done", NOW))

    def together(tx: SqlTransaction) -> None:
        tx.ahead(here.id, members, (), NOW)
        for claim in claims:
            tx.within(here.id).people.keep_note(claim.owner or MemberId(""), note("words"), NOW)
            assert tx.wait(claim, NOW + HOUR) if settled == "wait" else tx.finish(claim, "done", NOW)

    with pytest.raises(Unforeseen):
        await database.write(together)
    for member in members:
        assert await here.read(lambda s, member=member: s.people.notes(member, NOW)) == []  # type: ignore[misc]
    assert [await database.write(lambda tx, claim=claim: tx.wait(claim, NOW)) for claim in claims] == [  # type: ignore[misc]
        number != 3 for number in range(MEMBERS)
    ]


async def test_a_promise_that_somebody_else_has_made_is_no_second_one(database: SqlDatabase) -> None:
    here = await found(database)
    members = await people(here)
    await here.write(lambda s: s.jobs.promise("first", "x", key="same", due_at=NOW, expires_at=NOW, payload=b"first"))

    def together(tx: SqlTransaction) -> None:
        tx.ahead(here.id, members, (), NOW)
        jobs = tx.within(here.id).jobs
        for member in members:
            jobs.promise("later", member, key="same", due_at=NOW, expires_at=NOW, owner=member, payload=b"later")
            jobs.promise("own", member, key=member, due_at=NOW, expires_at=NOW, owner=member, payload=b"own")

    await database.write(together)
    again = dict(key="same", due_at=NOW, expires_at=NOW)
    assert await here.write(lambda s: s.jobs.promise_anew("later", "y", owner=members[0], **again)) is False
    held = await database.write(lambda tx: tx.claim(NOW, [""], 100, HOUR))
    assert sorted(each.name for each in held) == ["first", *["own"] * MEMBERS]
    for each in held:
        assert await here.read(lambda s, each=each: s.jobs.payload(each.id)) == each.name.encode()  # type: ignore[misc]
    sealed = Query(select(func.count()).select_from(job_payloads))
    assert await database.write(lambda tx: tx.scope(here.id).row(sealed)) == (len(held),)


async def test_gathered_work_that_fails_leaves_nothing_for_the_next(database: SqlDatabase) -> None:
    here = await found(database)
    members = await people(here)

    def together(tx: SqlTransaction) -> None:
        tx.ahead(here.id, members, (), NOW)
        for member in members:
            tx.within(here.id).people.keep_note(member, note("words"), NOW)
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        await database.write(together)
    await here.write(lambda s: s.people.keep_note(members[0], note("other"), NOW))
    kept = [await here.read(lambda s, member=member: s.people.notes(member, NOW)) for member in members]  # type: ignore[misc]
    assert [len(notes) for notes in kept] == [1, *[0] * (MEMBERS - 1)]
