"""The servers and workspaces of one community: which there are, inviting one more, and letting one go.

Not here: finding the community of a home (`instance`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, delete, select

from adapters.database import instance
from adapters.database.sql import Query, mine
from adapters.database.tables import homes
from core.codec import unpack
from core.values import Cell, Place

if TYPE_CHECKING:
    from adapters.database.scope import Scope

_EVERY: Final = Query(select(homes.c.ref, homes.c.place).where(mine(homes)).order_by(homes.c.ref))
_REMOVE: Final = Query(delete(homes).where(mine(homes), homes.c.ref == bindparam("home")))


class SqlHomes:
    """The homes of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def every(self) -> Sequence[Place]:
        """All of them."""
        found = []
        for ref, sealed in self._scope.rows(_EVERY):
            plain = cast("dict[str, str]", unpack(self._scope.open(sealed, Cell("homes", "place", ref), None)))
            found.append(Place(plain["platform"], plain["home"]))
        return found

    def invite(self, code: str, until: datetime) -> None:
        """Make a one-time code with which one more home is added to this community."""
        instance.offer_claim(self._scope.transaction, code, until, self._scope.community)

    def remove(self, place: Place) -> bool:
        """Let a home belong no longer. This process forgets it at once, others within a minute."""
        keyring = self._scope.transaction.keyring
        gone = self._scope.run(_REMOVE, home=keyring.vault.home_ref(place.platform, place.home)) == 1
        keyring.forget_home((place.platform, place.home))
        return gone
