"""Discord and Slack as far as posting goes, in a process of their own that outlives every kill; they fail as told.

Not here: limits of what is posted; the contract's stand-ins have those.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any, Final

from aiohttp import web

FAULTS: Final = ("502", "reset", "hang", "busy", "refused")
"""The first three after the message was taken, the others instead."""
ACCEPTED: Final = FAULTS[:3]
SHARE: Final = 0.3
"""How many of all posts fail."""
_SUBJECT: Final = re.compile(r"rig\d+n\d+x")
_ME: Final = {"id": "864197532086419001", "username": "handrail", "discriminator": "0", "avatar": None, "bot": True}
_APP: Final[dict[str, Any]] = {
    **{"id": "864197532086419001", "name": "handrail", "icon": None, "description": "", "verify_key": "", "flags": 0},
    **{"bot_public": True, "bot_require_code_grant": False, "owner": _ME, "summary": ""},
}


class Service:
    """What was posted, by subject; a repeated nonce is the message it was."""

    def __init__(self, seed: int) -> None:
        self._luck = Random(seed)
        self._share = SHARE
        self._nonces: dict[str, dict[str, str]] = {}
        self.shown: dict[str, Counter[str]] = {"discord": Counter(), "slack": Counter()}
        self.faults: Counter[str] = Counter()
        self.repeats = 0

    def app(self) -> web.Application:
        """Its doors."""
        app = web.Application()
        app.router.add_get("/discord/users/@me", lambda _: _said(_ME))
        app.router.add_get("/discord/oauth2/applications/@me", lambda _: _said(_APP))
        app.router.add_post("/discord/channels/{channel}/messages", self._discord)
        app.router.add_post("/slack/auth.test", lambda _: _said({"ok": True}))
        app.router.add_post("/slack/chat.postMessage", self._slack)
        app.router.add_post("/calm", self._calm)
        app.router.add_get("/report", self._report)
        return app

    async def _discord(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        fault = self._fault()
        if fault in ("busy", "refused"):
            status, headers = (429, {"Retry-After": "1"}) if fault == "busy" else (503, {})
            return _json({"retry_after": 1.0, "global": False, "code": 0}, status=status, headers=headers)
        known = self._nonces.get(body["nonce"]) if body.get("enforce_nonce") else None
        self.repeats += known is not None
        if known is None:
            known = self._nonces[body["nonce"]] = {"id": self._took("discord", body)}
        return await self._answered(request, fault, {**known, "channel_id": request.match_info["channel"]})

    async def _slack(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        fault = self._fault()
        if fault in ("busy", "refused"):
            status, headers = (429, {"Retry-After": "1"}) if fault == "busy" else (200, {})
            return _json({"ok": False, "error": "ratelimited"}, status=status, headers=headers)
        return await self._answered(request, fault, {"ok": True, "ts": self._took("slack", body), "channel": "C1"})

    async def _answered(self, request: web.Request, fault: str, answer: dict[str, Any]) -> web.StreamResponse:
        match fault:
            case "502":
                return _json({}, status=502)
            case "reset":
                if request.transport is not None:
                    request.transport.abort()
            case "hang":
                await asyncio.sleep(5)
        return _json(answer)

    def _took(self, platform: str, body: dict[str, Any]) -> str:
        found = _SUBJECT.search(json.dumps(body))
        self.shown[platform][found[0] if found else "?"] += 1
        return f"9{self.shown[platform].total():017d}"

    def _fault(self) -> str:
        fault = self._luck.choice(FAULTS) if self._luck.random() < self._share else ""
        self.faults[fault] += 1
        return fault

    async def _calm(self, _: web.Request) -> web.Response:
        self._share = 0.0
        return web.Response()

    async def _report(self, _: web.Request) -> web.Response:
        faults = {fault or "none": count for fault, count in self.faults.items()}
        return _json({"shown": self.shown, "faults": faults, "repeats": self.repeats})


async def _said(value: object) -> web.Response:
    return _json(value)


def _json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON as both platforms send it: discord.py reads none that names its alphabet."""
    body = json.dumps(value).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def serve(listening: socket.socket, seed: int) -> None:
    """Answer until killed."""

    async def run() -> None:
        runner = web.AppRunner(Service(seed).app(), access_log=None)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        await asyncio.Event().wait()

    asyncio.run(run())
