"""Members' own records, sealed with their key; kind and name are keyed references that differ from member to member.

Not here: what a record means; each slice knows its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, delete, select

from adapters.database.many import into
from adapters.database.sql import Query, changed, instant, mine, ticks
from adapters.database.tables import records
from core.codec import Json, pack, unpack
from core.ports import Record
from core.values import Cell, MemberId

if TYPE_CHECKING:
    from adapters.database.link import Row
    from adapters.database.scope import Scope

_ALL: Final = (
    select(records.c.ref, records.c.written_at, records.c.until, records.c.body)
    .where(mine(records), records.c.member_id == bindparam("member"))
    .order_by(records.c.written_at, records.c.ref)
)
_EVERY: Final = Query(_ALL)
_OF_KIND: Final = Query(_ALL.where(records.c.kind == bindparam("of_kind")))
_FIND: Final = Query(_ALL.where(records.c.ref == bindparam("record")))
_SAVE: Final = into(records, changed(records))
_REMOVE: Final = Query(delete(records).where(mine(records), records.c.ref == bindparam("record")))


class SqlRecords:
    """The records of one community's members."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def find(self, member: MemberId, kind: str, name: str = "") -> Record | None:
        """One record."""
        ref, ahead = self._ref(member, kind, name), self._scope.look_ahead(f"records {kind}", member)
        if ahead is None:
            row = self._scope.once(("record", ref), lambda: self._scope.row(_FIND, member=member, record=ref))
        else:
            row = next((each for each in ahead if each[0] == ref), None)
        return self._record(member, row) if row else None

    def of_kind(self, member: MemberId, kind: str) -> Sequence[Record]:
        """A member's records of a kind, oldest first."""
        rows = self._scope.look_ahead(f"records {kind}", member)
        if rows is None:
            rows = self._scope.rows(_OF_KIND, member=member, of_kind=self._kind(member, kind))
        return [self._record(member, row) for row in rows]

    def every(self, member: MemberId) -> Sequence[Record]:
        """All of a member's records, oldest first."""
        return [self._record(member, row) for row in self._scope.rows(_EVERY, member=member)]

    def save(self, member: MemberId, record: Record) -> None:
        """Add a record or change it; nothing happens for a member who is erased."""
        if not self._scope.has_key(member):
            return
        ref = self._ref(member, record.kind, record.name)
        self._scope.outdate(f"records {record.kind}", member)
        plain = pack({"kind": record.kind, "name": record.name, "body": dict(record.body)})
        self._scope.put(
            _SAVE,
            ref=ref,
            kind=self._kind(member, record.kind),
            member_id=member,
            written_at=ticks(record.written_at),
            until=None if record.until is None else ticks(record.until),
            body=self._scope.seal_own(plain, Cell("records", "body", ref), member),
        )

    def remove(self, member: MemberId, kind: str, name: str = "") -> bool:
        """Delete a record; False when it is not there."""
        self._scope.outdate(f"records {kind}", member)
        return self._scope.run(_REMOVE, record=self._ref(member, kind, name)) == 1

    def _kind(self, member: MemberId, kind: str) -> str:
        return self._scope.record_ref(member, kind)

    def _ref(self, member: MemberId, kind: str, name: str) -> str:
        return self._scope.record_ref(member, kind, f"={name}")

    def _record(self, member: MemberId, row: Row) -> Record:
        ref, written_at, until, body = row
        plain = unpack(self._scope.open(body, Cell("records", "body", ref), member))
        return Record(
            kind=cast(str, plain["kind"]),
            name=cast(str, plain["name"]),
            body=cast("dict[str, Json]", plain["body"]),
            written_at=instant(written_at),
            until=None if until is None else instant(until),
        )
