"""One transaction: what the core's `Transaction` asks, over one connection.

Not here: beginning and committing; that is the engine's alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, func, select

from adapters.database import ahead, instance, queue, upkeep
from adapters.database.checkins import SqlCheckIns
from adapters.database.drafts import SqlDrafts
from adapters.database.groups import SqlGroups
from adapters.database.homes import SqlHomes
from adapters.database.jobs import SqlJobs
from adapters.database.keeping import SqlKeeping
from adapters.database.people import SqlPeople
from adapters.database.posts import SqlPosts
from adapters.database.records import SqlRecords
from adapters.database.scope import Scope
from adapters.database.sql import Query
from adapters.database.turns import SqlTurns
from core.ports import Claim
from core.turn import Stores
from core.values import CommunityId, MemberId, Person, Place

if TYPE_CHECKING:
    from adapters.database.keys import Keyring
    from adapters.database.ledger import Ledger
    from adapters.database.link import Link

_ENTER: Final = Query(select(func.set_config("handrail.community", bindparam("community"), True)))


class SqlTransaction:
    """The core's `Transaction`."""

    def __init__(self, link: Link, keyring: Keyring, ledger: Ledger, *, writes: bool) -> None:
        self.link = link
        self.keyring = keyring
        self.ledger = ledger
        self.writes = writes
        self.founded: dict[CommunityId, Scope] = {}
        """Communities that exist only if this transaction is committed."""
        self.last: list[Callable[[], object]] = []
        """What is done at the very end, just before the commit."""
        self.erased: list[str] = []
        """Ledger lines of the members erased here."""
        self._stores: dict[CommunityId, Stores] = {}
        self._scopes: dict[CommunityId, Scope] = {}
        self._at: CommunityId | None = None

    def at(self, community: CommunityId) -> Link:
        """Return the connection, with PostgreSQL's row-level security opened for this community alone."""
        if self._at != community:
            self.link.flush()
            if self.link.kind == "postgresql":
                self.link.put(_ENTER, community=community)
            self._at = community
        return self.link

    def scope(self, community: CommunityId) -> Scope:
        """A community's rows and keys; raises `LookupError` when there is no such community."""
        scope = self._scopes.get(community) or self.founded.get(community)
        if scope is None:
            scope = Scope(self, community, self.keyring.of(self.at(community), community))
            self._scopes[community] = scope
        return scope

    def within(self, community: CommunityId) -> Stores:
        """The stores of one community."""
        stores = self._stores.get(community)
        if stores is None:
            scope = self.scope(community)
            stores = self._stores[community] = Stores(
                people=SqlPeople(scope),
                groups=SqlGroups(scope),
                checkins=SqlCheckIns(scope),
                jobs=SqlJobs(scope),
                posts=SqlPosts(scope),
                drafts=SqlDrafts(scope),
                turns=SqlTurns(scope),
                records=SqlRecords(scope),
                homes=SqlHomes(scope),
                keeping=SqlKeeping(scope),
            )
        return stores

    def finish_up(self) -> None:
        """Do what comes last before the commit; an exception means that nothing may be committed."""
        for step in self.last:
            step()
        self.link.flush()
        if self.erased:
            self.ledger.append(self.erased)

    def community_at(self, place: Place) -> CommunityId | None:
        """The community whose home this place is in."""
        return instance.community_at(self, place)

    def communities_of(self, person: Person) -> Sequence[tuple[CommunityId, str]]:
        """(community, a name to tell them apart) of everywhere this person has an account."""
        return instance.communities_of(self, person)

    def found(self, place: Place, now: datetime) -> CommunityId:
        """Found a community with this place's home, minting its keys."""
        return instance.found(self, place, now)

    def offer_claim(self, code: str, expires_at: datetime, community: CommunityId | None = None) -> None:
        """Make a one-time claim code valid until then."""
        instance.offer_claim(self, code, expires_at, community)

    def invited(self, code: str, now: datetime) -> CommunityId | None:
        """The community that a valid code adds a home to."""
        return instance.invited(self, code, now)

    def settle(self, community: CommunityId, place: Place) -> None:
        """Give a community one more home."""
        instance.settle(self, community, place)

    def redeem(self, code: str, now: datetime) -> bool:
        """Use up a one-time claim code."""
        return instance.redeem(self, code, now)

    def known_countries(self) -> Sequence[tuple[Person, str]]:
        """The country every account's member chose."""
        return instance.known_countries(self)

    def home_countries(self) -> Sequence[tuple[Place, str]]:
        """The main country of every home."""
        return instance.home_countries(self)

    def communities(self) -> Sequence[CommunityId]:
        """Every community, oldest first."""
        return instance.communities(self)

    def claim(self, now: datetime, platforms: Collection[str], most: int, lease: timedelta) -> Sequence[Claim]:
        """Take due work, soonest first, for one lease."""
        return queue.claim(self, now, platforms, most, lease)

    def claim_fairly(
        self, now: datetime, platform: str, most: int, lease: timedelta, after: str = ""
    ) -> Sequence[Claim]:
        """Take due work of a platform, going round the communities from the one after `after`."""
        return queue.claim_fairly(self, now, platform, most, lease, after)

    def sending(self, claim: Claim, now: datetime) -> bool:
        """Note that the sending begins."""
        return queue.sending(self, claim, now)

    def finish(self, claim: Claim, outcome: str, now: datetime, why: str = "") -> bool:
        """Record how work ended."""
        return queue.finish(self, claim, outcome, now, why)

    def again(self, claim: Claim, due_at: datetime, *, unclear: bool, counted: bool = True) -> bool:
        """Give work back for another try."""
        return queue.again(self, claim, due_at, unclear=unclear, counted=counted)

    def ahead(self, community: CommunityId, members: Sequence[MemberId], kinds: Collection[str], now: datetime) -> None:
        """Read at once what the work of these members is about to read, and gather what it writes."""
        ahead.look(self.scope(community), members, kinds, now)
        self.link.gathers = True

    def wait(self, claim: Claim, due_at: datetime) -> bool:
        """Give work back until then, as if it had not been tried."""
        return queue.wait(self, claim, due_at)

    def next_due(self, platforms: Collection[str]) -> datetime | None:
        """When the next unclaimed work is due."""
        return queue.next_due(self, platforms)

    def upkeep(self, now: datetime) -> int:
        """Remove what has outlived its day."""
        return upkeep.remove_outlived(self, now)

    def rewrap_communities(self) -> int:
        """Lock every community's keys with the active instance key and return how many had another one."""
        return sum(self.keyring.rewrap(self.at(community), community) for community in self.communities())
