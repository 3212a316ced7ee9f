"""One sealed value: what it looks like in bytes, and the key that seals and opens it.

Not here: which key seals what; that is the vault's.
"""

import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.vault.framing import HEAD, framed
from core.values import Sealed

KEY_BYTES = 32
ID_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
LENGTH_BYTES = 4
HEADER = b"\x01\x01"
"""Envelope version 1, algorithm 1: AES-256-GCM with a random 96-bit nonce."""
STEPS = (64, 256, 1024, 4096)
NONCE_AT = len(HEADER) + ID_BYTES
TEXT_AT = NONCE_AT + NONCE_BYTES
SHORTEST = TEXT_AT + STEPS[0] + TAG_BYTES

NonceSource = Callable[[int], bytes]


class Unreadable(Exception):
    """Cannot be opened: changed, moved, or sealed with another key. Says nothing about what or whose."""

    def __init__(self) -> None:
        super().__init__("This value cannot be opened.")


class SealingKey:
    """A key with its id, and the only two things ever done with it."""

    __slots__ = ("_begin", "_cipher", "_nonce", "_tail", "id")

    def __init__(self, key_id: bytes, secret: bytes, nonce: NonceSource = os.urandom) -> None:
        """Take a key of 32 bytes and its id of 16; `nonce` is replaced only to check known answers."""
        if len(key_id) != ID_BYTES or len(secret) != KEY_BYTES:
            raise ValueError("a sealing key has 32 bytes and an id of 16")
        self.id = key_id
        self._begin = HEADER + key_id
        self._tail = framed(key_id)
        self._cipher = AESGCM(secret)
        self._nonce = nonce

    def seal(self, plain: bytes, *context: str) -> Sealed:
        """Return the value sealed to its context: it opens only with the same key and the same context.

        Shape: version (1), algorithm (1), key id (16), nonce (12), ciphertext and tag. The length tells only
        which step of 64, 256, 1024, 4096 or a multiple of 4096 bytes the value fits into.
        """
        return self.seal_to(plain, framed(*context))

    def open(self, sealed: bytes, *context: str) -> bytes:
        """Return the value; raises `Unreadable`, without a trace of it, when anything at all is different."""
        return self.open_from(sealed, framed(*context))

    def seal_to(self, plain: bytes, context: bytes) -> Sealed:
        """Return the value sealed to a context that is framed already."""
        nonce = self._nonce(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, _padded(plain), HEAD + context + self._tail)
        return Sealed(b"".join((self._begin, nonce, sealed)))

    def open_from(self, sealed: bytes, context: bytes) -> bytes:
        """Return the value of a context that is framed already; raises `Unreadable` as `open` does."""
        if len(sealed) < SHORTEST or not sealed.startswith(self._begin):
            raise Unreadable
        try:
            padded = self._cipher.decrypt(sealed[NONCE_AT:TEXT_AT], sealed[TEXT_AT:], HEAD + context + self._tail)
        except (InvalidTag, ValueError):
            raise Unreadable from None
        return _unpadded(padded)


def key_id_of(sealed: bytes) -> bytes:
    """Return the id of the key a value was sealed with; raises `Unreadable` when it is too short."""
    if len(sealed) < SHORTEST:
        raise Unreadable
    return bytes(sealed[len(HEADER) : NONCE_AT])


def _padded(plain: bytes) -> bytes:
    return (len(plain).to_bytes(LENGTH_BYTES, "big") + plain).ljust(_step(LENGTH_BYTES + len(plain)), b"\0")


def _step(needed: int) -> int:
    for step in STEPS:
        if needed <= step:
            return step
    return -(-needed // STEPS[-1]) * STEPS[-1]


def _unpadded(padded: bytes) -> bytes:
    end = LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "big")
    if end > len(padded) or padded[end:].strip(b"\0"):
        raise Unreadable
    return padded[LENGTH_BYTES:end]
