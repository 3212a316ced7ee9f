"""Reading at once what the work of many members is about to read one after another.

Not here: deciding what that is; a kind of work says which records it reads. What was read ahead is used once: whoever
asks again asks the database.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, literal_column, select, tuple_

from adapters.database.checkins import CHECKIN
from adapters.database.jobs import SAID, SAID_AT, WAITING_NOW
from adapters.database.people import MEMBER
from adapters.database.sql import Query, among, listed, mine, ticks
from adapters.database.tables import accounts, checkins, jobs, members, records

if TYPE_CHECKING:
    from adapters.database.scope import Scope
    from core.values import MemberId

BACK: Final = timedelta(days=3)
"""How far back check-ins and spoken lines are read; whoever looks further asks the database."""


_THEM: Final = listed("them")

_MEMBERS: Final = Query(
    MEMBER.where(among(members.c.id, _THEM)).order_by(members.c.id).with_for_update(of=members, key_share=True)
)
"""In one order everywhere, so that two workers never wait for one another."""
_ACCOUNTS: Final = Query(
    select(accounts.c.member_id, accounts.c.ref, accounts.c.account)
    .where(mine(accounts), among(accounts.c.member_id, _THEM))
    .order_by(accounts.c.used_at.desc(), accounts.c.ref)
)
_of_them: Final = (
    select(records.c.member_id, records.c.kind, records.c.ref, records.c.written_at, records.c.until, records.c.body)
    .where(mine(records))
    .order_by(records.c.written_at, records.c.ref)
)
_pair: Final = func.json_each(listed("pairs")).table_valued("value").c.value
_RECORDS: Final = Query(
    {
        "sqlite": _of_them.where(
            tuple_(records.c.member_id, records.c.kind).in_(
                select(
                    func.json_extract(_pair, literal_column("'$[0]'")),
                    func.json_extract(_pair, literal_column("'$[1]'")),
                )
            )
        ),
        "postgresql": _of_them.where(
            tuple_(records.c.member_id, records.c.kind).in_(
                select(func.unnest(listed("whose")), func.unnest(listed("kinds")))
            )
        ),
    }
)
"""In pairs: to look for each kind of each member would be to look for everybody's kind at everybody."""
_PENDING: Final = Query(
    select(jobs.c.owner, jobs.c.name, jobs.c.subject, jobs.c.due_at)
    .where(*WAITING_NOW, among(jobs.c.owner, _THEM))
    .order_by(jobs.c.due_at)
)
_SPOKEN: Final = Query(
    select(jobs.c.owner, jobs.c.name, SAID_AT)
    .where(mine(jobs), among(jobs.c.owner, _THEM), bindparam("since") < SAID_AT, SAID)
    .order_by(SAID_AT)
)
_CHECKINS: Final = Query(
    CHECKIN.where(among(checkins.c.member_id, _THEM), checkins.c.written_at >= bindparam("since")).order_by(
        checkins.c.written_at, checkins.c.id
    )
)


def look(scope: Scope, them: Sequence[MemberId], kinds: Collection[str], now: datetime) -> None:
    """Read these members, whose other writers wait until this transaction is over, and those records.

    What else is asked of one of them is then read of all of them.
    """
    scope.look_anew()
    since = scope.looked_back_to = now - BACK
    scope.foresee("member", them, [(row[0], row) for row in scope.rows(_MEMBERS, them=them)])
    refs = {scope.record_ref(member, kind): (member, kind) for member in them for kind in kinds}
    pairs = [(member, ref) for ref, (member, _) in refs.items()]
    found = scope.rows(_RECORDS, pairs=pairs, whose=[member for member, _ in pairs], kinds=list(refs))
    for kind in kinds:
        scope.foresee(f"records {kind}", them, [(row[0], row[2:]) for row in found if refs[row[1]][1] == kind])
    for what, read in _ON_DEMAND.items():
        scope.look_up(what, them, partial(read, scope, them, ticks(since)))


def _accounts(scope: Scope, them: Sequence[MemberId], since: int) -> None:
    scope.foresee("accounts", them, [(row[0], row[1:]) for row in scope.rows(_ACCOUNTS, them=them)])


def _spoken(scope: Scope, them: Sequence[MemberId], since: int) -> None:
    scope.foresee("spoken", them, [(row[0], row[1:]) for row in scope.rows(_SPOKEN, them=them, since=since)])


def _checkins(scope: Scope, them: Sequence[MemberId], since: int) -> None:
    scope.foresee("checkins", them, [(row[1], row) for row in scope.rows(_CHECKINS, them=them, since=since)])


def _pending(scope: Scope, them: Sequence[MemberId], since: int) -> None:
    scope.foresee("pending", them, [(row[0], row[1:]) for row in scope.rows(_PENDING, them=them)])


_ON_DEMAND: Final = {
    "accounts": _accounts,
    "spoken": _spoken,
    "checkins": _checkins,
    "pending": _pending,
}
