"""Slack's failures as ours: every code we know, and every way a connection can end."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import answers
from adapters.slack.answers import translated
from adapters.slack.platform import SlackPlatform
from core.errors import CannotDo, Gone, Locked, Malformed, PlatformError, Temporary, Unclear
from core.files import File
from core.pace import Unpaced
from core.surface import Button, Message, Step
from core.text import Quote, text
from core.values import Place, PostRef, Said
from tests.standins.slack import Slack

MESSAGE = Message(text("{said}", said=Quote(Said("canary"))), (Button("Open it", Step("people.notes")),))


def answered(code: str, status: int = 200, after: str | None = None) -> SlackApiError:
    headers = {"Retry-After": after} if after else {}
    data = {"ok": False, "error": code} if code else {}
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="x", req_args={}, data=data, headers=headers, status_code=status
    )
    return SlackApiError("canary", response)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as running:
        yield running


@pytest.fixture
async def platform(slack: Slack) -> AsyncIterator[SlackPlatform]:
    made = SlackPlatform(slack.team.bot_token, Unpaced(), slack.api_url)
    await made.open()
    yield made
    await made.close()
    assert slack.rejected == []


def place(slack: Slack) -> Place:
    return Place("slack", slack.team.id, slack.channel("group", slack.user("ann")).id)


@pytest.mark.parametrize(
    ("codes", "posting", "changing"),
    [
        (answers.TEMPORARY, Temporary, Temporary),
        (answers.UNCLEAR, Unclear, Temporary),
        (answers.GONE | answers.ARCHIVED | answers.SPENT, Gone, Gone),
        (answers.LOCKED, Locked, Locked),
        (answers.CANNOT, CannotDo, CannotDo),
        (answers.MALFORMED, Malformed, Malformed),
    ],
)
def test_every_code_is_mapped(
    codes: frozenset[str], posting: type[PlatformError], changing: type[PlatformError]
) -> None:
    for code in codes:
        assert isinstance(translated(answered(code), "m", repeatable=False), posting), code
        assert isinstance(translated(answered(code), "m", repeatable=True), changing), code


def test_no_code_is_in_two_lists() -> None:
    lists = [
        answers.TEMPORARY,
        answers.UNCLEAR,
        answers.GONE,
        answers.ARCHIVED,
        answers.SPENT,
        answers.LOCKED,
        answers.CANNOT,
        answers.MALFORMED,
    ]
    assert sum(map(len, lists)) == len(frozenset().union(*lists))


@pytest.mark.parametrize(
    ("status", "posting", "changing"),
    [
        (429, Temporary, Temporary),
        (401, Locked, Locked),
        (403, Temporary, Temporary),
        (404, Temporary, Temporary),
        (500, Unclear, Temporary),
        (502, Unclear, Temporary),
        (503, Unclear, Temporary),
        (200, Unclear, Temporary),
    ],
)
def test_every_status_without_a_code_is_mapped(
    status: int, posting: type[PlatformError], changing: type[PlatformError]
) -> None:
    assert isinstance(translated(answered("", status), "m", repeatable=False), posting)
    assert isinstance(translated(answered("", status), "m", repeatable=True), changing)


def test_an_unknown_code_is_a_refusal_and_is_logged_by_its_code(caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(translated(answered("brand_new"), "chat.postMessage", repeatable=False), CannotDo)
    assert "brand_new" in caplog.text and "canary" not in caplog.text


def test_how_long_to_wait_is_taken_from_the_answer() -> None:
    error = translated(answered("ratelimited", 429, "7"), "m", repeatable=False)
    assert isinstance(error, Temporary) and error.after == 7.0
    nonsense = translated(answered("ratelimited", 429, "soon"), "m", repeatable=False)
    assert isinstance(nonsense, Temporary) and nonsense.after


@pytest.mark.parametrize(
    "error",
    [
        aiohttp.ServerDisconnectedError(),
        aiohttp.ClientOSError(),
        aiohttp.ClientPayloadError(),
        ConnectionResetError(),
        TimeoutError(),
        aiohttp.ServerTimeoutError(),
    ],
)
def test_a_connection_that_ends_proves_nothing_about_a_post(error: Exception) -> None:
    assert isinstance(translated(error, "m", repeatable=False), Unclear)
    assert isinstance(translated(error, "m", repeatable=True), Temporary)


async def test_a_connection_that_was_refused_proves_that_nothing_was_posted() -> None:
    made = SlackPlatform("xoxb-x", Unpaced(), "http://127.0.0.1:9/api/")
    await made.open()
    with pytest.raises(Temporary):
        await made.post(Place("slack", "T1", "C1"), MESSAGE, "k")
    await made.close()


@pytest.mark.parametrize("fault", ["accept_then_fail", "accept_then_reset", "reset", "500", "503"])
async def test_what_may_have_been_posted_is_unclear_and_is_not_repeated(
    slack: Slack, platform: SlackPlatform, fault: str
) -> None:
    slack.faults.add("chat.postMessage", fault)
    with pytest.raises(Unclear):
        await platform.post(place(slack), MESSAGE, "k")
    assert len(slack.called("chat.postMessage")) == 1


async def test_an_inbox_is_opened_once_and_holds_no_content(slack: Slack, platform: SlackPlatform) -> None:
    ann = slack.user("ann")
    inbox = Place("slack", slack.team.id, user=f"{slack.team.id}.{ann.id}")
    ref = await platform.post(inbox, MESSAGE, "k")
    await platform.edit(ref, MESSAGE)
    await platform.post(inbox, MESSAGE, "k2")
    assert len(slack.called("conversations.open")) == 1 and len(slack.messages(ann)) == 2
    assert all("canary" not in str(message.as_json()) for message in slack.messages(ann))
    await platform.remove(ref)
    assert len(slack.messages(ann)) == 1


WITH_FILE = Message(text("Here."), files=(File("notes.txt", b"canary", "text/plain"),))


@pytest.mark.parametrize(
    ("method", "fault", "expected"),
    [
        ("files.getUploadURLExternal", "429", Temporary),
        ("files.getUploadURLExternal", "error:file_uploads_disabled", CannotDo),
        ("files.getUploadURLExternal", "error:missing_scope", CannotDo),
        ("upload", "500", Temporary),
        ("files.completeUploadExternal", "429", Temporary),
        ("files.completeUploadExternal", "error:channel_not_found", Gone),
        ("files.completeUploadExternal", "reset", Unclear),
        ("chat.postMessage", "429", Temporary),
        ("chat.postMessage", "error:user_disabled", CannotDo),
    ],
)
async def test_a_file_that_was_not_sent_with_its_words_is_not_left_lying_about(
    slack: Slack, platform: SlackPlatform, method: str, fault: str, expected: type[PlatformError]
) -> None:
    ann = slack.user("ann")
    slack.faults.add(method, fault)
    with pytest.raises(expected):
        await platform.post(Place("slack", slack.team.id, user=f"{slack.team.id}.{ann.id}"), WITH_FILE, "k")
    assert slack.messages(ann) == [] and len(slack.called(method)) <= 1


@pytest.mark.parametrize("fault", ["accept_then_fail", "accept_then_reset"])
async def test_a_file_whose_words_may_be_there_is_unclear_and_stays(
    slack: Slack, platform: SlackPlatform, fault: str
) -> None:
    ann = slack.user("ann")
    inbox = Place("slack", slack.team.id, user=f"{slack.team.id}.{ann.id}")
    slack.faults.add("chat.postMessage", fault)
    with pytest.raises(Unclear):
        await platform.post(inbox, WITH_FILE, "k")
    assert [len(message.files) for message in slack.messages(ann)] == [1, 0]
    slack.faults.add("chat.postMessage", "429")
    slack.faults.add("files.delete", "429")
    with pytest.raises(Unclear):
        await platform.post(inbox, WITH_FILE, "k")


async def test_an_answer_beneath_a_message_with_a_file_stands_beneath_its_words(
    slack: Slack, platform: SlackPlatform
) -> None:
    ann = slack.user("ann")
    inbox = Place("slack", slack.team.id, user=f"{slack.team.id}.{ann.id}")
    ref = await platform.post(inbox, WITH_FILE, "k")
    await platform.post(inbox, MESSAGE, "k2", ref)
    _, words, beneath = slack.messages(ann)
    assert beneath.thread_ts == words.ts and "canary" not in str(words.as_json())


async def test_a_post_is_not_unfurled_and_not_broadcast(slack: Slack, platform: SlackPlatform) -> None:
    there = place(slack)
    first = await platform.post(there, MESSAGE, "k")
    await platform.post(there, MESSAGE, "k2", first)
    one, two = (call.args for call in slack.called("chat.postMessage"))
    assert one["unfurl_links"] is False and one["unfurl_media"] is False
    assert two["thread_ts"] == first.message and two["reply_broadcast"] is False


async def test_what_stands_in_an_archived_channel_is_not_said_to_be_gone(slack: Slack, platform: SlackPlatform) -> None:
    ref = await platform.post(place(slack), MESSAGE, "k")
    slack.channel("group").archived = True
    with pytest.raises(CannotDo):
        await platform.remove(ref)
    with pytest.raises(Gone):
        await platform.post(ref.place, MESSAGE, "k")


async def test_closed_doors_are_told_apart(slack: Slack, platform: SlackPlatform) -> None:
    ann, team = slack.user("ann"), slack.team.id
    inbox = Place("slack", team, user=f"{team}.{ann.id}")
    ann.dms_closed = True
    with pytest.raises(CannotDo):
        await platform.post(inbox, MESSAGE, "k")
    with pytest.raises(Gone):
        await platform.post(Place("slack", team, "C404"), MESSAGE, "k")
    with pytest.raises(CannotDo):
        await platform.post(Place("slack", team, slack.channel("closed", bot=False).id), MESSAGE, "k")
    await platform.remove(PostRef(place(slack), "1.1"))


async def test_nothing_that_was_written_reaches_the_log(
    slack: Slack, platform: SlackPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    slack.faults.add("chat.postMessage", "error:invalid_blocks")
    slack.faults.add("chat.postMessage", "reset")
    for expected in (CannotDo, Unclear):
        with pytest.raises(expected):
            await platform.post(place(slack), MESSAGE, "k")
    assert "canary" not in caplog.text
