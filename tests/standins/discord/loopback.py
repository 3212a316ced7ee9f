"""simcord's Discord behind a real port: the REST API, the gateway's socket, and a bot in a process of its own.

Not here: people (`__main__`), and Discord's rules, which are simcord's.
"""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import discord
import simcord
from aiohttp import BodyPartReader, WSMsgType, web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.builders import ChannelHandle, GuildHandle
from simcord.http import router

TOKEN = "made.up.token"
_PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
_API = "/api/v10"
_PATIENCE = 3.0


class RealTime:
    """simcord's clock, which here goes by itself, so that Discord's three seconds are three seconds."""

    elapsed = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - the stand-in runs in real time


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file, as simcord takes it."""

    fp: io.BytesIO
    filename: str
    description: str | None = None


class Service(simcord.Env):
    """A Discord on a loopback port with one application, which is in no server before it is invited."""

    def __init__(self) -> None:
        super().__init__(discord.Client(intents=discord.Intents.none()))
        self.backend.clock = RealTime()  # type: ignore[assignment] - its three methods are all that is used
        self.refused: list[str] = []
        """What the bot sent that Discord would not have taken."""
        self._sockets: dict[web.WebSocketResponse, asyncio.Queue[dict[str, Any]]] = {}
        self._sent = 0
        self._last_call = 0.0
        self.backend.subscribers.append(self._tell)

    async def start(self, port: int = 0) -> None:
        """Listen on the loopback address."""
        app = web.Application(client_max_size=8 * 2**20)
        app.router.add_route("*", _API + "/{path:.*}", self._api)
        app.router.add_get("/gateway", self._gateway)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def invite(self, address: str, guild: str, channel: str) -> tuple[GuildHandle, ChannelHandle]:
        """Open an invitation in a browser and authorise it: the bot joins a server, with these rights and no more."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith("https://discord.com/oauth2/authorize?"), address
        assert asked["client_id"] == str(self.backend.application_id), "Unknown Application"
        assert set(asked["scope"].split()) == {"bot", "applications.commands"}, asked["scope"]
        joined = self.create_guild(guild)
        role = next(role for role in self.backend.guilds[joined.id].roles.values() if role.managed)
        role.permissions = int(asked["permissions"])
        return joined, joined.create_text_channel(channel)

    async def _settle_internal(self, **_: Any) -> None:
        """Wait until the bot, elsewhere, has answered what was done last, as long as Discord waits for it."""
        began = time.monotonic()
        asked = max(self.backend.interactions.values(), key=lambda each: each.id, default=None)
        while asked is not None and not asked.responded and time.monotonic() - began < _PATIENCE:  # noqa: ASYNC110 - its record tells nobody
            await asyncio.sleep(0.02)
        while time.monotonic() - max(began, self._last_call) < 0.1:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)

    async def _api(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        self._last_call = time.monotonic()
        by_token = path.startswith(("/webhooks/", "/interactions/"))
        if not by_token and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _json(401, {"message": "401: Unauthorized", "code": 0})
        body, files = await _body(request)
        try:
            answer = router.dispatch(
                self.backend, request.method, path, json=body, params=dict(request.query), files=files
            )
        except BackendError as error:
            self.refused.append(f"{request.method} {path}: {error.status} {error.to_json()}")
            return _json(error.status, error.to_json())
        finally:
            self._last_call = time.monotonic()
        return web.Response(status=204) if answer is None else _json(200, answer)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        writing: asyncio.Task[None] | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                break
            said = json.loads(message.data)
            if said["op"] == 1:
                await socket.send_json({"op": 11})
            elif said["op"] == 6:
                await socket.send_json({"op": 9, "d": False})
            elif said["op"] == 2 and writing is None:
                if said["d"]["token"] != TOKEN:
                    await socket.close(code=4004)
                elif said["d"]["intents"] & _PRIVILEGED:
                    await socket.close(code=4014)
                else:
                    self._sockets[socket] = asyncio.Queue()
                    self._identified()
                    writing = asyncio.create_task(self._write(socket))
        self._sockets.pop(socket, None)
        if writing is not None:
            writing.cancel()
        return socket

    def _identified(self) -> None:
        guilds = self.backend.guilds.values()
        self._tell(
            "READY",
            {
                "v": 10,
                "user": dict(serializers.user_payload(self.backend.bot_user)),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": "stand-in",
                "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway",
                "application": {"id": str(self.backend.application_id), "flags": 0},
            },
        )
        for guild in guilds:
            self._tell("GUILD_CREATE", serializers.guild_create_payload(self.backend, guild))

    def _tell(self, event: str, payload: Mapping[str, Any]) -> None:
        self._sent += 1
        for queue in self._sockets.values():
            queue.put_nowait({"op": 0, "t": event, "s": self._sent, "d": payload})

    async def _write(self, socket: web.WebSocketResponse) -> None:
        while True:
            await socket.send_str(json.dumps(await self._sockets[socket].get(), default=int))


async def _body(request: web.Request) -> tuple[Any, list[Upload]]:
    """The JSON of a request, and the files beside it."""
    if request.content_type != "multipart/form-data":
        return (await request.json() if request.can_read_body else None), []
    body, files = None, []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body = await part.json()
        else:
            files.append(Upload(io.BytesIO(await part.read()), part.filename or ""))
    return body, files


def _json(status: int, body: Any) -> web.Response:
    """An answer with the content type written the one way discord.py reads."""
    response = web.Response(status=status, text=json.dumps(body, default=int))
    response.headers["Content-Type"] = "application/json"
    return response
