"""Groups: where one lives and what it is set to, sealed with the community's key.

Not here: what a track or a country means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, func, select

from adapters.database.sql import Query, db_now, mine
from adapters.database.sql import put as put_row
from adapters.database.tables import groups
from core.codec import pack, place_from_json, place_to_json, unpack
from core.groups.model import Group
from core.values import Cell, GroupId

if TYPE_CHECKING:
    from adapters.database.link import Row
    from adapters.database.scope import Scope

_ALL: Final = select(groups.c.id, groups.c.reachable, groups.c.settings).where(mine(groups))
_FIRST: Final = Query(_ALL.order_by(groups.c.created_at, groups.c.id).limit(1))
_FIND: Final = Query(_ALL.where(groups.c.id == bindparam("group")))
_SAVE: Final = Query(put_row(groups, keep=("created_at",)))
_AGE: Final = Query(select(func.coalesce(func.max(groups.c.created_at) + 1, db_now())).where(mine(groups)))


class SqlGroups:
    """The groups of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._first: Group | None = None
        """Read once: one turn asks for it again and again."""

    def first(self) -> Group | None:
        """The community's oldest group."""
        if self._first is None and (row := self._scope.row(_FIRST)):
            self._first = self._group(row)
        return self._first

    def find(self, group: GroupId) -> Group | None:
        """A group by id."""
        row = self._scope.row(_FIND, group=group)
        return self._group(row) if row else None

    def save(self, group: Group) -> None:
        """Add a group or change it."""
        self._first = None
        plain = pack({"place": place_to_json(group.place), "track": group.track, "country": group.country})
        sealed, _ = self._scope.seal(plain, Cell("groups", "settings", group.id), None)
        (age,) = self._scope.row(_AGE) or (0,)
        self._scope.put(_SAVE, id=group.id, created_at=age, reachable=int(group.reachable), settings=sealed)

    def _group(self, row: Row) -> Group:
        group, reachable, sealed = row
        plain = unpack(self._scope.open(sealed, Cell("groups", "settings", group), None))
        return Group(
            GroupId(group),
            place_from_json(plain["place"]),
            cast(str, plain["track"]),
            cast(str, plain["country"]),
            bool(reachable),
        )
