"""Posts on Discord: show, change and take away, with every foreign error translated here.

Not here: private answers (`gateway`) and when to try again (`core.jobs`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import aiohttp
import discord
from discord.http import Route

from adapters.discord import draw
from adapters.discord.attach import Attached, multipart, pictured
from adapters.discord.pace import Traffic, seconds
from adapters.discord.read import PLATFORM
from core.errors import CannotDo, Gone, Locked, Malformed, PlatformError, Temporary, Unclear
from core.feature import Delivery, Edit, Post, Remove
from core.pace import Lane, enter, still_open
from core.ports import Pace
from core.surface import Message
from core.values import Place, PostRef

log = logging.getLogger("handrail.discord")

SECONDS: Final = 20.0
"""The time-out of a call, all of discord.py's own tries together; less than half a job's lease."""
_LONG: Final = 60.0
"""Seconds to leave alone what said that we are too fast, and not until when."""

_FAULTS: Final = (discord.DiscordException, aiohttp.ClientError, OSError)
_NEVER_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_TOO_FAST: Final = 40003
"""Opening direct messages too fast."""
GONE: Final = frozenset({10003, 10004, 10008, 10013})
"""Unknown channel, server, message, user."""
CANNOT: Final = frozenset({50001, 50007, 50013, 50024, 50033, 50083, 50278})
"""No access, a closed inbox, no permission, not in such a channel, no recipient, a closed thread, no server shared.

A code that is in no list is taken for one of these, and logged.
"""
MALFORMED: Final = frozenset({40005, 50006, 50035, 50109})
"""Too large, empty, invalid in some field, no JSON."""


class DiscordPlatform:
    """Meets `core.ports.Platform` over a logged-in discord.py client, connected to the gateway or not."""

    name = PLATFORM
    repeats_safely = timedelta(seconds=120)
    """Discord drops a repeated nonce for "a few minutes"."""

    def __init__(self, client: discord.Client, pace: Pace, *, seconds: float = SECONDS) -> None:
        """Take a client that has not logged in yet: it is watched from its first request on."""
        self._client = client
        self._pace = pace
        self._traffic = Traffic(client, pace)
        self._seconds = seconds
        self._inboxes: dict[str, str] = {}
        self._in_doubt = False
        self.locked = False
        """Whether Discord refused the token."""

    def lanes(self, delivery: Delivery) -> Sequence[Lane]:
        """What showing this counts towards: the token, and its channel or the opening of an inbox."""
        match delivery:
            case Post(place):
                there = place.channel or self._inboxes.get(place.user, "")
                return self._traffic.token, self._traffic.messages("POST", there) if there else self._traffic.inboxes
            case Edit(ref):
                return self._traffic.token, self._traffic.messages("PATCH", ref.place.channel)
            case Remove(ref):
                return self._traffic.token, self._traffic.messages("DELETE", ref.place.channel)

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
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=place.channel)
        sent = await self._call(route, payload, attached, posts=True)
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
            opened = await self._call(Route("POST", "/users/@me/channels"), {"recipient_id": place.user})
            self._inboxes[place.user] = str(opened["id"])
            await enter(self._pace, (self._traffic.token, self._traffic.messages("POST", self._inboxes[place.user])))
        return Place(place.platform, place.home, self._inboxes[place.user], place.user)

    async def _call(
        self, route: Route, payload: draw.Payload | None = None, attached: Attached = (), *, posts: bool = False
    ) -> Any:
        """Ask Discord; nothing is asked while it said to wait, or after it refused the token."""
        if self.locked:
            raise Locked
        if posts and self._in_doubt:
            # Something that can be repeated goes before anybody's words, so that an outage leaves nothing unclear.
            self._in_doubt = False
            await self._reach()
        lane = self._lane(route)
        still_open(self._pace, (self._traffic.token, lane))
        parts = multipart(payload, attached)
        body: dict[str, Any] = {} if payload is None else {"json": payload}
        if parts.files:
            body = {"files": parts.files, "form": parts.multipart}
        try:
            async with asyncio.timeout(self._seconds):
                return await self._client.http.request(route, **body)
        except _FAULTS as error:
            problem = translated(error, posts=posts)
            self.locked = isinstance(problem, Locked)
            if isinstance(problem, Temporary) and problem.after is not None:
                await self._pace.rest(lane, problem.after)
            else:
                self._in_doubt = isinstance(problem, Temporary | Unclear)
            raise problem from None

    async def _reach(self) -> None:
        """Ask who we are. Whatever is refused here says nothing about what waits: it goes on waiting."""
        try:
            await self._call(Route("GET", "/users/@me"))
        except (Gone, CannotDo):
            self._in_doubt = True
            raise Temporary from None

    def _lane(self, route: Route) -> Lane:
        if route.channel_id:
            return self._traffic.messages(route.method, str(route.channel_id))
        return self._traffic.inboxes if route.method == "POST" else self._traffic.token


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
        return Temporary(seconds(error.response.headers.get("Retry-After")) or _LONG)
    if error.status >= 500:
        return Unclear() if posts else Temporary()
    if error.status == 401:
        log.error("Discord does not accept the token any more: nothing is sent until Handrail starts with another")
        return Locked()
    if error.code in CANNOT:
        return CannotDo()
    if error.code in GONE:
        return Gone()
    if not error.code and error.status in (403, 404):
        return Temporary()  # something before Discord refused it: Discord says by its code what is wrong
    log.error("Discord refused what we sent: %d %d", error.status, error.code)
    return Malformed() if error.code in MALFORMED else CannotDo()
