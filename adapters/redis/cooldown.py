"""The cooldown over Redis: one count for all processes, by keyed references that are gone within seconds.

Not here: platform ids; Redis never sees one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Final

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from core.values import Person

ACTS: Final = 20
WINDOW_SECONDS: Final = 10
_PATIENCE_SECONDS: Final = 0.1
_AWAY_SECONDS: Final = 2.0


class RedisCooldown:
    """So many acts of one person in a window that begins with the first of them."""

    def __init__(
        self, url: str, reference: Callable[[str, str], str], acts: int = ACTS, seconds: int = WINDOW_SECONDS
    ) -> None:
        """`reference` turns a platform and a user's id there into a keyed reference."""
        self._client = Redis.from_url(
            url,
            socket_timeout=_PATIENCE_SECONDS,
            socket_connect_timeout=_PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self._reference = reference
        self._acts = acts
        self._seconds = seconds
        self._away_until = 0.0

    async def allows(self, person: Person) -> bool:
        """Whether this person may act now; counts the act. Everybody may while Redis is away."""
        if monotonic() < self._away_until:
            return True
        key = f"handrail:acts:{self._reference(person.platform, person.user)}"
        try:
            async with self._client.pipeline(transaction=True) as pipe:
                # The count is born with its end, so that no crash leaves one that stays.
                pipe.set(key, 0, ex=self._seconds, nx=True)
                pipe.incr(key)
                *_, count = await pipe.execute()
        except (RedisError, OSError):
            # Not asked again for a moment, so that a hanging Redis does not slow every turn.
            self._away_until = monotonic() + _AWAY_SECONDS
            return True
        return int(count) <= self._acts

    async def close(self) -> None:
        """Let the connections go."""
        with suppress(RedisError, OSError):
            await self._client.aclose()
