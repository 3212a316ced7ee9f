"""Counts for whoever runs it: rows, work that waits or ended, and the database's clock. Read only; nothing is opened.

Not here: what they mean, and what to do about them. No key is needed for any of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Table, bindparam, func, literal_column, select, union_all

from adapters.database.jobs import UNFINISHED
from adapters.database.link import Link, Row
from adapters.database.opening import connect
from adapters.database.reviewed import OUTSIDE, PLAIN
from adapters.database.sql import Query, db_now, instant, mine, ticks
from adapters.database.tables import FINISHED, communities, jobs, metadata

LATE: Final = timedelta(minutes=2)
"""Past its time by this much, work is overdue: something does not run, or runs behind."""

_of_both: Final = union_all(
    *(
        select(jobs.c.due_at).where(UNFINISHED, jobs.c.due_at <= bindparam("now"), which)
        for which in (jobs.c.platform == literal_column("''"), jobs.c.platform != literal_column("''"))
    )
).subquery()
"""Apart, because each has an index of its own."""
_DUE: Final = Query(select(func.count(), func.min(_of_both.c.due_at)))
_WAITING: Final = Query(select(func.count()).select_from(jobs).where(jobs.c.state < FINISHED))
_ENDED: Final = Query(
    select(jobs.c.name, jobs.c.outcome, func.count())
    .where(jobs.c.finished_at > bindparam("since"))
    .group_by(jobs.c.name, jobs.c.outcome)
    .order_by(jobs.c.name, jobs.c.outcome)
)
_ENTER: Final = Query(select(func.set_config("handrail.community", bindparam("community"), True)))
_COMMUNITIES: Final = Query(select(communities.c.id).order_by(communities.c.created_at, communities.c.id))
_NOW: Final = Query(select(db_now().label("now")))


@dataclass(frozen=True, slots=True)
class Queue:
    """How the queue of work stands."""

    waiting: int
    """Not finished, due or not."""
    due: int
    overdue: bool
    oldest: timedelta
    """How long the oldest due work has waited."""
    ended: tuple[tuple[str, str, int], ...]
    """(name, outcome, count) of what ended lately."""


def queue_of(link: Link, now: datetime, since: datetime) -> Queue:
    """How the queue stands now, and what ended since then."""
    (waiting,) = link.row(_WAITING) or (0,)
    due, first = link.row(_DUE, now=ticks(now)) or (0, None)
    oldest = now - instant(first) if first is not None else timedelta(0)
    ended = tuple((name, outcome or "", count) for name, outcome, count in link.rows(_ENDED, since=ticks(since)))
    return Queue(waiting, due, oldest > LATE, oldest, ended)


def database_clock(link: Link) -> datetime:
    """What time it is for the database."""
    (now,) = link.row(_NOW) or (0,)
    return instant(now)


@contextmanager
def reading(url: str) -> Iterator[Link]:
    """A connection that reads, in one transaction, without any key. Raises `NotSaved` when there is no database."""
    driver = connect(url, writes=False)
    link = Link(driver)
    try:
        link.say("BEGIN" if link.kind == "sqlite" else "BEGIN READ ONLY")
        yield link
        link.say("ROLLBACK")
    finally:
        driver.close()


def counts(link: Link) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: sum(count for (count,) in _of_all(link, table, func.count())) for table in tables()}


def plain_rows(link: Link, table: Table) -> list[Row]:
    """The columns of a table that are not sealed, as they stand there; in the order of `plain_columns`."""
    columns = plain_columns(table)
    return _of_all(link, table, *(table.c[name] for name in columns))


def plain_columns(table: Table) -> list[str]:
    """The columns of a table that are not sealed."""
    return [column.name for column in table.c if column.name in PLAIN.get(table.name, ())]


def tables() -> list[Table]:
    """Every table."""
    return list(metadata.sorted_tables)


def _of_all(link: Link, table: Table, *wanted: Any) -> list[Row]:
    """Rows of every community; behind row-level security they are read one community after another."""
    query = select(*wanted).select_from(table)
    if table.name in OUTSIDE or link.kind == "sqlite":
        return link.rows(Query(query))
    walled, found = Query(query.where(mine(table))), []
    for (community,) in link.rows(_COMMUNITIES):
        link.put(_ENTER, community=community)
        found += link.rows(walled, community=community)
    return found
