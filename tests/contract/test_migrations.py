"""Migrations lead to the tables of today, both ways, and can be run by a program."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from adapters.database.migrations import migrate, unmigrate
from adapters.database.migrations.run import behind
from adapters.database.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.db'}"
    made: str = request.getfixturevalue("postgres_server").make()
    return made


def _tables(url: str) -> set[str]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_migrations_go_up_down_and_up_again(url: str) -> None:
    assert behind(url)
    for _ in range(2):
        migrate(url)
        assert not behind(url)
        assert _tables(url) == set(metadata.tables)
        migrate(url)
        unmigrate(url)
        assert behind(url)
        assert _tables(url) == set()


def test_migrated_tables_are_those_the_code_knows(url: str) -> None:
    migrate(url)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(op, "create_index", broken)  # the first tables are made by then
    with pytest.raises(ZeroDivisionError):
        migrate(url)
    assert _tables(url) == set()
    monkeypatch.undo()
    migrate(url)
    assert _tables(url) == set(metadata.tables)
