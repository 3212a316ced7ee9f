"""PostgreSQL's second wall: a role without ways round, and policies that show it one community at a time.

Not here: choosing the community; each transaction does when it enters one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

APP_ROLE: Final = "handrail_app"
_HERE: Final = "community_id = current_setting('handrail.community', true)"


def raise_walls(tables: Iterable[str], outside: Iterable[str]) -> Iterator[str]:
    """Yield the statements that make the role and bind it; `outside` are the tables without a policy."""
    yield (
        f"DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN NOINHERIT NOBYPASSRLS NOSUPERUSER NOCREATEDB"
        " NOCREATEROLE; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    yield f"GRANT {APP_ROLE} TO CURRENT_USER"
    yield f"DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {APP_ROLE}', current_schema()); END $$"
    outside = frozenset(outside)
    for table in tables:
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}"
        if table not in outside:
            yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
            yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
            yield f"CREATE POLICY own_community ON {table} USING ({_HERE}) WITH CHECK ({_HERE})"
