"""Faults and rate limits as data: what goes wrong, for which method, how often; never the carrying out."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .elements import Json

KINDS = ("403", "404", "429", "500", "503", "page", "accept_then_fail", "accept_then_reset", "reset", "hang")


@dataclass(eq=False, slots=True)
class Fault:
    """One planned fault; `times` None means for ever, `where` narrows it to some arguments."""

    method: str
    kind: str
    times: int | None = 1
    retry_after: int = 1
    probability: float = 1.0
    where: Callable[[Json], bool] | None = None
    dice: random.Random = field(default_factory=lambda: random.Random(0))
    hits: int = 0

    def strikes(self, method: str, args: Json) -> bool:
        """Whether it happens to this call; counts the hit when it does."""
        if self.method not in ("*", method) or self.times == 0 or (self.where and not self.where(args)):
            return False
        if self.probability < 1.0 and self.dice.random() >= self.probability:
            return False
        self.times = None if self.times is None else self.times - 1
        self.hits += 1
        return True


class Faults:
    """The planned faults, the oldest first."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def add(
        self,
        method: str = "*",
        kind: str = "500",
        *,
        times: int | None = -1,
        retry_after: int = 1,
        probability: float = 1.0,
        seed: int = 0,
        where: Callable[[Json], bool] | None = None,
    ) -> Fault:
        """Plans a fault: one of `KINDS` , `error:<code>` or `slow:<seconds>`; `response_url` is a method too.

        `403`, `404` and `page` are HTML, as something in front of Slack answers.
        A probability below one strikes for ever, by dice of its own seed, unless `times` limits it.
        """
        if kind not in KINDS and not kind.startswith(("error:", "slow:")):
            raise ValueError(f"no such fault: {kind}")
        times = (None if probability < 1.0 else 1) if times == -1 else times
        fault = Fault(method, kind, times, retry_after, probability, where, random.Random(seed))
        self.planned.append(fault)
        return fault

    def clear(self) -> None:
        """Forgets every planned fault."""
        self.planned.clear()

    def next(self, method: str, args: Json) -> Fault | None:
        """The fault that strikes this call, if any."""
        return next((fault for fault in self.planned if fault.strikes(method, args)), None)


TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute, from the Web API's rate limit tiers."""

TIER_OF = {
    "apps.connections.open": 1, "chat.update": 3, "chat.delete": 3, "chat.postEphemeral": 4,
    "conversations.open": 3, "conversations.info": 3, "conversations.list": 2, "conversations.join": 3,
    "conversations.members": 4, "users.info": 4, "views.open": 4, "views.update": 4, "views.push": 4,
    "views.publish": 4, "files.getUploadURLExternal": 4, "files.completeUploadExternal": 4, "files.delete": 3,
}  # fmt: skip


class RateLimits:
    """Slack's limits on the stand-in's clock, when enforced: tiers, and 1/s/channel with a burst of 3."""

    burst = 3

    def __init__(self, clock: Callable[[], float], enforced: bool = False) -> None:
        self.clock, self.enforced = clock, enforced
        self._buckets: dict[str, tuple[float, float]] = {}
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def wait(self, team_id: str, method: str, channel: str) -> int | None:
        """The seconds to wait before this call is allowed, or None, in which case it is counted."""
        if not self.enforced:
            return None
        now = self.clock()
        if method == "chat.postMessage":
            tokens, then = self._buckets.get(channel, (float(self.burst), now))
            tokens = min(float(self.burst), tokens + now - then)
            self._buckets[channel] = (tokens - (tokens >= 1), now)
            return None if tokens >= 1 else 1
        if method not in TIER_OF:
            return None
        calls = self._calls[team_id, method]
        while calls and now - calls[0] >= 60:
            calls.popleft()
        if len(calls) >= TIERS[TIER_OF[method]] + (TIER_OF[method] == 1):
            return max(1, round(60 - (now - calls[0])))
        calls.append(now)
        return None
