"""Work that was given up: what there is of it, trying it again, and letting its sealed payload go.

Not here: giving it up (`queue`). Work is tried again only while that is worth anything: never past its own expiry, and
never where the same was promised anew since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from sqlalchemy import bindparam, delete, literal_column, or_, select, update

from adapters.database.sql import Query, instant, mine, ticks
from adapters.database.tables import WAITING, job_payloads, jobs
from core.values import JobId

if TYPE_CHECKING:
    from adapters.database.link import Link
    from adapters.database.scope import Scope

DEAD: Final = "dead"
KEPT: Final = timedelta(days=7)
"""For how long a payload is kept at most, sealed; it goes with its member's key, and when it expires."""

Standing: TypeAlias = Literal["again", "late", "anew"]
"""Whether it can be tried again; or that its time has passed; or that the same was promised anew since."""

_dead: Final = jobs.c.outcome == literal_column("'dead'")
_newer: Final = jobs.alias("newer")
_anew: Final = (
    select(_newer.c.id)
    .where(
        _newer.c.community_id == jobs.c.community_id,
        _newer.c.key == jobs.c.key,
        _newer.c.id != jobs.c.id,
        or_(_newer.c.state < literal_column("2"), _newer.c.finished_at > jobs.c.finished_at),
    )
    .exists()
)
_LETTERS: Final = Query(
    select(
        jobs.c.community_id,
        jobs.c.id,
        jobs.c.name,
        jobs.c.platform,
        jobs.c.why,
        jobs.c.finished_at,
        jobs.c.expires_at,
        _anew.label("anew"),
    )
    .where(_dead)
    .order_by(jobs.c.name, jobs.c.finished_at)
)
_AGAIN: Final = Query(
    update(jobs)
    .where(mine(jobs), jobs.c.id == bindparam("job"), _dead, jobs.c.expires_at >= bindparam("now"), ~_anew)
    .values(
        state=WAITING,
        outcome=None,
        why=None,
        finished_at=None,
        due_at=bindparam("now"),
        attempts=0,
        lease_until=None,
        sending_since=None,
    )
)
_OUTLIVED: Final = Query(
    delete(job_payloads).where(
        mine(job_payloads),
        job_payloads.c.job_id.in_(
            select(jobs.c.id).where(
                mine(jobs),
                _dead,
                or_(jobs.c.expires_at < bindparam("now"), jobs.c.finished_at <= bindparam("before")),
            )
        ),
    )
)


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A piece of work that was given up. Nothing in it says whom it concerns."""

    community: str
    id: JobId
    name: str
    platform: str
    why: str
    ended_at: datetime
    expires_at: datetime
    standing: Standing


def dead_letters(link: Link, now: datetime) -> list[DeadLetter]:
    """Everything that was given up and is still known, by name and oldest first. No key is needed."""
    return [
        DeadLetter(
            community,
            JobId(job),
            name,
            platform,
            why or "",
            instant(ended),
            instant(expires),
            "late" if instant(expires) < now else "anew" if anew else "again",
        )
        for community, job, name, platform, why, ended, expires, anew in link.rows(_LETTERS)
    ]


def try_again(link: Link, letters: Iterable[DeadLetter], now: datetime) -> Collection[DeadLetter]:
    """Give work back to the queue, due now and with all its tries; return what was, of these."""
    return [letter for letter in letters if link.run(_AGAIN, community=letter.community, job=letter.id, now=ticks(now))]


def let_payloads_go(scope: Scope, now: datetime) -> int:
    """Remove the payloads of what can be tried again no longer."""
    return scope.run(_OUTLIVED, now=ticks(now), before=ticks(now - KEPT))
