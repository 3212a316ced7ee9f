"""Why work ended otherwise than by being shown, in plain words for whoever runs it. Nobody is named or counted alone.

Not here: counting it (`adapters/database/survey`).
"""

from __future__ import annotations

from typing import Final

SKIPPED: Final = "skipped: "

ENDED: Final = {
    "expired": "too late to be worth saying, such as after an outage",
    "unknown": "nobody can tell whether it was shown; not repeated, and whoever asked for it was told",
    "gone": "the channel, message or person is no longer there",
    "cannot": "the platform refuses it, such as a closed inbox or a missing right",
    "dead": "given up after all its tries, or for a fault",
    f"{SKIPPED}silent": "they asked for no messages, or paused them",
    f"{SKIPPED}zone unknown": "their local time is not known",
    f"{SKIPPED}away": "they said that they are away",
    f"{SKIPPED}quiet hours": "it would have come in their quiet hours",
    f"{SKIPPED}day full": "as much as they want on a day was said already",
    f"{SKIPPED}week full": "as much as anybody is sent in a week was said already",
    f"{SKIPPED}joins another line": "said together with something else",
    f"{SKIPPED}joined another line": "said together with something else",
    f"{SKIPPED}stopped": "stopped, paused or changed by its owner before its time",
    f"{SKIPPED}no longer wanted": "no longer needed when its time came",
    f"{SKIPPED}not wanted any more": "no longer needed when its time came",
    f"{SKIPPED}read already": "read before the line about it was sent",
    f"{SKIPPED}not agreed to": "they do not want lines of this kind",
    f"{SKIPPED}no inbox": "their inbox is closed or not known; they are told at their next visit",
    f"{SKIPPED}no channel": "the group has no channel there",
    f"{SKIPPED}left": "they left",
    f"{SKIPPED}came back": "they came back, so nothing was forgotten",
    f"{SKIPPED}nobody there": "whoever it was for is gone",
    f"{SKIPPED}nothing more": "there was nothing more to send",
    f"{SKIPPED}ended": "it stands no longer, so there was nothing to ask",
    f"{SKIPPED}other rules": "newer time-zone rules moved it",
}
"""By outcome, as stored. A test holds that whatever the core gives as a reason is here."""

WELL: Final = frozenset({"done", "dropped"})
"""Shown or done; or taken back by its owner before it was."""


def in_words(outcome: str) -> str:
    """Why work ended so."""
    return ENDED.get(outcome) or outcome.removeprefix(SKIPPED) or "for no reason that is known"


def not_shown(ended: tuple[tuple[str, str, int], ...]) -> list[tuple[str, int, str]]:
    """(outcome, how many, which kinds of work) of all that ended otherwise than well, most of it first."""
    kinds: dict[str, list[tuple[int, str]]] = {}
    for name, outcome, count in ended:
        if outcome not in WELL:
            kinds.setdefault(outcome, []).append((count, name))
    told = [
        (outcome, sum(count for count, _ in found), ", ".join(f"{name} {count}" for count, name in sorted(found)[::-1]))
        for outcome, found in kinds.items()
    ]
    return sorted(told, key=lambda each: (-each[1], each[0]))
