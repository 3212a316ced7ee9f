"""Removing rows that have outlived their day, and seeing to it that the daily work of each community is promised.

Not here: what a member or moderator deletes on purpose, and what stands on a platform: the daily work takes that down.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, func, or_, select, update

from adapters.database import drafts as draft_store
from adapters.database import turns as turn_store
from adapters.database.dead import let_payloads_go
from adapters.database.jobs import SqlJobs
from adapters.database.sql import Query, mine, ticks
from adapters.database.tables import claims, drafts, jobs, members, notes, records, turns
from core.privacy.keeping import KEY, LATE, NAME
from core.privacy.retention import NOTES_KEPT

if TYPE_CHECKING:
    from adapters.database.scope import Scope
    from adapters.database.transaction import SqlTransaction

JOBS_KEPT: Final = timedelta(days=9)
"""For how long it can be looked up how work ended; a message budget looks back a week, wherever one lives."""

SOON: Final = timedelta(hours=1)
"""Until a community's daily work is done for the first time."""

_TURNS: Final = Query(delete(turns).where(mine(turns), turns.c.answered_at <= bindparam("before")))
_DRAFTS: Final = Query(delete(drafts).where(mine(drafts), drafts.c.written_at <= bindparam("before")))
_outlived = or_(notes.c.until <= bindparam("now"), notes.c.written_at <= bindparam("before"))
_OLD_NOTES: Final = Query(
    select(notes.c.member_id, func.count()).where(mine(notes), _outlived).group_by(notes.c.member_id)
)
_FEWER: Final = Query(
    update(members)
    .where(mine(members), members.c.id == bindparam("member"))
    .values(notes=members.c.notes - bindparam("gone"))
)
_NOTES: Final = Query(delete(notes).where(mine(notes), _outlived))
_RECORDS: Final = Query(delete(records).where(mine(records), records.c.until <= bindparam("now")))
_JOBS: Final = Query(delete(jobs).where(jobs.c.finished_at <= bindparam("before"), jobs.c.finished_at.is_not(None)))
_CLAIMS: Final = Query(delete(claims).where(or_(claims.c.expires_at < bindparam("now"), claims.c.used_at.is_not(None))))


def remove_outlived(transaction: SqlTransaction, now: datetime) -> int:
    """Remove turns, drafts, finished jobs and codes past their time; return how many rows went."""
    removed = 0
    for community in transaction.communities():
        scope = transaction.scope(community)
        removed += scope.run(_TURNS, before=ticks(now - turn_store.KEPT))
        removed += scope.run(_DRAFTS, before=ticks(now - draft_store.KEPT))
        removed += scope.run(_RECORDS, now=ticks(now))
        old = {"now": ticks(now), "before": ticks(now - NOTES_KEPT)}
        for member, gone in scope.rows(_OLD_NOTES, **old):
            scope.put(_FEWER, member=member, gone=gone)
        removed += scope.run(_NOTES, **old)
        removed += let_payloads_go(scope, now)
        _promise_daily(scope, now)
    removed += transaction.link.run(_JOBS, before=ticks(now - JOBS_KEPT))
    return removed + transaction.link.run(_CLAIMS, now=ticks(now))


def _promise_daily(scope: Scope, now: datetime) -> None:
    """Promise the work that goes on for ever, where it is not promised: a new community's, or one lost on the way."""
    due = now + SOON
    SqlJobs(scope).promise(NAME, "", key=KEY, due_at=due, expires_at=due + LATE)
