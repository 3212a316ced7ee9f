"""A backup brings everything back on either kind of database, except whom it must not, and what must not be sent."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from adapters.database.backup import read_all, snapshot
from adapters.database.migrations import migrate, unmigrate
from adapters.database.portable import to_lines
from adapters.database.tables import FINISHED, jobs, metadata
from adapters.vault import Vault
from core.turn import Stores
from core.values import Person
from tests.contract.full_house import (
    CANARY,
    disguises,
    everything_at_rest,
    fill,
    read_everything,
    rows,
    sealed_columns,
)
from tests.contract.restoring import content, opened, restored, saved
from tests.contract.world import ANN, HOME, NOW, check_in, claim, found, post, promise
from tests.databases import PostgresServer, Store

LET_GO = {"jobs", "job_payloads", "claims"}
"""What a restore does not bring back as it was."""


async def test_everything_comes_back_on_either_kind_of_database(store: Store, target: Store) -> None:
    database = store.open()
    house = await fill(database)
    await fill(database, replace(HOME, home="another"))
    before, sealed = content(store), 0
    for table, column in sealed_columns():
        if table.name not in LET_GO:
            sealed += sum(row[column.name] is not None for row in rows(store, table))
    told = restored(target, saved(store))
    await database.close()
    after = content(target)
    assert {name: after[name] for name in after if name not in LET_GO} == {
        name: before[name] for name in before if name not in LET_GO
    }
    assert all(before.values()) and after["claims"] == after["job_payloads"] == []
    assert told.rows == sum(map(len, before.values())) and told.erased_again == 0
    assert told.unreadable == {} and told.opened == sealed - 2  # a community's two keys are opened as one
    again = target.open()
    house = replace(house, here=replace(house.here, database=again))
    await house.here.write(lambda stores: read_everything(stores, house))
    await house.here.joined(Person("discord", "5"), "Somebody new")
    await again.close()


async def test_a_backup_is_made_by_a_user_who_is_bound_by_the_walls(
    postgres_store: Store, postgres_server: PostgresServer
) -> None:
    database = postgres_store.open()
    await fill(database)
    await fill(database, replace(HOME, home="another"))
    await database.close()
    with psycopg.connect(postgres_store.url, autocommit=True) as connection:
        connection.execute(
            "DO $$ BEGIN CREATE ROLE bound LOGIN NOINHERIT; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        connection.execute("GRANT handrail_app TO bound")
        connection.execute("GRANT SELECT ON alembic_version TO bound")
    bound = replace(postgres_store, url=postgres_store.url.replace("postgres@", "bound@"))
    assert bound.url != postgres_store.url
    whole = [json.loads(line) for line in _lines(postgres_store)]
    assert [json.loads(line) for line in _lines(bound)] == whole
    assert sum(count for _, _, count in whole[0]["tables"]) == sum(map(len, content(postgres_store).values()))


def _lines(store: Store) -> list[bytes]:
    with snapshot(store.url) as connection:
        return list(to_lines(read_all(connection, NOW, frozenset())))


async def test_a_backup_shows_nothing_without_the_key(store: Store) -> None:
    database = store.open()
    house = await fill(database)
    backup = saved(store)
    await database.close()
    for hidden in (CANARY, ANN.user, house.ann.id, house.here.id, "checkins", "member_id"):
        assert not any(each in backup for each in disguises(hidden)), hidden


async def test_a_backup_made_while_people_write_holds_each_turn_whole_or_not_at_all(store: Store) -> None:
    database = store.open()
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    stop, begun = asyncio.Event(), asyncio.Event()

    def both(stores: Stores) -> None:
        checkin = check_in(ann.id)
        stores.checkins.save(checkin)
        stores.posts.add(f"checkin~{checkin.id}", post(), ann.id)

    async def writing() -> int:
        written = 0
        while not stop.is_set():
            await here.write(both)
            written += 1
            begun.set()
        return written

    writer = asyncio.create_task(writing())
    await begun.wait()
    seen = [await asyncio.to_thread(saved, store) for _ in range(3)]
    stop.set()
    assert await writer
    await database.close()
    for backup in seen:
        counts = dict.fromkeys(("checkins", "posts"), 0)
        for shape, _ in opened(backup, store.vault).rows:
            if shape.name in counts:
                counts[shape.name] += 1
        assert counts["checkins"] == counts["posts"] > 0


async def test_whoever_was_erased_after_the_backup_does_not_come_back(store: Store, target: Store) -> None:
    database = store.open()
    house = await fill(database)
    keys = {row["member_id"]: row["blob"] for row in rows(store, metadata.tables["member_keys"])}
    backup = saved(store)
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    kept = content(store)
    await database.close()
    told = restored(target, backup)
    assert told.erased_again == 1 and told.unreadable == {}
    after = content(target)
    assert {name: after[name] for name in after if name not in LET_GO} == {
        name: kept[name] for name in kept if name not in LET_GO
    }
    loot = everything_at_rest(target)
    assert keys[house.ann.id] not in loot and house.ann.id.encode() not in loot
    assert keys[house.ben.id] in loot
    again = target.open()
    here = replace(house.here, database=again)
    assert await here.read(lambda s: s.people.find(ANN)) is None
    assert await here.read(lambda s: s.people.member(house.ben.id)) is not None
    await again.close()


@pytest.mark.postgres
async def test_the_key_of_somebody_erased_never_reaches_postgresqls_files(
    sqlite_store: Store, spare_url: str, postgres_server: PostgresServer
) -> None:
    database = sqlite_store.open()
    house = await fill(database)
    keys = {row["member_id"]: row["blob"] for row in rows(sqlite_store, metadata.tables["member_keys"])}
    backup = saved(sqlite_store)
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    await database.close()
    with psycopg.connect(spare_url, autocommit=True) as connection:
        names = [sql.Identifier(table.name) for table in reversed(metadata.sorted_tables)]
        connection.execute(sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(name) for name in names))
    restored(replace(sqlite_store, url=spare_url), backup)
    with psycopg.connect(spare_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
    members = {"ann": house.ann.id, "ben": house.ben.id}
    found: set[str] = set()
    for path in postgres_server.data.rglob("*"):
        with suppress(FileNotFoundError):  # the server lives on: it takes away files of its own
            content_of = path.read_bytes() if path.is_file() else b""
            found |= {name for name, member in members.items() if keys[member][40:90] in content_of}
    assert found == {"ben"}


async def test_over_many_backups_nobody_erased_is_ever_back(tmp_path: Path, vault: Vault, bare_house: Path) -> None:
    chance = random.Random(7)
    ledger = tmp_path / "erasures"

    def fresh(number: int) -> Store:
        path = tmp_path / f"{number}.db"
        shutil.copy(bare_house / "handrail.db", path)
        return Store(f"sqlite:///{path}", vault, ledger)

    store = fresh(0)
    database = store.open()
    here = await found(database)
    people = {f"{n}": await here.joined(Person("discord", f"{n}"), f"P{n}") for n in range(100, 130)}
    for who, member in people.items():
        await here.write(lambda s, who=who, member=member: s.checkins.save(check_in(member.id, f"{CANARY} {who}")))
    gone: set[str] = set()
    backups: list[tuple[bytes, set[str]]] = []
    for number in range(1, 26):
        backups.append((saved(store), set(people) - gone))
        leaving = chance.choice(sorted(set(people) - gone))
        await here.write(lambda s, leaving=leaving: s.people.erase(people[leaving].id, NOW))
        gone.add(leaving)
        await database.close()
        backup, were_there = chance.choice(backups)
        store = fresh(number)
        told = restored(store, backup)
        assert told.erased_again == len(were_there & gone) and told.unreadable == {}
        database = store.open()
        here = replace(here, database=database)
        for who, member in people.items():
            back = await here.read(lambda s, who=who: s.people.find(Person("discord", who)))
            assert (back is not None) == (who in were_there - gone) == (who not in gone)
            if back is None:
                assert member.id.encode() not in everything_at_rest(store)
    await database.close()


async def test_a_ledger_with_a_cut_line_and_foreign_lines_is_still_obeyed(store: Store, target: Store) -> None:
    database = store.open()
    house = await fill(database)
    backup = saved(store)
    for member in (house.ann, house.ben):
        await house.here.write(lambda s, member=member: s.people.erase(member.id, NOW))
    await database.close()
    ann, ben = store.ledger.read_text().split()
    store.ledger.write_bytes(b"\xff\xfe not of ours\r\n\n" + ann.encode() + b"\r\n" + ben[:11].encode())
    told = restored(target, backup)
    assert told.erased_again == 1
    assert [row["id"] for row in rows(target, metadata.tables["members"])] == [house.ben.id]


async def test_the_backups_own_ledger_is_merged_into_the_one_here(store: Store, target: Store, tmp_path: Path) -> None:
    database = store.open()
    house = await fill(database)
    await house.here.write(lambda s: s.people.erase(house.ann.id, NOW))
    backup = saved(store)
    await database.close()
    moved = replace(target, ledger=tmp_path / "elsewhere")
    moved.ledger.write_text("\nAAAAAAAAAAAAAAAAAAAAAA")
    restored(moved, backup)
    assert set(moved.ledger.read_text().split()) == {"AAAAAAAAAAAAAAAAAAAAAA", *store.ledger.read_text().split()}


async def test_what_shows_nothing_goes_on_after_a_restore_and_removals_still_happen(
    store: Store, target: Store
) -> None:
    database = store.open()
    here = await found(database)
    await here.write(lambda s: promise(s, "planned", platform=""))
    await here.write(lambda s: promise(s, "gone", name="post.remove"))
    await database.write(claim)
    assert restored(target, saved(store)).expired == 0
    await database.close()
    again = target.open()
    assert {held.key for held in await again.write(claim)} == {"planned", "gone"}
    await again.close()


async def test_nothing_that_was_waiting_is_ever_sent(store: Store, target: Store) -> None:
    database = store.open()
    here = await found(database)
    ann = await here.joined(ANN, "Ann")
    for key in ("waiting", "claimed", "sending", "done"):
        await here.write(lambda s, key=key: promise(s, key, owner=ann.id, payload=b"words"))
    held = {each.key: each for each in await database.write(claim) if each.key != "waiting"}
    await database.write(lambda tx: tx.sending(held["sending"], NOW))
    await database.write(lambda tx: tx.finish(held["done"], "done", NOW))
    told = restored(target, saved(store))
    await database.close()
    assert told.expired == 3
    outcomes = {row["key"]: (row["state"], row["outcome"]) for row in rows(target, jobs)}
    assert outcomes == {key: (FINISHED, "done" if key == "done" else "expired") for key in outcomes}
    assert len(outcomes) == 4
    again = target.open()
    assert await again.write(claim) == []
    assert await again.read(lambda tx: tx.next_due(["discord", "slack", ""])) is None
    await again.close()


async def test_a_one_time_code_of_then_opens_nothing(store: Store, target: Store) -> None:
    database = store.open()
    await database.write(lambda tx: tx.offer_claim("code", NOW + timedelta(days=1)))
    backup = saved(store)
    await database.close()
    restored(target, backup)
    again = target.open()
    assert not await again.write(lambda tx: tx.redeem("code", NOW))
    await again.close()


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(store: Store, target: Store) -> None:
    database = store.open()
    house = await fill(database)
    await database.close()
    unmigrate(store.url, "-1")
    try:
        backup = saved(store)
    finally:
        migrate(store.url)
    assert opened(backup, store.vault).revision != _revision(target)
    told = restored(target, backup)
    assert told.unreadable == {}
    again = target.open()
    here = replace(house.here, database=again)
    assert await here.read(lambda s: s.people.find(ANN)) == await here.read(lambda s: s.people.member(house.ann.id))
    assert len(await here.read(lambda s: s.checkins.latest(house.ann.id, 9))) == 1
    await again.close()


def _revision(store: Store) -> str:
    with snapshot(store.url) as connection:
        return read_all(connection, NOW, frozenset()).revision
