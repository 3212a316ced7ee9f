"""The aiohttp server: the Web API with its tokens, faults and limits, response URLs, the Socket Mode door."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from .delivery import Wire
from .elements import Json
from .faults import Fault, Faults, RateLimits
from .files import UPLOADS, uploading
from .manifest import SCOPES
from .methods import METHODS, decoded, said, yes
from .state import (
    RESPONSE_URL_LIFE,
    RESPONSE_URL_USES,
    ApiError,
    Message,
    ResponseUrl,
    Team,
    World,
    wall_clock,
)

T = TypeVar("T")
CONTENT_ERRORS = frozenset({
    "invalid_blocks", "invalid_blocks_format", "invalid_arguments", "msg_too_long", "msg_blocks_too_long",
    "no_text", "view_too_large", "invalid_metadata_format", "duplicate_external_id",
})  # fmt: skip


@dataclass(slots=True)
class Call:
    """One call of the Web API (or a response URL) and what it was answered; `fault` is what went wrong."""

    method: str
    args: Json
    at: float
    answer: Json = field(default_factory=dict)
    fault: str | None = None


@dataclass(slots=True)
class Rejected:
    """Something the application sent that Slack would not have taken."""

    where: str
    error: str
    messages: list[str]
    payload: Any


class Server:
    """The stand-in's service side; `async with` starts and stops it."""

    def __init__(
        self,
        clock: Callable[[], float] = wall_clock,
        *,
        port: int = 0,
        rate_limits: bool = False,
        team: str = "acme",
    ) -> None:
        self.world = World(clock)
        self.team = self.world.add_team(team)
        self.faults = Faults()
        self.limits = RateLimits(clock, rate_limits)
        self.wire = Wire(self.world)
        self.calls: list[Call] = []
        self.rejected: list[Rejected] = []
        self.unknown: list[Call] = []
        """Calls of methods the stand-in does not have."""
        self._port = port
        self._runner: web.AppRunner | None = None
        self._stopping = asyncio.Event()
        self._busy = 0
        self._crashes: list[Exception] = []
        """What the stand-in itself could not cope with; raised on leaving, so that it is not overlooked."""
        self._last_call = 0.0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, kind: object, *_: object) -> None:
        await self.stop()
        if self._crashes and kind is None:
            raise self._crashes[0]

    @property
    def url(self) -> str:
        """The address of the stand-in, without a slash."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def api_url(self) -> str:
        """The `base_url` for the SDK's clients, with its slash."""
        return f"{self.url}/api/"

    def client(self, team: Team | None = None) -> AsyncWebClient:
        """A Web API client of this team's bot that repeats nothing by itself."""
        return AsyncWebClient(token=(team or self.team).bot_token, base_url=self.api_url, retry_handlers=[])

    def called(self, method: str) -> list[Call]:
        """The calls of one method so far."""
        return [call for call in self.calls if call.method == method]

    async def start(self) -> None:
        """Listens on the loopback address."""
        app = web.Application(client_max_size=8 * 2**20)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self.wire.link)
        app.router.add_post("/actions/{rest:.*}", self._respond)
        app.router.add_post(f"{UPLOADS}{{id}}", uploading(self.world, self.faults))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        self.wire.base, self.world.upload_url = self.url, f"{self.url}{UPLOADS}"

    async def stop(self) -> None:
        """Closes every connection and stops listening."""
        self._stopping.set()
        await self.wire.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def until(self, ready: Callable[[], T], within: float = 3.0) -> T:
        """Waits until the condition holds and returns its value; TimeoutError when it does not in time."""
        deadline = time.monotonic() + within
        while not (value := ready()):
            if time.monotonic() > deadline:
                raise TimeoutError("it did not come to that")
            await asyncio.sleep(0.005)
        return value

    async def settled(self, quiet: float = 0.05, within: float = 3.0) -> None:
        """Waits until the application has made no call for a while."""
        start = time.monotonic()
        await self.until(lambda: not self._busy and time.monotonic() - max(start, self._last_call) >= quiet, within)

    def forget(self) -> None:
        """Empties the records of calls, deliveries and acknowledgements, for long runs; the state stays."""
        for record in (self.calls, self.rejected, self.unknown, self.wire.deliveries, self.wire.acks):
            record.clear()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        call = Call(request.match_info["method"], args, self.world.clock())
        self.calls.append(call)
        self._busy += 1
        try:
            return await self._with_faults(request, call, lambda: self._answer(request, call))
        finally:
            self._busy -= 1
            self._last_call = time.monotonic()

    async def _with_faults(self, request: web.Request, call: Call, act: Callable[[], Json]) -> web.StreamResponse:
        fault = self.faults.next(call.method, call.args)
        kind = call.fault = fault.kind if fault else None
        if fault and kind in ("403", "404", "429", "500", "503", "page", "reset", "hang"):
            return await self._break(request, fault)
        if kind and kind.startswith("slow:"):
            await asyncio.sleep(float(kind[5:]))
        try:
            if kind and kind.startswith("error:"):
                raise ApiError(kind[6:])
            call.answer = act()
        except ApiError as error:
            call.answer = refusal(error)
            if error.code in CONTENT_ERRORS and not kind:
                self.rejected.append(Rejected(call.method, error.code, error.messages, call.args))
        except Exception as bug:
            self._crashes.append(bug)
            raise
        if kind in ("accept_then_fail", "accept_then_reset"):
            assert fault
            return await self._break(request, fault)
        if call.answer.get("error") == "ratelimited":
            return too_many(call.answer.pop("retry_after"))
        if call.method == "response_url":
            gone = call.answer.get("error") in ("used_url", "expired_url", "invalid_url")
            status = 200 if call.answer["ok"] else 404 if gone else 400
            return web.json_response(call.answer, status=status) if status != 200 else web.Response(text="ok")
        told = {"X-OAuth-Scopes": ",".join(sorted(self.team.scopes))} if self.team.scopes else {}
        return web.json_response(call.answer, headers=told)

    async def _break(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind == "429":
            return too_many(fault.retry_after)
        if fault.kind == "hang":
            await self._stopping.wait()
        if fault.kind in ("reset", "accept_then_reset", "hang"):
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if fault.kind in ("403", "404", "page"):
            status = 200 if fault.kind == "page" else int(fault.kind)
            return web.Response(status=status, text="<html>Nothing is here.</html>", content_type="text/html")
        status = 503 if fault.kind == "503" else 500
        return web.json_response({"ok": False, "error": "internal_error"}, status=status)

    def _answer(self, request: web.Request, call: Call) -> Json:
        team, token = self._authenticate(request, call)
        wait = self.limits.wait(team.id, call.method, str(call.args.get("channel", "")))
        if wait is not None:
            return {"ok": False, "error": "ratelimited", "retry_after": wait}
        if call.method == "apps.connections.open":
            if token != team.app_token:
                raise ApiError("not_allowed_token_type")
            return {"ok": True, "url": self.wire.ticket(team)}
        if token != team.bot_token:
            raise ApiError("not_allowed_token_type")
        if call.method not in METHODS:
            self.unknown.append(call)
            raise ApiError("unknown_method")
        if team.scopes is not None and (needed := SCOPES.get(call.method, "")) not in {*team.scopes, ""}:
            self.rejected.append(Rejected(call.method, "missing_scope", [needed], call.args))
            raise ApiError("missing_scope", needed)
        return {"ok": True, **METHODS[call.method](self.world, team, call.args)}

    def _authenticate(self, request: web.Request, call: Call) -> tuple[Team, str]:
        """The team of the token, which never stays among the recorded arguments."""
        given = str(call.args.pop("token", "") or "")
        header = request.headers.get("Authorization", "")
        token = header.removeprefix("Bearer ").strip() if header else given
        if not token:
            raise ApiError("not_authed")
        for team in self.world.teams.values():
            if token in (team.bot_token, team.app_token):
                return team, token
        raise ApiError("invalid_auth")

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        args = await arguments(request)
        call = Call("response_url", args | {"path": request.path}, self.world.clock())
        self.calls.append(call)
        return await self._with_faults(request, call, lambda: self._use_response_url(request.path, args))

    def _use_response_url(self, path: str, args: Json) -> Json:
        found = self.world.response_urls.get(path)
        if found is None:
            raise ApiError("invalid_url")
        if self.world.clock() - found.born > RESPONSE_URL_LIFE:
            raise ApiError("expired_url")
        if found.uses >= RESPONSE_URL_USES:
            raise ApiError("used_url")
        self.respond(found, args)
        found.uses += 1
        return {"ok": True}

    def respond(self, to: ResponseUrl, args: Json) -> Message | None:
        """Does what a response (by URL, or in the acknowledgement of a command) asks."""
        if yes(args.get("delete_original")) and to.source:
            to.source.deleted = True
            return None
        text, blocks = said(args)
        if yes(args.get("replace_original")) and to.source:
            self.world.rewrite(to.source, text or "", blocks or [])
            return to.source
        public = args.get("response_type") == "in_channel"
        only_for = None if public else to.user.id
        bot = to.user.team.bot_user
        return self.world.post(to.channel, bot, text or "", blocks or [], only_for=only_for)


async def arguments(request: web.Request) -> Json:
    """The arguments from the query, a form or a JSON body."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json() if request.can_read_body else {}
        except json.JSONDecodeError:
            body = {}
        args |= body if isinstance(body, dict) else {}
    elif request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        args |= dict(await request.post())
    for key, code in (("blocks", "invalid_blocks_format"), ("view", "invalid_arguments")):
        try:
            if key in args:
                args[key] = decoded(args[key], code)
        except ApiError:
            continue
    return args


def refusal(error: ApiError) -> Json:
    """The answer Slack gives for an error, its messages twice as Slack does."""
    answer: Json = {"ok": False, "error": error.code}
    if error.messages:
        answer["response_metadata"] = {"messages": [f"[ERROR] {m.removeprefix('[ERROR] ')}" for m in error.messages]}
        if error.code == "invalid_blocks":
            answer["errors"] = error.messages
    return answer


def too_many(seconds: int) -> web.Response:
    """A 429 with its Retry-After."""
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})
