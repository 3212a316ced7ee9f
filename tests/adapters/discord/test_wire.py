"""discord.py's own HTTP layer against a server that answers as Discord does when things go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.discord.gateway import point_at
from adapters.discord.platform import DiscordPlatform
from adapters.local import LocalPace
from core.errors import CannotDo, Temporary, Unclear
from core.surface import Message
from core.text import text
from core.values import Place

HELLO = Message(text("Hello"))
HOME = Place("discord", "1", "2")


class Server:
    """Shows a post once for each nonce; answers it as the next of `plan` says."""

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.shown: dict[str, str] = {}
        self.calls = 0

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/users/@me", self.me)
        app.router.add_get("/oauth2/applications/@me", self.me)
        app.router.add_post("/channels/2/messages", self.post)
        return app

    async def me(self, _: web.Request) -> web.Response:
        user = {"id": "5", "username": "bot", "discriminator": "0", "avatar": None}
        about = {"name": "bot", "description": "", "icon": None, "verify_key": "", "owner": user}
        return answer(200, {**user, **about, "bot_public": False, "bot_require_code_grant": False, "flags": 0})

    async def post(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        body = await request.json()
        assert body["enforce_nonce"] is True
        how = self.plan.pop(0) if self.plan else "ok"
        if how == "limited":
            return answer(429, {"retry_after": 90.0, "global": False, "message": ""}, Via="1.1 google")
        if how == "closed":
            return answer(403, {"code": 50007, "message": "Cannot send messages to this user"})
        number = self.shown.setdefault(body["nonce"], str(len(self.shown) + 1))
        if how == "drop":
            assert request.transport is not None
            request.transport.abort()
        if how == "hang":
            await asyncio.sleep(60)
        return answer(502 if how == "fail" else 200, {"id": number})


def answer(status: int, body: Any, **headers: str) -> web.Response:
    """A JSON answer whose content type is written the one way discord.py reads."""
    response = web.json_response(body, status=status, headers=headers)
    response.headers["Content-Type"] = "application/json"
    return response


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Server, DiscordPlatform]]:
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    gateway = discord.gateway.DiscordWebSocket
    monkeypatch.setattr(gateway, "DEFAULT_GATEWAY", gateway.DEFAULT_GATEWAY)
    ours = Server()
    async with TestServer(ours.app()) as running:
        point_at(str(running.make_url("/")), "ws://127.0.0.1:1/")
        async with discord.Client(intents=discord.Intents.none()) as client:
            platform = DiscordPlatform(client, LocalPace(), seconds=2.5)
            await client.login("made.up.token")
            yield ours, platform


async def test_a_post_needs_no_gateway_only_a_login(server: Any) -> None:
    ours, platform = server
    ref = await platform.post(HOME, HELLO, "key")
    assert (ref.message, ours.shown) == ("1", {"key": "1"})


async def test_a_bad_gateway_after_accepting_is_repeated_with_the_same_nonce(server: Any) -> None:
    ours, platform = server
    ours.plan = ["fail", "ok"]
    await platform.post(HOME, HELLO, "key")
    assert (ours.calls, len(ours.shown)) == (2, 1)


async def test_a_connection_lost_after_accepting_is_unclear_and_repeated_safely(server: Any) -> None:
    ours, platform = server
    ours.plan = ["drop"]
    with pytest.raises(Unclear):
        await platform.post(HOME, HELLO, "key")
    await platform.post(HOME, HELLO, "key")
    assert len(ours.shown) == 1


async def test_failing_on_and_on_is_given_up_in_time(server: Any) -> None:
    ours, platform = server
    ours.plan = ["fail"] * 9
    with pytest.raises(Unclear):
        await platform.post(HOME, HELLO, "key")


async def test_silence_is_given_up_in_time(server: Any) -> None:
    ours, platform = server
    ours.plan = ["hang"]
    with pytest.raises(Unclear):
        await platform.post(HOME, HELLO, "key")


async def test_a_long_rate_limit_is_left_to_the_job_loop(server: Any) -> None:
    ours, platform = server
    ours.plan = ["limited"]
    with pytest.raises(Temporary) as later:
        await platform.post(HOME, HELLO, "key")
    assert later.value.after == 90.0


async def test_a_closed_inbox_is_told_apart(server: Any) -> None:
    ours, platform = server
    ours.plan = ["closed"]
    with pytest.raises(CannotDo):
        await platform.post(HOME, HELLO, "key")


async def test_a_server_that_is_away_took_nothing(server: Any) -> None:
    _, platform = server
    point_at("http://127.0.0.1:9/", "ws://127.0.0.1:9/")
    with pytest.raises(Temporary):
        await platform.post(HOME, HELLO, "key")
