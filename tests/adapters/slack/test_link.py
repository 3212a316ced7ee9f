"""How requests come in: connections that break or go deaf, and requests that are not Slack's."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.link import HttpLink, SocketLink, _body
from adapters.slack.platform import SlackPlatform
from core.errors import Locked
from core.pace import Unpaced
from tests.journeys.house import House
from tests.journeys.stages.slack import SlackStage
from tests.standins.slack import Slack


@pytest.fixture(params=[False, True])
def http(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
async def stage(tmp_path: Path, http: bool) -> AsyncIterator[SlackStage]:
    house = House(tmp_path)
    await house.open()
    made = SlackStage(house, http=http)
    await made.open()
    yield made
    await made.close()
    await house.close()


async def answers(stage: SlackStage) -> bool:
    await stage.command("ann", "help-now")
    return stage.slack.wire.deliveries[-1].problem is None and stage.slack.modal(stage.slack.user("ann")) is not None


@pytest.mark.parametrize("http", [False], indirect=True)
@pytest.mark.parametrize("how", ["drop", "refresh_requested", "warning"])
async def test_a_lost_connection_is_made_again(stage: SlackStage, how: str) -> None:
    opened = len(stage.slack.called("apps.connections.open"))
    if how == "drop":
        stage.slack.wire.drop()
    else:
        await stage.slack.wire.disconnect(how)
    await stage.slack.until(lambda: len(stage.slack.called("apps.connections.open")) > opened, 10.0)
    await stage.slack.connected()
    # A request that meets the old connection as it closes is lost, as on Slack; the next one is not.
    for _ in range(5):
        if await answers(stage):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("nothing answers any more")


@pytest.mark.parametrize("http", [False], indirect=True)
async def test_a_connection_that_goes_deaf_is_unhealthy_and_is_made_anew(stage: SlackStage) -> None:
    assert await stage.link.healthy()
    stage.slack.wire.deaf = True
    await eventually(stage, healthy=False)
    stage.slack.wire.deaf = False
    await eventually(stage, healthy=True)
    await stage.slack.connected()
    assert await answers(stage)


@pytest.mark.parametrize("http", [False], indirect=True)
async def test_when_slacks_client_no_longer_mends_itself_a_new_one_is_made(stage: SlackStage) -> None:
    assert isinstance(stage.link, SocketLink) and stage.link._handler is not None
    stuck = stage.link._handler.client
    stuck.auto_reconnect_enabled = stuck.default_auto_reconnect_enabled = False
    assert stuck.current_session_monitor is not None
    stuck.current_session_monitor.cancel()
    stage.slack.wire.drop()
    await eventually(stage, healthy=False)
    await eventually(stage, healthy=True)
    assert stage.link._handler is not None and stage.link._handler.client is not stuck
    await stage.slack.connected()
    assert await answers(stage)


async def eventually(stage: SlackStage, *, healthy: bool) -> None:
    for _ in range(400):
        if await stage.link.healthy() is healthy:
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


async def test_health_is_a_fact_before_and_after(stage: SlackStage) -> None:
    assert await stage.link.healthy()
    await stage.link.close()
    assert not await stage.link.healthy()


@pytest.mark.parametrize("http", [True], indirect=True)
@pytest.mark.parametrize("wrong", ["forged", "aged", "missing"])
async def test_what_slack_did_not_sign_is_refused_unread_and_unlogged(
    stage: SlackStage, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    signing = stage.slack.wire.signing
    signing.forged, signing.age, signing.missing = wrong == "forged", 400.0 * (wrong == "aged"), wrong == "missing"
    delivery = await stage.slack.command(stage.slack.user("ann"), "/start", "canary", channel=stage.channel)
    assert delivery.status == 401 and "canary" not in caplog.text
    assert stage.slack.called("views.open") == []
    signing.forged, signing.age, signing.missing = False, 0.0, False
    assert await answers(stage)


@pytest.mark.parametrize("http", [True], indirect=True)
async def test_nonsense_is_refused_too(stage: SlackStage) -> None:
    url = stage.slack.team.app_url
    assert url is not None
    odd = [("soon", "v0=1", b"x"), ("1", "v0=\u00e9", b"x"), ("", "", b"\xff\xfe")]
    async with aiohttp.ClientSession() as session:
        for stamp, signature, body in odd:
            headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
            async with session.post(url, data=body, headers=headers) as response:
                assert response.status == 401
        async with session.get(url) as response:
            assert response.status == 405


@pytest.mark.parametrize("http", [True], indirect=True)
async def test_the_address_can_be_verified(stage: SlackStage) -> None:
    delivery = await stage.slack.verify_url()
    assert delivery.ack == {"challenge": "stand-in"}


async def test_a_wrong_token_is_said_at_the_start() -> None:
    async with Slack() as slack:
        platform = SlackPlatform("xoxb-wrong", Unpaced(), slack.api_url)
        await platform.open()

        async def door(body: object) -> None:
            """Never reached."""

        for link in (
            SocketLink(platform, door, slack.team.app_token),
            HttpLink(platform, door, "secret", host="127.0.0.1", port=0),
        ):
            with pytest.raises(Locked):
                await link.open()
            assert not await link.healthy()
        await platform.close()


@given(fields=st.dictionaries(st.text(min_size=1, max_size=12), st.text(max_size=40), max_size=6))
def test_a_form_is_read_as_it_was_written(fields: dict[str, str]) -> None:
    fields.pop("payload", None)
    clean = {key: value.encode("utf-8", "replace").decode() for key, value in fields.items()}
    assert _body(urlencode(clean).encode(), "application/x-www-form-urlencoded") == clean
    payload = {"type": "block_actions", **clean}
    packed = urlencode({"payload": json.dumps(payload)}).encode()
    assert _body(packed, "application/x-www-form-urlencoded") == payload


@pytest.mark.parametrize("raw", [b"", b"%", b"a=%zz&%=%", b"\xff=\xfe", b"a=1&a=2", b"&&=&"])
def test_a_form_that_is_none_is_still_no_fault(raw: bytes) -> None:
    assert isinstance(_body(raw, "application/x-www-form-urlencoded"), dict)
