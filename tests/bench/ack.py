"""`ack`: what our own work adds to the time in which Bolt acknowledges a press, over HTTP, one at a time.

The peers are Bolt with a listener that only acknowledges: as it comes (it looks for the acknowledgement every ten
milliseconds), and with `process_before_response`. Ours answers the press afterwards, like every turn.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import re
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.gateway import SlackGateway
from adapters.slack.link import HttpLink
from adapters.slack.platform import SlackPlatform
from core.pace import Unpaced
from core.surface import Message
from core.text import text
from core.turn import Answered, Turn
from tests.bench import acts
from tests.bench.harness import Figure
from tests.bench.load import Api, Caller

PRESSES: Final = 100


class _Desk:
    """A desk that has nothing to do."""

    def __init__(self, suite: Any) -> None:
        self.suite = suite

    async def handle(self, turn: Turn) -> Answered:
        """Answer at once."""
        return Answered(Message(text("Done.")))


def bench(name: str, runs: int) -> list[Figure]:
    """Measure."""
    return asyncio.run(_bench(runs))


async def _bench(runs: int) -> list[Figure]:
    logging.getLogger("slack_bolt").setLevel(logging.WARNING)
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="handrail-bench-"))
        server = await asyncio.get_running_loop().create_server(Api, "127.0.0.1", 0)
        api = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/"
        ports = [await _ours(stack, Path(folder), api), await _bolt(stack, api, True), await _bolt(stack, api, False)]
        own = Figure("own work", "ms", "Bolt, processing first", "at most 2 ms more", lambda ours, _: ours <= 2)
        default = Figure("acknowledged in", "ms", "Bolt as it comes")
        numbers = itertools.count()
        for _ in range(runs):
            ours, first, waiting = [await _took(port, numbers) for port in ports]
            own.add(max(0.0, ours - first), first)
            default.add(ours, waiting)
        server.close()
    return [own, default]


async def _ours(stack: AsyncExitStack, folder: Path, api: str) -> int:
    from adapters.clock import SystemClock
    from core.suite import Suite

    platform = SlackPlatform("xoxb-made-up", Unpaced(), api)
    await platform.open()
    stack.push_async_callback(platform.close)
    gateway = SlackGateway(_Desk(Suite()), SystemClock(), platform)  # type: ignore[arg-type]
    link = HttpLink(platform, gateway.door, acts.SECRET, host="127.0.0.1", port=0)
    await link.open()
    stack.push_async_callback(gateway.close)
    stack.push_async_callback(link.close)
    return link.port


async def _bolt(stack: AsyncExitStack, api: str, first: bool) -> int:
    client = AsyncWebClient("xoxb-made-up", base_url=api)
    app = AsyncApp(client=client, signing_secret=acts.SECRET, process_before_response=first)

    @app.action(re.compile(r"^checkin\.share:"))
    async def pressed(ack: Any) -> None:
        await ack()

    runner = web.AppRunner(app.web_app(acts.PATH), access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return int(runner.addresses[0][1])


async def _took(port: int, numbers: itertools.count[int]) -> float:
    """The median of some presses, in milliseconds; between two there is time for what comes after the answer."""
    pressing, took = acts.Acts(), []
    _, caller = await asyncio.get_running_loop().create_connection(Caller, "127.0.0.1", port)
    for _ in range(PRESSES):
        number = next(numbers)
        request = pressing.share(acts.user(number), f"trigger{number:015d}", f"V{number:010d}", "x" * 22)
        began = perf_counter()
        await caller.call(request)
        took.append(1000 * (perf_counter() - began))
        await asyncio.sleep(0.005)
    caller.transport.close()
    return sorted(took)[PRESSES // 2]
