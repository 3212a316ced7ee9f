"""How fast Slack may be asked, as data.

Not here: waiting (`core.pace`). What answers a person (`views.*`) stands in no line; it only keeps to a `Retry-After`.
Sources: Slack's documentation, "Rate limits" of the Web API, and the tiers of each method in slackapi/java-slack-sdk
(`metadata/web-api/rate_limit_tiers.json`).
"""

from __future__ import annotations

import hashlib
from typing import Final

from core.pace import Lane, Limit

CHANNEL: Final = Limit(3, 3.0)
"""About one message a second for each channel, with short bursts."""
WORKSPACE: Final = Limit(100, 20.0)
"""All messages of a workspace: "several hundred" a minute."""
TIERS: Final = {1: Limit(1, 60.0), 2: Limit(20, 60.0), 3: Limit(50, 60.0), 4: Limit(100, 60.0)}
"""Calls of one method in a workspace."""
TIER_OF: Final = {
    "chat.update": 3,
    "chat.delete": 3,
    "conversations.open": 3,
    "files.delete": 3,
    "files.getUploadURLExternal": 4,
    "files.completeUploadExternal": 4,
    "views.open": 4,
    "views.push": 4,
    "views.update": 4,
    "views.publish": 4,
}
_SPECIAL: Final = 4
"""A method without a tier, such as `auth.test`, allows "hundreds" of calls a minute."""


class Lanes:
    """The lanes of one token."""

    def __init__(self, token: str) -> None:
        self._me = hashlib.sha256(token.encode()).hexdigest()[:16]

    def method(self, method: str) -> Lane:
        """Every call of a method; Slack's `Retry-After` is about one."""
        limit = WORKSPACE if method == "chat.postMessage" else TIERS[TIER_OF.get(method, _SPECIAL)]
        return Lane(f"slack/{self._me}/{method}", limit)

    def channel(self, channel: str) -> Lane:
        """Messages to a channel, or to somebody's inbox."""
        return Lane(f"slack/{self._me}/to/{channel}", CHANNEL)
