"""Reading at once what the work of many members is about to read one after another.

Not here: deciding what that is; a kind of work says which records it reads. What was read ahead is used once: whoever
asks again asks the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, ColumnElement, bindparam, select

from adapters.database.checkins import CHECKIN
from adapters.database.jobs import SAID, SAID_AT, WAITING_NOW
from adapters.database.people import MEMBER
from adapters.database.sql import Query, mine, ticks
from adapters.database.tables import accounts, checkins, jobs, members, records

if TYPE_CHECKING:
    from adapters.database.link import Row
    from adapters.database.scope import Scope
    from core.values import MemberId

MOST: Final = 50
"""How many members one statement names."""
BACK: Final = timedelta(days=3)
"""How far back check-ins and spoken lines are read; whoever looks further asks the database."""


def _any(column: Column[str]) -> ColumnElement[bool]:
    return column.in_([bindparam(f"any_{number}") for number in range(MOST)])


_MEMBERS: Final = Query(
    MEMBER.where(_any(members.c.id)).order_by(members.c.id).with_for_update(of=members, key_share=True)
)
"""In one order everywhere, so that two workers never wait for one another."""
_ACCOUNTS: Final = Query(
    select(accounts.c.member_id, accounts.c.ref, accounts.c.account)
    .where(mine(accounts), _any(accounts.c.member_id))
    .order_by(accounts.c.used_at.desc(), accounts.c.ref)
)
_RECORDS: Final = Query(
    select(records.c.kind, records.c.ref, records.c.written_at, records.c.until, records.c.body)
    .where(mine(records), _any(records.c.kind))
    .order_by(records.c.written_at, records.c.ref)
)
_PENDING: Final = Query(
    select(jobs.c.owner, jobs.c.name, jobs.c.subject, jobs.c.due_at)
    .where(*WAITING_NOW, _any(jobs.c.owner))
    .order_by(jobs.c.due_at)
)
_SPOKEN: Final = Query(
    select(jobs.c.owner, jobs.c.name, SAID_AT)
    .where(mine(jobs), _any(jobs.c.owner), bindparam("since") < SAID_AT, SAID)
    .order_by(SAID_AT)
)
_CHECKINS: Final = Query(
    CHECKIN.where(_any(checkins.c.member_id), checkins.c.written_at >= bindparam("since")).order_by(
        checkins.c.written_at, checkins.c.id
    )
)


def look(scope: Scope, those: Sequence[MemberId], kinds: Collection[str], now: datetime) -> None:
    """Read these members, whose other writers wait until this transaction is over, and what is asked of them."""
    since = ticks(now - BACK)
    scope.looked_back_to = now - BACK
    for start in range(0, len(those), MOST):
        some = those[start : start + MOST]
        named = _named(some)
        scope.foresee("member", some, [(row[0], row) for row in scope.rows(_MEMBERS, **named)])
        _first_column(scope, "accounts", some, scope.rows(_ACCOUNTS, **named))
        _first_column(scope, "pending", some, scope.rows(_PENDING, **named))
        _first_column(scope, "spoken", some, scope.rows(_SPOKEN, since=since, **named))
        written = scope.rows(_CHECKINS, since=since, **named)
        scope.foresee("checkins", some, [(row[1], row) for row in written])
        for kind in kinds:
            whose = {scope.vault.record_ref(member, kind): member for member in some}
            found = scope.rows(_RECORDS, **_named(list(whose)))
            scope.foresee(f"records {kind}", some, [(whose[row[0]], row[1:]) for row in found])


def _first_column(scope: Scope, what: str, some: Sequence[MemberId], rows: Iterable[Row]) -> None:
    scope.foresee(what, some, [(row[0], row[1:]) for row in rows])


def _named(values: Sequence[str]) -> dict[str, str]:
    return {f"any_{number}": values[min(number, len(values) - 1)] for number in range(MOST)}
