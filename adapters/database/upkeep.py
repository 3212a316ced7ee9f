"""Removing what has outlived its day.

Not here: what a member or moderator deletes on purpose.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, delete, or_

from adapters.database import drafts as draft_store
from adapters.database import turns as turn_store
from adapters.database.sql import Query, mine, ticks
from adapters.database.tables import claims, drafts, jobs, turns

if TYPE_CHECKING:
    from adapters.database.transaction import SqlTransaction

JOBS_KEPT: Final = timedelta(days=7)
"""For how long it can be looked up how work ended."""

_TURNS: Final = Query(delete(turns).where(mine(turns), turns.c.answered_at <= bindparam("before")))
_DRAFTS: Final = Query(delete(drafts).where(mine(drafts), drafts.c.written_at <= bindparam("before")))
_JOBS: Final = Query(delete(jobs).where(jobs.c.finished_at <= bindparam("before"), jobs.c.finished_at.is_not(None)))
_CLAIMS: Final = Query(delete(claims).where(or_(claims.c.expires_at < bindparam("now"), claims.c.used_at.is_not(None))))


def remove_outlived(transaction: SqlTransaction, now: datetime) -> int:
    """Remove turns, drafts, finished jobs and codes past their time; return how many rows went."""
    removed = 0
    for community in transaction.communities():
        scope = transaction.scope(community)
        removed += scope.run(_TURNS, before=ticks(now - turn_store.KEPT))
        removed += scope.run(_DRAFTS, before=ticks(now - draft_store.KEPT))
    removed += transaction.link.run(_JOBS, before=ticks(now - JOBS_KEPT))
    return removed + transaction.link.run(_CLAIMS, now=ticks(now))
