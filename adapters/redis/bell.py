"""The bell over Redis: rung in one process, heard in all.

Not here: what is due; whoever hears it looks in the database.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import suppress
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import RedisError

CHANNEL: Final = "handrail:bell"
_HEARTBEAT_SECONDS: Final = 15.0
_RING_SECONDS: Final = 1.0


class RedisBell:
    """Belongs to the event loop that first waits or rings."""

    def __init__(self, url: str) -> None:
        self._me = secrets.token_hex(8)
        self._rings = Redis.from_url(
            url,
            socket_timeout=_RING_SECONDS,
            socket_connect_timeout=_RING_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._hears = Redis.from_url(
            url,
            socket_timeout=None,
            socket_connect_timeout=_RING_SECONDS,
            socket_keepalive=True,
            health_check_interval=int(_HEARTBEAT_SECONDS),
            retry=Retry(ExponentialBackoff(cap=1.0, base=0.05), -1),
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._ringing: asyncio.Task[None] | None = None
        self._untold = False
        """Whether it was rung since the others were last told, maybe while that was on its way."""

    def ring(self) -> None:
        """Say that work may be due. Safe from any thread; never raises."""
        with suppress(RuntimeError):  # no loop yet, or a closed one: nobody waits here, and others poll
            loop = self._loop or asyncio.get_running_loop()
            loop.call_soon_threadsafe(self._ring)

    async def wait(self, seconds: float) -> None:
        """Return when rung, here or elsewhere, or after so many seconds."""
        self._loop = asyncio.get_running_loop()
        if self._listening is None:
            self._listening = self._loop.create_task(self._listen())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()

    async def close(self) -> None:
        """Stop listening and let the connections go."""
        tasks = [task for task in (self._listening, self._ringing) if task is not None]
        self._listening = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for client in (self._rings, self._hears):
            with suppress(RedisError, OSError):
                await client.aclose()

    def _ring(self) -> None:
        self._rung.set()
        self._untold = True
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.get_running_loop().create_task(self._tell_others())

    async def _tell_others(self) -> None:
        while self._untold:
            self._untold = False
            with suppress(RedisError, OSError):
                await self._rings.publish(CHANNEL, self._me)

    async def _listen(self) -> None:
        """Hear the others for as long as this process lives; the client reconnects by itself."""
        while self._listening is not None:  # a request that runs out of time may swallow that it was cancelled
            with suppress(RedisError, OSError):
                async with self._hears.pubsub(ignore_subscribe_messages=True) as heard:
                    await heard.subscribe(CHANNEL)
                    while True:
                        message = await heard.get_message(timeout=_HEARTBEAT_SECONDS)
                        if message is not None and message["data"] != self._me.encode():
                            self._rung.set()
            await asyncio.sleep(1.0)
