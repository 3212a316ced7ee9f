"""The load of the turn benches, in a process of its own: people's acts, and the part of Slack that is answered to.

A share is over when its answer has arrived at `views.update`; a submission when it is acknowledged.
Not here: what is measured with it. It takes a JSON line for each run and prints one with what it saw.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import sys
from collections import deque
from time import perf_counter
from typing import Any, Final

from tests.bench.acts import TEAM, Acts, user

_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_SHARE: Final = re.compile(rb"checkin\.share:([\w-]{22})")
_VIEW: Final = re.compile(rb'"view_id": ?"([^"]+)"')
_TOKEN: Final = {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "url": "", "team": "", "user": ""}
PAUSE_SECONDS: Final = 5.0


class Http(asyncio.Protocol):
    """Whole HTTP messages with a length, one after another."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport
        self._data = b""

    def connection_made(self, transport: Any) -> None:
        """Keep the connection."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Pass on each message once it is whole."""
        self._data += data
        while True:
            head, gap, rest = self._data.partition(b"\r\n\r\n")
            found = _LENGTH.search(head)
            length = int(found[1]) if found else 0
            if not gap or len(rest) < length:
                return
            self._data = rest[length:]
            self.whole(head, rest[:length])

    def whole(self, head: bytes, body: bytes) -> None:
        """Take a message."""


class Api(Http):
    """The methods of Slack's API that a turn calls."""

    waiting: Final[dict[str, asyncio.Future[float]]] = {}
    """Who waits for a view to be brought up to date."""

    def whole(self, head: bytes, body: bytes) -> None:
        """Answer a call."""
        answer: dict[str, Any] = {"ok": True, "view": {"id": "V1", "hash": "1"}}
        if b"auth.test" in head.partition(b"\r\n")[0]:
            answer = _TOKEN
        told = json.dumps(answer).encode()
        self.transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(told) + told
        )
        view = _VIEW.search(body)
        if view and (waits := self.waiting.pop(view[1].decode(), None)) and not waits.done():
            waits.set_result(perf_counter())


class Caller(Http):
    """One of Slack's connections to an app."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: asyncio.Future[bytes] | None = None

    async def call(self, request: bytes) -> bytes:
        """Send and return the answer's body, or its first line when it is not a 200."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._answer

    def whole(self, head: bytes, body: bytes) -> None:
        """Take the answer."""
        if self._answer and not self._answer.done():
            self._answer.set_result(body if b" 200 " in head[:16] else head[:40])

    def connection_lost(self, exc: Exception | None) -> None:
        """Say so to who waits."""
        if self._answer and not self._answer.done():
            self._answer.set_result(b"connection lost")


class Load:
    """One run against one app."""

    def __init__(self, acts: Acts, port: int, number: itertools.count[int]) -> None:
        self._acts = acts
        self._port = port
        self._number = number
        self.took: dict[str, list[float]] = {"submit": [], "share": []}
        self.in_time = 0
        """Turns that were over before the run was."""
        self.wrong: list[str] = []
        self._until = float("inf")

    async def connect(self) -> Caller:
        """Open a connection."""
        loop = asyncio.get_running_loop()
        _, caller = await loop.create_connection(Caller, "127.0.0.1", self._port)
        return caller

    async def submit(self, caller: Caller, who: str) -> str:
        """Submit a check-in and return its id."""
        number = next(self._number)
        request = self._acts.submit(who, f"nonce{number:017d}", f"V{number:010d}")
        began = perf_counter()
        answer = await caller.call(request)
        found = _SHARE.search(answer)
        if not found:
            self.wrong.append(answer[:200].decode(errors="replace"))
            return ""
        self._done("submit", began, perf_counter())
        return found[1].decode()

    async def share(self, caller: Caller, who: str, checkin: str) -> None:
        """Press *Share with the group* and wait for the answer in the modal."""
        number = next(self._number)
        view = f"V{number:010d}"
        request = self._acts.share(who, f"trigger{number:015d}", view, checkin)
        waits = Api.waiting[view] = asyncio.get_running_loop().create_future()
        began = perf_counter()
        await caller.call(request)
        try:
            self._done("share", began, await asyncio.wait_for(waits, PAUSE_SECONDS))
        except TimeoutError:
            self.wrong.append("a share was never answered")

    def _done(self, act: str, began: float, ended: float) -> None:
        self.took[act].append(ended - began)
        self.in_time += ended <= self._until

    async def closed(self, connections: int, seconds: float) -> float:
        """So many people at once, each with the next act as soon as the last is answered; return the seconds."""
        callers = [await self.connect() for _ in range(connections)]
        self._until = perf_counter() + seconds
        await asyncio.gather(*(self._cycles(caller) for caller in callers))
        for caller in callers:
            caller.transport.close()
        return seconds

    async def _cycles(self, caller: Caller) -> None:
        """Three check-ins of somebody, the last of them shared, then somebody else."""
        while perf_counter() < self._until:
            who = user(next(self._number))
            checkin = ""
            for _ in range(3):
                checkin = await self.submit(caller, who)
            if checkin:
                await self.share(caller, who, checkin)

    async def paced(self, rate: float, seconds: float) -> float:
        """So many acts a second, whether or not the last ones are answered."""
        free: deque[Caller] = deque()
        written: deque[tuple[str, str]] = deque()
        running: set[asyncio.Task[None]] = set()
        began = perf_counter()
        for number in range(int(rate * seconds)):
            await asyncio.sleep(began + number / rate - perf_counter())
            caller = free.popleft() if free else await self.connect()
            task = asyncio.create_task(self._one(caller, number, written))
            running.add(task)
            task.add_done_callback(running.discard)
            task.add_done_callback(lambda _, caller=caller: free.append(caller))
        await asyncio.gather(*running)
        for caller in free:
            caller.transport.close()
        return perf_counter() - began

    async def _one(self, caller: Caller, number: int, written: deque[tuple[str, str]]) -> None:
        if number % 4 == 3 and written:
            await self.share(caller, *written.popleft())
            return
        who = user(next(self._number))
        checkin = await self.submit(caller, who)
        if checkin and number % 4 == 0:
            written.append((who, checkin))


async def main() -> None:
    """Serve runs until the input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Api, "127.0.0.1", 0)
    acts, number = Acts(), itertools.count()
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked = json.loads(line)
        load = Load(acts, asked["port"], number)
        if rate := asked.get("rate"):
            seconds = await load.paced(rate, asked["seconds"])
        else:
            seconds = await load.closed(asked["connections"], asked["seconds"])
        told = {"rate": load.in_time / seconds, "took": load.took, "wrong": len(load.wrong), "such_as": load.wrong[:2]}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
