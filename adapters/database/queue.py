"""Taking due work of all communities, and settling it: leased by the database's clock, guarded by a fence.

Not here: promising it (`jobs`) and doing it (the core's job loop).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from adapters.database.jobs import UNFINISHED
from adapters.database.sql import Query, db_now, instant, mine, ticks
from adapters.database.tables import CLAIMED, FINISHED, WAITING, job_payloads, jobs
from core.ports import Claim
from core.values import CommunityId, JobId, MemberId

if TYPE_CHECKING:
    from adapters.database.transaction import SqlTransaction

PLATFORMS: Final = 8
"""How many platforms one claim can name."""


def _served(table: FromClause) -> ColumnElement[bool]:
    return table.c.platform.in_([bindparam(f"platform_{number}") for number in range(PLATFORMS)])


_row: Final = jobs.alias("due")
_due: Final = (
    select(_row.c.community_id, _row.c.id)
    .where(
        _row.c.state < literal_column("2"),
        _row.c.due_at <= bindparam("now"),
        _served(_row),
        or_(_row.c.state == literal_column(str(WAITING)), _row.c.lease_until < db_now()),
    )
    .order_by(_row.c.due_at)
    .limit(bindparam("most"))
)
_locked: Final = _due.with_for_update(skip_locked=True).cte("due_now")
_take: Final = (
    update(jobs)
    .values(
        state=CLAIMED,
        fence=jobs.c.fence + 1,
        attempts=jobs.c.attempts + 1,
        lease_until=db_now() + bindparam("lease"),
    )
    .returning(
        jobs.c.community_id,
        jobs.c.id,
        jobs.c.name,
        jobs.c.subject,
        jobs.c.key,
        jobs.c.platform,
        jobs.c.fence,
        jobs.c.attempts,
        jobs.c.due_at,
        jobs.c.expires_at,
        jobs.c.sending_since,
        jobs.c.owner,
    )
)
_CLAIM: Final = Query(
    {
        "sqlite": _take.where(tuple_(jobs.c.community_id, jobs.c.id).in_(_due)),
        "postgresql": _take.where(jobs.c.community_id == _locked.c.community_id, jobs.c.id == _locked.c.id),
    }
)
_held: Final = (
    mine(jobs),
    jobs.c.id == bindparam("job"),
    jobs.c.fence == bindparam("held_fence"),
    jobs.c.state == literal_column(str(CLAIMED)),
)
_SENDING: Final = Query(
    update(jobs)
    .where(*_held)
    .values(sending_since=func.coalesce(jobs.c.sending_since, bindparam("now", type_=BigInteger)))
)
_FINISH: Final = Query(
    update(jobs)
    .where(*_held)
    .values(
        state=FINISHED,
        outcome=bindparam("how"),
        finished_at=bindparam("now"),
        lease_until=None,
        sending_since=None,
    )
)
_back: Final = update(jobs).where(*_held)
_AGAIN: Final = Query(_back.values(state=WAITING, due_at=bindparam("due"), lease_until=None, sending_since=None))
_AGAIN_UNCLEAR: Final = Query(_back.values(state=WAITING, due_at=bindparam("due"), lease_until=None))
_WAIT: Final = Query(
    _back.values(
        state=WAITING,
        due_at=bindparam("due"),
        expires_at=jobs.c.expires_at + (bindparam("due", type_=BigInteger) - jobs.c.due_at),
        attempts=jobs.c.attempts - 1,
        lease_until=None,
        sending_since=None,
    )
)
_NEXT: Final = Query(
    select(jobs.c.due_at)
    .where(UNFINISHED, jobs.c.state == literal_column(str(WAITING)), _served(jobs))
    .order_by(jobs.c.due_at)
    .limit(1)
)
_PURGE: Final = Query(delete(job_payloads).where(mine(job_payloads), job_payloads.c.job_id == bindparam("job")))


def claim(
    transaction: SqlTransaction, now: datetime, platforms: Collection[str], most: int, lease: timedelta
) -> list[Claim]:
    """Take due work, soonest first; two workers never share any."""
    rows = transaction.link.rows(
        _CLAIM, now=ticks(now), most=most, lease=lease // timedelta(microseconds=1), **_named(platforms)
    )
    return sorted((_claim(*row) for row in rows), key=lambda held: held.due_at)


def sending(transaction: SqlTransaction, held: Claim, now: datetime) -> bool:
    """Note that the sending begins; the first time stays noted."""
    return transaction.link.run(_SENDING, **_by(held), now=ticks(now)) == 1


def finish(transaction: SqlTransaction, held: Claim, outcome: str, now: datetime) -> bool:
    """Record how work ended. Its payload can be read until this transaction ends, and never after it."""
    if not transaction.link.run(_FINISH, **_by(held), how=outcome, now=ticks(now)):
        return False
    transaction.last.append(lambda: transaction.at(held.community).put(_PURGE, community=held.community, job=held.id))
    return True


def again(transaction: SqlTransaction, held: Claim, due_at: datetime, *, unclear: bool) -> bool:
    """Give work back for another try."""
    query = _AGAIN_UNCLEAR if unclear else _AGAIN
    return transaction.link.run(query, **_by(held), due=ticks(due_at)) == 1


def wait(transaction: SqlTransaction, held: Claim, due_at: datetime) -> bool:
    """Give work back until then, as if it had not been tried."""
    return transaction.link.run(_WAIT, **_by(held), due=ticks(due_at)) == 1


def next_due(transaction: SqlTransaction, platforms: Collection[str]) -> datetime | None:
    """When the next unclaimed work is due."""
    row = transaction.link.row(_NEXT, **_named(platforms))
    return instant(row[0]) if row else None


def _named(platforms: Collection[str]) -> dict[str, str]:
    names = [*platforms]
    if not 1 <= len(names) <= PLATFORMS:
        raise ValueError(f"a worker serves 1 to {PLATFORMS} platforms")
    return {f"platform_{number}": names[min(number, len(names) - 1)] for number in range(PLATFORMS)}


def _by(held: Claim) -> dict[str, str | int]:
    return {"community": held.community, "job": held.id, "held_fence": held.fence}


def _claim(
    community: str,
    job: str,
    name: str,
    subject: str,
    key: str,
    platform: str,
    fence: int,
    attempts: int,
    due_at: int,
    expires_at: int,
    sending_since: int | None,
    owner: str | None,
) -> Claim:
    return Claim(
        CommunityId(community),
        JobId(job),
        name,
        subject,
        key,
        platform,
        fence,
        attempts - 1,
        instant(due_at),
        instant(expires_at),
        None if sending_since is None else instant(sending_since),
        None if owner is None else MemberId(owner),
    )
