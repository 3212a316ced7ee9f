"""Filling an empty database from a backup, in one transaction: whoever was erased since stays erased, nothing is sent.

Not here: reading the file, and older backups (`uplift`). Nobody sees anything of it before the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import bindparam, delete, literal_column, or_, select, update

from adapters.database.backup import AT_ONCE
from adapters.database.erasure import remove_rows
from adapters.database.jobs import UNFINISHED
from adapters.database.keys import Keyring
from adapters.database.link import Driver, Link
from adapters.database.opened import open_everything
from adapters.database.portable import BackupProblem, Dump, Row, Shape
from adapters.database.sql import Query, add, mine, ticks
from adapters.database.tables import FINISHED, SealedBytes, claims, communities, job_payloads, jobs, metadata
from adapters.database.transaction import SqlTransaction
from core.values import CommunityId, MemberId, Sealed

if TYPE_CHECKING:
    from adapters.database.ledger import Ledger
    from adapters.vault import Vault

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""

_ANYBODY: Final = Query(select(communities.c.id).limit(1))
_FREE: Final = Query(update(jobs).where(UNFINISHED).values(lease_until=None, sending_since=None))
"""What shows nothing by itself goes on: it decides anew, from what is true by then, when its time comes."""
_EXPIRE: Final = Query(
    update(jobs)
    .where(
        or_(UNFINISHED, jobs.c.outcome == literal_column("'dead'")),
        jobs.c.platform != "",
        jobs.c.name != "post.remove",
    )
    .values(
        state=literal_column(str(FINISHED)),
        outcome=bindparam("how"),
        finished_at=bindparam("now"),
        lease_until=None,
        sending_since=None,
    )
)
_PAYLOADS: Final = Query(delete(job_payloads).where(mine(job_payloads)))
_CODES: Final = Query(delete(claims))
_ADD: Final = {table.name: Query(add(table)) for table in metadata.sorted_tables}
_PRIVATE: Final = {
    table.name: frozenset(column.name for column in table.c if isinstance(column.type, SealedBytes))
    for table in metadata.sorted_tables
}


@dataclass(slots=True)
class Restored:
    """What became of a backup."""

    made_at: datetime
    rows: int = 0
    erased_again: int = 0
    expired: int = 0
    """Work that was waiting and will not be done."""
    opened: int = 0
    unreadable: Mapping[str, int] = field(default_factory=dict)
    """Values that do not open, counted by table."""


def restore(
    driver: Driver,
    vault: Vault,
    ledger: Ledger,
    dump: Dump,
    now: datetime,
    *,
    unreadable: type[Exception],
    progress: Progress,
) -> Restored:
    """Put a dump of today's migration into an empty database; `unreadable` is what a vault raises for a damaged value.

    Raises `BackupProblem` when it is not empty, and whatever else goes wrong; then nothing was changed.
    """
    vault.needs(dump.keks)
    link = Link(driver)
    if link.kind == "sqlite":
        link.say("BEGIN IMMEDIATE")
    else:
        link.say("BEGIN")
        link.say(f"LOCK TABLE {', '.join(metadata.tables)} IN SHARE ROW EXCLUSIVE MODE")
    if link.row(_ANYBODY):
        raise BackupProblem(
            "This database is not empty, and nothing in it was touched. Please restore into a new one: "
            "move the old file away (or name a new database), then run `handrail migrate` and this again."
        )
    transaction = SqlTransaction(link, Keyring(vault), ledger, writes=True)
    told = Restored(dump.made_at)
    gone = _load(transaction, dump, ledger.lines() | dump.erased, told, progress)
    for community, member in gone:
        remove_rows(transaction, community, member)
    told.erased_again = len(gone)
    told.expired = _expire(transaction, now)
    told.opened, told.unreadable = open_everything(transaction, unreadable, progress)
    transaction.finish_up()
    if missing := sorted(dump.erased - ledger.lines()):
        ledger.append(missing)
    link.say("COMMIT")
    driver.shrink_log()
    return told


def _load(
    transaction: SqlTransaction, dump: Dump, erased: Collection[str], told: Restored, progress: Progress
) -> list[tuple[CommunityId, MemberId]]:
    """Take every row over but the keys of those who were erased since, and return these."""
    vault, gone = transaction.keyring.vault, dict[tuple[CommunityId, MemberId], None]()
    for shape, row in dump.rows:
        values = _values(shape, row)
        community = CommunityId(values.get("community_id") or "")
        if shape.name == "members" and vault.ledger_line(community, values["id"]) in erased:
            gone[community, values["id"]] = None
        told.rows += 1
        if told.rows % AT_ONCE == 0:
            transaction.link.row(_ANYBODY)  # sends what was put off
            progress("Reading", told.rows, dump.count)
        if shape.name == "member_keys" and (community, values["member_id"]) in gone:
            continue  # not for a moment is it in the database, so that nothing sealed with it can be opened there
        link = transaction.at(community) if community else transaction.link
        link.put(_ADD[shape.name], **values)
    return list(gone)


def _values(shape: Shape, row: Row) -> dict[str, Any]:
    private = _PRIVATE[shape.name]
    # They were sealed when they were first written, and opened as a check before the commit.
    return {
        name: Sealed(value) if name in private and value is not None else value
        for name, value in zip(shape.columns, row, strict=True)
    }


def _expire(transaction: SqlTransaction, now: datetime) -> int:
    """Close every message that was waiting or could be tried again: it may have gone out since. So may one-time codes.

    Taking a message away can be done twice, so that still happens; and work that shows nothing goes on.
    """
    expired = transaction.link.run(_EXPIRE, how="expired", now=ticks(now))
    transaction.link.run(_FREE)
    for community in transaction.communities():
        transaction.at(community).put(_PAYLOADS, community=community)
    transaction.link.run(_CODES)
    return expired
