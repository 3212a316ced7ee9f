"""`python -m tests.bench.outbound_worker WHO …`: one process that sends, as ours do or as the bare client does.

Not here: what it is measured against.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import discord
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.discord.gateway import point_at
from adapters.discord.platform import DiscordPlatform
from adapters.slack.platform import SlackPlatform
from bots.assemble import Places, assembled
from core.feature import Feature, JobContext, JobSpec, Post
from core.jobs import JobLoop
from core.ports import Platform
from core.suite import FEATURES, Suite
from core.surface import Message
from core.text import text
from core.values import Place
from tests.bench.outbound import LATE, NAME


def _say(job: JobContext) -> Post:
    channel, _, number = job.subject.partition("~")
    return Post(Place(job.claim.platform, "bench", channel), Message(text("{number}", number=number)))


SAYING = Feature("bench", jobs=(JobSpec(NAME, _say, lambda job, settled: None, late=LATE),))


async def ours(which: str, api: str, workspace: str, database: str, folder: str, redis: str) -> None:
    """Send what is due until our input ends; a `workspace` has a token of its own, and with it limits of its own."""
    places = Places(database, Path(folder) / "key", Path(folder) / "erasures", redis=redis or None)
    async with assembled(places) as handrail:
        platform: Platform
        client = discord.Client(intents=discord.Intents.none())
        if which == "discord":
            point_at(api, "ws://127.0.0.1:1/")
            platform = DiscordPlatform(client, handrail.pace)
            await client.login("made.up.token")
        else:
            slack = platform = SlackPlatform(f"xoxb-{workspace}", handrail.pace, f"{api}/api/")
            await slack.open()
        suite, stop = Suite((*FEATURES, SAYING)), asyncio.Event()
        served = {which: platform}
        loop = JobLoop(
            suite, handrail.database, handrail.library, handrail.clock, served, quiet=False, pace=handrail.pace
        )
        running = asyncio.create_task(loop.run(handrail.bell, stop))
        await asyncio.sleep(0.5)
        await _until_told()
        stop.set()
        handrail.bell.ring()
        await running
        await client.close()
        if which == "slack":
            await slack.close()


async def bare(which: str, api: str, wanted: Sequence[tuple[str, str]]) -> None:
    """Send everything at once, as a program does that leaves limits to its library; return how much was lost."""
    lost = 0
    if which == "discord":
        point_at(api, "ws://127.0.0.1:1/")
        async with discord.Client(intents=discord.Intents.none()) as client:
            await client.login("made.up.token")
            await _until_told()
            sending: list[Any] = []
            for channel, words in wanted:
                route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
                sending.append(client.http.request(route, json={"content": words}))
            done = await asyncio.gather(*sending, return_exceptions=True)
            lost = sum(isinstance(each, discord.DiscordException) for each in done)
    else:
        slack = AsyncWebClient("xoxb-made-up", f"{api}/api/")
        await _until_told()
        done = await asyncio.gather(
            *(slack.chat_postMessage(channel=channel, text=words) for channel, words in wanted), return_exceptions=True
        )
        lost = sum(isinstance(each, SlackClientError) for each in done)
    sys.stdout.write(f"{lost}\n")


async def _until_told() -> None:
    """Say that we are ready, and wait for a line."""
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


if __name__ == "__main__":
    who, *rest = sys.argv[1:]
    if who == "ours":
        asyncio.run(ours(*rest))
    else:
        asyncio.run(bare(rest[0], rest[1], json.loads(Path(rest[2]).read_text("utf-8"))))
    sys.stdout.flush()
    os._exit(0)  # nothing is left to do, and libraries take their time to leave
