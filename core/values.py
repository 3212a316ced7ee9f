"""The small words everything else is written in: ids, places, people, and what a member said.

Not here: anything that decides; a value only knows whether it is well formed.
"""

from __future__ import annotations

import re
import unicodedata
from binascii import b2a_base64
from dataclasses import dataclass
from enum import IntEnum
from secrets import token_bytes
from typing import NamedTuple, NewType

CommunityId = NewType("CommunityId", str)
"""A community: one support group's world, and the wall nothing crosses."""
MemberId = NewType("MemberId", str)
GroupId = NewType("GroupId", str)
JobId = NewType("JobId", str)


_URL_SAFE = bytes.maketrans(b"+/", b"-_")


def new_id(near: bytes = b"") -> str:
    """Return 22 URL-safe characters holding 128 bits, all random but those `near` (a Discord nonce holds 25)."""
    return b2a_base64(near + token_bytes(16 - len(near)), newline=False)[:22].translate(_URL_SAFE).decode()


class Sealed(bytes):
    """Bytes that only the vault can open; the one type a private column accepts."""

    def __repr__(self) -> str:
        return f"Sealed({len(self)} bytes)"


class Cell(NamedTuple):
    """Where a sealed value lives; bound into the seal so that it opens nowhere else."""

    table: str
    column: str
    row: str


class Role(IntEnum):
    """What somebody may do here, by our own records; each role may do all that is above it."""

    ANYONE = 0
    MEMBER = 1
    FACILITATOR = 2
    MODERATOR = 3


@dataclass(frozen=True, slots=True, repr=False)
class Person:
    """Somebody on a platform: the platform's own id for them, which is stored only sealed."""

    platform: str
    user: str

    def __repr__(self) -> str:
        return f"Person({self.platform})"


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """Where words can be put: a channel of a home, or (with `user`) somebody's own inbox.

    `home` is the Discord server or Slack workspace; it is empty in a Discord direct message.
    """

    platform: str
    home: str
    channel: str = ""
    user: str = ""

    @property
    def private(self) -> bool:
        """Whether only one person reads here."""
        return bool(self.user)

    def __repr__(self) -> str:
        return f"Place({self.platform}, {'inbox' if self.user else 'channel'})"


@dataclass(frozen=True, slots=True, repr=False)
class PostRef:
    """A message that a platform accepted, so that it can be edited or removed later."""

    place: Place
    message: str

    def __repr__(self) -> str:
        return f"PostRef({self.place.platform})"


_INVISIBLE = re.compile(
    # Controls but tab and newline, zero-width, bidirectional marks, tags, fillers, lone surrogates.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_JOINERS = re.compile("(?<![\u0590-\U0010ffff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\U0010ffff])")
_STACKED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f"
    "\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_GAPS = re.compile("\n{3,}")


def tidy(raw: str) -> str:
    """Return what was typed without what cannot be seen: controls, bidi marks, lone surrogates, piles of accents.

    Idempotent; joiners stay where a script or an emoji needs them.
    """
    if raw.isascii() and raw.isprintable():
        return raw.strip()  # one plain line, as most are: nothing in it could be taken out
    text = _BREAKS.sub("\n", raw)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))
    while (joined := _JOINERS.sub("", text)) != text:
        text = joined
    text = _STACKED.sub(r"\1", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _GAPS.sub("\n\n", text).strip()


def length(text: str) -> int:
    """Return the length as the strictest platform counts it: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


class Said:
    """What a member wrote: it pings nobody, formats nothing, and shows itself in no log or error."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = tidy(words)

    @property
    def words(self) -> str:
        """The words themselves, for drawing and sealing only."""
        return self._words

    def __repr__(self) -> str:
        return "Said(…)"

    __str__ = __repr__

    def __bool__(self) -> bool:
        return bool(self._words)

    def __len__(self) -> int:
        return length(self._words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Said) and other._words == self._words

    def __hash__(self) -> int:
        return hash(self._words)
