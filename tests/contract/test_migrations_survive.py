"""The newest migration loses nothing both ways, and being killed at any point of it is mended by running it again."""

from __future__ import annotations

import os
import random
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData, create_engine, event, select
from sqlalchemy.pool import NullPool

from adapters.database.migrations import migrate, unmigrate
from adapters.database.migrations.run import behind
from adapters.database.tables import metadata
from core.checkins.keys import expire_key
from core.values import GroupId
from tests.contract.full_house import fill
from tests.contract.killing import in_a_process_of_its_own
from tests.contract.world import check_in, group
from tests.databases import Store

KILLS = 8


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)


def content(url: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that is there."""
    engine, found = _engine(url), MetaData()
    with engine.connect() as connection:
        found.reflect(connection)
        return {
            table.name: [dict(row._mapping) for row in connection.execute(select(table))]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def shared(rows: dict[str, list[dict[str, Any]]], like: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """The rows with only the tables and columns that are also in the other."""
    return {
        name: sorted(repr([(key, row[key]) for key in sorted(row) if key in like[name][0]]) for row in rows[name])
        for name in like
        if name in rows and like[name]
    }


async def _seeded(store: Store) -> None:
    database = store.open(connections=2)
    await fill(database)
    await database.close()
    assert all(content(store.url).values()), "every table has rows"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def seeded_store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A database of its own, because its tables are taken down."""
    if request.param == "sqlite":
        store: Store = request.getfixturevalue("sqlite_store")
        return store
    url = request.getfixturevalue("postgres_server").make()
    migrate(url)
    return Store(url, request.getfixturevalue("vault"), tmp_path / "erasures")


async def test_one_migration_down_and_up_again_loses_nothing_that_both_can_hold(seeded_store: Store) -> None:
    url = seeded_store.url
    await _seeded(seeded_store)
    before = content(url)
    unmigrate(url, "-1")
    down = content(url)
    assert down and shared(down, down) == shared(before, down)
    migrate(url)
    assert not behind(url)
    assert shared(content(url), down) == shared(before, down)
    database = seeded_store.open(connections=2)
    assert await database.read(lambda tx: tx.known_countries())
    await database.close()


async def test_what_was_kept_before_there_were_days_gets_its_days_by_going_down_and_up(seeded_store: Store) -> None:
    url, days = seeded_store.url, 86_400_000_000
    database = seeded_store.open(connections=2)
    house = await fill(database)
    shared_one = replace(check_in(house.ann.id), group=GroupId("g1"))
    await house.here.write(lambda s: s.groups.save(replace(group(), id=GroupId("g1"))))
    await house.here.write(lambda s: s.checkins.save(shared_one))
    await database.close()
    for _ in range(2):
        unmigrate(url, "0001")
        assert not [job for job in content(url)["jobs"] if job["name"] == "checkin.expire"]
        migrate(url)
        rows = content(url)
        for row in rows["checkins"]:
            assert row["until"] == row["written_at"] + 365 * days
            assert row["text_until"] == row["written_at"] + 90 * days
        (job,) = [job for job in rows["jobs"] if job["name"] == "checkin.expire"]
        copy = next(row for row in rows["checkins"] if row["id"] == shared_one.id)
        assert (job["subject"], job["key"]) == (shared_one.id, expire_key(shared_one.id))
        assert (job["owner"], job["community_id"]) == (copy["member_id"], copy["community_id"])
        assert job["due_at"] == copy["written_at"] + 30 * days


def _dies(url: str, at: int) -> Callable[[], None]:
    """The migration, ended by the system around the statement with this number: before it is run, or just after."""

    def run() -> None:
        left = [at]

        def passes(*_: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, moment, passes)
        migrate(url)

    return run


def _moments(url: str) -> int:
    """How many moments a whole migration has at which it can be killed."""
    seen = [0]

    def passes(*_: object) -> None:
        seen[0] += 1

    moments = ("before_cursor_execute", "after_cursor_execute", "commit")
    for moment in moments:
        event.listen(Engine, moment, passes)
    try:
        migrate(url)
    finally:
        for moment in moments:
            event.remove(Engine, moment, passes)
    return seen[0]


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_a_migration_that_is_killed_anywhere_is_mended_by_running_it_again(
    seeded_store: Store, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    await _seeded(seeded_store)
    unmigrate(seeded_store.url, "-1")
    old = content(seeded_store.url)

    def copy(number: int) -> str:
        if seeded_store.kind == "sqlite":
            shutil.copy(seeded_store.path, tmp_path / f"{number}.db")
            return f"sqlite:///{tmp_path / f'{number}.db'}"
        name = seeded_store.url.partition("@/")[2].partition("?")[0]
        made: str = request.getfixturevalue("postgres_server").make(name)
        return made

    moments = _moments(copy(-1))
    assert moments > KILLS
    chance, killed = random.Random(11), 0
    for number, at in enumerate(sorted(chance.sample(range(moments), KILLS))):
        url = copy(number)
        killed += in_a_process_of_its_own(_dies(url, at)) == -signal.SIGKILL
        migrate(url)
        assert not behind(url)
        with _engine(url).connect() as connection:
            assert _differences(connection) == [], f"killed at {at} of {moments}"
        assert shared(content(url), old) == shared(old, old), f"killed at {at} of {moments}"
    assert killed == KILLS


def _differences(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": False})
    return list(compare_metadata(context, metadata))
