"""Slack is asked at its pace: a wait is kept, a refused token is not used again, and trouble is looked at first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.local import LocalPace
from adapters.slack.platform import SlackPlatform
from core.errors import Locked, PlatformError, Temporary, Unclear
from core.feature import Edit, Post, Remove
from core.surface import Message
from core.text import text
from core.values import Place, PostRef
from tests.standins.slack import Slack

MESSAGE = Message(text("Hello"))


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack() as running:
        yield running


@pytest.fixture
async def paced(slack: Slack) -> AsyncIterator[SlackPlatform]:
    made = SlackPlatform(slack.team.bot_token, LocalPace(), slack.api_url)
    await made.open()
    yield made
    await made.close()


def place(slack: Slack) -> Place:
    return Place("slack", slack.team.id, slack.channel("group", slack.user("ann")).id)


async def test_no_call_of_a_method_goes_out_while_slack_said_to_wait_and_others_do(
    slack: Slack, paced: SlackPlatform
) -> None:
    ref = await paced.post(place(slack), MESSAGE, "k")
    slack.faults.add("chat.postMessage", "429", retry_after=7)
    for _ in range(3):
        with pytest.raises(Temporary) as later:
            await paced.post(place(slack), MESSAGE, "k2")
        assert later.value.after is not None and 6 < later.value.after <= 7
    assert len(slack.called("chat.postMessage")) == 2
    await paced.edit(ref, MESSAGE)


async def test_what_answers_a_person_does_not_stand_in_line_behind_posts(slack: Slack) -> None:
    pace = LocalPace()
    made = SlackPlatform(slack.team.bot_token, pace, slack.api_url)
    await made.open()
    there = Post(place(slack), MESSAGE)
    while pace.ask(made.lanes(there)[:1]).taken:
        pass
    began = asyncio.get_running_loop().time()
    with pytest.raises(PlatformError):
        await made.call("views.open", {"trigger_id": "unknown", "view": {}})
    assert slack.called("views.open") and asyncio.get_running_loop().time() - began < 2
    await made.close()


async def test_a_token_that_is_refused_is_not_used_again(
    slack: Slack, paced: SlackPlatform, caplog: pytest.LogCaptureFixture
) -> None:
    ref = await paced.post(place(slack), MESSAGE, "k")
    slack.faults.add("*", "error:token_revoked", times=9)
    for _ in range(2):
        with pytest.raises(Locked):
            await paced.post(place(slack), MESSAGE, "k")
        with pytest.raises(Locked):
            await paced.edit(ref, MESSAGE)
    assert len(slack.called("chat.postMessage")) == 2 and slack.called("chat.update") == []
    assert paced.locked and caplog.text.count("does not accept the token") == 1


async def test_after_trouble_something_harmless_goes_before_anybodys_words(slack: Slack, paced: SlackPlatform) -> None:
    slack.faults.add("chat.postMessage", "503")
    slack.faults.add("auth.test", "503", times=2)
    with pytest.raises(Unclear):
        await paced.post(place(slack), MESSAGE, "k")
    for _ in range(2):
        with pytest.raises(Temporary):
            await paced.post(place(slack), MESSAGE, "k2")
    await paced.post(place(slack), MESSAGE, "k2")
    await paced.post(place(slack), MESSAGE, "k3")
    assert len(slack.called("chat.postMessage")) == 3 and len(slack.called("auth.test")) == 3


@pytest.mark.parametrize("how", ["403", "404", "500", "page", "error:not_found", "error:missing_scope"])
async def test_a_look_at_the_token_that_fails_says_nothing_about_what_waits(
    slack: Slack, paced: SlackPlatform, how: str
) -> None:
    slack.faults.add("chat.postMessage", "503")
    slack.faults.add("auth.test", how, times=2)
    with pytest.raises(Unclear):
        await paced.post(place(slack), MESSAGE, "k")
    for _ in range(2):
        with pytest.raises(Temporary) as later:
            await paced.post(place(slack), MESSAGE, "k2")
        assert later.value.after is None
    await paced.post(place(slack), MESSAGE, "k2")
    assert len(slack.called("chat.postMessage")) == 2 and not paced.locked


async def test_what_counts_towards_what(slack: Slack, paced: SlackPlatform) -> None:
    posts, channel = paced.lanes(Post(place(slack), MESSAGE))
    assert (channel.limit.most, channel.limit.seconds) == (3, 3.0) and posts.limit.most / posts.limit.seconds == 5
    inbox = Place("slack", slack.team.id, user=f"{slack.team.id}.{slack.user('ann').id}")
    assert [lane.limit.most for lane in paced.lanes(Post(inbox, MESSAGE))] == [100, 3, 50], "its opening is tier 3"
    await paced.post(inbox, MESSAGE, "k")
    assert len(paced.lanes(Post(inbox, MESSAGE))) == 2, "it is opened once"
    ref = PostRef(place(slack), "1.1")
    assert [lane.limit.most for lane in (*paced.lanes(Edit(ref, MESSAGE)), *paced.lanes(Remove(ref)))] == [50, 50]
    assert all(slack.team.bot_token not in lane.name for lane in (posts, channel))
