"""Posts on Discord: show, change and take away, with every foreign error translated here.

Not here: private answers (`gateway`) and when to try again (`core.jobs`).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any, Final

import aiohttp
import discord
from discord.http import Route

from adapters.discord import draw
from adapters.discord.attach import Attached, multipart, pictured
from adapters.discord.read import PLATFORM
from core.errors import CannotDo, Gone, PlatformError, Temporary, Unclear
from core.surface import Message
from core.values import Place, PostRef

log = logging.getLogger("handrail.discord")

SECONDS: Final = 20.0
"""The time-out of a call, all of discord.py's own tries together; less than half a job's lease."""
RATE_WAIT: Final = 10.0
"""The longest rate limit waited for inside a call; a longer one is for the job loop."""
DM_PACE: Final = 1.0
"""Seconds between new direct-message channels: opening many at once gets a bot blocked."""
DM_WAIT: Final = 5.0
"""The longest a job waits in line here for its channel; past that it comes back at its time."""

_FAULTS: Final = (discord.DiscordException, aiohttp.ClientError, OSError)
_NEVER_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_TOO_FAST: Final = 40003
"""Opening direct messages too fast."""


class DiscordPlatform:
    """Meets `core.ports.Platform` over a logged-in discord.py client, connected to the gateway or not."""

    name = PLATFORM
    repeats_safely = timedelta(seconds=120)
    """Discord drops a repeated nonce for "a few minutes"."""

    def __init__(self, client: discord.Client, *, dm_pace: float = DM_PACE, seconds: float = SECONDS) -> None:
        self._client = client
        self._dm_pace = dm_pace
        self._seconds = seconds
        self._inboxes: dict[str, str] = {}
        self._turns: dict[str, float] = {}
        self._next = 0.0
        client.http.max_ratelimit_timeout = RATE_WAIT

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        """Show a message. The key is its nonce, so that a repeat within minutes returns the first one."""
        if message.files and not place.private:
            raise CannotDo
        message, attached = await pictured(message)
        place = await self._open(place)
        payload = {**_drawn(place, message), "nonce": key, "enforce_nonce": True}
        if beneath is not None:
            payload["message_reference"] = {"message_id": beneath.message, "fail_if_not_exists": False}
            payload["allowed_mentions"] = {"parse": [], "replied_user": False}
        sent = await self._call(
            Route("POST", "/channels/{channel_id}/messages", channel_id=place.channel), payload, attached, posts=True
        )
        return PostRef(place, str(sent["id"]))

    async def edit(self, ref: PostRef, message: Message) -> None:
        """Change a message that was posted; what was attached to it goes. A file cannot come by a change."""
        if message.files:
            raise CannotDo
        message, attached = await pictured(message)
        await self._call(_message("PATCH", ref), draw.changing(_drawn(ref.place, message)), attached)

    async def remove(self, ref: PostRef) -> None:
        """Take a message away; one that is gone already is no error."""
        try:
            await self._call(_message("DELETE", ref))
        except Gone:
            return

    async def _open(self, place: Place) -> Place:
        """Return the place with its channel, opening somebody's inbox where need be."""
        if place.channel or not place.user:
            return place
        if place.user not in self._inboxes:
            await self._wait_for_turn(place.user)
            opened = await self._call(Route("POST", "/users/@me/channels"), {"recipient_id": place.user})
            self._inboxes[place.user] = str(opened["id"])
        return Place(place.platform, place.home, self._inboxes[place.user], place.user)

    async def _wait_for_turn(self, user: str) -> None:
        """Wait for this inbox's turn to be opened; raise `Temporary` when that is long, and keep the turn."""
        now = asyncio.get_running_loop().time()
        if user not in self._turns:
            self._turns[user] = max(now, self._next)
            self._next = self._turns[user] + self._dm_pace
        if (wait := self._turns[user] - now) > DM_WAIT:
            raise Temporary(wait)
        await asyncio.sleep(max(wait, 0.0))
        self._turns.pop(user, None)

    async def _call(
        self, route: Route, payload: draw.Payload | None = None, attached: Attached = (), *, posts: bool = False
    ) -> Any:
        parts = multipart(payload, attached)
        body: dict[str, Any] = {} if payload is None else {"json": payload}
        if parts.files:
            body = {"files": parts.files, "form": parts.multipart}
        try:
            async with asyncio.timeout(self._seconds):
                return await self._client.http.request(route, **body)
        except _FAULTS as error:
            raise translated(error, posts=posts) from None


def _drawn(place: Place, message: Message) -> draw.Payload:
    return draw.neutral(message) if place.private else draw.message(message)


def _message(method: str, ref: PostRef) -> Route:
    path = "/channels/{channel_id}/messages/{message_id}"
    return Route(method, path, channel_id=ref.place.channel, message_id=ref.message)


def translated(error: Exception, *, posts: bool) -> PlatformError:
    """Return what a fault of discord.py or aiohttp means. `posts`: the call may have shown something."""
    match error:
        case discord.RateLimited():
            return Temporary(error.retry_after)
        case discord.HTTPException():
            return _answered(error, posts=posts)
        case _ if posts and not isinstance(error, _NEVER_SENT):
            return Unclear()
        case _:
            return Temporary()


def _answered(error: discord.HTTPException, *, posts: bool) -> PlatformError:
    if error.status == 429 or error.code == _TOO_FAST:
        return Temporary(_seconds(error.response.headers.get("Retry-After")) or 60.0)
    if error.status >= 500:
        return Unclear() if posts else Temporary()
    if error.status == 404:
        return Gone()
    if error.status == 401:
        log.error("Discord does not accept the token any more")
    elif error.status != 403:
        log.error("Discord refused a payload: %d %d", error.status, error.code)
    return CannotDo()


def _seconds(header: str | None) -> float | None:
    try:
        return float(header or "")
    except ValueError:
        return None
