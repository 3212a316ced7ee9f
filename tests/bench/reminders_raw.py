"""The raw limit of the reminders bench: a bare loop claims 500 with a lease and commits, notes and deletes them.

Once with rows of the queue itself, with all its columns and indexes, and once with rows of four columns and one index.
Not here: any of the house's own code.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from time import perf_counter
from typing import Any, Final

from adapters.database.sql import id_near, ticks
from core.values import new_id
from tests.bench.reminders_seed import JOB, Filled

SECONDS: Final = 2.0
ROWS: Final = 40_000
LONG_AGO: Final = 1
"""When the raw loop's rows of the queue were due: before everything else, so that it takes no other."""

_READ: Final = (
    "id, community_id, name, subject, key, platform, fence, attempts, due_at, expires_at, sending_since, owner"
)
_QUEUE: Final = {
    True: (
        f"""UPDATE jobs SET lease_until = ?, fence = fence + 1, attempts = attempts + 1 WHERE rowid IN (
            SELECT rowid FROM jobs WHERE state < 2 AND platform = '' AND due_at <= ?
            AND (lease_until IS NULL OR lease_until < ?) ORDER BY due_at LIMIT 500) RETURNING {_READ}""",  # noqa: S608 - our own names
        "DELETE FROM jobs WHERE id = ? AND community_id = ?",
    ),
    False: (
        f"""WITH due AS (SELECT community_id AS c, id AS i FROM jobs WHERE state < 2 AND platform = ''
            AND due_at <= %(due)s AND (lease_until IS NULL OR lease_until < %(now)s)
            ORDER BY due_at LIMIT 500 FOR UPDATE SKIP LOCKED)
            UPDATE jobs SET lease_until = %(lease)s, fence = fence + 1, attempts = attempts + 1
            FROM due WHERE community_id = c AND id = i RETURNING {_READ}""",  # noqa: S608 - our own names
        "DELETE FROM jobs WHERE id = ANY(%s) AND community_id = %s",
    ),
}
_BARE: Final = {
    True: (
        """UPDATE raw SET lease = ? WHERE id IN (SELECT id FROM raw WHERE due <= ? AND (lease IS NULL OR lease < ?)
            ORDER BY due LIMIT 500) RETURNING id, '', body""",
        "DELETE FROM raw WHERE id = ? AND '' = ?",
    ),
    False: (
        """WITH due AS (SELECT id AS i FROM raw WHERE due <= %(due)s AND (lease IS NULL OR lease < %(now)s)
            ORDER BY due LIMIT 500 FOR UPDATE SKIP LOCKED)
            UPDATE raw SET lease = %(lease)s FROM due WHERE id = i RETURNING id, '', body""",
        "DELETE FROM raw WHERE id = ANY(%s) AND '' = %s",
    ),
}
"""For SQLite and for PostgreSQL."""


def begin(house: Filled, waiting: int) -> None:
    """Make the table of bare rows, with so many that are not due."""
    house.run("CREATE TABLE raw (id BIGINT PRIMARY KEY, due BIGINT, lease BIGINT, body TEXT)")
    house.run("CREATE INDEX raw_due ON raw (due)")
    house.add("raw", ("id", "due", "lease", "body"), ((-n, 2**60 + n, None, "x" * 200) for n in range(waiting)))


def queue(house: Filled, community: str, owners: Sequence[str]) -> float:
    """Rows of the queue a second."""
    now = ticks(datetime.now(UTC))

    def rows() -> Iterator[tuple[Any, ...]]:
        for owner in islice(cycle(owners), ROWS):
            yield community, id_near(now), f"raw~{new_id()}", "raw", owner, "", owner, LONG_AGO, now, 0, 0, 0

    house.add("jobs", JOB, rows())
    rate = _claimed(house, *_QUEUE[house.sqlite], community, LONG_AGO)
    house.run("DELETE FROM jobs WHERE name = 'raw'")
    return rate


def bare(house: Filled) -> float:
    """Bare rows a second."""
    now = ticks(datetime.now(UTC))
    house.add("raw", ("id", "due", "lease", "body"), ((now + n, now, None, "x" * 200) for n in range(ROWS)))
    rate = _claimed(house, *_BARE[house.sqlite], "", now)
    house.run("DELETE FROM raw WHERE due <= ?", [now])
    return rate


def _claimed(house: Filled, claim: str, done: str, community: str, due: int) -> float:
    now = ticks(datetime.now(UTC))
    lease = now + 60_000_000
    with house.link() as link, tempfile.TemporaryFile("w") as file:
        if house.sqlite:
            link.execute("PRAGMA synchronous = FULL")
            link.execute("PRAGMA cache_size = -16384")
        count, began = 0, perf_counter()
        while (took := perf_counter() - began) < SECONDS:
            link.execute("BEGIN")
            if house.sqlite:
                rows = link.execute(claim, [lease, due, now]).fetchall()
            else:
                rows = link.execute(claim, {"lease": lease, "due": due, "now": now}, prepare=True).fetchall()
            link.execute("COMMIT")
            if not rows:
                break
            file.writelines(f"{row[0]}\n" for row in rows)
            file.flush()
            link.execute("BEGIN")
            if house.sqlite:
                link.executemany(done, [row[:2] for row in rows])
            else:
                link.execute(done, [[row[0] for row in rows], community], prepare=True)
            link.execute("COMMIT")
            count += len(rows)
        return count / took
