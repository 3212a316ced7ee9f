"""Noticing when words ask somebody else to change, or would harm somebody.

Not here: blocking the first. A hint can be wrong, and its owner decides; only harm is refused.
"""

from __future__ import annotations

import re
from typing import Final

# Compiled by `re` when they are first asked for: not every program that starts will ever read a boundary.
_OTHER: Final = r"(?:you|he|she|they|my (?:husband|wife|partner|spouse|ex))"
_ASKS: Final = (
    rf"\b{_OTHER}\b(?:'ll)?\s+(?:must|have to|has to|need to|needs to|can't|cannot|can not|may not|mustn't|must not|"
    rf"won't|will never|will not|should|shouldn't|better|are not allowed|is not allowed|do not get to|doesn't get to)\b"
    rf"|\bor else\b|\bnever again will\b|\bmake (?:him|her|them|you)\b|\bstop (?:him|her|them)\b"
)
_ANOTHER: Final = (
    r"\b(?:he|she|him|her|his|hers|they|them|their|theirs|you|your|yours|we|us|our|ours|the other person|husband|wife"
    r"|spouse|boyfriend|girlfriend|fianc[e\u00e9]{1,2}|lover|abuser|ex|mother|father|mum|mom|dad|brother|sister|son|daughter"
    r"|parents?|family|in-laws|roommate|flatmate|boss)\b"
    r"|\b(?<!accountability )partner\b"
)
_SOMEBODY: Final = r"(?:him|her|them|you)"
_SOMEBODYS: Final = r"(?:his|her|their|your)"
_SAFE_WITH: Final = r"(?![^.]*\b(?:lawyer|therapist|counsell?or|advocate|police)\b)"
"""Somebody bound to keep it to themselves, or to help: telling them exposes nobody."""
_ALL: Final = (
    r"(?:(?:everyone|everybody)\b(?!(?: \w+)? (?:in|at|of|on) (?:my|our|the) (?:\w+ )?(?:group|meeting|circle|list))"
    r"|the whole (?:family|town|village|street|school|church|office|company|world|internet|neighbou?rhood)"
    r"|(?<!my )(?<!our )(?<!an )online\b)"
)
_HARMS: Final = (
    (
        "threat",
        (
            rf"\b(?:hurt|hit|slap|beat|kill|punch|destroy|ruin)\s+{_SOMEBODY}\b"
            rf"|\bmake {_SOMEBODY} (?:pay|suffer|regret)\b|\b{_OTHER}(?:'ll| will) (?:pay|regret|be sorry)\b"
            rf"|\bmake {_SOMEBODYS} life (?:hell|a misery|miserable)\b"
        ),
    ),
    (
        "oneself",
        (
            r"\b(?:hurt|hit|slap|beat|kill|punch|destroy|ruin|harm|cut)\s+myself\b(?! (?:off|some|up)\b)"
            r"|\bend my (?:own )?life\b"
        ),
    ),
    (
        "exposure",
        (
            rf"\b(?:tell|show|send|post|publish|expose)\b[^.]{{0,40}}\b(?:{_ALL}"
            rf"|{_SOMEBODYS} (?:boss|job|family|employer|work)|on facebook|on social)\b"
            r"|\b(?:show|send|post|publish|share|leak)\b[^.]{0,20}"
            rf"\b{_SOMEBODYS} (?:photos?|pictures?|messages|secrets?)\b{_SAFE_WITH}"
        ),
    ),
    (
        "money or children",
        (
            r"\b(?:cut off|take away|withhold|block|freeze|empty)\b(?:[^.]{0,30}\b(?:children|kids)"
            r"|(?! my (?!wife|husband|partner|ex|spouse))[^.]{0,30}\b(?:money|accounts?|cards?))\b"
            rf"|\b(?:cut|lock) {_SOMEBODY} (?:off|out)\b"
            r"|\b(?:never|not|won't)\b[^.]{0,20}\bsee (?:the |my |our |his |her )?(?:children|kids)\b"
        ),
    ),
    (
        "tracking",
        (
            r"\b(?:track|spy on|follow|bug|monitor)\s+(?:him|her|them|you|his|her|their|your)\b"
            r"(?! (?:advice|plan|lead|guidance|suggestions?|instructions?|rules?)\b)"
            rf"|\b(?:check|read|search|go through|look through|open) {_SOMEBODYS} "
            r"(?:phone|messages|texts|e-?mails?|mail|location|accounts?|browser|history|devices?)\b"
            r"|\b(?:install|put)\b[^.]{0,30}\b(?:tracker|spyware|gps|keylogger)\b"
        ),
    ),
)
_NOT_DONE: Final = (
    r"\b(?:don't|do not|never|no longer|won't|will not|not|stop|instead of|rather than|urge to|want to|tempted to"
    r"|(?:if|when|before) I|(?:afraid|think|fear|feel)\s+(?:that\s+)?I(?:'ll)?)\s+(?:\w+\s+)?$"
)
"""What comes just before words of harm where nobody means to do it: *I don't follow her*, *the urge to hit him*."""


def has_but(words: str) -> bool:
    """Whether somebody owns something with a `but`."""
    return re.search(r"\bbut\b", words, re.IGNORECASE) is not None


def asks_another(words: str) -> bool:
    """Whether words ask somebody else to change."""
    return re.search(_ASKS, _plain(words), re.IGNORECASE) is not None


def mentions_another(words: str) -> bool:
    """Whether another person comes into it."""
    return re.search(_ANOTHER, _plain(words), re.IGNORECASE) is not None


def harms(words: str) -> str:
    """What harm an action would do, by its name in `_HARMS`; empty when none is seen."""
    said = _plain(words)
    found = ((kind, each) for kind, pattern in _HARMS for each in re.finditer(pattern, said, re.IGNORECASE))
    return next((kind for kind, each in found if _meant(said, each)), "")


def _meant(said: str, found: re.Match[str]) -> bool:
    return re.search(_NOT_DONE, said[: found.start()], re.IGNORECASE) is None


def _plain(words: str) -> str:
    """With the apostrophe of a keyboard, where a phone has set a curly one."""
    return words.replace("\u2019", "'")
