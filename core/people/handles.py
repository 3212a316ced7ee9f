"""What makes a handle: that it points at nobody outside the group, and that it cannot be taken for somebody else's.

Not here: whether a handle is free; the store looks its likeness up.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_POINTS_OUTSIDE: Final = re.compile(
    r"[@<>#/\\]|\w\.\w{2,}|\d(?:[ ().-]{0,2}\d){5,}|everyone|^(?:everybody|channel|here)$", re.IGNORECASE
)
_TWINS: Final = str.maketrans(
    {
        **dict(zip("абвеёзкмнорстухѕіјԁԛԝһӏ", "abbee3kmhopctyxsijdqwhl", strict=True)),
        **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
        **dict(zip("\u0131\u2113", "il", strict=True)),
    }
)
"""Letters of other alphabets that are drawn like Latin ones."""


def points_outside(handle: str) -> bool:
    """Whether a handle holds an address, a mention, a link or a number to call."""
    return _POINTS_OUTSIDE.search(unicodedata.normalize("NFKC", handle)) is not None


def likeness(handle: str) -> str:
    """What a handle looks like: equal for two that a reader could take for one another."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", handle).casefold())
    kept = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Cf"))
    return " ".join(kept.translate(_TWINS).split())
