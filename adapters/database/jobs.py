"""Work promised for later: its row in the queue, and its payload sealed with its owner's key.

Not here: taking due work and settling it (`queue`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Text, bindparam, cast, delete, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import Insert as Upsert

from adapters.database.many import Many, into
from adapters.database.sql import Query, id_near, instant, mine, ticks
from adapters.database.tables import WAITING, job_payloads, jobs
from core.values import Cell, JobId, MemberId

if TYPE_CHECKING:
    from adapters.database.scope import Scope

UNFINISHED: Final = jobs.c.state < literal_column("2")
"""Written out, not bound: only so do both databases see that the partial indexes serve."""
_waiting: Final = (
    mine(jobs),
    UNFINISHED,
    jobs.c.lease_until.is_(None),
    jobs.c.sending_since.is_(None),
)
"""Not claimed, and no earlier try may have been shown."""
_by_key: Final = (*_waiting, jobs.c.key == bindparam("job_key"))

_PROMISE: Final = into(
    jobs,
    lambda insert: insert.on_conflict_do_nothing(index_elements=["community_id", "key"], index_where=UNFINISHED),
    fixed={
        "attempts": 0,
        "state": WAITING,
        "lease_until": None,
        "fence": 0,
        "holder": None,
        "sending_since": None,
        "outcome": None,
        "why": None,
        "finished_at": None,
    },
)
_COLLAPSE: Final = Query(
    delete(jobs).where(*_waiting, jobs.c.collapse == bindparam("collapsing"), jobs.c.id != bindparam("job"))
)
_of_promise: Final = jobs.alias("of_promise")
_SEAL: Final = Many(
    lambda given: Upsert(job_payloads).from_select(
        ["community_id", "job_id", "member_id", "payload"],
        select(
            _of_promise.c.community_id,
            _of_promise.c.id,
            cast(given["member_id"], Text),
            cast(given["payload"], job_payloads.c.payload.type),
        ).where(_of_promise.c.community_id == bindparam("community_id"), _of_promise.c.id == given["job_id"]),
    ),
    {"job_id": Text(), "member_id": Text(), "payload": job_payloads.c.payload.type},
)
"""What is sealed with a promise that was not made, because there is one already, is not kept."""
_PENDING: Final = Query(select(jobs.c.due_at).where(*_by_key))
WAITING_NOW: Final = _waiting
_PENDING_OF: Final = Query(
    select(jobs.c.name, jobs.c.subject, jobs.c.due_at)
    .where(*_waiting, jobs.c.owner == bindparam("member"))
    .order_by(jobs.c.due_at)
)
_CANCEL: Final = Query(delete(jobs).where(*_by_key))
_OF_OWNER: Final = Query(select(jobs.c.key, jobs.c.name).where(*_waiting, jobs.c.owner == bindparam("member")))
_HASTEN: Final = Query(update(jobs).where(*_by_key).values(due_at=bindparam("now")))
SAID_AT: Final = func.coalesce(jobs.c.finished_at, jobs.c.sending_since)
SAID: Final = or_(jobs.c.outcome == "done", jobs.c.outcome == "unknown", jobs.c.sending_since.is_not(None))
_SPOKEN: Final = Query(
    select(jobs.c.name, SAID_AT)
    .where(
        mine(jobs),
        jobs.c.owner == bindparam("member"),
        bindparam("since") < SAID_AT,
        SAID,
    )
    .order_by(SAID_AT)
)
"""What is being shown this moment has been shown, for whoever asks."""
_HELD: Final = Query(
    select(jobs.c.name, jobs.c.due_at, jobs.c.outcome)
    .where(
        mine(jobs),
        jobs.c.owner == bindparam("member"),
        jobs.c.finished_at > bindparam("since"),
        jobs.c.outcome != "done",
        jobs.c.outcome != "unknown",
    )
    .order_by(jobs.c.finished_at)
)
_PAYLOAD: Final = Query(
    select(job_payloads.c.member_id, job_payloads.c.payload).where(
        mine(job_payloads), job_payloads.c.job_id == bindparam("job")
    )
)


class SqlJobs:
    """The promises of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def promise(
        self,
        name: str,
        subject: str,
        *,
        key: str,
        due_at: datetime,
        expires_at: datetime,
        platform: str = "",
        owner: MemberId | None = None,
        payload: bytes | None = None,
    ) -> None:
        """Promise work; nothing is written while unfinished work with this key exists."""
        row = self._promised(name, subject, key, due_at, expires_at, platform, owner)
        self._scope.put(_PROMISE, **row)
        if payload is not None:
            job = row["id"]
            sealed, member = self._scope.seal(payload, Cell("job_payloads", "payload", job), row["owner"])
            self._scope.put(_SEAL, job_id=job, member_id=member, payload=sealed)

    def promise_anew(
        self,
        name: str,
        subject: str,
        *,
        key: str,
        due_at: datetime,
        expires_at: datetime,
        platform: str = "",
        owner: MemberId | None = None,
        collapse: str | None = None,
    ) -> bool:
        """Promise work, and say whether it was: False (and nothing written) as for `promise`."""
        row = self._promised(name, subject, key, due_at, expires_at, platform, owner, collapse)
        if not self._scope.run(_PROMISE, **row):
            return False
        if collapse is not None:
            self._scope.put(_COLLAPSE, collapsing=collapse, job=row["id"])
        return True

    def _promised(
        self,
        name: str,
        subject: str,
        key: str,
        due_at: datetime,
        expires_at: datetime,
        platform: str,
        owner: MemberId | None,
        collapse: str | None = None,
    ) -> dict[str, Any]:
        """The row of a promise, without an owner where they were erased meanwhile."""
        if owner is not None and not self._scope.has_key(owner):
            owner = None
        if owner is not None:
            self._scope.outdate("pending", owner)
        due = ticks(due_at)
        return {
            "id": id_near(due),
            "key": key,
            "name": name,
            "subject": subject,
            "platform": platform,
            "owner": owner,
            "due_at": due,
            "expires_at": ticks(expires_at),
            "collapse": collapse,
        }

    def pending(self, key: str) -> datetime | None:
        """When the unclaimed work with this key is due."""
        row = self._scope.row(_PENDING, job_key=key)
        return instant(row[0]) if row else None

    def pending_of(self, owner: MemberId) -> Sequence[tuple[str, str, datetime]]:
        """(name, subject, due) of a member's unclaimed work, soonest first."""
        rows = self._scope.foreseen("pending", owner)
        if rows is None:
            rows = self._scope.rows(_PENDING_OF, member=owner)
        return [(name, subject, instant(due)) for name, subject, due in rows]

    def cancel(self, key: str) -> bool:
        """Drop unclaimed work; False when it is being done, done, or never was."""
        return self._changed(_CANCEL, job_key=key)

    def cancel_of(self, owner: MemberId, *, but: Collection[str] = ()) -> int:
        """Drop a member's unclaimed work, but for that of these names; return how much that was."""
        rows = self._scope.rows(_OF_OWNER, member=owner)
        return sum(self.cancel(key) for key, name in rows if name not in but)

    def hasten(self, key: str, now: datetime) -> bool:
        """Make unclaimed work due now; False as for `cancel`."""
        return self._changed(_HASTEN, job_key=key, now=ticks(now))

    def _changed(self, query: Query, **values: str | int) -> bool:
        """Change one piece of work; whose it is is not said, so that nobody's is known ahead any more."""
        done = self._scope.run(query, **values) == 1
        if done:
            self._scope.forget_ahead("pending")
        return done

    def spoken(self, owner: MemberId, names: Collection[str], since: datetime) -> Sequence[tuple[str, datetime]]:
        """(name, when) of a member's work of these names that was shown since then, or may have been."""
        rows = self._scope.foreseen("spoken", owner, since=since)
        if rows is None:
            rows = self._scope.rows(_SPOKEN, member=owner, since=ticks(since))
        return [(name, instant(at)) for name, at in rows if name in names and at > ticks(since)]

    def held_back(
        self, owner: MemberId, names: Collection[str], since: datetime
    ) -> Sequence[tuple[str, datetime, str]]:
        """(name, due, outcome) of a member's work of these names that ended since then unsaid."""
        rows = self._scope.rows(_HELD, member=owner, since=ticks(since))
        return [(name, instant(due), outcome) for name, due, outcome in rows if name in names]

    def payload(self, job: JobId) -> bytes | None:
        """What was sealed with the job; None once it is settled, or its owner is erased."""
        row = self._scope.row(_PAYLOAD, job=job)
        return self._scope.open(row[1], Cell("job_payloads", "payload", job), row[0]) if row else None
