"""Noticing when words ask somebody else to change, or would harm somebody.

Not here: blocking the first. A hint can be wrong, and its owner decides; only harm is refused.
"""

from __future__ import annotations

import re
from typing import Final

_OTHER: Final = r"(?:you|he|she|they|my (?:husband|wife|partner|spouse|ex))"
_ASKS: Final = re.compile(
    rf"\b{_OTHER}\b(?:'ll)?\s+(?:must|have to|has to|need to|needs to|can't|cannot|can not|may not|mustn't|must not|"
    rf"won't|will never|will not|should|shouldn't|better|are not allowed|is not allowed|do not get to|doesn't get to)\b"
    rf"|\bor else\b|\bnever again will\b|\bmake (?:him|her|them|you)\b|\bstop (?:him|her|them)\b",
    re.IGNORECASE,
)
_HARMS: Final = (
    (
        "threat",
        re.compile(
            r"\b(?:hurt|hit|slap|beat|kill|punch|destroy|ruin)\s+(?:him|her|them|you|myself)\b"
            r"|\bmake (?:him|her|them|you) pay\b"
            r"|\b(?:kill|harm|hurt|cut)\s+myself\b",
            re.IGNORECASE,
        ),
    ),
    (
        "exposure",
        re.compile(
            r"\b(?:tell|show|send|post|publish|expose)\b[^.]{0,40}\b(?:everyone|everybody|the whole"
            r"|(?:his|her|their|your) (?:boss|job|family|employer)|online|on facebook|on social)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "money or children",
        re.compile(
            r"\b(?:cut off|take away|withhold|block|freeze|empty)\b[^.]{0,30}"
            r"\b(?:money|accounts?|cards?|children|kids)\b"
            r"|\b(?:never|not)\b[^.]{0,20}\bsee (?:the |my |our |his |her )?(?:children|kids)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "tracking",
        re.compile(
            r"\b(?:track|spy on|follow|bug|monitor)\s+(?:him|her|them|you|his|her|their|your)\b"
            r"|\b(?:install|put)\b[^.]{0,30}\b(?:tracker|spyware|gps|keylogger)\b",
            re.IGNORECASE,
        ),
    ),
)


def has_but(words: str) -> bool:
    """Whether somebody owns something with a `but`."""
    return re.search(r"\bbut\b", words, re.IGNORECASE) is not None


def asks_another(words: str) -> bool:
    """Whether words ask somebody else to change."""
    return _ASKS.search(words) is not None


def harms(words: str) -> str:
    """What harm an action would do (`threat`, `exposure`, `money or children`, `tracking`); empty when none is seen."""
    return next((kind for kind, pattern in _HARMS if pattern.search(words)), "")
