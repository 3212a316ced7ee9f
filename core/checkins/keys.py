"""The subjects and keys under which what a check-in promises and posts is kept.

Not here: any promise; a key only says which one is meant.
"""

from __future__ import annotations


def post_of(checkin: str) -> str:
    """The subject under which a share's message is kept."""
    return f"checkin~{checkin}"


def response_of(response: str) -> str:
    """The subject under which a response's message is kept."""
    return f"answer~{response}"


def expire_key(checkin: str) -> str:
    """The key of the promise to take a share down on its day."""
    return f"expire~{checkin}"


def unanswered_key(checkin: str) -> str:
    """The key of the promise to look whether anybody answered."""
    return f"unanswered~{checkin}"


def round_of(number: str) -> str:
    """The subject under which a round's own post is kept."""
    return f"round~{number}"


def consent_key(checkin: str) -> str:
    """The key of a share in its author's ledger of consents."""
    return f"share~{checkin}"
