"""Removing what has outlived its day.

Not here: what a member or moderator deletes on purpose.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, func, or_, select, update

from adapters.database import drafts as draft_store
from adapters.database import turns as turn_store
from adapters.database.sql import Query, mine, ticks
from adapters.database.tables import checkins, claims, drafts, jobs, members, notes, records, turns

if TYPE_CHECKING:
    from adapters.database.transaction import SqlTransaction

JOBS_KEPT: Final = timedelta(days=9)
"""For how long it can be looked up how work ended; a message budget looks back a week, wherever one lives."""

_TURNS: Final = Query(delete(turns).where(mine(turns), turns.c.answered_at <= bindparam("before")))
_DRAFTS: Final = Query(delete(drafts).where(mine(drafts), drafts.c.written_at <= bindparam("before")))
_CHECKINS: Final = Query(delete(checkins).where(mine(checkins), checkins.c.until <= bindparam("now")))
_OLD_NOTES: Final = Query(
    select(notes.c.member_id, func.count())
    .where(mine(notes), notes.c.until <= bindparam("now"))
    .group_by(notes.c.member_id)
)
_FEWER: Final = Query(
    update(members)
    .where(mine(members), members.c.id == bindparam("member"))
    .values(notes=members.c.notes - bindparam("gone"))
)
_NOTES: Final = Query(delete(notes).where(mine(notes), notes.c.until <= bindparam("now")))
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
        removed += scope.run(_CHECKINS, now=ticks(now))
        removed += scope.run(_RECORDS, now=ticks(now))
        for member, gone in scope.rows(_OLD_NOTES, now=ticks(now)):
            scope.put(_FEWER, member=member, gone=gone)
        removed += scope.run(_NOTES, now=ticks(now))
    removed += transaction.link.run(_JOBS, before=ticks(now - JOBS_KEPT))
    return removed + transaction.link.run(_CLAIMS, now=ticks(now))
