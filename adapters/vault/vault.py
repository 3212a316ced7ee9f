"""Which key locks which: the instance's keys, a community's keys under them, and a member's under those.

Not here: the shape of a seal (envelope) and where wrapped keys are kept (the database).
"""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NewType

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from adapters.vault.envelope import ID_BYTES, KEY_BYTES, NonceSource, SealingKey, Unreadable, key_id_of
from adapters.vault.framing import APP, VERSION, framed, id_bytes, id_text, reference
from adapters.vault.keyfile import KeyFile, KeyProblem
from core.values import Cell, Sealed

DATA = "data"
LOOKUP = "lookup"
MEMBER = "member"


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key as the database keeps it: locked, and useless anywhere but where it belongs."""

    id: str
    """22 URL-safe characters."""
    purpose: str
    """`data` and `lookup` for a community's keys, `member` for a member's."""
    kek: int
    """The number of the instance key that locks it; 0 where the community's data key locks it."""
    blob: bytes = field(repr=False)


MemberKey = NewType("MemberKey", SealingKey)
"""A member's own key, opened; losing its wrapped form makes all that member wrote unreadable."""


class Vault:
    """The instance's keys at work."""

    def __init__(
        self, keys: KeyFile, nonce: NonceSource = os.urandom, *, again: Callable[[], KeyFile] | None = None
    ) -> None:
        """Take the secrets of a key file; `nonce` is replaced only to check known answers.

        `again` reads the file anew when something is locked with a key we do not know: it was rotated meanwhile.
        """
        self._nonce = nonce
        self._again = again
        self._take(keys)

    def _take(self, keys: KeyFile) -> None:
        self._lookup = keys.lookup
        self._backups = {number: _derived(secret, "back up") for number, secret in keys.keks.items()}
        self._ledger = keys.ledger
        self._active = keys.active
        self._keks = {
            number: SealingKey(number.to_bytes(ID_BYTES, "big"), secret, self._nonce)
            for number, secret in keys.keks.items()
        }

    def mint_community(self, community_id: str) -> tuple[WrappedKey, ...]:
        """Return new keys for a community, locked: one for data, and one for lookups that stays."""
        return self.mint_data_key(community_id), self._wrap(community_id, LOOKUP, *_fresh_key())

    def mint_data_key(self, community_id: str) -> WrappedKey:
        """Return a new data key for a community; first in the list to open it with, it seals from then on."""
        return self._wrap(community_id, DATA, *_fresh_key())

    def open_community(self, community_id: str, wrapped: Iterable[WrappedKey]) -> "CommunityVault":
        """Return a community's keys, unlocked; the first data key given seals, the others only open.

        Raises `Unreadable` when one is not this community's or one is missing, and `KeyProblem` when the key
        file lacks the key that locked it.
        """
        data: list[SealingKey] = []
        wrapping: list[SealingKey] = []
        lookups: list[bytes] = []
        for key in wrapped:
            secret = self._unwrap(community_id, key)
            if key.purpose == DATA:
                data.append(self._subkey(key.id, secret, "seal cells"))
                wrapping.append(self._subkey(key.id, secret, "wrap member keys"))
            elif key.purpose == LOOKUP:
                lookups.append(secret)
        if not data or len(lookups) != 1:
            raise Unreadable
        return CommunityVault(community_id, lookups[0], tuple(data), tuple(wrapping), self._nonce)

    def rewrap(self, community_id: str, wrapped: WrappedKey) -> WrappedKey:
        """Return a community's key locked with the active instance key; what it sealed stays as it is."""
        if wrapped.kek == self._active:
            return wrapped
        return self._wrap(community_id, wrapped.purpose, wrapped.id, self._unwrap(community_id, wrapped))

    def home_ref(self, platform: str, home: str) -> str:
        """Return the reference by which a Discord server or Slack workspace is found."""
        return reference(self._lookup, "home", platform, home)

    def claim_ref(self, code: str) -> str:
        """Return the reference by which a one-time code is found."""
        return reference(self._lookup, "claim", code)

    def person_ref(self, platform: str, user: str) -> str:
        """Return the reference by which a person's acts are counted for some seconds; never stored."""
        return reference(self._lookup, "person", platform, user)

    def ledger_line(self, community_id: str, member_id: str) -> str:
        """Return an erased member's line in the ledger: it tells nothing unless one knows the id."""
        return reference(self._ledger, "erased", community_id, member_id)

    def instance_ref(self) -> str:
        """Return the reference by which a backup made with this key file is known; rotating does not change it."""
        return reference(self._lookup, "instance")

    def backup_key(self, salt: bytes, kek: int | None = None) -> tuple[int, SealingKey]:
        """Return a key for one backup alone, and the number of the instance key (None: the active one) it is from."""
        number = self._active if kek is None else kek
        self.needs([number])
        return number, SealingKey(salt, _derived(self._backups[number], "one backup", salt), self._nonce)

    def needs(self, keks: Iterable[int]) -> None:
        """Raise `KeyProblem` when the key file lacks one of these keys."""
        for number in keks:
            if number not in self._keks and self._again is not None:
                self._take(self._again())
            if number not in self._keks:
                raise _lacking(number)

    def _wrap(self, community_id: str, purpose: str, key_id: str, secret: bytes) -> WrappedKey:
        kek = self._active
        blob = self._keks[kek].seal(secret, str(kek), community_id, purpose, key_id)
        return WrappedKey(key_id, purpose, kek, bytes(blob))

    def _unwrap(self, community_id: str, key: WrappedKey) -> bytes:
        self.needs([key.kek])
        return self._keks[key.kek].open(key.blob, str(key.kek), community_id, key.purpose, key.id)

    def _subkey(self, key_id: str, secret: bytes, use: str) -> SealingKey:
        return SealingKey(_id_bytes(key_id), _derived(secret, use), self._nonce)


