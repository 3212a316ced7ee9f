"""What is known before a community is: homes, communities and one-time codes, found by keyed references.

Not here: anything of one community; that is behind `within`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from sqlalchemy import bindparam, select, update

from adapters.database.people import opened_account, opened_profile
from adapters.database.scope import Scope
from adapters.database.sql import Query, add, mine, ticks
from adapters.database.tables import accounts, claims, homes, member_keys, members
from adapters.database.tables import communities as all_communities
from core.codec import pack, unpack
from core.values import Cell, CommunityId, Person, Place, new_id

if TYPE_CHECKING:
    from adapters.database.link import Row
    from adapters.database.transaction import SqlTransaction

_AT: Final = Query(select(homes.c.community_id).where(homes.c.ref == bindparam("ref")))
_HOMES: Final = Query(select(homes.c.ref, homes.c.place).where(mine(homes)).order_by(homes.c.ref))
_COMMUNITIES: Final = Query(select(all_communities.c.id).order_by(all_communities.c.created_at, all_communities.c.id))
_FOUND: Final = Query(add(all_communities))
_SETTLE: Final = Query(add(homes))
_OFFER: Final = Query(add(claims))
_INVITED: Final = Query(
    select(claims.c.community_id).where(
        claims.c.ref == bindparam("claim"),
        claims.c.used_at.is_(None),
        claims.c.expires_at >= bindparam("now"),
    )
)
_REDEEM: Final = Query(
    update(claims)
    .where(
        claims.c.ref == bindparam("claim"),
        claims.c.used_at.is_(None),
        claims.c.expires_at >= bindparam("now"),
    )
    .values(used_at=bindparam("now"))
)
_accounts: Final = (
    select(
        accounts.c.ref,
        accounts.c.account,
        members.c.id,
        members.c.profile,
        member_keys.c.id.label("key_id"),
        member_keys.c.blob,
    )
    .join_from(
        accounts,
        members,
        (members.c.community_id == accounts.c.community_id) & (members.c.id == accounts.c.member_id),
    )
    .join(
        member_keys,
        (member_keys.c.community_id == members.c.community_id) & (member_keys.c.member_id == members.c.id),
    )
    .where(mine(accounts))
)
_ACCOUNTS: Final = Query(_accounts)
_ACCOUNT: Final = Query(_accounts.where(accounts.c.ref == bindparam("ref")))


def community_at(transaction: SqlTransaction, place: Place) -> CommunityId | None:
    """The community whose home this place is in; None for an inbox that says no home."""
    if not place.home:
        return None
    keyring = transaction.keyring
    home = place.platform, place.home
    known = keyring.home(home)
    if known is not None:
        return known
    ref = keyring.vault.home_ref(*home)
    row = transaction.link.row(_AT, ref=ref)
    if row is None:
        return None
    found = CommunityId(row[0])
    if found not in transaction.founded:
        keyring.know_home(home, found)
    return found


def communities(transaction: SqlTransaction) -> list[CommunityId]:
    """Every community, oldest first."""
    return [CommunityId(community) for (community,) in transaction.link.rows(_COMMUNITIES)]


def communities_of(transaction: SqlTransaction, person: Person) -> list[tuple[CommunityId, str]]:
    """Every community with an account of this person, told apart by its group's name or country and their handle."""
    found = []
    for community in communities(transaction):
        scope = transaction.scope(community)
        row = scope.row(_ACCOUNT, ref=scope.account_ref(person))
        if row is not None:
            group = transaction.within(community).groups.first()
            handle = _profile(scope, row).get("handle", "")
            name = (group.name or group.country) if group else ""
            found.append((community, " · ".join(filter(None, (name, handle))) or person.platform))
    return found


def found(transaction: SqlTransaction, place: Place, now: datetime) -> CommunityId:
    """Found a community with this place's home, minting its keys."""
    community = CommunityId(new_id())
    link = transaction.link
    link.put(_FOUND, id=community, created_at=ticks(now))
    vault = transaction.keyring.mint(transaction.at(community), community)
    scope = transaction.founded[community] = Scope(transaction, community, vault)
    _settle(transaction, scope, place)
    return community


def settle(transaction: SqlTransaction, community: CommunityId, place: Place) -> None:
    """Give a community one more home."""
    _settle(transaction, transaction.scope(community), place)


def _settle(transaction: SqlTransaction, scope: Scope, place: Place) -> None:
    ref = transaction.keyring.vault.home_ref(place.platform, place.home)
    plain = pack({"platform": place.platform, "home": place.home})
    sealed, _ = scope.seal(plain, Cell("homes", "place", ref), None)
    transaction.link.put(_SETTLE, ref=ref, community_id=scope.community, place=sealed)


def offer_claim(
    transaction: SqlTransaction, code: str, expires_at: datetime, community: CommunityId | None = None
) -> None:
    """Make a one-time code valid until then; only its keyed reference is stored."""
    ref = transaction.keyring.vault.claim_ref(code)
    transaction.link.put(_OFFER, ref=ref, expires_at=ticks(expires_at), used_at=None, community_id=community)


def invited(transaction: SqlTransaction, code: str, now: datetime) -> CommunityId | None:
    """The community that a valid code adds a home to."""
    row = transaction.link.row(_INVITED, claim=transaction.keyring.vault.claim_ref(code), now=ticks(now))
    return CommunityId(row[0]) if row and row[0] else None


def redeem(transaction: SqlTransaction, code: str, now: datetime) -> bool:
    """Use up a one-time code; of two at once, one gets it."""
    ref = transaction.keyring.vault.claim_ref(code)
    return transaction.link.run(_REDEEM, claim=ref, now=ticks(now)) == 1


def known_countries(transaction: SqlTransaction) -> list[tuple[Person, str]]:
    """The country every account's member chose."""
    known = []
    for community in communities(transaction):
        scope = transaction.scope(community)
        for row in scope.rows(_ACCOUNTS):
            country = _profile(scope, row).get("country")
            if country:
                known.append((opened_account(scope, row[2], row[0], row[1])[0], country))
    return known


def home_countries(transaction: SqlTransaction) -> list[tuple[Place, str]]:
    """The main country of every home: its community's first group's."""
    known = []
    for community in communities(transaction):
        scope, group = transaction.scope(community), transaction.within(community).groups.first()
        for ref, sealed in scope.rows(_HOMES) if group else ():
            home = cast("dict[str, str]", unpack(scope.open(sealed, Cell("homes", "place", ref), None)))
            known.append((Place(home["platform"], home["home"]), group.country if group else ""))
    return known


def _profile(scope: Scope, row: Row) -> dict[str, str]:
    _, _, member, profile, key_id, blob = row
    scope.hold_key(member, key_id, blob)
    return opened_profile(scope, member, profile)
