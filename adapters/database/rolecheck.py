"""The start-up check that PostgreSQL's walls hold for us.

Not here: raising them (`walls`).
"""

from __future__ import annotations

from typing import Final

from adapters.database.link import Driver
from adapters.database.reviewed import OUTSIDE
from adapters.database.tables import metadata
from adapters.database.walls import APP_ROLE

_ROLE: Final = "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_TABLES: Final = """
    SELECT relname, pg_get_userbyid(relowner) = current_user, relrowsecurity AND relforcerowsecurity
    FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
"""


def role_problem(url: str) -> str | None:
    """Say why row-level security would not hold for us; None when it does, and for SQLite, which has none.

    Raises `NotSaved` when there is no server.
    """
    if url.startswith("sqlite"):
        return None
    from adapters.database.postgres import PostgresDriver

    driver = PostgresDriver(url)
    try:
        return _problem(driver)
    finally:
        driver.close()


def _problem(driver: Driver) -> str | None:
    for role, bypasses in driver.execute(_ROLE, ()).fetchall():
        if role != APP_ROLE or bypasses:
            return f"The role {role} can go round row-level security. Please take that right from it."
    tables = {name: (owned, forced) for name, owned, forced in driver.execute(_TABLES, ()).fetchall()}
    for name in metadata.tables:
        owned, forced = tables.get(name, (False, False))
        if owned:
            return f"The role {APP_ROLE} owns the table {name} and so its wall. Please migrate as another role."
        if not forced and name not in OUTSIDE:
            return f"The table {name} has no row-level security. Please run the migrations."
    return None
