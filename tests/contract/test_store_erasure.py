"""An erased member leaves nothing that can be read, in the database or beside it, and nothing that names them."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary

from adapters.database.front import SqlDatabase
from adapters.database.opening import open_database
from adapters.database.tables import SealedBytes, metadata
from core.errors import NotSaved
from core.surface import Message
from core.turn import Stores
from core.values import MemberId
from tests.contract.full_house import CANARY, FullHouse, admin, everything_at_rest, fill, plain_binary, rows
from tests.contract.world import ANN, BEN, NOW, claim, found, note, promise
from tests.databases import Store

OWNED = [(table, name) for table in metadata.sorted_tables for name in ("member_id", "owner") if name in table.c]


async def erased(database: SqlDatabase) -> FullHouse:
    house = await fill(database)
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    return house


async def test_an_erasure_reaches_every_table_with_rows_of_a_member(database: SqlDatabase, store: Store) -> None:
    house = await fill(database)
    for table, name in OWNED:
        assert any(row[name] == house.ann.id for row in rows(store, table)), f"nothing of Ann's in {table.name}"
    before = {table.name: len(rows(store, table)) for table in metadata.sorted_tables}
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    for table in metadata.sorted_tables:
        for row in rows(store, table):
            assert house.ann.id not in row.values(), table.name
    assert {table.name: len(rows(store, table)) for table in metadata.sorted_tables} == {
        **before,
        "members": 1,
        "member_keys": 1,
        "accounts": 1,
        "memberships": 1,
        "records": 1,
        "handles": 1,
        "checkins": 1,
        "responses": 0,  # Ann's own, and Ben's beneath her check-in
        "company": 0,
        "drafts": 2,
        "turns": 1,
        "notes": 1,
        "jobs": 1,
        "job_payloads": 1,
    }


async def test_nobody_finds_an_erased_member_and_the_others_are_as_before(database: SqlDatabase) -> None:
    house = await erased(database)
    here = house.here
    assert await here.read(lambda s: s.people.find(ANN)) is None
    assert await here.read(lambda s: s.people.member(house.ann.id)) is None
    assert await here.read(lambda s: s.people.inbox(house.ann.id)) is None
    assert await here.read(lambda s: s.checkins.latest(house.ann.id, 9)) == []
    assert await here.read(lambda s: s.jobs.pending_of(house.ann.id)) == []
    assert await here.read(lambda s: s.drafts.find(ANN, "people.join", NOW)) is None
    assert await here.read(lambda s: s.turns.answered(f"turn-{CANARY}-{ANN.user}")) is None
    assert await database.read(lambda tx: tx.communities_of(ANN)) == []
    assert await here.read(lambda s: s.people.find(BEN)) is not None
    assert len(await here.read(lambda s: s.checkins.latest(house.ben.id, 9))) == 1
    assert len(await here.write(lambda s: s.people.notes(house.ben.id, NOW))) == 1


async def test_messages_that_still_stand_stay_known_without_an_owner(database: SqlDatabase) -> None:
    house = await fill(database)
    (subject, ref), *_ = await house.here.read(lambda s: s.posts.of_owner(house.ann.id))
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    assert await house.here.read(lambda s: s.posts.find(subject)) == ref
    assert await house.here.read(lambda s: s.posts.of_owner(house.ann.id)) == []


async def test_what_was_sealed_for_an_erased_member_opens_nowhere_again(database: SqlDatabase, store: Store) -> None:
    """As from a backup of the data whose key tables are gone."""
    house = await fill(database)
    kept = {table.name: rows(store, table) for table in metadata.sorted_tables if table.name != "member_keys"}
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    with admin(store).begin() as connection:
        for table in metadata.sorted_tables:
            if table.name in kept:
                plain = plain_binary(table)
                there = rows(store, table)
                for row in kept[table.name]:
                    if row not in there and table.name in ("members", "accounts", "checkins", "notes"):
                        connection.execute(plain.insert().values(**row))
    assert await house.here.read(lambda s: s.people.find(ANN)) is None
    with pytest.raises(LookupError):
        await house.here.read(lambda s: s.checkins.latest(house.ann.id, 9))
    with pytest.raises(LookupError):
        await house.here.write(lambda s: s.people.notes(house.ann.id, NOW))


async def test_no_byte_of_an_erased_members_key_or_words_stays_in_sqlites_files(sqlite_store: Store) -> None:
    database = sqlite_store.open()
    house = await fill(database)
    secrets = [
        row[column.name]
        for table, name in OWNED
        for row in rows(sqlite_store, table)
        if row[name] == house.ann.id and table.name != "posts"
        for column in table.c
        if isinstance(column.type, SealedBytes | LargeBinary) and row[column.name]
    ]
    assert len(secrets) >= 7
    assert all(secret in everything_at_rest(sqlite_store) for secret in secrets)
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    for _ in range(100):
        loot = everything_at_rest(sqlite_store)
        if not any(secret in loot or secret[30:60] in loot for secret in secrets):
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("something is left")
    assert house.ann.id.encode() not in everything_at_rest(sqlite_store)
    await database.close()


async def test_a_reader_in_the_way_only_delays_the_emptying_of_the_log(sqlite_store: Store) -> None:
    database = sqlite_store.open()
    house = await fill(database)
    (key,) = [
        row["blob"] for row in rows(sqlite_store, metadata.tables["member_keys"]) if row["member_id"] == house.ann.id
    ]
    started, release = threading.Event(), threading.Event()

    def look(tx):  # type: ignore[no-untyped-def]
        tx.communities()
        started.set()
        release.wait(5)

    reading = asyncio.create_task(database.read(look))
    await asyncio.to_thread(started.wait, 5)
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    assert key in everything_at_rest(sqlite_store)
    release.set()
    await reading
    for _ in range(200):
        if key not in everything_at_rest(sqlite_store):
            break
        await asyncio.sleep(0.02)
    else:
        raise AssertionError("the log was not emptied")
    await database.close()


async def test_the_ledger_gets_one_line_that_names_nobody(database: SqlDatabase, store: Store) -> None:
    house = await erased(database)
    line = store.vault.ledger_line(house.here.id, house.ann.id)
    assert store.ledger.read_text().split() == [line]
    assert house.ann.id not in line and house.here.id not in line
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    await house.here.write(lambda s: s.people.erase(MemberId("nobody"), NOW))
    assert store.ledger.read_text().split() == [line]
    await house.here.write(lambda s: s.people.erase(house.ben.id, NOW))
    assert len(store.ledger.read_text().split()) == 2


async def test_an_erasure_that_fails_has_no_line_and_changes_nothing(database: SqlDatabase, store: Store) -> None:
    house = await fill(database)

    def work(stores: Stores) -> None:
        stores.people.erase(house.ann.id, NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await house.here.write(work)
    assert not store.ledger.exists()
    assert await house.here.read(lambda s: s.people.find(ANN)) is not None


async def test_without_its_ledger_nothing_is_erased(store: Store) -> None:
    database = open_database(store.url, store.vault, Path(store.ledger.parent / "missing" / "erasures"))
    house = await fill(database)
    with pytest.raises(NotSaved):
        await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    assert await house.here.read(lambda s: s.people.find(ANN)) is not None
    await database.close()


async def test_what_is_written_after_an_erasure_in_the_same_transaction_needs_no_member(
    database: SqlDatabase,
) -> None:
    house = await fill(database)

    def work(stores: Stores) -> None:
        subjects = [subject for subject, _ in stores.posts.of_owner(house.ann.id)]
        stores.people.erase(house.ann.id, NOW)
        for subject in subjects:
            promise(stores, f"remove~{subject}", owner=house.ann.id, payload=b"kept")
        stores.turns.remember("farewell", note("All gone."), house.ann.id, NOW)
        stores.people.keep_note(house.ann.id, note("to nobody"), NOW)

    await house.here.write(work)
    reply = await house.here.read(lambda s: s.turns.answered("farewell"))
    assert isinstance(reply, Message) and reply == note("All gone.")
    held = [held for held in await database.write(claim) if held.key.startswith("remove~")]
    assert await house.here.read(lambda s: s.jobs.payload(held[0].id)) == b"kept"


async def test_work_being_done_while_its_owner_is_erased_ends_without_owner_and_payload(
    database: SqlDatabase,
) -> None:
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    await here.write(lambda s: promise(s, "a", owner=ann.id, payload=b"words"))
    (held,) = await database.write(claim)
    await here.write(lambda s: s.people.erase(ann.id, NOW))
    assert await here.read(lambda s: s.jobs.payload(held.id)) is None
    assert await database.write(lambda tx: tx.finish(held, "done", NOW))


async def test_somebody_erased_can_come_back_as_somebody_new(database: SqlDatabase) -> None:
    house = await erased(database)
    again = await house.here.joined(ANN, f"{CANARY} {ANN.user[:3]}")
    assert again.id != house.ann.id
    assert await house.here.read(lambda s: s.people.find(ANN)) == again
