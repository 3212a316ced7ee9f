"""One community inside one transaction: its rows, and the keys to seal and open them with.

Not here: which table holds what; every store says so itself. A member's key lives no longer than the
transaction, so that an erasure holds in every process at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from sqlalchemy import bindparam, select

from adapters.database.link import Row
from adapters.database.sql import Query, mine
from adapters.database.tables import member_keys
from core.codec import pack, reply_to_json
from core.surface import Message
from core.values import Cell, CommunityId, MemberId, Person, Sealed

if TYPE_CHECKING:
    from adapters.database.transaction import SqlTransaction
    from adapters.vault import CommunityVault, MemberKey, WrappedKey

T = TypeVar("T")

_KEY: Final = Query(
    select(member_keys.c.id, member_keys.c.blob).where(
        mine(member_keys), member_keys.c.member_id == bindparam("member")
    )
)


class StoredKey(NamedTuple):
    """A wrapped key as it was read; the vault takes it for its own `WrappedKey`."""

    id: str
    purpose: str
    kek: int
    blob: bytes


class Scope:
    """What a store of one community works with."""

    __slots__ = (
        "_ahead",
        "_demand",
        "_keys",
        "_known",
        "_packed",
        "_refs",
        "_transaction",
        "community",
        "looked_back_to",
        "vault",
    )

    def __init__(self, transaction: SqlTransaction, community: CommunityId, vault: CommunityVault) -> None:
        self._transaction = transaction
        self._keys: dict[str, MemberKey | StoredKey | None] = {}
        self._ahead: dict[str, dict[str, list[Row]]] = {}
        self._demand: dict[str, dict[str, Callable[[], None]]] = {}
        self._known: dict[tuple[str, ...], Any] = {}
        self._refs: dict[tuple[str, ...], str] = {}
        self._packed: dict[int, tuple[Message, bytes]] = {}
        self.community = community
        self.vault = vault
        self.looked_back_to: datetime | None = None
        """From when on what was read ahead holds everything."""

    @property
    def writes(self) -> bool:
        """Whether this transaction may write."""
        return self._transaction.writes

    @property
    def transaction(self) -> SqlTransaction:
        """The transaction around it."""
        return self._transaction

    def run(self, query: Query, **values: Any) -> int:
        """Run a statement in this community and return how many rows it touched."""
        self.look_anew()
        link = self._transaction.at(self.community)
        return link.run(query, community=self.community, community_id=self.community, **values)

    def put(self, query: Query, *, each_once: bool = False, **values: Any) -> None:
        """Run a statement in this community; where that saves time, together with the next one, or for many at once."""
        self.look_anew()
        link = self._transaction.at(self.community)
        values["community"] = values["community_id"] = self.community
        if link.gathers:
            link.gather(query, values, each_once=each_once)
        else:
            link.put(query, **values)

    @property
    def gathers(self) -> bool:
        """Whether what is put is gathered with what others put."""
        return self._transaction.link.gathers

    def rows(self, query: Query, **values: Any) -> list[Row]:
        """Run a statement in this community and return its rows."""
        return self._transaction.at(self.community).rows(query, community=self.community, **values)

    def row(self, query: Query, **values: Any) -> Row | None:
        """Run a statement in this community and return its first row."""
        return self._transaction.at(self.community).row(query, community=self.community, **values)

    def once(self, what: tuple[str, ...], read: Callable[[], T]) -> T:
        """Read what one turn asks for again and again only once, until anything is written here."""
        if what not in self._known:
            self._known[what] = read()
        return cast("T", self._known[what])

    def look_anew(self) -> None:
        """Forget what was read once: something is written, or was waited for while somebody else wrote."""
        self._known.clear()

    def foresee(self, what: str, members: Iterable[str], rows: Iterable[tuple[str, Row]]) -> None:
        """Note rows that were read ahead, each with its member; who has none is known to have none."""
        found: dict[str, list[Row]] = {member: [] for member in members}
        for member, row in rows:
            found[member].append(row)
        self._ahead.setdefault(what, {}).update(found)
        if what in self._demand:
            for member in found:
                self._demand[what].pop(member, None)

    def look_up(self, what: str, members: Iterable[str], read: Callable[[], None]) -> None:
        """Note how this is read of all these members, once it is asked of one."""
        self._demand.setdefault(what, {}).update(dict.fromkeys(members, read))

    def foreseen(self, what: str, member: str, *, since: datetime | None = None) -> list[Row] | None:
        """Take what was read ahead of a member, once; None when it has to be asked for."""
        if since is not None and (self.looked_back_to is None or since < self.looked_back_to):
            return None
        self.look_ahead(what, member)
        return self._ahead[what].pop(member, None) if what in self._ahead else None

    def outdate(self, what: str, member: str) -> None:
        """Let a member's be asked for again, where it was read already: it changes."""
        if what in self._ahead:
            self._ahead[what].pop(member, None)

    def forget_ahead(self, what: str) -> None:
        """Let everybody's be asked for."""
        self._ahead.pop(what, None)
        self._demand.pop(what, None)

    def look_ahead(self, what: str, member: str) -> list[Row] | None:
        """See what was read ahead of a member and leave it; whoever changes it takes it away."""
        if what in self._demand and (read := self._demand[what].get(member)) is not None:
            read()
        return self._ahead[what].get(member) if what in self._ahead else None

    def seal(self, plain: bytes, cell: Cell, member: MemberId | None) -> tuple[Sealed, MemberId | None]:
        """Seal with the member's key, or with the community's where there is no member (any more).

        Returns the sealed value and whose key it is: None = the community's.
        """
        key = self._key(member) if member is not None else None
        if key is None:
            return self.vault.seal(plain, cell, self.community, None), None
        return self.vault.seal(plain, cell, member or "", key), member

    def seal_own(self, plain: bytes, cell: Cell, member: MemberId) -> Sealed:
        """Seal with the member's key; raises `LookupError` when they are erased."""
        key = self._key(member)
        if key is None:
            raise LookupError("no such member")
        return self.vault.seal(plain, cell, member, key)

    def open(self, sealed: bytes, cell: Cell, member: MemberId | str | None) -> bytes:
        """Open what `seal` returned; raises `LookupError` when the member's key is gone."""
        if member is None:
            return self.vault.open(sealed, cell, self.community, None)
        key = self._key(member)
        if key is None:
            raise LookupError("no such member")
        return self.vault.open(sealed, cell, member, key)

    def packed(self, message: Message) -> bytes:
        """A message as bytes; many members are often told the same, so it is remembered until the transaction ends."""
        known = self._packed.get(id(message))
        if known is None:
            known = self._packed[id(message)] = message, pack(reply_to_json(message))
        return known[1]

    def record_ref(self, *parts: str) -> str:
        """The keyed reference of a record or a kind; what is read is mostly written next."""
        return self._ref(self.vault.record_ref, *parts)

    def account_ref(self, person: Person) -> str:
        """The keyed reference of an account; one turn asks for its own again and again."""
        return self._ref(self.vault.account_ref, person.platform, person.user)

    def _ref(self, make: Callable[..., str], *parts: str) -> str:
        """Make a reference, and remember it until the transaction ends."""
        asked = make.__name__, *parts
        found = self._refs.get(asked)
        if found is None:
            found = self._refs[asked] = make(*parts)
        return found

    def has_key(self, member: str) -> bool:
        """Whether a member is here and not erased."""
        return self._key(member) is not None

    def hold_key(self, member: str, key_id: str, blob: bytes) -> None:
        """Note a member's wrapped key that came along with another row."""
        if member not in self._keys:
            self._keys[member] = StoredKey(key_id, "member", 0, blob)

    def lose_key(self, member: str) -> None:
        """Forget an erased member's key."""
        self._keys[member] = None

    def _key(self, member: str) -> MemberKey | None:
        if member in self._keys:
            key = self._keys[member]
        else:
            found = self.row(_KEY, member=member)
            key = StoredKey(found[0], "member", 0, found[1]) if found else None
        if isinstance(key, StoredKey):
            key = self.vault.member_key(member, cast("WrappedKey", key))
        self._keys[member] = key
        return key
