"""Turns already answered, by a keyed reference, with the sealed answer.

Not here: whether a turn is answered again; the desk asks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from adapters.database.sql import Query, add, mine, ticks
from adapters.database.tables import turns
from core.codec import pack, reply_from_json, reply_to_json, unpack
from core.surface import Reply
from core.values import Cell, MemberId

if TYPE_CHECKING:
    from adapters.database.scope import Scope

KEPT: Final = timedelta(days=2)

_FIND: Final = Query(select(turns.c.member_id, turns.c.reply).where(mine(turns), turns.c.id == bindparam("turn")))
_ADD: Final = Query(add(turns))


class SqlTurns:
    """The answered turns of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._refs: dict[str, str] = {}

    def answered(self, turn_id: str) -> Reply | None:
        """The answer given to this turn before."""
        ref = self._ref(turn_id)
        row = self._scope.row(_FIND, turn=ref)
        if row is None:
            return None
        return reply_from_json(unpack(self._scope.open(row[1], Cell("turns", "reply", ref), row[0])))

    def remember(self, turn_id: str, reply: Reply, owner: MemberId | None, now: datetime) -> None:
        """Keep the answer for two days; the community's key seals it when there is no owner (any more)."""
        ref = self._ref(turn_id)
        sealed, member = self._scope.seal(pack(reply_to_json(reply)), Cell("turns", "reply", ref), owner)
        self._scope.put(_ADD, id=ref, member_id=member, answered_at=ticks(now), reply=sealed)

    def _ref(self, turn_id: str) -> str:
        """The keyed reference; a turn that is looked up is mostly remembered next."""
        found = self._refs.get(turn_id)
        if found is None:
            found = self._refs[turn_id] = self._scope.vault.turn_ref(turn_id)
        return found
