"""PostgreSQL: one connection for each thread, always as the role that row-level security binds.

Not here: when to commit, and the policies themselves (`walls`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg.pq import TransactionStatus

from adapters.database.link import Away, Trouble
from adapters.database.reviewed import OUTSIDE
from adapters.database.sql import Kind
from adapters.database.tables import metadata
from adapters.database.walls import APP_ROLE

_OPTIONS: Final = (
    "-c lock_timeout=5s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s"
    " -c default_transaction_isolation=read\\ committed"
)
_CLASH: Final = frozenset({"23505", "40001", "40P01"})
"""Unique violation, serialization failure, deadlock: running the work again sees what the other wrote."""
_AWAY_CLASSES: Final = frozenset({"08", "53", "57", "58"})
"""Connection lost; disk full or too many connections; shut down or cancelled; system error."""
_AWAY: Final = frozenset({"25006", "55P03"})
"""Read-only after a failover; a lock that did not come free."""


class PostgresDriver:
    """A connection as `handrail_app`."""

    kind: Kind = "postgresql"

    def __init__(self, url: str) -> None:
        """Connect and give up every right but the app's; raises `Away` when there is no server."""
        self.broken = False
        try:
            self._connection = psycopg.connect(
                url.replace("+psycopg", "", 1),
                autocommit=True,
                prepare_threshold=2,
                connect_timeout=5,
                application_name="handrail",
                options=_OPTIONS,
                tcp_user_timeout=10_000,
            )
            self._connection.execute(f"SET ROLE {APP_ROLE}")
            self._cursor = self._connection.cursor(binary=True)
        except psycopg.Error as error:
            raise Away(f"the database cannot be reached ({_code(error)})") from None

    def execute(self, text: str, values: Sequence[Any]) -> psycopg.Cursor[Any]:
        """Run one statement; what it returned is read before the next one runs."""
        return self._cursor.execute(text.encode(), values)

    def trouble(self, error: Exception) -> tuple[Trouble, str] | None:
        """Say what a PostgreSQL error means."""
        if not isinstance(error, psycopg.Error):
            return None
        code = _code(error)
        nameless = error.sqlstate is None and isinstance(error, psycopg.OperationalError)
        lost = self._connection.closed or nameless
        if lost or code[:2] in ("08", "57") or code == "25006":
            self.broken = True
        if code in _CLASH:
            return Trouble.CLASH, code
        if lost or code[:2] in _AWAY_CLASSES or code in _AWAY:
            return Trouble.AWAY, code
        return Trouble.FAULT, code

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.info.transaction_status not in (
            TransactionStatus.IDLE,
            TransactionStatus.UNKNOWN,
        )

    def shrink_log(self) -> bool:
        """Nothing to do: what PostgreSQL's own log keeps is sealed with a key that is gone."""
        return True

    def close(self) -> None:
        """Give the connection up."""
        with suppress(psycopg.Error):
            self._connection.close()


def role_problem(url: str) -> str | None:
    """Say why this database's walls would not hold for us; None when they do. `Away` without a server."""
    driver = PostgresDriver(url)
    try:
        (bypasses,) = driver.execute(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user", ()
        ).fetchone() or (True,)
        walls = {
            name: (owned, forced)
            for name, owned, forced in driver.execute(
                "SELECT relname, relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user),"
                " relrowsecurity AND relforcerowsecurity FROM pg_class"
                " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace",
                (),
            ).fetchall()
        }
    finally:
        driver.close()
    if bypasses:
        return f"The role {APP_ROLE} can go round row-level security. Please take that right from it."
    for name in metadata.tables:
        owned, forced = walls.get(name, (False, name in OUTSIDE))
        if owned:
            return (
                f"The role {APP_ROLE} owns the table {name} and so its wall. Please migrate as another role."
            )
        if not forced and name not in OUTSIDE:
            return f"The table {name} has no row-level security. Please run the migrations."
    return None


def _code(error: psycopg.Error) -> str:
    return error.sqlstate or type(error).__name__
