"""Unambiguous bytes for what is authenticated, and short keyed references made from them.

Not encryption: a reference cannot be opened again, it can only be compared.
"""

import hmac
from base64 import urlsafe_b64decode
from binascii import b2a_base64
from struct import Struct

APP = "handrail"
VERSION = "1"
"""The version of what is sealed and hashed; raised only together with a migration."""


_LENGTH = Struct(">I").pack
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def framed(*parts: str | bytes) -> bytes:
    """Return the parts as one byte string in which no two lists of parts look alike.

    Each part is preceded by its length in four bytes, most significant first.
    """
    framed_parts: list[bytes] = []
    for part in parts:
        if isinstance(part, str):
            # What a person typed may hold halves of characters; they must not become an error that quotes it.
            raw = part.encode() if part.isascii() else part.encode("utf-8", "surrogatepass")
        else:
            raw = part
        framed_parts += _LENGTH(len(raw)), raw
    return b"".join(framed_parts)


HEAD = framed(APP, VERSION)
"""What everything that is framed begins with."""


def reference(key: bytes, purpose: str, *parts: str) -> str:
    """Return the keyed reference of something, by which it is found again without being stored.

    22 URL-safe characters: the first 128 bits of an HMAC-SHA-256; another purpose gives another reference.
    """
    return id_text(hmac.digest(key, HEAD + framed(purpose, *parts), "sha256")[:16])


def id_text(raw: bytes) -> str:
    """Return 16 bytes as the 22 URL-safe characters that ids are written in."""
    return b2a_base64(raw, newline=False).rstrip(b"=").translate(_URL_SAFE).decode()


def id_bytes(text: str) -> bytes:
    """Return the 16 bytes behind an id of 22 URL-safe characters; raises `ValueError` for anything else."""
    raw = urlsafe_b64decode(text + "==")
    if len(raw) != 16 or id_text(raw) != text:
        raise ValueError("not an id")
    return raw
