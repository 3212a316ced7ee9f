"""A file sealed in chunks under the key file: nothing in it can be read, changed, cut off, moved or swapped unseen.

Not here: what such a file holds. Each file has a key of its own; each chunk is bound to that file, to its number and
to whether it is the last.
"""

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from adapters.vault.envelope import ID_BYTES, LENGTH_BYTES, STEPS, SealingKey, Unreadable
from adapters.vault.framing import id_text
from adapters.vault.keyfile import KeyProblem
from adapters.vault.vault import Vault

MAGIC = b"handrail backup 1\n"
NEWER = b"handrail backup "
REF_BYTES = 22
KEK_BYTES = 4
CHUNK = 64 * STEPS[-1] - LENGTH_BYTES
"""Bytes sealed together: a whole number of the envelope's steps, so that nothing is padded but the end."""
MOST = CHUNK + STEPS[-1]
"""No sealed chunk is longer."""
MORE, LAST = b"+", b"."


class FileProblem(Exception):
    """The file cannot be used; the text says why, in words for the person running the bot."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a sealed file says openly, so that it can be told apart from a foreign or a damaged one."""

    instance: str
    """Which key file it belongs to, as a keyed reference."""
    kek: int
    """The number of the instance key it was sealed under."""
    salt: bytes

    def __bytes__(self) -> bytes:
        return MAGIC + self.instance.encode() + self.kek.to_bytes(KEK_BYTES, "big") + self.salt


def write_sealed(file: BinaryIO, vault: Vault, data: Iterable[bytes]) -> None:
    """Write data to a file, compressed and sealed."""
    salt = os.urandom(ID_BYTES)
    kek, key = vault.backup_key(salt)
    stamp = Stamp(vault.instance_ref(), kek, salt)
    file.write(bytes(stamp))
    number, waiting = 0, bytearray()
    for piece in _compressed(data):
        waiting += piece
        while len(waiting) > CHUNK:
            _write_chunk(file, key, stamp, number, bytes(waiting[:CHUNK]), MORE)
            number += 1
            del waiting[:CHUNK]
    _write_chunk(file, key, stamp, number, bytes(waiting), LAST)


def read_stamp(file: BinaryIO) -> Stamp:
    """Read the beginning of a sealed file; raises `FileProblem` when it is none of ours."""
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        if magic.startswith(NEWER):
            raise FileProblem("It was made by a newer Handrail than this one. Please install that version first.")
        raise FileProblem("It is not a backup that Handrail made.")
    ref, kek, salt = file.read(REF_BYTES), file.read(KEK_BYTES), file.read(ID_BYTES)
    if len(salt) != ID_BYTES:
        raise _damaged()
    return Stamp(ref.decode("ascii", "replace"), int.from_bytes(kek, "big"), salt)


def read_sealed(file: BinaryIO, vault: Vault) -> Iterator[bytes]:
    """Yield what was written, piece by piece, each checked before it is handed out.

    Raises `KeyProblem` when the file belongs to another key file, and `FileProblem` when it is damaged or cut short;
    the latter can come after pieces that were whole, so nothing may count before the end.
    """
    stamp = read_stamp(file)
    if stamp.instance != vault.instance_ref():
        raise KeyProblem(
            "This backup was made with another key file (or its beginning is damaged). "
            "Please put the key file that belongs to it in place first."
        )
    _, key = vault.backup_key(stamp.salt, stamp.kek)
    unpacking = zlib.decompressobj()
    number, flag = 0, MORE
    while flag == MORE:
        flag, length = file.read(1), int.from_bytes(file.read(4), "big")
        sealed = file.read(length) if flag in (MORE, LAST) and length <= MOST else b""
        if not sealed or len(sealed) != length:
            raise _damaged()
        try:
            packed = key.open(sealed, *_context(stamp, number, flag))
        except Unreadable:
            raise _damaged() from None
        yield unpacking.decompress(packed)
        number += 1
    if file.read(1) or not unpacking.eof:
        raise _damaged()


def _compressed(data: Iterable[bytes]) -> Iterator[bytes]:
    packing = zlib.compressobj(6)
    for piece in data:
        yield packing.compress(piece)
    yield packing.flush()


def _write_chunk(file: BinaryIO, key: SealingKey, stamp: Stamp, number: int, plain: bytes, flag: bytes) -> None:
    sealed = key.seal(plain, *_context(stamp, number, flag))
    file.write(flag + len(sealed).to_bytes(4, "big") + sealed)


def _context(stamp: Stamp, number: int, flag: bytes) -> tuple[str, ...]:
    return "backup", stamp.instance, str(stamp.kek), id_text(stamp.salt), str(number), flag.decode()


def _damaged() -> FileProblem:
    return FileProblem("It is damaged or was cut short. Please take another copy, or an older backup.")
