"""What Slack says about a bot token: one question, and nothing is changed.

Not here: what to make of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answers import TROUBLE, translated
from core.errors import CannotDo, Locked

SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Told:
    """What was found out."""

    refused: bool = False
    answers: bool = True
    scopes: frozenset[str] | None = None
    """What the token may do; None where Slack did not say."""


async def ask(token: str, base_url: str = AsyncWebClient.BASE_URL) -> Told:
    """Ask; never raises."""
    client = AsyncWebClient(token, base_url, timeout=SECONDS, retry_handlers=[])
    try:
        answer = await client.auth_test()
    except TROUBLE as problem:
        refused = isinstance(problem, SlackApiError) and isinstance(
            translated(problem, "auth.test", repeatable=True), CannotDo | Locked
        )
        return Told(refused=refused, answers=refused)
    named = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
    if named is None:
        return Told()
    return Told(scopes=frozenset(scope.strip() for scope in str(named).split(",") if scope.strip()))
