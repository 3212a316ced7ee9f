"""Posts: shown once, changed, taken away; and every way Discord fails, as one of ours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest

from adapters.discord import platform as discord_platform
from adapters.discord.platform import DiscordPlatform, translated
from core.errors import CannotDo, Gone, Locked, Malformed, PlatformError, Temporary, Unclear
from core.files import File
from core.pace import Unpaced
from core.surface import Button, Message, Step
from core.text import quote, text
from core.values import Place, PostRef, Said, new_id
from tests.adapters.discord.bench import Bench
from tests.plots import DAYS, SHOWN, STRENGTHS

HELLO = Message(text("Hello"), (Button("Do it", Step("example.do")),))


@pytest.fixture
def platform(bench: Bench) -> DiscordPlatform:
    return DiscordPlatform(bench.gateway, Unpaced())


@pytest.fixture
def home(bench: Bench) -> Place:
    return Place("discord", str(bench.world.channel._channel.guild_id), str(bench.world.channel.id))


def inbox(bench: Bench, who: str) -> Place:
    return Place("discord", "", user=str(bench.world.users[who].id))


def shown(bench: Bench) -> list[str]:
    return [message.content for message in bench.world.channel.history()]


async def test_a_post_is_shown_changed_and_taken_away(bench: Bench, platform: Any, home: Place) -> None:
    ref = await platform.post(home, HELLO, new_id())
    assert shown(bench) == ["Hello"]
    await platform.edit(ref, Message(text("Changed")))
    assert shown(bench) == ["Changed"]
    assert bench.world.channel.history()[0].components == []
    await platform.remove(ref)
    await platform.remove(ref)
    assert shown(bench) == []


async def test_an_answer_stands_beneath_and_pings_nobody(bench: Bench, platform: Any, home: Place) -> None:
    ref = await platform.post(home, HELLO, new_id())
    beneath = await platform.post(home, Message(quote(Said("<@1> @everyone"))), new_id(), beneath=ref)
    message = bench.world.channel.last_message
    assert message is not None and message.reference is not None
    assert str(message.reference.message_id) == ref.message and str(message.id) == beneath.message
    assert bench.world.pings() == []
    await platform.remove(ref)
    await platform.post(home, HELLO, new_id(), beneath=ref)
    assert len(shown(bench)) == 2


async def test_the_same_key_twice_appears_once(bench: Bench, platform: Any, home: Place) -> None:
    key = new_id()
    assert await platform.post(home, HELLO, key) == await platform.post(home, HELLO, key)
    assert shown(bench) == ["Hello"]
    assert platform.repeats_safely == timedelta(seconds=120)


async def test_a_post_whose_answer_was_lost_is_unclear_and_repeated_once(
    bench: Bench, platform: Any, home: Place
) -> None:
    key = new_id()
    bench.world.fail_next("post", "accept_then_fail")
    with pytest.raises(Unclear):
        await platform.post(home, HELLO, key)
    await platform.post(home, HELLO, key)
    assert shown(bench) == ["Hello"]


async def test_a_call_that_hangs_is_given_up_in_time(bench: Bench, home: Place) -> None:
    hasty = DiscordPlatform(bench.gateway, Unpaced(), seconds=0.05)
    bench.world.fail_next("post", "hang")
    with pytest.raises(Unclear):
        await hasty.post(home, HELLO, new_id())


async def test_an_inbox_is_shown_a_neutral_head_and_the_buttons(bench: Bench, platform: Any) -> None:
    ref = await platform.post(inbox(bench, "ann"), HELLO, new_id())
    message = bench.world.users["ann"].dm_channel.last_message
    assert message is not None and message.content == "You have a note." and message.components
    assert ref.place.user and ref.place.channel
    await platform.edit(ref, Message(text("Changed")))
    stands = bench.world.users["ann"].dm_channel.history()[0]
    assert stands.content == "You have a note." and stands.components


async def test_a_closed_inbox_cannot_be_written_to(bench: Bench, platform: Any) -> None:
    bench.world.close_inbox("ben")
    with pytest.raises(CannotDo):
        await platform.post(inbox(bench, "ben"), HELLO, new_id())
    assert shown(bench) == []


async def test_a_plot_in_a_channel_comes_with_its_words_and_goes_with_a_change(
    bench: Bench, platform: Any, home: Place
) -> None:
    ref = await platform.post(home, SHOWN["line"], new_id())
    public = bench.world.channel.last_message
    assert public is not None
    assert [one.description for one in public.attachments] == [DAYS.alt]
    await platform.edit(ref, SHOWN["bars"])
    assert [one.description for one in bench.world.channel.history()[0].attachments] == [STRENGTHS.alt]
    await platform.edit(ref, HELLO)
    assert bench.world.channel.history()[0].attachments == []


async def test_a_file_whose_answer_was_lost_is_unclear_and_repeated_once(bench: Bench, platform: Any) -> None:
    message, key = Message(text("x"), files=(File("notes.txt", b"x", "text/plain"),)), new_id()
    bench.world.fail_next("post", "accept_then_fail")
    with pytest.raises(Unclear):
        await platform.post(inbox(bench, "ann"), message, key)
    await platform.post(inbox(bench, "ann"), message, key)
    assert len(bench.world.users["ann"].dm_channel.history()) == 1


@pytest.mark.parametrize(
    ("status", "code", "post", "edit"),
    [
        (429, 0, Temporary, Temporary),
        (500, 0, Unclear, Temporary),
        (503, 0, Unclear, Temporary),
        (401, 0, Locked, Locked),
        (403, 0, Temporary, Temporary),
        (404, 0, Temporary, Temporary),
        *((403, code, CannotDo, CannotDo) for code in sorted(discord_platform.CANNOT)),
        *((404, code, Gone, Gone) for code in sorted(discord_platform.GONE)),
        *((400, code, Malformed, Malformed) for code in sorted(discord_platform.MALFORMED)),
        (403, 99999, CannotDo, CannotDo),
    ],
)
async def test_every_refusal_has_its_meaning(
    bench: Bench, platform: Any, home: Place, status: int, code: int, post: type[Exception], edit: type[Exception]
) -> None:
    bench.world.env.inject_error("*", "/channels/*/messages*", status=status, code=code, times=3)
    ref = PostRef(home, "1")
    with pytest.raises(post):
        await platform.post(home, HELLO, new_id())
    with pytest.raises(edit):
        await platform.edit(ref, HELLO)
    if edit is Gone:
        await platform.remove(ref)
    else:
        with pytest.raises(edit):
            await platform.remove(ref)


async def test_opening_inboxes_too_fast_is_temporary(bench: Bench, platform: Any) -> None:
    bench.world.env.inject_error("POST", "/users/@me/channels", status=403, code=40003)
    with pytest.raises(Temporary):
        await platform.post(inbox(bench, "ann"), HELLO, new_id())
    bench.world.env.inject_error("POST", "/users/@me/channels", status=500)
    with pytest.raises(Temporary):
        await platform.post(inbox(bench, "ann"), HELLO, new_id())


async def test_a_channel_that_was_deleted_is_gone(bench: Bench, platform: Any, home: Place) -> None:
    ref = await platform.post(home, HELLO, new_id())
    bench.world.delete_channel()
    with pytest.raises(Gone):
        await platform.post(home, HELLO, new_id())
    await platform.remove(ref)


def _foreign() -> list[Exception]:
    """One of every kind of fault that discord.py or aiohttp can raise from a call."""

    def kinds(kind: type[Exception]) -> set[type[Exception]]:
        return {kind, *(each for sub in kind.__subclasses__() for each in kinds(sub))}

    found: list[Exception] = [discord.RateLimited(40.0), TimeoutError(), ConnectionResetError(), OSError()]
    for kind in kinds(aiohttp.ClientError) | kinds(discord.DiscordException):
        if issubclass(kind, discord.HTTPException | discord.RateLimited) or kind.__module__.startswith("discord.ext"):
            continue
        found.append(kind.__new__(kind))
    return found


@pytest.mark.parametrize("posts", [True, False])
def test_every_foreign_fault_is_translated(posts: bool) -> None:
    for fault in _foreign():
        ours = translated(fault, posts=posts)
        assert isinstance(ours, Temporary | Unclear), fault
        sent = not isinstance(fault, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
        if posts and sent and isinstance(fault, OSError | aiohttp.ClientConnectionError):
            assert isinstance(ours, Unclear), fault


@pytest.mark.parametrize("status", range(400, 600))
def test_every_status_is_translated(status: int) -> None:
    class Response:
        def __init__(self) -> None:
            self.status, self.reason, self.headers = status, "", dict[str, str]()

    for posts in (True, False):
        fault = discord.HTTPException(Response(), {"code": 0, "message": ""})  # type: ignore[arg-type]
        assert isinstance(translated(fault, posts=posts), PlatformError)
