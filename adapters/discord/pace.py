"""How fast Discord may be asked, as data; and what its answers say about that.

Not here: waiting (`core.pace`). What answers an interaction is not bound to the token's limit and is never held up.
Sources: Discord's documentation, topics "Rate limits" and "User" (create DM); discord/discord-api-docs#5987 and
discord-php/DiscordPHP#467 for how few new inboxes in a row are taken for spam.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from core.pace import Lane, Limit

if TYPE_CHECKING:
    from core.ports import Pace

TOKEN: Final = Limit(50, 1.0)
"""Everything asked with one token, but for answers to interactions."""
MESSAGES: Final = Limit(5, 5.0)
"""For each channel and kind of change, until its headers say otherwise."""
INBOXES: Final = Limit(20, 60.0)
"""New direct-message channels; 25 to 40 in a row had bots put into quarantine."""
INVALID: Final = Limit(2_000, 600.0)
"""Answers 401, 403 and 429; at 10,000 in ten minutes Discord bars the address, with everybody behind it."""
TOLD_OFF: Final = Limit(50, 600.0)
"""Answers 429; past so many something is wrong with our idea of the limits."""
TOLD_OFF_REST: Final = 15.0
_PATH: Final = re.compile(r"/channels/(\d+)/messages(?:/\d+)?$")

log = logging.getLogger("handrail.discord")


class Traffic:
    """The lanes of one client's token, kept to what Discord answers."""

    def __init__(self, client: discord.Client, pace: Pace) -> None:
        self._http = client.http
        self.pace = pace
        # discord.py holds an answer back until the next window when the bucket is used up, and knows of no other
        # process. Its buckets are left open, it repeats nothing after a 429, and what the answers say comes here.
        self._http.get_ratelimit = lambda key: _Open()  # type: ignore[method-assign,assignment,return-value]  # see above
        self._http.max_ratelimit_timeout = 1e-9
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._ended)
        self._http.http_trace = trace

    @property
    def token(self) -> Lane:
        """Everything that is asked with this token."""
        return Lane(self._name(), TOKEN, brief=True)

    @property
    def inboxes(self) -> Lane:
        """Opening direct messages."""
        return Lane(self._name("inboxes"), INBOXES)

    def messages(self, method: str, channel: str) -> Lane:
        """Posting to a channel, or changing or removing what stands there."""
        return Lane(self._name(method, channel), MESSAGES)

    def _name(self, *more: str) -> str:
        who = hashlib.sha256((self._http.token or "").encode()).hexdigest()[:16]
        return "/".join(("discord", who, *more))

    async def _ended(self, session: object, context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams) -> None:
        """Keep to what an answer says, before anything else is done with it."""
        response = ended.response
        found = _PATH.search(ended.url.path)
        lane = self.messages(ended.method, found[1]) if found else None
        if response.status == 429:
            await self._told_off(response, lane)
        elif response.status in (401, 403):
            await self._invalid()
        elif lane is not None and response.headers.get("X-RateLimit-Remaining") == "0":
            await self.pace.rest(lane, seconds(response.headers.get("X-RateLimit-Reset-After")) or 0.0)

    async def _told_off(self, response: aiohttp.ClientResponse, lane: Lane | None) -> None:
        said = await _said(response)
        after = said.get("retry_after")
        wait = float(after) if isinstance(after, int | float) else seconds(response.headers.get("Retry-After")) or 60.0
        everywhere = bool(said.get("global")) or not response.headers.get("Via")
        if everywhere or lane is not None:
            await self.pace.rest(self.token if everywhere or lane is None else lane, wait)
        if response.headers.get("X-RateLimit-Scope") == "shared":
            return  # others use it up too, so it is not held against us
        await self._invalid()
        if not self.pace.ask((Lane(self._name("told-off"), TOLD_OFF),)).taken:
            log.warning("Discord told us off too often; nothing is sent for %d seconds", TOLD_OFF_REST)
            await self.pace.rest(self.token, TOLD_OFF_REST)

    async def _invalid(self) -> None:
        turn = self.pace.ask((Lane(self._name("invalid"), INVALID),))
        if not turn.taken:
            log.error("Discord refused too much within ten minutes; nothing is sent for %d seconds", turn.wait)
            await self.pace.rest(self.token, turn.wait)


class _Open:
    """Meets `discord.http.Ratelimit` as far as it is used there, and holds nobody up."""

    remaining = 1

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, *_: object) -> None:
        pass

    def update(self, response: aiohttp.ClientResponse, *, use_clock: bool = False) -> None:
        """What the answer says is read elsewhere."""


async def _said(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        said = json.loads(await response.read())
    except (ValueError, aiohttp.ClientError):
        return {}
    return said if isinstance(said, dict) else {}


def seconds(header: str | None) -> float | None:
    """Return what a header says in seconds."""
    try:
        return float(header or "")
    except ValueError:
        return None
