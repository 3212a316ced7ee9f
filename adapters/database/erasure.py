"""Erasing a member: the key first, so that nothing opens any more, then every row in every table.

Not here: messages that stand on a platform; their places stay known, without an owner, until removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Table, bindparam, delete, select, update

from adapters.database.sql import Query, mine
from adapters.database.tables import accounts, drafts, jobs, member_keys, members, metadata, posts

if TYPE_CHECKING:
    from adapters.database.scope import Scope
    from adapters.database.transaction import SqlTransaction
    from core.values import CommunityId, MemberId

_KEY: Final = Query(delete(member_keys).where(mine(member_keys), member_keys.c.member_id == bindparam("member")))
_DRAFTS: Final = Query(
    delete(drafts).where(
        mine(drafts),
        drafts.c.account_ref.in_(
            select(accounts.c.ref).where(mine(accounts), accounts.c.member_id == bindparam("member"))
        ),
    )
)
"""Drafts from before there was a member are the person's too; the community's key sealed them."""
_UNCLAIMED: Final = Query(
    delete(jobs).where(mine(jobs), jobs.c.owner == bindparam("member"), jobs.c.lease_until.is_(None))
)
_DISOWN: Final = tuple(
    Query(update(table).where(mine(table), table.c.owner == bindparam("member")).values(owner=None))
    for table in (jobs, posts)
)


def _rows(table: Table) -> Query:
    return Query(delete(table).where(mine(table), table.c.member_id == bindparam("member")))


_ROWS: Final = {table.name: _rows(table) for table in reversed(metadata.sorted_tables) if "member_id" in table.c}
_MEMBER: Final = Query(delete(members).where(mine(members), members.c.id == bindparam("member")))


def erase(scope: Scope, member: MemberId) -> None:
    """Erase a member; nothing happens when there is none. The ledger line is written before the commit."""
    if not scope.run(_KEY, member=member):
        return
    scope.lose_key(member)
    remove_rows(scope.transaction, scope.community, member)
    scope.transaction.erased.append(scope.transaction.keyring.vault.ledger_line(scope.community, member))


def remove_rows(transaction: SqlTransaction, community: CommunityId, member: MemberId) -> None:
    """Remove every row of a member whose key is gone."""
    link = transaction.at(community)
    for query in (_DRAFTS, _UNCLAIMED, *_DISOWN, *_ROWS.values(), _MEMBER):
        link.put(query, community=community, member=member)
