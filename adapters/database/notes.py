"""Private notes that wait to be read, each sealed with its reader's own key; how many wait stands with the member.

Not here: saying that one waits, and their last day (`upkeep`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import Text, bindparam, delete, func, or_, select, update

from adapters.database.many import Many, into
from adapters.database.sql import Query, id_near, instant, mine, ticks
from adapters.database.tables import members, notes
from core.codec import reply_from_json, unpack
from core.surface import Message
from core.values import Cell, MemberId

if TYPE_CHECKING:
    from adapters.database.scope import Scope

_KEEP: Final = into(notes)
_COUNT: Final = Query(
    update(members)
    .where(mine(members), members.c.id == bindparam("member"))
    .values(notes=members.c.notes + bindparam("more"))
)
_RECOUNT: Final = Many(
    lambda given: (
        update(members)
        .where(mine(members), members.c.id == given["member"])
        .values(
            notes=select(func.count())
            .select_from(notes)
            .where(mine(notes), notes.c.member_id == given["member"])
            .scalar_subquery()
        )
    ),
    {"member": Text()},
)
_of_its_time = (
    mine(notes),
    notes.c.member_id == bindparam("member"),
    or_(notes.c.until.is_(None), notes.c.until > bindparam("now")),
)
_KEPT: Final = Query(select(notes.c.id, notes.c.message).where(*_of_its_time).order_by(notes.c.written_at, notes.c.id))
_NEWEST: Final = Query(select(func.max(notes.c.written_at)).where(*_of_its_time))
_DROP_NOTE: Final = Many(
    lambda given: delete(notes).where(
        mine(notes), notes.c.about == given["about_ref"], notes.c.member_id == given["member"]
    ),
    {"about_ref": Text(), "member": Text()},
)
_PUT_AWAY: Final = Query(
    delete(notes).where(mine(notes), notes.c.id == bindparam("note"), notes.c.member_id == bindparam("member"))
)


def keep(scope: Scope, member: MemberId, message: Message, now: datetime, about: str, until: datetime | None) -> None:
    """Keep a note; for somebody erased meanwhile nothing is kept."""
    if not scope.has_key(member):
        return
    note, ref = id_near(ticks(now)), _about(scope, member, about) if about else None
    if ref is not None:
        scope.put(_DROP_NOTE, member=member, about_ref=ref)
    scope.put(
        _KEEP,
        id=note,
        member_id=member,
        written_at=ticks(now),
        about=ref,
        until=None if until is None else ticks(until),
        message=scope.seal_own(scope.packed(message), Cell("notes", "message", note), member),
    )
    scope.put(_RECOUNT, member=member)


def drop(scope: Scope, member: MemberId, about: str) -> bool:
    """Delete the note about something; False when there is none."""
    dropped = scope.run(_DROP_NOTE, member=member, about_ref=_about(scope, member, about))
    if dropped:
        scope.put(_COUNT, member=member, more=-dropped)
    return bool(dropped)


def kept(scope: Scope, member: MemberId, now: datetime) -> list[tuple[str, Message]]:
    """(id, note) of what is kept for a member and still of its time, oldest first."""
    found = []
    for note, sealed in scope.rows(_KEPT, member=member, now=ticks(now)):
        reply = reply_from_json(unpack(scope.open(sealed, Cell("notes", "message", note), member)))
        found.append((note, cast(Message, reply)))
    return found


def newest(scope: Scope, member: MemberId, now: datetime) -> datetime | None:
    """When the newest note still of its time was kept."""
    row = scope.row(_NEWEST, member=member, now=ticks(now))
    return instant(row[0]) if row and row[0] is not None else None


def put_away(scope: Scope, member: MemberId, note: str) -> bool:
    """Delete a note; False when it is not there."""
    if not scope.run(_PUT_AWAY, note=note, member=member):
        return False
    scope.put(_COUNT, member=member, more=-1)
    return True


def _about(scope: Scope, member: MemberId, about: str) -> str:
    return scope.record_ref(member, "note", about)