class CommunityVault:
    """One community's keys at work; what another community's sealed is unreadable here."""

    def __init__(
        self,
        community_id: str,
        lookup: bytes,
        data: tuple[SealingKey, ...],
        wrapping: tuple[SealingKey, ...],
        nonce: NonceSource,
    ) -> None:
        self._community = community_id
        self._lookup = lookup
        self._data = data
        self._wrapping = wrapping
        self._nonce = nonce
        self._locks = {key.id: framed(id_text(key.id), community_id, MEMBER) for key in wrapping}
        """How the context of the members' keys that each of these locks begins."""
        self._columns: dict[tuple[str, str], bytes] = {}
        """How the context of each column begins."""

    def account_ref(self, platform: str, user: str) -> str:
        """Return the reference by which a person's account is found, different in every community."""
        return reference(self._lookup, "account", platform, user)

    def handle_ref(self, handle: str) -> str:
        """Return the reference by which a handle is found taken, letter case aside."""
        return reference(self._lookup, "handle", handle.casefold())

    def turn_ref(self, turn_id: str) -> str:
        """Return the reference by which a turn that was answered already is found."""
        return reference(self._lookup, "turn", turn_id)

    def record_ref(self, member_id: str, kind: str, name: str = "") -> str:
        """Return the reference by which a member's record, or (without a name) one kind of them, is found.

        It differs from member to member, so that nobody can tell who keeps which kind.
        """
        return reference(self._lookup, "record", member_id, kind, name)

    def mint_member(self, member_id: str) -> WrappedKey:
        """Return a new member's own key, locked with the community's data key."""
        return self._wrap(member_id, *_fresh_key())

    def rewrap_member(self, member_id: str, wrapped: WrappedKey) -> WrappedKey:
        """Return a member's key locked with the data key that seals now; what it sealed stays as it is."""
        if key_id_of(wrapped.blob) == self._wrapping[0].id:
            return wrapped
        return self._wrap(member_id, wrapped.id, self._unwrap(member_id, wrapped))

    def member_key(self, member_id: str, wrapped: WrappedKey) -> MemberKey:
        """Return a member's key, unlocked; raises `Unreadable` when it is not this member's."""
        return MemberKey(SealingKey(_id_bytes(wrapped.id), self._unwrap(member_id, wrapped), self._nonce))

    def seal(self, plain: bytes, cell: Cell, owner: str, key: MemberKey | None) -> Sealed:
        """Return the value sealed to its cell and owner, with a member's key or (None) the community's."""
        return (key or self._data[0]).seal_to(plain, self._context(cell, owner))

    def open(self, sealed: bytes, cell: Cell, owner: str, key: MemberKey | None) -> bytes:
        """Return what was sealed; raises `Unreadable` when cell, owner, community, key or one bit differs."""
        opening = key or _with_id(self._data, key_id_of(sealed))
        return opening.open_from(sealed, self._context(cell, owner))

    def _context(self, cell: Cell, owner: str) -> bytes:
        column = cell.table, cell.column
        begin = self._columns.get(column)
        if begin is None:
            begin = self._columns[column] = framed(self._community, *column)
        return begin + framed(cell.row, owner)

    def _wrap(self, member_id: str, key_id: str, secret: bytes) -> WrappedKey:
        wrapping = self._wrapping[0]
        blob = wrapping.seal_to(secret, self._locks[wrapping.id] + framed(key_id, member_id))
        return WrappedKey(key_id, MEMBER, 0, bytes(blob))

    def _unwrap(self, member_id: str, key: WrappedKey) -> bytes:
        if key.purpose != MEMBER:
            raise Unreadable
        wrapping = _with_id(self._wrapping, key_id_of(key.blob))
        return wrapping.open_from(key.blob, self._locks[wrapping.id] + framed(key.id, member_id))


def _with_id(keys: tuple[SealingKey, ...], key_id: bytes) -> SealingKey:
    for key in keys:
        if key.id == key_id:
            return key
    raise Unreadable


def _derived(secret: bytes, use: str, salt: bytes | None = None) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=framed(APP, VERSION, use)).derive(secret)


def _lacking(number: int) -> KeyProblem:
    return KeyProblem(
        f"The key file lacks key {number}, which still locks stored data. "
        "Please put back the copy of the key file that has it."
    )


def _fresh_key() -> tuple[str, bytes]:
    return id_text(os.urandom(ID_BYTES)), os.urandom(KEY_BYTES)


def _id_bytes(text: str) -> bytes:
    try:
        return id_bytes(text)
    except ValueError:
        raise Unreadable from None
