"""How payloads reach the application: Socket Mode envelopes or signed requests; it does not make payloads."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from .elements import Json
from .state import ApiError, Team, World, wall_clock

ACCEPTS_RESPONSE = frozenset({"slash_commands", "view_submission", "block_suggestion"})
MOST_SOCKETS = 10


@dataclass(slots=True)
class Delivery:
    """One payload on its way: `ack` is {} when acknowledged without a payload, None when it was not."""

    kind: str
    payload: Json
    envelope: Json = field(default_factory=dict)
    ack: Json | None = None
    latency: float | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    problem: str | None = None
    """`no socket`, `no ack`, `status 500` or the name of a connection error."""
    repeats: list[Delivery] = field(default_factory=list)

    @property
    def errors(self) -> dict[str, str]:
        """The errors a submission was answered with, by block id."""
        return dict((self.ack or {}).get("errors") or {})


@dataclass(slots=True)
class Ack:
    """An acknowledgement as it came over a socket."""

    envelope_id: str
    payload: Json
    at: float


@dataclass(eq=False, slots=True)
class Socket:
    """One Socket Mode connection of the application."""

    ws: web.WebSocketResponse
    request: web.Request
    team: Team
    pings: int = 0
    pongs: int = 0


@dataclass(slots=True)
class Signing:
    """How requests are signed: `forged` uses a wrong secret, `age` dates them back, `missing` omits it."""

    forged: bool = False
    age: float = 0.0
    missing: bool = False


class Wire:
    """Both ways to the application; `deaf` sockets stay open but neither deliver nor answer pings."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.base = ""
        self.sockets: list[Socket] = []
        self.acks: list[Ack] = []
        self.deliveries: list[Delivery] = []
        self.signing = Signing()
        self.patience = 3.0
        self.deaf = False
        self._tickets: dict[str, Team] = {}
        self._waiting: dict[str, list[asyncio.Future[Json]]] = defaultdict(list)
        self._turn = itertools.count()
        self._session: aiohttp.ClientSession | None = None

    @property
    def unacknowledged(self) -> list[Delivery]:
        """Everything that was not acknowledged in time; empty in a healthy run."""
        return [delivery for delivery in self.deliveries if delivery.problem]

    def ticket(self, team: Team) -> str:
        """A websocket address for one connection."""
        ticket = self.world.mint("ticket-")
        self._tickets[ticket] = team
        return f"ws{self.base.removeprefix('http')}/link?ticket={ticket}&app_id={team.app_id}"

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serves one Socket Mode connection until it ends."""
        team = self._tickets.pop(request.query.get("ticket", ""), None)
        if team is None:
            return web.Response(status=408)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        socket = Socket(ws, request, team)
        mine = [s for s in self.sockets if s.team is team]
        debug = {"host": "applink-stand-in", "build_number": 1, "approximate_connection_time": 18060}
        if len(mine) >= MOST_SOCKETS:
            await ws.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": debug})
            await ws.close()
            return ws
        hello = {"type": "hello", "num_connections": len(mine) + 1, "debug_info": debug}
        await ws.send_json(hello | {"connection_info": {"app_id": team.app_id}})
        self.sockets.append(socket)
        try:
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data))
                elif message.type is WSMsgType.PING and not self.deaf:
                    socket.pings += 1
                    await ws.pong(message.data)
                elif message.type is WSMsgType.PONG:
                    socket.pongs += 1
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
        return ws

    def _acknowledge(self, message: Json) -> None:
        payload = message.get("payload")
        ack = Ack(message["envelope_id"], payload if isinstance(payload, dict) else {}, time.monotonic())
        self.acks.append(ack)
        waiting = self._waiting.get(ack.envelope_id) or []
        while waiting:
            future = waiting.pop(0)
            if not future.done():
                future.set_result(ack.payload)
                return

    async def ping(self) -> None:
        """Pings every connection, as Slack does."""
        for socket in list(self.sockets):
            await socket.ws.ping(b"stand-in")

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks every connection to go, and closes it: `warning` only announces it."""
        for socket in list(self.sockets):
            message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-stand-in"}}
            await socket.ws.send_json(message)
            if reason != "warning":
                if socket in self.sockets:
                    self.sockets.remove(socket)
                await socket.ws.close()

    def drop(self) -> None:
        """Breaks every connection without a word."""
        for socket in self.sockets:
            if socket.request.transport is not None:
                socket.request.transport.abort()
        self.sockets.clear()

    async def close(self) -> None:
        """Ends all connections."""
        for socket in list(self.sockets):
            await socket.ws.close()
        if self._session is not None:
            await self._session.close()

    async def send(self, team: Team, kind: str, payload: Json, *, times: int = 1, at_once: bool = False) -> Delivery:
        """Delivers a payload `times` times, as Slack redelivers: one envelope with its retry attempt."""
        envelope_id = f"{self.world.mint('')}-stand-in"
        tries = [self._once(team, kind, payload, envelope_id, attempt) for attempt in range(times)]
        if at_once:
            first, *repeats = await asyncio.gather(*tries)
        else:
            first, *repeats = [await one for one in tries]
        first.repeats = repeats
        return first

    async def again(self, team: Team, delivery: Delivery, reason: str = "timeout") -> Delivery:
        """Delivers once more what was delivered before, and adds it to its repeats."""
        attempt = len(delivery.repeats) + 1
        envelope_id = delivery.envelope.get("envelope_id", "")
        repeat = await self._once(team, delivery.kind, delivery.payload, envelope_id, attempt, reason)
        delivery.repeats.append(repeat)
        return repeat

    async def _once(
        self, team: Team, kind: str, payload: Json, envelope_id: str, attempt: int, reason: str = "timeout"
    ) -> Delivery:
        accepts = kind in ACCEPTS_RESPONSE or payload.get("type") in ACCEPTS_RESPONSE
        delivery = Delivery(kind, payload, {"envelope_id": envelope_id, "type": kind, "payload": payload})
        delivery.envelope["accepts_response_payload"] = accepts
        if kind == "events_api":
            delivery.envelope |= {"retry_attempt": attempt, "retry_reason": reason if attempt else ""}
        self.deliveries.append(delivery)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.patience):
                if team.app_url is None:
                    delivery.ack = await self._over_socket(team, delivery.envelope)
                else:
                    delivery.ack = await self._over_http(team, delivery, attempt, reason)
            delivery.latency = time.monotonic() - began
        except TimeoutError:
            delivery.problem = "no ack"
        except ApiError as problem:
            delivery.problem = problem.code
        except aiohttp.ClientError as problem:
            delivery.problem = type(problem).__name__
        return delivery

    async def _over_socket(self, team: Team, envelope: Json) -> Json:
        mine = [socket for socket in self.sockets if socket.team is team and not socket.ws.closed]
        if not mine:
            raise ApiError("no socket")
        future: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]].append(future)
        try:
            if not self.deaf:
                await mine[next(self._turn) % len(mine)].ws.send_json(envelope)
            return await future
        finally:
            waiting = self._waiting[envelope["envelope_id"]]
            if future in waiting:
                waiting.remove(future)
            if not waiting:
                del self._waiting[envelope["envelope_id"]]

    async def _over_http(self, team: Team, delivery: Delivery, attempt: int, reason: str) -> Json:
        body, content_type = encoded(delivery.kind, delivery.payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0"}
        headers |= self.signature(team, body)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": f"http_{reason}"}
        if self._session is None:
            self._session = aiohttp.ClientSession()
        assert team.app_url is not None
        async with self._session.post(team.app_url, data=body, headers=headers) as response:
            delivery.status, delivery.headers = response.status, dict(response.headers)
            text = await response.text()
        if delivery.status != 200:
            raise ApiError(f"status {delivery.status}")
        try:
            answer: Any = json.loads(text) if text else {}
        except json.JSONDecodeError:
            answer = {"text": text}
        return answer if isinstance(answer, dict) else {"text": text}

    def signature(self, team: Team, body: bytes) -> dict[str, str]:
        """The headers of a signed request, by the wall clock as the receiver checks it."""
        if self.signing.missing:
            return {}
        stamp = str(int(wall_clock() - self.signing.age))
        secret = "f" * 32 if self.signing.forged else team.signing_secret
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    """The body as Slack posts it: events as JSON, commands as a form, interactions as JSON in a form."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"
