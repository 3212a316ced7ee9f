"""Filling a database for the reminders bench: members with real seals, what is due now, and a million that is not.

Not here: measuring. Rows go in by the door for many (COPY, executemany) with the indexes set aside meanwhile.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

import psycopg

from adapters.database.sql import id_near, ticks
from adapters.database.transaction import SqlTransaction
from core.codec import pack
from core.rhythms.model import EVERY_DAY, Rhythm
from core.values import Cell, CommunityId, MemberId, Sealed, new_id

ZONES: Final = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc"))[::8]
FAR: Final = timedelta(days=300)
JOINING: Final = 20
"""How many came to the group within one hour, in these years before."""
PLAN: Final = "bench"
"""The kind of record of the bare reminder."""
JOB: Final = (
    "community_id", "id", "key", "name", "subject", "platform", "owner", "due_at", "expires_at", "attempts", "state",
    "fence",
)  # fmt: skip

Rows = dict[str, list[tuple[Any, ...]]]


class Filled:
    """A database that is filled and looked after past the house's own doors."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        """Where its keys are."""
        self.sqlite = url.startswith("sqlite")

    @contextmanager
    def link(self) -> Iterator[Any]:
        """A connection of its own."""
        if self.sqlite:
            with closing(sqlite3.connect(self.url.partition(":///")[2], isolation_level=None, timeout=30)) as link:
                yield link
        else:
            with psycopg.connect(self.url, autocommit=True) as server:
                yield server

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; `?` stands for a value."""
        with self.link() as link:
            found = link.execute(statement if self.sqlite else statement.replace("?", "%s"), values)
            return list(found.fetchall()) if found.description else []

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, plain: bool = False) -> None:
        """Put rows in; `plain`: with the indexes set aside."""
        with self.link() as link:
            made = self._set_aside(link, table) if plain else []
            names = ", ".join(columns)
            if self.sqlite:
                link.execute("BEGIN")
                link.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", rows)  # noqa: S608 - our own names
                link.execute("COMMIT")
            else:
                with link.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            for statement in made:
                link.execute(statement)
            link.execute("PRAGMA wal_checkpoint(TRUNCATE)" if self.sqlite else f"ANALYZE {table}")

    def settle(self) -> None:
        """Let the database be done with all that came before, so that what is measured next does not pay for it."""
        with self.link() as link:
            for statement in (
                ("PRAGMA wal_checkpoint(TRUNCATE)",) if self.sqlite else ("VACUUM ANALYZE jobs", "CHECKPOINT")
            ):
                link.execute(statement)

    def _set_aside(self, link: Any, table: str) -> list[str]:
        of_sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = "
        of_postgres = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname NOT LIKE '%_pkey' AND tablename = "
        found = link.execute(f"{of_sqlite if self.sqlite else of_postgres}'{table}'").fetchall()
        for name, _ in found:
            link.execute(f"DROP INDEX {name}")
        return [statement for _, statement in found]


def people(tx: SqlTransaction, community: CommunityId, numbers: range, now: datetime) -> Rows:
    """So many members, each in a zone of the world, with a bare reminder and an evening's prompt that are due now."""
    vault = tx.scope(community).vault
    rows: Rows = {name: [] for name in ("members", "member_keys", "accounts", "records", "jobs")}
    at, week, expires = ticks(now), 0, ticks(now + timedelta(hours=20))
    walls = [now.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0) for zone in ZONES]
    for number in numbers:
        zone, wall = ZONES[number % len(ZONES)], walls[number % len(ZONES)]
        member = MemberId(id_near(at - number // JOINING * 3_600_000_000))
        wrapped = vault.mint_member(member)
        key = vault.member_key(member, wrapped)

        def seal(what: Any, table: str, column: str, row: str, member: str = member, key: Any = key) -> Sealed:
            return vault.seal(pack(what), Cell(table, column, row), member, key)

        told = {"handle": f"Somebody {number}", "country": "DE", "zone": zone, "track": ""}
        rows["members"].append((community, member, 1, at, at, 0, seal(told, "members", "profile", member)))
        rows["member_keys"].append((community, member, wrapped.id, wrapped.blob))
        ref = vault.account_ref("web", f"somebody-{number}")
        account = seal({"platform": "web", "user": f"somebody-{number}", "home": "bench"}, "accounts", "account", ref)
        rows["accounts"].append((community, ref, member, week, account))
        rhythm = Rhythm("daily-brief", new_id(), EVERY_DAY, wall)
        for kind, name, body in (("rhythm", "daily-brief", rhythm.record(now).body), (PLAN, "", _plan(wall))):
            ref = vault.record_ref(member, kind, f"={name}")
            sealed = seal({"kind": kind, "name": name, "body": dict(body)}, "records", "body", ref)
            rows["records"].append((community, ref, vault.record_ref(member, kind), member, at, None, sealed))
        prompt = (f"rhythm~{rhythm.id}", "rhythm.due", f"{member}~{rhythm.id}", "", member, ticks(now + FAR), expires)
        rows["jobs"].append((community, id_near(at), *prompt, 0, 0, 0))
        rows["jobs"].append(
            (community, id_near(at), f"plan~{member}", "bench.remind", member, "", member, at, expires, 0, 0, 0)
        )
    return rows


COLUMNS: Final = {
    "members": ("community_id", "id", "role", "created_at", "joined_at", "notes", "profile"),
    "member_keys": ("community_id", "member_id", "id", "blob"),
    "accounts": ("community_id", "ref", "member_id", "used_at", "account"),
    "records": ("community_id", "ref", "kind", "member_id", "written_at", "until", "body"),
    "jobs": JOB,
}


def not_due(community: str, owners: Sequence[str], count: int, now: datetime) -> Iterator[tuple[Any, ...]]:
    """So many reminders of these members that are due within the next year, in no order."""
    day, start = ticks(now + timedelta(days=1)) - ticks(now), ticks(now)
    for number in range(count):
        name, owner = new_id(), owners[number % len(owners)]
        due = start + day + secrets.randbelow(300 * day)
        what = f"rhythm~{name}", "rhythm.due", f"{owner}~{name}", "", owner
        yield community, id_near(due), *what, due, due + day, 0, 0, 0


def some(rows: Iterator[tuple[Any, ...]], count: int) -> list[tuple[Any, ...]]:
    """The next so many."""
    return list(islice(rows, count))


def _plan(at: time) -> dict[str, Any]:
    return {"days": list(EVERY_DAY), "at": f"{at:%H:%M}"}
