"""The words that give the topic away to whoever reads over a shoulder, and finding one in a text.

Not here: forbidding anything; a group may call itself what it likes, and is told kindly what others would see.
"""

from __future__ import annotations

import re
from typing import Final

TOPIC_WORDS: Final = (
    "recover(?:y|ing|ed)?",
    "betray(?:al|als|ed|s)?",
    "addict(?:s|ed|ion|ions|ive)?",
    "porn(?:o|ography|ographic)?",
    "sex(?:ual|uality|aholics?)?",
    "sober",
    "sobriety",
    "affairs?",
    "infidelity",
    "unfaithful",
    "cheat(?:s|er|ers|ed|ing)?",
    "trauma(?:s|tic|tised|tized)?",
    "relaps(?:e|es|ed|ing)",
    "slips?",
    "compulsi(?:on|ons|ve)",
    "abuse[ds]?",
    "abusive",
    "therapy",
    "healing",
    "intimacy",
    "lust",
    "masturbat(?:e|ion)",
    "abstinen(?:t|ce)",
    "(?:twelve|12)[ -]?steps?",
    "couples?",
    "partners?",
    "spouses?",
)
"""Each as it stands alone, with its endings; letter case aside."""
_FOUND: Final = re.compile(rf"(?<![a-z])(?:{'|'.join(TOPIC_WORDS)})(?![a-z])", re.IGNORECASE)


def gives_away(text: str) -> str | None:
    """The first word of a text that names the topic; None when it tells nobody anything."""
    found = _FOUND.search(text)
    return found[0] if found else None
