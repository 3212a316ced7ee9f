"""Opening every sealed value once, to know whether a restored database can be read.

Not here: what any of them says; each is opened and let go, and what does not open is counted by table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import Table, bindparam, func, select, tuple_

from adapters.database.backup import AT_ONCE
from adapters.database.scope import StoredKey
from adapters.database.sql import Query, mine
from adapters.database.tables import SealedBytes, community_keys, member_keys, metadata
from core.values import Cell, CommunityId

if TYPE_CHECKING:
    from adapters.database.transaction import SqlTransaction
    from adapters.vault import CommunityVault, MemberKey, WrappedKey

ALONE: Final = "community"
"""The row of a table that has one for each community."""
_KEYS: Final = (community_keys.name, member_keys.name)
_OWNERS: Final = ("member_id", "owner", "id")
"""The columns that may say whose key sealed a row."""


class _Pages:
    """All rows of a table in one community, some at a time, in the order of their keys."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.private = [column.name for column in table.c if isinstance(column.type, SealedBytes)]
        self.keys = [column for column in table.primary_key if column.name != "community_id"]
        whole = select(table).where(mine(table)).order_by(*self.keys).limit(AT_ONCE)
        self._first = Query(whole)
        after = [bindparam(f"after_{column.name}", type_=column.type) for column in self.keys]
        self._next = Query(whole.where(tuple_(*self.keys) > tuple_(*after))) if after else None
        self.count = Query(select(func.count()).select_from(table).where(mine(table)))

    def rows(self, transaction: SqlTransaction, community: CommunityId) -> Iterator[dict[str, Any]]:
        names = [column.name for column in self.table.c]
        page = transaction.at(community).rows(self._first, community=community)
        while page:
            read = [dict(zip(names, values, strict=True)) for values in page]
            yield from read
            if self._next is None or len(page) < AT_ONCE:
                return
            after = {f"after_{column.name}": read[-1][column.name] for column in self.keys}
            page = transaction.at(community).rows(self._next, community=community, **after)

    def row_of(self, row: dict[str, Any]) -> str:
        """What a seal calls this row."""
        return " ".join(str(row[column.name]) for column in self.keys) or ALONE


_SEALED: Final = tuple(
    _Pages(table)
    for table in metadata.sorted_tables
    if table.name not in _KEYS and any(isinstance(column.type, SealedBytes) for column in table.c)
)
_MEMBER_KEYS: Final = _Pages(member_keys)


def open_everything(
    transaction: SqlTransaction, unreadable: type[Exception], progress: Callable[[str, int, int], None]
) -> tuple[int, Counter[str]]:
    """Return how many values opened, and how many did not, by table; `unreadable` is what the vault raises then."""
    opened, closed = 0, Counter[str]()
    communities = transaction.communities()
    total = sum(_count(transaction, community) for community in communities)
    for community in communities:
        for table, opens in _one_community(transaction, community, unreadable):
            opened += opens
            closed[table] += not opens
            if (opened + closed.total()) % AT_ONCE == 0:
                progress("Opening", min(opened + closed.total(), total), total)
    return opened, +closed


def _count(transaction: SqlTransaction, community: CommunityId) -> int:
    link = transaction.at(community)
    return sum((link.row(pages.count, community=community) or (0,))[0] for pages in (*_SEALED, _MEMBER_KEYS))


def _one_community(
    transaction: SqlTransaction, community: CommunityId, unreadable: type[Exception]
) -> Iterator[tuple[str, bool]]:
    """Yield the table of each sealed value of a community, and whether it opens."""
    try:
        vault: CommunityVault | None = transaction.keyring.of(transaction.at(community), community)
    except unreadable:
        vault = None
    yield community_keys.name, vault is not None
    keys: dict[str, MemberKey] = {}
    for row in _MEMBER_KEYS.rows(transaction, community):
        try:
            key = cast("WrappedKey", StoredKey(row["id"], "member", 0, row["blob"]))
            if vault is not None:
                keys[row["member_id"]] = vault.member_key(row["member_id"], key)
        except unreadable:
            pass
        yield member_keys.name, row["member_id"] in keys
    for pages in _SEALED:
        for row in pages.rows(transaction, community):
            owners = [row[name] for name in _OWNERS if row.get(name) in keys]
            for column in pages.private:
                if row[column] is not None:
                    cell = Cell(pages.table.name, column, pages.row_of(row))
                    ways = [*((owner, keys[owner]) for owner in owners), (community, None)]
                    yield pages.table.name, vault is not None and _opens(vault, row[column], cell, ways, unreadable)


def _opens(
    vault: CommunityVault,
    sealed: bytes,
    cell: Cell,
    ways: list[tuple[str, MemberKey | None]],
    unreadable: type[Exception],
) -> bool:
    """Whether a value opens with its owner's key or the community's."""
    for owner, key in ways:
        try:
            vault.open(sealed, cell, owner, key)
        except unreadable:
            continue
        return True
    return False
