"""Nothing crosses from one community, member or row to another, and a thief of the database can read nothing."""

from __future__ import annotations

from itertools import combinations

import psycopg
import pytest
from sqlalchemy import Column, Table, tuple_, update

from adapters.database.front import SqlDatabase
from adapters.database.migrations import migrate
from adapters.database.reviewed import OUTSIDE, PLAIN
from adapters.database.rolecheck import role_problem
from adapters.database.sql import Query, add
from adapters.database.tables import SealedBytes, metadata, notes
from core.values import Place, Sealed
from tests.contract.full_house import (
    CANARY,
    admin,
    disguises,
    everything_at_rest,
    fill,
    plain_binary,
    read_everything,
    rows,
    sealed_columns,
)
from tests.contract.world import ANN, BEN, CHANNEL, NOW, found
from tests.databases import PostgresServer, Store

WALLED = [table for table in metadata.sorted_tables if table.name not in OUTSIDE]


def test_every_column_is_sealed_or_on_the_reviewed_list() -> None:
    plain = {
        table.name: {column.name for column in table.c if not isinstance(column.type, SealedBytes)}
        for table in metadata.sorted_tables
    }
    assert plain == PLAIN


def test_every_table_belongs_to_a_community_or_is_reviewed() -> None:
    for table in metadata.sorted_tables:
        if table.name not in ("communities", "claims"):
            assert "community_id" in table.c
        if table.name not in OUTSIDE:
            assert next(iter(table.primary_key)).name == "community_id"
            for key in table.foreign_key_constraints:
                assert "community_id" in key.column_keys


def test_a_private_column_takes_only_what_is_sealed_and_keeps_silent_about_the_rest(sqlite_store: Store) -> None:
    row = {"community_id": "c", "id": "n", "member_id": "m", "written_at": 1, "message": CANARY.encode()}
    with pytest.raises(TypeError) as caught:
        Query(add(notes)).prepared("sqlite", row)
    assert CANARY not in repr(caught.value)
    with admin(sqlite_store).connect() as connection, pytest.raises(Exception, match="sealed") as told:
        connection.execute(notes.insert(), [{**row, "message": CANARY.encode()}])
    assert "takes only what the vault sealed" in str(told.value.__cause__ or told.value)


async def test_a_thief_of_the_database_finds_no_word_and_no_platform_id(database: SqlDatabase, store: Store) -> None:
    await fill(database)
    await fill(database, Place("discord", "3141592653589793238"))
    loot = everything_at_rest(store)
    assert len(loot) > 10_000
    for secret in (CANARY, ANN.user, BEN.user, CHANNEL.home, CHANNEL.channel, f"77{ANN.user}", "3141592653589793238"):
        for disguise in disguises(secret):
            assert disguise not in loot, secret
    for word in (b"Berlin", b"hopeful", b"recovery"):
        assert word not in loot


async def test_one_person_in_two_communities_shares_no_value(database: SqlDatabase, store: Store) -> None:
    one, two = await fill(database), await fill(database, Place("discord", "2"))
    for table in WALLED:
        values: dict[str, set[object]] = {one.here.id: set(), two.here.id: set()}
        for row in rows(store, table):
            kept = {v for name, v in row.items() if isinstance(v, str | bytes) and name not in ("purpose", "step")}
            values[row["community_id"]] |= kept
        assert values[one.here.id] and not values[one.here.id] & values[two.here.id], table.name


@pytest.mark.parametrize(
    ("table", "column"), [pytest.param(t, c, id=f"{t.name}.{c.name}") for t, c in sealed_columns()]
)
async def test_a_sealed_value_moved_to_another_row_does_not_open(
    database: SqlDatabase, store: Store, table: Table, column: Column[bytes]
) -> None:
    house = await fill(database)
    other = await fill(database, Place("discord", "2"))
    for each in (house, other):  # unharmed, everything opens
        await _look_inside(database, each)
        await _look_around(database, each)
    plain = plain_binary(table)
    kept = rows(store, table)
    keys = [c.name for c in table.primary_key]
    found_pairs = 0
    for one, two in combinations(kept, 2):
        found_pairs += 1
        with admin(store).begin() as connection:
            for row, value in ((one, two[column.name]), (two, one[column.name])):
                here = tuple_(*(plain.c[k] for k in keys)) == tuple(row[k] for k in keys)
                connection.execute(update(plain).where(here).values({column.name: value}))
        fresh = store.open(connections=2)  # keys that are unlocked already are not read again
        errors = []
        for each in (house, other):
            for look in (_look_inside, _look_around):
                try:
                    await look(fresh, each)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is looked at below
                    errors.append(error)
        await fresh.close()
        with admin(store).begin() as connection:
            for row in (one, two):
                here = tuple_(*(plain.c[k] for k in keys)) == tuple(row[k] for k in keys)
                connection.execute(update(plain).where(here).values({column.name: row[column.name]}))
        assert errors, (table.name, column.name)
        assert not any(CANARY in repr(error) or CANARY in repr(error.__context__) for error in errors)
        if found_pairs == 6:
            break
    assert found_pairs


class _RolledBack(Exception):
    pass


