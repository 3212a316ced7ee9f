"""Taking due work of all communities, and settling it: leased by the database's clock, guarded by a fence.

Not here: promising it (`jobs`), who lives (`workers`) and doing it (the core's job loop). Work is looked for by indexes
that begin with its platform, so that no flood of another platform, or of another community, is walked over.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnClause,
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    Text,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from adapters.database.dead import DEAD
from adapters.database.jobs import UNFINISHED
from adapters.database.many import Given, Many
from adapters.database.sql import Query, db_now, instant, mine, ticks
from adapters.database.tables import FINISHED, job_payloads, jobs
from adapters.database.workers import dead
from core.ports import Claim
from core.values import CommunityId, JobId, MemberId

if TYPE_CHECKING:
    from adapters.database.transaction import SqlTransaction


def _sent(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    """What is unfinished of a platform; written out, so that the indexes of what is sent serve."""
    platform = table.c.platform
    return table.c.state < literal_column("2"), platform != literal_column("''"), platform == bindparam("platform")


def _quiet(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    """What is unfinished and shows nothing; written out, so that its index serves."""
    return table.c.state < literal_column("2"), table.c.platform == literal_column("''")


def _ready(table: FromClause) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.due_at <= bindparam("now"),
        or_(table.c.lease_until.is_(None), table.c.lease_until < db_now(), dead(table.c.holder)),
    )


_row: Final = jobs.alias("due")
_due: Final = select(_row.c.community_id, _row.c.id).where(*_ready(_row)).limit(bindparam("most"))
_place: Final[ColumnClause[Any]] = literal_column("rowid")
"""Where a row stands in SQLite: found without its key."""
_take: Final = (
    update(jobs)
    .values(
        fence=jobs.c.fence + 1,
        attempts=jobs.c.attempts + 1,
        lease_until=db_now() + bindparam("lease"),
        holder=bindparam("worker", type_=BigInteger),
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


def _taking(due: Select[tuple[Any, Any]]) -> Query:
    locked = due.with_for_update(skip_locked=True).cte("due_now")
    return Query(
        {
            "sqlite": _take.where(_place.in_(due.with_only_columns(literal_column("due.rowid")))),
            "postgresql": _take.where(jobs.c.community_id == locked.c.community_id, jobs.c.id == locked.c.id),
        }
    )


_CLAIM: Final = _taking(_due.where(*_sent(_row)).order_by(_row.c.due_at))
_CLAIM_OF: Final = _taking(
    _due.where(*_sent(_row), _row.c.community_id == bindparam("community")).order_by(_row.c.due_at)
)
_CLAIM_QUIET: Final = _taking(_due.where(*_quiet(_row)).order_by(_row.c.due_at, _row.c.community_id, _row.c.owner))
"""What is due at one moment is taken member by member: what they have stands side by side in the tables and indexes."""
_other: Final = jobs.alias("other")


def _following(after: ColumnElement[str]) -> ScalarSelect[str]:
    """The next community with unfinished work, found by one step in the index however much work that is."""
    found = select(func.min(_other.c.community_id)).where(*_sent(_other))
    return found.where(_other.c.community_id > after).scalar_subquery()


_first: Final = select(_following(bindparam("after", type_=Text)).label("community_id")).cte("turn", recursive=True)
_turn: Final = _first.union_all(select(_following(_first.c.community_id)).where(_first.c.community_id.is_not(None)))
_TURNS: Final = Query(
    select(_turn.c.community_id)
    .where(
        _turn.c.community_id.is_not(None),
        select(_row.c.id).where(_row.c.community_id == _turn.c.community_id, *_ready(_row), *_sent(_row)).exists(),
    )
    .limit(bindparam("most"))
)
"""Both databases step on only until there are enough."""
_HELD: Final[dict[str, TypeEngine[Any]]] = {"community": Text(), "job": Text(), "held_fence": BigInteger()}


def _is_held(given: Given) -> tuple[ColumnElement[bool], ...]:
    return (
        jobs.c.community_id == given["community"],
        jobs.c.id == given["job"],
        jobs.c.fence == given["held_fence"],
        UNFINISHED,
        jobs.c.lease_until.is_not(None),
    )


_held: Final = _is_held({name: bindparam(name, type_=held) for name, held in _HELD.items()})
_SENDING: Final = Query(
    update(jobs)
    .where(*_held)
    .values(sending_since=func.coalesce(jobs.c.sending_since, bindparam("now", type_=BigInteger)))
)
_LET_GO: Final = {"lease_until": None, "sending_since": None}
_UNTRIED: Final[dict[str, Any]] = {**_LET_GO, "attempts": jobs.c.attempts - 1}
_FINISH: Final = Many(
    lambda given: (
        update(jobs)
        .where(*_is_held(given))
        .values(state=FINISHED, outcome=given["how"], why=given["why"], finished_at=given["now"], **_LET_GO)
    ),
    {**_HELD, "how": Text(), "why": Text(), "now": BigInteger()},
)
_back: Final = update(jobs).where(*_held).values(due_at=bindparam("due"), lease_until=None)
_AGAIN: Final = Query(_back.values(sending_since=None, attempts=jobs.c.attempts - bindparam("uncounted")))
_AGAIN_UNCLEAR: Final = Query(_back.values(attempts=jobs.c.attempts - bindparam("uncounted")))
_WAIT: Final = Many(
    lambda given: (
        update(jobs)
        .where(*_is_held(given))
        .values(due_at=given["due"], expires_at=jobs.c.expires_at + (given["due"] - jobs.c.due_at), **_UNTRIED)
    ),
    {**_HELD, "due": BigInteger()},
)
_next: Final = select(jobs.c.due_at).where(jobs.c.lease_until.is_(None)).order_by(jobs.c.due_at).limit(1)
_NEXT: Final = Query(_next.where(*_sent(jobs)))
_NEXT_QUIET: Final = Query(_next.where(*_quiet(jobs)))
_PURGE: Final = Query(delete(job_payloads).where(mine(job_payloads), job_payloads.c.job_id == bindparam("job")))


def claim(
    transaction: SqlTransaction, now: datetime, platforms: Collection[str], most: int, lease: timedelta
) -> list[Claim]:
    """Take due work, soonest first; two workers never share any, and a dead one keeps none."""
    found: list[Claim] = []
    for platform in _named(platforms):
        found += _taken(transaction, _CLAIM if platform else _CLAIM_QUIET, now, platform, most - len(found), lease)
    return sorted(found, key=lambda held: held.due_at)


def claim_fairly(
    transaction: SqlTransaction, now: datetime, platform: str, most: int, lease: timedelta, after: str
) -> list[Claim]:
    """Take due work of a platform, as many pieces of each community as of any other, going round from `after`."""
    turns = _turns(transaction, now, platform, after, most)
    found: list[list[Claim]] = []
    for left, community in zip(range(len(turns), 0, -1), turns, strict=True):
        share = -(-(most - sum(map(len, found))) // left)
        found.append(sorted(_taken(transaction, _CLAIM_OF, now, platform, share, lease, community), key=_by_due))
    return [held for round_ in zip_longest(*found) for held in round_ if held is not None]


def _turns(transaction: SqlTransaction, now: datetime, platform: str, after: str, most: int) -> list[str]:
    """The next communities with due work, in their order, and on from the first when the last was passed."""
    found: list[str] = []
    for begin in (after, "") if after else ("",):
        values = {"now": ticks(now), "platform": platform, "after": begin, "most": most - len(found)}
        rows = transaction.link.rows(_TURNS, worker=transaction.link.driver.worker, **values)
        found += [community for (community,) in rows if community not in found]
        if len(found) >= most:
            break
    return found[:most]


def _taken(
    transaction: SqlTransaction, query: Query, now: datetime, platform: str, most: int, lease: timedelta, of: str = ""
) -> list[Claim]:
    lasting = lease // timedelta(microseconds=1)
    values = {"now": ticks(now), "platform": platform, "most": most, "lease": lasting, "community": of}
    link = transaction.link
    return [_claim(*row) for row in link.rows(query, worker=link.driver.worker, **values)] if most > 0 else []


def _by_due(held: Claim) -> datetime:
    return held.due_at


def sending(transaction: SqlTransaction, held: Claim, now: datetime) -> bool:
    """Note that the sending begins; the first time stays noted."""
    return transaction.link.run(_SENDING, **_by(held), now=ticks(now)) == 1


def finish(transaction: SqlTransaction, held: Claim, outcome: str, now: datetime, why: str = "") -> bool:
    """Record how work ended. Its payload can be read until this transaction ends, and never after it.

    What was given up (`dead`) keeps it, sealed, for as long as it may be tried again (`dead`).
    """
    if not _settled(transaction, _FINISH, **_by(held), how=outcome, why=why or None, now=ticks(now)):
        return False
    if outcome == DEAD:
        return True
    transaction.last.append(lambda: transaction.at(held.community).put(_PURGE, community=held.community, job=held.id))
    return True


def again(transaction: SqlTransaction, held: Claim, due_at: datetime, *, unclear: bool, counted: bool = True) -> bool:
    """Give work back for another try, or (not `counted`) as if it had not been tried."""
    query = _AGAIN_UNCLEAR if unclear else _AGAIN
    return transaction.link.run(query, **_by(held), due=ticks(due_at), uncounted=int(not counted)) == 1


def wait(transaction: SqlTransaction, held: Claim, due_at: datetime) -> bool:
    """Give work back until then, as if it had not been tried."""
    return _settled(transaction, _WAIT, **_by(held), due=ticks(due_at))


def _settled(transaction: SqlTransaction, query: Many, **values: Any) -> bool:
    """Settle held work; where it is gathered, all of it was held still, or nothing of the transaction is kept."""
    link = transaction.link
    if not link.gathers:
        return link.run(query, **values) == 1
    link.put(query, each_once=True, **values)
    link.next_piece()
    return True


def next_due(transaction: SqlTransaction, platforms: Collection[str]) -> datetime | None:
    """When the next unclaimed work is due."""
    link = transaction.link
    rows = [link.row(_NEXT if platform else _NEXT_QUIET, platform=platform) for platform in _named(platforms)]
    return min((instant(row[0]) for row in rows if row), default=None)


def _named(platforms: Collection[str]) -> Collection[str]:
    if not platforms:
        raise ValueError("a worker serves one of the platforms or more")
    return platforms


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
