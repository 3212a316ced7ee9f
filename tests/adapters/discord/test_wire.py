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
from core.errors import CannotDo, Gone, Locked, Malformed, PlatformError, Temporary, Unclear
from core.feature import Edit, Post, Remove
from core.pace import Limit
from core.surface import Message
from core.text import text
from core.values import Place, PostRef

HELLO = Message(text("Hello"))
HOME = Place("discord", "1", "2")


class Server:
    """Shows a post once for each nonce; answers it as the next of `plan` says."""

    def __init__(self) -> None:
        self.plan: list[str] = []
        self.shown: dict[str, str] = {}
        self.calls = 0
        self.asked_who = 0
        self.who_fails: list[int] = []
        self.url = ""

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/users/@me", self.me)
        app.router.add_get("/oauth2/applications/@me", self.me)
        app.router.add_post("/channels/2/messages", self.post)
        app.router.add_delete("/channels/3/messages/4", self.remove)
        return app

    async def me(self, _: web.Request) -> web.Response:
        self.asked_who += 1
        if self.who_fails:
            return web.Response(status=self.who_fails.pop(0), text="<html>Nothing is here.</html>")
        user = {"id": "5", "username": "bot", "discriminator": "0", "avatar": None}
        about = {"name": "bot", "description": "", "icon": None, "verify_key": "", "owner": user}
        return answer(200, {**user, **about, "bot_public": False, "bot_require_code_grant": False, "flags": 0})

    async def remove(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def post(self, request: web.Request) -> web.StreamResponse:
        self.calls += 1
        body = await request.json()
        assert body["enforce_nonce"] is True
        how = self.plan.pop(0) if self.plan else "ok"
        if how == "limited":
            return answer(429, {"retry_after": 90.0, "global": False, "message": ""}, Via="1.1 google")
        if how == "limited everywhere":
            return answer(429, {"retry_after": 0.3, "global": True, "message": ""}, Via="1.1 google")
        if how == "barred":
            return answer(429, {"message": "no"})
        if how == "revoked":
            return answer(401, {"code": 0, "message": "401: Unauthorized"})
        if how[0].isdigit():
            status, code = map(int, how.split())
            return answer(status, {"code": code, "message": "no"})
        number = self.shown.setdefault(body["nonce"], str(len(self.shown) + 1))
        if how == "drop":
            assert request.transport is not None
            request.transport.abort()
        if how == "hang":
            await asyncio.sleep(60)
        headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset-After": "4.5"} if how == "last" else {}
        return answer(502 if how == "fail" else 200, {"id": number}, **headers)


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
        ours.url = str(running.make_url("/"))
        point_at(ours.url, "ws://127.0.0.1:1/")
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


@pytest.mark.parametrize(
    ("says", "means"),
    [
        ("404 10003", Gone),
        ("404 10004", Gone),
        ("404 10013", Gone),
        ("400 10013", Gone),
        ("403 50001", CannotDo),
        ("403 50007", CannotDo),
        ("403 50013", CannotDo),
        ("403 50278", CannotDo),
        ("400 50035", Malformed),
        ("404 0", Temporary),
    ],
)
async def test_what_discord_says_by_its_code_is_asked_once(server: Any, says: str, means: type[PlatformError]) -> None:
    ours, platform = server
    ours.plan = [says]
    with pytest.raises(PlatformError) as problem:
        await platform.post(HOME, HELLO, "key")
    assert type(problem.value) is means and ours.calls == 1


async def test_a_server_that_is_away_took_nothing(server: Any) -> None:
    _, platform = server
    point_at("http://127.0.0.1:9/", "ws://127.0.0.1:9/")
    with pytest.raises(Temporary):
        await platform.post(HOME, HELLO, "key")


async def test_nothing_is_sent_while_discord_said_to_wait(server: Any) -> None:
    ours, platform = server
    ours.plan = ["limited"]
    for place in (HOME, HOME):
        with pytest.raises(Temporary) as later:
            await platform.post(place, HELLO, "key")
        assert 89 < later.value.after <= 90.0
    assert ours.calls == 1
    await platform.remove(PostRef(Place("discord", "1", "3"), "4"))


async def test_a_wait_for_everything_is_kept_everywhere_and_ends(server: Any) -> None:
    ours, platform = server
    ours.plan = ["limited everywhere"]
    elsewhere = PostRef(Place("discord", "1", "3"), "4")
    with pytest.raises(Temporary):
        await platform.post(HOME, HELLO, "key")
    with pytest.raises(Temporary) as later:
        await platform.remove(elsewhere)
    await asyncio.sleep(later.value.after)
    await platform.remove(elsewhere)
    await platform.post(HOME, HELLO, "key")
    assert ours.calls == 2


async def test_an_address_that_is_barred_sends_nothing_for_a_minute(server: Any) -> None:
    ours, platform = server
    ours.plan = ["barred"]
    for _ in range(2):
        with pytest.raises(Temporary) as later:
            await platform.post(HOME, HELLO, "key")
        assert 55 < later.value.after <= 60
    assert ours.calls == 1


async def test_a_token_that_is_refused_is_not_used_again(server: Any, caplog: pytest.LogCaptureFixture) -> None:
    ours, platform = server
    ours.plan = ["revoked"] * 5
    for _ in range(3):
        with pytest.raises(Locked):
            await platform.post(HOME, HELLO, "key")
    assert ours.calls == 1 and platform.locked and caplog.text.count("does not accept the token") == 1


async def test_a_bucket_that_is_used_up_is_known_before_anybody_is_told_off(server: Any) -> None:
    ours, platform = server
    ours.plan = ["last"]
    began = asyncio.get_running_loop().time()
    await platform.post(HOME, HELLO, "key")
    assert asyncio.get_running_loop().time() - began < 2, "the answer is not held back until the next window"
    with pytest.raises(Temporary) as later:
        await platform.post(HOME, HELLO, "other")
    assert 4 < later.value.after <= 4.5 and ours.calls == 1


async def test_too_many_refusals_stop_everything_long_before_discord_would(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.pace.INVALID", Limit(3, 600.0))
    ours, platform = server
    ours.plan = ["403 50007"] * 9
    for _ in range(4):
        with pytest.raises(CannotDo):
            await platform.post(HOME, HELLO, "key")
    with pytest.raises(Temporary) as later:
        await platform.post(HOME, HELLO, "key")
    assert later.value.after > 500 and ours.calls == 4


async def test_after_trouble_something_harmless_goes_before_anybodys_words(server: Any) -> None:
    ours, platform = server
    ours.plan, asked = ["drop"], ours.asked_who
    with pytest.raises(Unclear):
        await platform.post(HOME, HELLO, "key")
    point_at("http://127.0.0.1:9/", "ws://127.0.0.1:9/")
    with pytest.raises(Temporary):
        await platform.post(HOME, HELLO, "key")
    point_at(ours.url, "ws://127.0.0.1:1/")
    await platform.post(HOME, HELLO, "key")
    await platform.post(HOME, HELLO, "another")
    assert ours.asked_who == asked + 1 and len(ours.shown) == 2


@pytest.mark.parametrize("status", [403, 404])
async def test_a_look_at_the_token_that_fails_says_nothing_about_what_waits(server: Any, status: int) -> None:
    ours, platform = server
    ours.plan, ours.who_fails = ["drop"], [status] * 2
    with pytest.raises(Unclear):
        await platform.post(HOME, HELLO, "key")
    for _ in range(2):
        with pytest.raises(Temporary):
            await platform.post(HOME, HELLO, "key")
    await platform.post(HOME, HELLO, "key")
    assert ours.calls == 2 and not platform.locked


async def test_what_counts_towards_what(server: Any) -> None:
    _, platform = server
    token, channel = platform.lanes(Post(HOME, HELLO))
    assert token.brief and token.limit.most == 50 and channel.limit == Limit(5, 5.0)
    assert {lane.name.split("/")[1] for lane in (token, channel)} == {token.name.split("/")[1]}
    assert "made.up" not in token.name
    inbox = Place("discord", "", user="7")
    _, opening = platform.lanes(Post(inbox, HELLO))
    assert opening.limit.most <= 25, "so many new inboxes in a row are taken for spam"
    ref = PostRef(HOME, "4")
    assert len({platform.lanes(each)[1].name for each in (Post(HOME, HELLO), Edit(ref, HELLO), Remove(ref))}) == 3
