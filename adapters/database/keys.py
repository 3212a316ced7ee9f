"""The communities' keys, unlocked once for each process, and the homes they are found by.

Not here: members' keys; those are unlocked anew in every transaction.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, select, update

from adapters.database.scope import StoredKey
from adapters.database.sql import Query, add, mine
from adapters.database.tables import community_keys
from core.values import CommunityId, Sealed

if TYPE_CHECKING:
    from adapters.database.link import Link
    from adapters.vault import CommunityVault, Vault, WrappedKey

HOME_SECONDS: Final = 60.0

_ALL: Final = Query(
    select(community_keys.c.id, community_keys.c.purpose, community_keys.c.kek, community_keys.c.blob).where(
        mine(community_keys)
    )
)
_ADD: Final = Query(add(community_keys))
_REWRAP: Final = Query(
    update(community_keys)
    .where(mine(community_keys), community_keys.c.id == bindparam("key"))
    .values(kek=bindparam("new_kek"), blob=bindparam("new_blob"))
)


class Keyring:
    """Unlocked community keys and known homes. One in each process; safe to lose."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._homes: dict[tuple[str, str], tuple[CommunityId, float]] = {}
        """Communities by platform and home, each with the moment until which this is believed."""
        self._open: dict[CommunityId, CommunityVault] = {}

    def forget(self) -> None:
        """Drop everything, because what was read may not have been committed."""
        self._homes.clear()
        self._open.clear()

    def home(self, home: tuple[str, str]) -> CommunityId | None:
        """The community of a home, as it was known within the last minute; another process may have unlinked it."""
        community, until = self._homes.get(home, (None, 0.0))
        return community if monotonic() < until else None

    def know_home(self, home: tuple[str, str], community: CommunityId) -> None:
        """Note the community of a home."""
        self._homes[home] = community, monotonic() + HOME_SECONDS

    def forget_home(self, home: tuple[str, str]) -> None:
        """Look a home up anew from now on."""
        self._homes.pop(home, None)

    def of(self, link: Link, community: CommunityId) -> CommunityVault:
        """Return a community's keys; raises `LookupError` when there is no such community."""
        found = self._open.get(community)
        if found is None:
            stored = _stored(link, community)
            if not stored:
                raise LookupError("no such community")
            found = self._open[community] = self.vault.open_community(community, stored)
        return found

    def mint(self, link: Link, community: CommunityId) -> CommunityVault:
        """Make and keep a new community's keys."""
        minted = self.vault.mint_community(community)
        for key in minted:
            link.put(
                _ADD,
                community_id=community,
                id=key.id,
                purpose=key.purpose,
                kek=key.kek,
                blob=Sealed(key.blob),
            )
        return self.vault.open_community(community, minted)

    def rewrap(self, link: Link, community: CommunityId) -> int:
        """Lock a community's keys with the active instance key and return how many had another one."""
        changed = 0
        for key in _stored(link, community):
            new = self.vault.rewrap(community, key)
            if new.kek != key.kek:
                changed += link.run(
                    _REWRAP, community=community, key=key.id, new_kek=new.kek, new_blob=Sealed(new.blob)
                )
        return changed


def _stored(link: Link, community: CommunityId) -> list[WrappedKey]:
    rows = link.rows(_ALL, community=community)
    return [cast("WrappedKey", StoredKey(*row)) for row in rows]
