"""One Discord server in memory with a group channel and the people ann, ben and mo; simcord with the faults it lacks.

Not here: our gateway and what people do with it.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import aiohttp
import discord
import simcord
from discord.webhook.async_ import async_context
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, UserHandle
from simcord.types import HttpLogEntry

from adapters.clock import MovableClock
from adapters.discord.gateway import Gateway
from tests.standins.discord.syntax import pings

PEOPLE = ("ann", "ben", "mo")
_CALLS = {"post": "POST", "edit": "PATCH", "remove": "DELETE"}
_CODES = {"404": 10008, "403": 50013, "429": 0, "500": 0}


class RealTime:
    """A clock as it runs outside simcord, which stops `time.monotonic` for whatever the bot does."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return contextvars.Context().run(self._clock.now)


class LiveGateway(Gateway):
    """Our gateway with its turns in real time.

    simcord keeps the time of all it knows to be the bot's, and cannot move it on while a thread or a queue is
    waited for: an acknowledgement would wait for the very database it must not wait for.
    """

    _begun: set[asyncio.Task[None]]

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        outside = contextvars.Context()
        outside.run(async_context.set, async_context.get())
        create = asyncio.get_running_loop().create_task
        self._begun = getattr(self, "_begun", set())
        self._begun.add(outside.run(create, super().on_interaction(interaction)))

    async def answered(self) -> None:
        """Wait for all turns, and raise what they raised."""
        begun, self._begun = getattr(self, "_begun", set()), set()
        await asyncio.gather(*begun)


class World:
    """The server, its people and their inboxes; it stays while our process restarts."""

    env: simcord.Env
    channel: ChannelHandle
    elsewhere: ChannelHandle
    people: Mapping[str, MemberActor]
    users: Mapping[str, UserHandle]

    def __init__(self) -> None:
        self.last_interaction: dict[str, Any] = {}
        self._faults: list[tuple[str, str]] = []
        self._closed: set[str] = set()
        self._nonces: dict[tuple[str, str], Any] = {}

    async def open(self, client: discord.Client) -> None:
        self.env = simcord.Env(client)
        await self.env.start()
        guild = self.env.create_guild("Tuesday evening")
        self.channel = guild.create_text_channel("evening")
        self.elsewhere = guild.create_text_channel("elsewhere")
        self.users = {name: self.env.create_user(name) for name in PEOPLE}
        self.people = {name: guild.add_member(user) for name, user in self.users.items()}
        self._attend(client)
        self._requests = self.env.backend.http_requests = _Requests()
        emit = self.env.backend.emit

        def remembering(event: str, payload: Any) -> None:
            if event == "INTERACTION_CREATE":
                self.last_interaction = payload
                self._requests.asked = _seconds()
            emit(event, payload)

        self.env.backend.emit = remembering  # type: ignore[method-assign]
        await self.env.settle()

    async def restart(self, client: discord.Client) -> None:
        await self.env.restart_bot(client)
        self._attend(client)

    @property
    def slowest(self) -> float:
        """Seconds from an interaction to its first response, at worst so far, in real time."""
        return self._requests.slowest

    async def close(self) -> None:
        """Stop; raises what the bot raised and nobody looked at."""
        await self.env.shutdown()
        self.env._raise_errors_since(self.env._errors_acknowledged)

    async def deliver_again(self) -> None:
        """Deliver the last interaction once more, as a gateway may."""
        self.env.backend.emit("INTERACTION_CREATE", self.last_interaction)
        await self.env.settle()

    def close_inbox(self, who: str) -> None:
        self._closed.add(str(self.users[who].dm_channel.id))

    def fail_next(self, method: str, how: str, times: int = 1) -> None:
        """Fail the next `post`, `edit` or `remove`: `429`, `500`, `404`, `403 50007`, `accept_then_fail` or `hang`."""
        self._faults += [(_CALLS[method], how)] * times

    def pings(self) -> list[str]:
        """Whatever anything sent so far would have notified."""
        return [ping for request in self.env.http_requests for ping in pings(request.json)]

    def delete_channel(self) -> None:
        self.env.backend.delete_channel(self.channel.id)

    def _attend(self, client: discord.Client) -> None:
        """Put nonces, closed inboxes and faults around the client's HTTP calls, none of which simcord models."""
        forward = client.http.request

        async def request(route: discord.http.Route, **kwargs: Any) -> Any:
            if "/messages" not in route.url:
                return await forward(route, **kwargs)
            channel = str(route.channel_id)
            fault = next((fault for fault in self._faults if fault[0] == route.method), None)
            if fault is not None:
                self._faults.remove(fault)
                if fault[1] not in ("accept_then_fail", "hang"):
                    status, _, code = fault[1].partition(" ")
                    raise _refused(int(status), int(code) if code else _CODES[status])
            if route.method == "POST" and channel in self._closed:
                raise _refused(403, 50007)
            body = kwargs.get("json") or _form(kwargs.get("form") or ())
            nonce = (channel, body["nonce"]) if body.get("enforce_nonce") else None
            answer = self._nonces.get(nonce) if nonce else None
            if answer is None:
                answer = await forward(route, **kwargs)
            if nonce:
                self._nonces[nonce] = answer
            if fault is not None:
                if fault[1] == "hang":
                    await asyncio.sleep(3_600)
                raise aiohttp.ServerDisconnectedError
            return answer

        client.http.request = request  # type: ignore[method-assign]


def _form(parts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The payload beside uploaded files."""
    return next((json.loads(part["value"]) for part in parts if part["name"] == "payload_json"), {})


def _seconds() -> float:
    """Real time, which simcord hides from whatever the bot does."""
    return contextvars.Context().run(time.monotonic)


class _Requests(list[HttpLogEntry]):
    """The log of requests, which notes how long first responses take."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0.0
        self.slowest = 0.0

    def append(self, entry: HttpLogEntry) -> None:
        if entry.path.endswith("/callback"):
            self.slowest = max(self.slowest, _seconds() - self.asked)
        super().append(entry)


class _Response:
    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "injected"
        self.headers = {"Retry-After": "2"} if status == 429 else {}


def _refused(status: int, code: int) -> discord.HTTPException:
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(status, discord.HTTPException)
    return kind(_Response(status), {"code": code, "message": "injected"})  # type: ignore[arg-type]
