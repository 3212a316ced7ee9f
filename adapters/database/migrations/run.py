"""Running the migrations from a program, without a settings file of their own.

Not here: the migrations (`versions`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, select
from sqlalchemy.pool import NullPool

from adapters.database.opening import sqlite_path
from adapters.database.tables import communities

_HERE: Final = Path(__file__).parent


def migrate(url: str, to: str = "head") -> None:
    """Bring a database's tables up to date; on PostgreSQL also the role and the policies that bind it.

    Running it again changes nothing. On PostgreSQL it needs a user who may make roles and owns the tables.
    """
    _run(url, lambda config: command.upgrade(config, to))


def unmigrate(url: str, to: str = "base") -> None:
    """Take migrations back, with all that is in their tables."""
    _run(url, lambda config: command.downgrade(config, to))


def behind(url: str) -> bool:
    """Whether a database lacks migrations (or its tables altogether)."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current != ScriptDirectory.from_config(_config()).get_current_head()


def founded(url: str) -> bool:
    """Whether somebody's community lives in a database already; False where there is no database or no table."""
    if url.startswith("sqlite") and not sqlite_path(url).is_file():
        return False
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            there = inspect(connection).has_table(communities.name)
            return there and connection.execute(select(communities.c.id).limit(1)).first() is not None
    finally:
        engine.dispose()


def _run(url: str, step: Callable[[Config], None]) -> None:
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            step(config)
            connection.commit()
    finally:
        engine.dispose()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    return config


def _engine(url: str) -> Engine:
    if url.startswith("postgresql:"):
        url = url.replace("postgresql:", "postgresql+psycopg:", 1)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    if engine.dialect.name == "sqlite":
        # sqlite3 commits before DDL by itself; only without that can a failed migration be undone.
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine
