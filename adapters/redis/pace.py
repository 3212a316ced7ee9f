"""The pace over Redis: all processes that share a token take their places in the same lanes.

Not here: tokens and platform ids; Redis sees keyed references and times, which are gone within minutes. Without Redis
each process keeps its own book, and uses its part of every limit by how many were there when Redis was last asked.
"""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from core.pace import EARLY, MARGIN, PATIENCE, Book, Lane, Place, Turn

PREFIX: Final = "handrail:pace:"
BEAT_SECONDS: Final = 1.0
"""How often a process that ever sent with a token says that it lives."""
PRESENT_SECONDS: Final = 4.0
"""So long after its last word, a process still counts as one that shares; one that died slows nobody for longer."""
_PATIENCE_SECONDS: Final = 0.25
_AWAY_SECONDS: Final = 2.0

_LIVES: Final = """
-- Who asks lives, by this server's clock; how many do.
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local sharers, me, present = KEYS[1], ARGV[1], tonumber(ARGV[2])
redis.call('ZADD', sharers, now, me)
redis.call('ZREMRANGEBYSCORE', sharers, '-inf', now - present)
redis.call('EXPIRE', sharers, math.ceil(present))
local sharing = redis.call('ZCARD', sharers)
"""
_TAKE: Final = f"""{_LIVES}
-- A place in every lane, or in none: the same rule as `core.pace.Book.ask`.
local patience, early = tonumber(ARGV[3]), tonumber(ARGV[4])
local lanes, slot, opens = {{}}, now, now
for i = 2, #KEYS, 2 do
  local at = 3 * i / 2 + 3
  local lane = {{
    log = KEYS[i], most = tonumber(ARGV[at]), window = tonumber(ARGV[at + 1]), brief = ARGV[at + 2] == '1', free = now,
  }}
  local first = redis.call('ZREVRANGE', lane.log, lane.most - 1, lane.most - 1, 'WITHSCORES')[2]
  if first then lane.free = math.max(now, first + lane.window) end
  local closed = redis.call('PTTL', KEYS[i + 1])
  if closed > 0 then
    lane.free = math.max(lane.free, now + closed / 1000)
    if lane.brief then opens = math.max(opens, now + closed / 1000) end
  end
  if lane.brief then slot = math.max(slot, lane.free) end
  lanes[#lanes + 1] = lane
end
if slot - now > patience then return {{0, tostring(math.max(slot - patience, opens) - now), 0, sharing}} end
local full, wait = 0, 0
for i, lane in ipairs(lanes) do
  if not lane.brief and lane.free > math.max(slot, now + early) and lane.free - now > wait then
    full, wait = i, lane.free - now
  end
end
if full > 0 then return {{0, tostring(wait), full, sharing}} end
for _, lane in ipairs(lanes) do slot = math.max(slot, lane.free) end
for _, lane in ipairs(lanes) do
  redis.call('ZADD', lane.log, string.format('%.6f', slot), me .. ARGV[5])
  redis.call('ZREMRANGEBYRANK', lane.log, 0, -lane.most - 1)
  redis.call('EXPIRE', lane.log, math.ceil(lane.window + patience) + 1)
end
return {{1, tostring(slot - now), 0, sharing, string.format('%.6f', slot)}}
"""


_CLOSE: Final = """
-- A longer rest that was asked for before stays.
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
"""


class RedisPace(Book):
    """One pace for all processes. Each keeps its own book too, so that an emptied Redis lets nobody run ahead."""

    def __init__(self, url: str, reference: Callable[[str, str], str], clock: Callable[[], float] = monotonic) -> None:
        """`reference` turns what a lane is called into a keyed reference."""
        super().__init__(clock)
        self._client = Redis.from_url(
            url,
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._take = self._client.register_script(_TAKE)
        self._lives = self._client.register_script(f"{_LIVES} return sharing")
        self._close = self._client.register_script(_CLOSE)
        self._reference = reference
        self._me = secrets.token_hex(8)
        self._sharing = 1
        self._tokens: set[str] = set()
        self._beating: asyncio.Task[None] | None = None
        self._asked = 0
        self._turn_to_ask = asyncio.Lock()
        self._away_until = 0.0

    async def agree(self, lanes: Sequence[Lane]) -> Turn:
        """Take what `ask` gave among all processes too; while Redis is away, what `ask` gave is all there is."""
        # Everything that one token sends begins with the same two words.
        token = "/".join(lanes[0].name.split("/")[:2])
        keys = [f"{PREFIX}{self._reference('pace', token)}:sharers"]
        self._tokens.add(keys[0])
        self._beating = self._beating or asyncio.create_task(self._beat())
        self._asked += 1
        values = [self._me, str(PRESENT_SECONDS), str(PATIENCE), str(EARLY), str(self._asked)]
        for lane in lanes:
            keys += self._keys(lane)
            values += [str(lane.limit.most), str(lane.limit.seconds * MARGIN), "01"[lane.brief]]
        # One after another on one connection: an answer that comes late moves a place that was given.
        async with self._turn_to_ask:
            if monotonic() < self._away_until:
                return Turn(True)
            try:
                taken, wait, full, self._sharing, *slot = await self._take(keys, values)
            except (RedisError, OSError):
                self._without()
                return Turn(True)
        self.share(1.0)
        if taken:
            return Turn(True, float(wait), float(slot[0]), f"{self._me}{values[4]}")
        return Turn(False, self.appointment(lanes[full - 1], float(wait)) if full else float(wait))

    async def rest(self, lane: Lane, seconds: float) -> None:
        """Let nobody into a lane for so many seconds, in any process."""
        self.close(lane, seconds)
        if monotonic() < self._away_until or seconds <= 0:
            return
        try:
            await self._close([self._keys(lane)[1]], [str(math.ceil(seconds * 1000))])
        except (RedisError, OSError):
            self._without()

    async def moved(self, place: Place, seconds: float) -> None:
        """Count the window from so long after a place began, in every process."""
        await super().moved(place, seconds)
        await self._change_all(place, place.lanes, seconds)

    async def unused(self, place: Place) -> None:
        """Give a place back, in every process."""
        await super().unused(place)
        await self._change_all(place, [lane for lane in place.lanes if not lane.brief], None)

    async def _change_all(self, place: Place, lanes: Sequence[Lane], seconds: float | None) -> None:
        given = place.turns[-1]
        if not (given.mark and lanes) or monotonic() < self._away_until:
            return
        try:
            async with self._turn_to_ask, self._client.pipeline(transaction=False) as pipe:
                for lane in lanes:
                    if seconds is None:
                        pipe.zrem(self._keys(lane)[0], given.mark)
                    else:
                        pipe.zadd(self._keys(lane)[0], {given.mark: given.at + seconds}, xx=True)
                await pipe.execute()
        except (RedisError, OSError):
            self._without()

    async def close_client(self) -> None:
        """Share no more, and let the connections go."""
        beating, self._beating = self._beating, None
        if beating is not None:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)
        with suppress(RedisError, OSError):
            for sharers in self._tokens:
                await self._client.zrem(sharers, self._me)
        with suppress(RedisError, OSError):
            await self._client.aclose()

    async def _beat(self) -> None:
        """Say that we live for as long as we do, and hear how many others do, even while nothing is sent."""
        while self._beating is not None:  # a request that runs out of time may swallow that it was cancelled
            await asyncio.sleep(BEAT_SECONDS)
            for sharers in tuple(self._tokens):
                async with self._turn_to_ask:
                    if monotonic() < self._away_until:
                        continue
                    try:
                        self._sharing = await self._lives([sharers], [self._me, str(PRESENT_SECONDS)])
                    except (RedisError, OSError):
                        self._without()

    def _without(self) -> None:
        """Go on alone, each process with its part; Redis is not asked again for a moment."""
        self._away_until = monotonic() + _AWAY_SECONDS
        self.share(1.0 / self._sharing)

    def _keys(self, lane: Lane) -> tuple[str, str]:
        name = PREFIX + self._reference("pace", lane.name)
        return f"{name}:log", f"{name}:closed"
