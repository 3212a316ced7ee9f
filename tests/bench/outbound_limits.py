"""Discord and Slack as far as sending goes, with limits that are enforced to the letter, and a note of every call.

Not here: anything else either platform does; the stand-ins of the tests do that.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from aiohttp import web


class Enforced:
    """What both have in common: what was accepted when, and how often somebody was told off."""

    def __init__(self) -> None:
        self.accepted: dict[str, tuple[float, str]] = {}
        """When each message came, and to which channel, by its words."""
        self.told_off = 0
        self.url = ""

    def take(self, words: str, channel: str) -> None:
        """Note a message that is shown."""
        self.accepted.setdefault(words, (monotonic(), channel))

    @asynccontextmanager
    async def serving(self, app: web.Application) -> AsyncIterator[None]:
        """Answer on a port of its own."""
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield
        finally:
            await runner.cleanup()


class Discord(Enforced):
    """50 requests in any second for the token, and 5 messages in any 5 seconds for each channel."""

    def __init__(self) -> None:
        super().__init__()
        self._all: deque[float] = deque(maxlen=50)
        self._channels: dict[str, deque[float]] = defaultdict(lambda: deque(maxlen=5))

    def app(self) -> web.Application:
        """The routes that sending needs."""
        app = web.Application()
        app.router.add_get("/users/@me", self._me)
        app.router.add_get("/oauth2/applications/@me", self._me)
        app.router.add_post("/channels/{channel}/messages", self._post)
        return app

    async def _me(self, _: web.Request) -> web.Response:
        user = {"id": "5", "username": "bot", "discriminator": "0", "avatar": None}
        about = {"name": "bot", "description": "", "icon": None, "verify_key": "", "owner": user}
        return _answer(200, {**user, **about, "bot_public": False, "bot_require_code_grant": False, "flags": 0})

    async def _post(self, request: web.Request) -> web.Response:
        body, now, channel = await request.json(), monotonic(), request.match_info["channel"]
        mine = self._channels[channel]
        for log, window, scope in ((self._all, 1.0, "global"), (mine, 5.0, "user")):
            if len(log) == log.maxlen and (wait := log[0] + window - now) > 0:
                self.told_off += 1
                said = {"message": "You are being rate limited.", "retry_after": wait, "global": scope == "global"}
                return _answer(429, said, {"Via": "1.1 google", "X-RateLimit-Scope": scope})
        self._all.append(now)
        mine.append(now)
        self.take(body["content"], channel)
        left = 5 - sum(now - at < 5.0 for at in mine)
        bucket = {"X-RateLimit-Bucket": "b", "X-RateLimit-Limit": "5", "X-RateLimit-Remaining": str(left)}
        bucket["X-RateLimit-Reset-After"] = f"{5 - now + mine[0]:.3f}"
        return _answer(200, {"id": str(len(self.accepted))}, bucket)


class Slack(Enforced):
    """A message a second for each channel, of which three may come at once."""

    def __init__(self) -> None:
        super().__init__()
        self._buckets: dict[str, tuple[float, float]] = {}

    def app(self) -> web.Application:
        """The one method that sending to a channel needs."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._call)
        return app

    async def _call(self, request: web.Request) -> web.Response:
        form = request.content_type != "application/json"
        body: dict[str, Any] = dict(await request.post()) if form else await request.json()
        if request.match_info["method"] != "chat.postMessage":
            return web.json_response({"ok": True})
        now, channel = monotonic(), body["channel"]
        tokens, then = self._buckets.get(channel, (3.0, now))
        tokens = min(3.0, tokens + now - then)
        if tokens < 1.0:
            self.told_off += 1
            self._buckets[channel] = tokens, now
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        self._buckets[channel] = tokens - 1.0, now
        self.take(_words(body), channel)
        return web.json_response({"ok": True, "ts": f"{len(self.accepted)}.1", "channel": channel})


def _words(body: dict[str, Any]) -> str:
    """The number of the message, wherever it was drawn."""
    drawn = json.dumps(body, ensure_ascii=False).replace('"', " ")
    return next(word for word in drawn.split() if word.startswith("no-"))


def _answer(status: int, body: Any, headers: dict[str, str] | None = None) -> web.Response:
    response = web.json_response(body, status=status, headers=headers)
    response.headers["Content-Type"] = "application/json"  # the one way discord.py reads
    return response


async def quiet(enforced: Enforced, most: int, seconds: float, still: float = 3.0) -> None:
    """Return when so many messages came, or nothing new came for a while, or the time is up."""
    until, seen, since = monotonic() + seconds, -1, monotonic()
    while len(enforced.accepted) < most and monotonic() < until:
        if len(enforced.accepted) != seen:
            seen, since = len(enforced.accepted), monotonic()
        if monotonic() - since > still + 5.0:
            return
        await asyncio.sleep(0.02)
