"""How Slack's requests reach the gateway: over Socket Mode, or over HTTP with every signature checked first.

Not here: what a request means. One global middleware takes everything, because Bolt looks only every ten
milliseconds whether a listener has acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Final, Protocol, TypeAlias

import yarl
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answers import TROUBLE, translated
from adapters.slack.inputs import Json
from adapters.slack.platform import SlackPlatform
from core.errors import PlatformError

Door: TypeAlias = Callable[[Json], Awaitable[Json | None]]

PATH: Final = "/slack/events"
PING_SECONDS: Final = 10.0
DEAF_PINGS: Final = 6
"""Slack's client gives up on a connection after four unanswered pings; two more, and we make a new one."""

log = logging.getLogger("handrail.slack")


class Link(Protocol):
    """One way for requests to come in."""

    async def open(self) -> None:
        """Begin to take requests; a `PlatformError` when Slack does not know our token."""

    async def close(self) -> None:
        """Take no more."""

    async def healthy(self) -> bool:
        """Whether requests would reach us now."""


class _Door(AsyncMiddleware):
    """Bolt's last middleware: everything that is genuine goes through here."""

    def __init__(self, door: Door) -> None:
        self._door = door

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        answer = await self._door(req.body)
        if answer is None:
            return BoltResponse(status=500)
        return BoltResponse(status=200, body=answer or "")


async def _app(platform: SlackPlatform, door: Door) -> AsyncApp:
    """Bolt's application. Who we are is asked once here; Bolt would ask Slack while somebody waits."""
    me = await platform.call("auth.test", {})
    known = AuthorizeResult(
        enterprise_id=me.get("enterprise_id"),
        team_id=me.get("team_id"),
        bot_user_id=me.get("user_id"),
        bot_id=me.get("bot_id"),
        bot_token=platform.client.token,
    )

    async def authorize() -> AuthorizeResult:
        return known

    app = AsyncApp(
        logger=logging.getLogger("slack_bolt"),
        client=AsyncWebClient(base_url=platform.base_url, retry_handlers=[]),
        authorize=authorize,
        process_before_response=True,
        # Ours comes first, over the raw bytes; Bolt's writes the whole body of what it refuses to the log.
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
    app.middleware(_Door(door))
    return app


class SocketLink:
    """Socket Mode: we call Slack, so no public address is needed. A deaf connection is made anew."""

    def __init__(
        self, platform: SlackPlatform, door: Door, app_token: str, *, ping_seconds: float = PING_SECONDS
    ) -> None:
        self._platform = platform
        self._door = door
        self._app_token = app_token
        self._ping = ping_seconds
        self._app: AsyncApp | None = None
        self._handler: AsyncSocketModeHandler | None = None
        self._watch: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, and watch the connection from then on."""
        self._app = await _app(self._platform, self._door)
        await self._connect(self._app)
        self._watch = asyncio.create_task(self._watching(self._app))

    async def close(self) -> None:
        """Take no more."""
        if self._watch:
            self._watch.cancel()
        if self._handler:
            await self._handler.client.close()  # type: ignore[no-untyped-call]
        self._watch = self._handler = None

    async def healthy(self) -> bool:
        """Whether the connection stands and answered a ping lately: it can be deaf while connected."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def _connect(self, app: AsyncApp) -> None:
        self._handler = AsyncSocketModeHandler(app, self._app_token, ping_interval=self._ping)
        try:
            await self._handler.client.connect()  # type: ignore[no-untyped-call]
        except TROUBLE as error:
            raise translated(error, "apps.connections.open", repeatable=True) from None

    async def _watching(self, app: AsyncApp) -> None:
        sick = 0
        while True:
            await asyncio.sleep(self._ping)
            sick = 0 if await self.healthy() else sick + 1
            if sick < DEAF_PINGS:
                continue
            log.warning("the connection to Slack went deaf; making a new one")
            old, sick = self._handler, 0
            try:
                if old is not None:
                    await old.client.close()  # type: ignore[no-untyped-call]
                await self._connect(app)
            except (PlatformError, *TROUBLE) as problem:
                log.warning("Slack is away (%s); trying again", type(problem).__name__)


class HttpLink:
    """HTTP: Slack calls us. What is not signed by Slack, or is older than five minutes, is refused unread."""

    def __init__(self, platform: SlackPlatform, door: Door, signing_secret: str, *, host: str, port: int) -> None:
        self._platform = platform
        self._door = door
        self._verifier = SignatureVerifier(signing_secret)
        self._host, self._port = host, port
        self._app: AsyncApp | None = None
        self._runner: web.AppRunner | None = None

    @property
    def port(self) -> int:
        """The port listened on; asked for as 0, the system's choice."""
        return int(self._runner.addresses[0][1]) if self._runner else self._port

    async def open(self) -> None:
        """Listen."""
        self._app = await _app(self._platform, self._door)
        site = web.Application()
        site.router.add_post(PATH, self._take)
        self._runner = web.AppRunner(site, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def close(self) -> None:
        """Take no more."""
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def healthy(self) -> bool:
        """Whether we listen."""
        return self._runner is not None

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if not self._genuine(raw, request) or self._app is None:
            return web.Response(status=401)
        body = _body(raw, request.content_type)
        asked = AsyncBoltRequest(body=body, headers=dict(request.headers), mode="socket_mode")
        return await to_aiohttp_response(await self._app.async_dispatch(asked))

    def _genuine(self, raw: bytes, request: web.Request) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        try:
            return self._verifier.is_valid(raw, stamp, signature)
        except (ValueError, TypeError):  # a time that is no number, or bytes that are no text
            return False


def _body(raw: bytes, kind: str) -> Json:
    """Return what Slack sent: JSON, or a form, which may hold JSON as its `payload`.

    Bolt would read a form with the standard library, which takes longer over a modal than all our own work.
    """
    if kind == "application/json":
        found: Json = json.loads(raw)
        return found
    fields = yarl.URL.build(query_string=raw.decode(errors="replace"), encoded=True).query
    return json.loads(fields["payload"]) if "payload" in fields else dict(fields)