async def _look_inside(database, house):  # type: ignore[no-untyped-def]
    def look(tx):  # type: ignore[no-untyped-def]
        stores = tx.within(house.here.id)
        read_everything(stores, house)
        for group in stores.groups.first(), *():
            assert group
        for held in tx.claim(NOW, ["discord"], 50, NOW - NOW):
            tx.within(held.community).jobs.payload(held.id)
        raise _RolledBack

    try:
        await database.write(look)
    except _RolledBack:
        return


async def _look_around(database, house):  # type: ignore[no-untyped-def]
    def look(tx):  # type: ignore[no-untyped-def]
        tx.communities_of(ANN), tx.known_countries(), tx.home_countries()
        for community in tx.communities():
            for row in rows_of_groups(tx, community):
                tx.within(community).groups.find(row)

    await database.read(look)


def rows_of_groups(tx, community):  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    from adapters.database.sql import mine
    from adapters.database.tables import groups

    return [group for (group,) in tx.scope(community).rows(Query(select(groups.c.id).where(mine(groups))))]


@pytest.fixture
async def app(postgres_store: Store):  # type: ignore[no-untyped-def]
    """Two full communities, and a raw connection as the role the app has."""
    opened = postgres_store.open(connections=2)
    one, two = await fill(opened), await fill(opened, Place("discord", "2"))
    await opened.close()
    connection = psycopg.connect(postgres_store.url, autocommit=True)
    connection.execute("SET ROLE handrail_app")
    (role, bypass) = connection.execute(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone() or ("", True)
    assert role == "handrail_app" and not bypass
    yield connection, one.here.id, two.here.id
    connection.close()


def _counts(connection: psycopg.Connection, column: str = "community_id") -> dict[str, set[str]]:
    return {
        table.name: {row[0] for row in connection.execute(f"SELECT {column} FROM {table.name}")}  # type: ignore[call-overload]  # noqa: S608
        for table in WALLED
    }


@pytest.mark.postgres
async def test_without_a_community_the_app_sees_no_row(app) -> None:  # type: ignore[no-untyped-def]
    connection, *_ = app
    assert not any(_counts(connection).values())


@pytest.mark.postgres
async def test_within_a_community_the_app_sees_and_changes_that_one_only(app) -> None:  # type: ignore[no-untyped-def]
    connection, one, two = app
    with connection.transaction():
        connection.execute("SELECT set_config('handrail.community', %s, true)", (one,))
        assert all(seen == {one} for seen in _counts(connection).values())
        for table in WALLED:
            changed = connection.execute(
                f"UPDATE {table.name} SET community_id = community_id WHERE community_id = %s",  # noqa: S608
                (two,),
            )
            assert changed.rowcount == 0
            gone = connection.execute(f"DELETE FROM {table.name} WHERE community_id = %s", (two,))  # noqa: S608
            assert gone.rowcount == 0
    assert not any(_counts(connection).values()), "the setting outlived its transaction"


@pytest.mark.postgres
async def test_the_app_can_write_into_no_other_community(app) -> None:  # type: ignore[no-untyped-def]
    connection, one, two = app
    for table in WALLED:
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("SELECT set_config('handrail.community', %s, true)", (one,))
            columns = ", ".join(c.name for c in table.c if c.name != "community_id")
            connection.execute(
                f"INSERT INTO {table.name} (community_id, {columns})"  # noqa: S608
                f" SELECT %s, {columns} FROM {table.name}",
                (two,),
            )


@pytest.mark.postgres
async def test_a_foreign_key_cannot_point_into_another_community(postgres_store: Store) -> None:
    opened = postgres_store.open(connections=2)
    one, two = await fill(opened), await fill(opened, Place("discord", "2"))
    await opened.close()
    with pytest.raises(Exception, match="foreign key"), admin(postgres_store).begin() as connection:
        moved = {"community_id": two.here.id, "id": "n", "member_id": one.ann.id, "written_at": 1}
        connection.execute(notes.insert().values(**moved, message=Sealed(b"x")))


async def test_stores_of_two_communities_in_one_transaction_do_not_mix(database: SqlDatabase) -> None:
    one, two = await found(database), await found(database, Place("discord", "2"))
    ann = await one.joined(ANN, "Ann")
    anna = await two.joined(ANN, "Anna")

    def work(tx):  # type: ignore[no-untyped-def]
        first, second = tx.within(one.id), tx.within(two.id)
        return [first.people.find(ANN), second.people.find(ANN), first.people.member(anna.id), first.people.find(ANN)]

    assert await database.write(work) == [ann, anna, None, ann]


@pytest.mark.postgres
def test_the_start_up_check_finds_a_role_that_goes_round_the_walls(postgres_server: PostgresServer) -> None:
    url = postgres_server.make()
    assert "migrations" in (role_problem(url) or "") if _has_role(url) else True
    migrate(url)
    assert role_problem(url) is None
    assert role_problem("sqlite:///anything") is None
    with psycopg.connect(url, autocommit=True) as owner:
        try:
            owner.execute("ALTER ROLE handrail_app BYPASSRLS")
            assert "round" in (role_problem(url) or "")
        finally:
            owner.execute("ALTER ROLE handrail_app NOBYPASSRLS")
        owner.execute("ALTER TABLE checkins NO FORCE ROW LEVEL SECURITY")
        assert "checkins" in (role_problem(url) or "")
        owner.execute("ALTER TABLE checkins FORCE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE notes OWNER TO handrail_app")
        assert "notes" in (role_problem(url) or "")


def _has_role(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'handrail_app'").fetchone())
