"""Where our messages stand, sealed with the community's key: they outlive their owner until removed.

Not here: sending, changing or removing one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, delete, select

from adapters.database.sql import Query, mine
from adapters.database.sql import put as put_row
from adapters.database.tables import posts
from core.codec import Json, pack, ref_from_json, ref_to_json, unpack
from core.values import Cell, MemberId, PostRef

if TYPE_CHECKING:
    from adapters.database.scope import Scope

_ADD: Final = Query(put_row(posts))
_STANDING: Final = Query(
    select(posts.c.subject, posts.c.ref)
    .where(mine(posts), posts.c.about == bindparam("subject"))
    .order_by(posts.c.subject)
)
_OF_OWNER: Final = Query(
    select(posts.c.about, posts.c.subject, posts.c.ref)
    .where(mine(posts), posts.c.owner == bindparam("owner"))
    .order_by(posts.c.subject)
)
_DROP: Final = Query(delete(posts).where(mine(posts), posts.c.subject == bindparam("subject")))


class SqlPosts:
    """The messages of one community."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def add(self, subject: str, ref: PostRef, owner: MemberId | None) -> None:
        """Remember a message; the newest of a subject wins. An erased owner's message has no owner."""
        if owner is not None and not self._scope.has_key(owner):
            owner = None
        row = f"{subject}@{ref.place.platform}"
        sealed, _ = self._scope.seal(pack({"ref": ref_to_json(ref)}), Cell("posts", "ref", row), None)
        self._scope.put(_ADD, subject=row, about=subject, owner=owner, ref=sealed)

    def find(self, subject: str, platform: str = "") -> PostRef | None:
        """Where a subject stands on a platform, or (without one) on any."""
        return next((ref for ref in self.standing(subject) if platform in ("", ref.place.platform)), None)

    def standing(self, subject: str) -> Sequence[PostRef]:
        """Everywhere a subject stands, a platform each."""
        return [self._ref(row, sealed) for row, sealed in self._scope.rows(_STANDING, subject=subject)]

    def of_owner(self, owner: MemberId) -> Sequence[tuple[str, PostRef]]:
        """All of a member's messages."""
        rows = self._scope.rows(_OF_OWNER, owner=owner)
        return [(subject, self._ref(row, sealed)) for subject, row, sealed in rows]

    def drop(self, subject: str, platform: str = "") -> None:
        """Forget a message that is gone from a platform, or (without one) from everywhere."""
        for row, sealed in self._scope.rows(_STANDING, subject=subject):
            if platform in ("", self._ref(row, sealed).place.platform):
                self._scope.put(_DROP, subject=row)

    def _ref(self, row: str, sealed: bytes) -> PostRef:
        plain = unpack(self._scope.open(sealed, Cell("posts", "ref", row), None))
        return ref_from_json(cast("list[Json]", plain["ref"]))
