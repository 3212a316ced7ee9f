"""How the Slack stand-in delivers, in Socket Mode and over HTTP: again, late, with faults, over lost connections."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_sdk.errors import SlackApiError

from tests.standins.slack import Slack
from tests.standins.slack_app import Clock, build, refused


async def test_redeliveries_keep_event_and_envelope(slack: Slack) -> None:
    ann = slack.user("ann")
    first = await slack.say(ann, "a < b")
    assert first
    await slack.again(first, "timeout")
    repeat = first.repeats[0]
    assert repeat.envelope["retry_attempt"] == 1
    assert repeat.payload["event_id"] == first.payload["event_id"]
    assert len({ack.envelope_id for ack in slack.wire.acks}) == 1
    three = await slack.event({"type": "message", "text": "x"}, times=3, at_once=True)
    assert [one.problem for one in (three, *three.repeats)] == [None] * 3


async def test_a_late_acknowledgement_is_noticed(slack: Slack) -> None:
    slack.wire.patience = 0.1
    late = await slack.command(slack.user("ann"), "/slow")
    assert (late.ack, late.problem) == (None, "no ack")
    assert slack.wire.unacknowledged == [late]


@pytest.mark.parametrize("how", ["disconnect", "drop"])
async def test_the_application_comes_back_after_a_lost_connection(slack: Slack, how: str) -> None:
    old = slack.wire.sockets[0]
    if how == "disconnect":
        await slack.wire.disconnect()
    else:
        slack.wire.drop()
    await slack.until(lambda: slack.wire.sockets and slack.wire.sockets[0] is not old)
    slack.wire.patience = 0.5  # Slack's client may leave its first new connection for a second, and what came on it
    assert {} in [(await slack.command(slack.user("ann"), "/start")).ack for _ in range(4)]


async def test_pings_are_answered_and_a_deaf_socket_is_left(slack: Slack) -> None:
    await slack.wire.ping()
    await slack.until(lambda: slack.wire.sockets[0].pongs and slack.wire.sockets[0].pings)
    old = slack.wire.sockets[0]
    slack.wire.deaf = True
    await slack.until(lambda: old not in slack.wire.sockets, within=5)


async def test_over_http_requests_are_signed(bare: Slack) -> None:
    app = build(bare)

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", handle)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bare.team.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    bare.wire.patience = 3.0
    ann = bare.user("ann")
    try:
        assert (await bare.verify_url()).ack == {"challenge": "stand-in"}
        opened = await bare.command(ann, "/start")
        assert (opened.status, opened.ack) == (200, {})
        await bare.until(lambda: bare.modal(ann))
        answer = await bare.submit(ann, {"Mood": "Fine", "Words": "bad"})
        assert answer.errors
        event = await bare.event({"type": "message", "text": "x"}, times=2)
        assert (event.status, event.repeats[0].status) == (200, 200)
        bare.wire.signing.forged = True
        assert (await bare.command(ann, "/start")).problem == "status 401"
        bare.wire.signing.forged, bare.wire.signing.age = False, 600
        assert (await bare.command(ann, "/start")).status == 401
    finally:
        await runner.cleanup()


async def test_faults_strike_as_planned(bare: Slack) -> None:
    room, client = bare.channel("general"), bare.client()
    bare.faults.add("chat.postMessage", "429", retry_after=7)
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=room.id, text="one")
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "7"
    assert bare.messages(room) == []
    bare.faults.add("chat.postMessage", "accept_then_fail")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=room.id, text="two")
    assert [m.text for m in bare.messages(room)] == ["two"]
    bare.faults.add("chat.postMessage", "accept_then_reset")
    with pytest.raises((aiohttp.ClientError, OSError)):
        await client.chat_postMessage(channel=room.id, text="three")
    assert [m.text for m in bare.messages(room)] == ["two", "three"]
    bare.faults.add("chat.postMessage", "reset")
    with pytest.raises((aiohttp.ClientError, OSError)):
        await client.chat_postMessage(channel=room.id, text="four")
    bare.faults.add("chat.postMessage", "error:restricted_action")
    assert await refused(client.chat_postMessage(channel=room.id, text="four")) == "restricted_action"
    bare.faults.add("chat.postMessage", "hang")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await client.chat_postMessage(channel=room.id, text="four")
    assert len(bare.messages(room)) == 2
    soak = bare.faults.add("*", "500", probability=0.5, seed=3)
    for _ in range(20):
        try:
            await client.auth_test()
        except SlackApiError:
            continue
    assert 5 <= soak.hits <= 15


async def test_rate_limits_when_enforced(bare: Slack) -> None:
    bare.limits.enforced = True
    client, room, clock = bare.client(), bare.channel("general"), bare.world.clock
    assert isinstance(clock, Clock)
    for _ in range(3):
        await client.chat_postMessage(channel=room.id, text="x")
    assert await refused(client.chat_postMessage(channel=room.id, text="x")) == "ratelimited"
    await client.chat_postMessage(channel=bare.channel("other").id, text="x")
    clock.now += 1
    await client.chat_postMessage(channel=room.id, text="x")


async def test_a_bug_of_the_stand_in_is_not_overlooked() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        async with Slack() as slack:
            try:
                await slack.client().conversations_list(cursor="not ours")
            except (SlackApiError, aiohttp.ClientError):
                assert slack.calls
