"""What forgiving means: spellings that count as the same, and those one slip of a finger away.

Not here: any list of names.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from string import ascii_lowercase

MOST = 80
"""A name that is longer than this is none."""
FEWEST_FOR_TYPOS = 4
_HASH = 2**64 - 1

_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_ACCENTS = re.compile("[\u0300-\u036f]")
_WORDS = re.compile(r"[^\W_]+")
_SAINTS = {"saint", "sainte", "sankt", "ste"}


def bare(text: str) -> str:
    """Return a spelling in small letters and without accents, spaces and punctuation left as they are."""
    lower = text[:MOST].casefold().translate(_PLAIN)
    return lower if lower.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", lower))


def fold(text: str) -> str:
    """Return a spelling without accents, spaces, punctuation and articles; empty when nothing is left."""
    words = _WORDS.findall(bare(text))
    return "".join(["st" if word in _SAINTS else word for word in words if word != "the"])


def spellings(name: str) -> set[str]:
    """Return the folded spellings of a name: as it is, and with its umlauts written out."""
    found = {fold(name)}
    if not name.isascii():
        found.add(fold(name.casefold().translate(_GERMAN)))
    return found - {""}


def near(folded: str) -> Iterator[str]:
    """Yield every spelling one slip away: a letter too many, missing, wrong, or two swapped."""
    if len(folded) < FEWEST_FOR_TYPOS or len(folded) > MOST // 2:
        return
    for at in range(len(folded) + 1):
        head, tail = folded[:at], folded[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in ascii_lowercase:
            yield head + letter + tail[1:]
            yield head + letter + tail


class Index:
    """Many spellings, each leading to small numbers, in a tenth of the memory of a dictionary.

    Spellings are kept as Python's own hashes of 64 bits, which no other process would understand.
    """

    __slots__ = ("_hashes", "_numbers")

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        pairs = [(hash(spelling) & _HASH) << 16 | number for spelling, number in entries]
        pairs.sort()
        self._hashes = array("Q", (pair >> 16 for pair in pairs))
        self._numbers = array("H", (pair & 0xFFFF for pair in pairs))

    def find(self, spelling: str) -> Iterator[int]:
        """Yield the numbers of a spelling, smallest first."""
        wanted = hash(spelling) & _HASH
        at = bisect_left(self._hashes, wanted)
        while at < len(self._hashes) and self._hashes[at] == wanted:
            yield self._numbers[at]
            at += 1

    def find_near(self, spelling: str) -> set[int]:
        """Return the numbers of every spelling one slip away."""
        return {number for other in near(spelling) for number in self.find(other)}
