"""One platform as the job loop sends to it: at its pace, gently after an outage, and not at all when locked out.

Not here: what is sent (`jobs` asks the features) and what the limits are (the platform's adapter knows).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from core.errors import Temporary
from core.feature import Delivery, Edit, Post, Remove
from core.pace import LATE as SLOW
from core.pace import Lane, Limit, Turn, enter
from core.ports import Claim, Clock, Pace, Platform
from core.values import CommunityId, JobId, PostRef

AT_A_TIME: Final = 16
"""How much of one platform a process holds at once: enough for slow answers, so little that nobody's turn is far."""
REFILL: Final = AT_A_TIME // 4
CATCH_UP: Final = Limit(1, 1.0)
"""What has waited through an outage comes out one by one, a second apart for each community."""
LATE: Final = timedelta(seconds=60)
"""Due so long before we were back, it is from the time we were away."""
DOWN: Final = 3
"""So many different pieces of work failing in a row are the platform's trouble, not theirs."""
LONGEST_REST: Final = 60.0
_FORGETTING: Final = 1.01


class Outlet:
    """What is known of one platform while this process runs."""

    def __init__(self, platform: Platform, pace: Pace, clock: Clock) -> None:
        self.platform = platform
        self.wake = asyncio.Event()
        self.after = ""
        """The community that was served last."""
        self.locked = False
        self._met = False
        """Whether the platform ever answered us; the first request goes alone, and tries the token."""
        self._pace = pace
        self._clock = clock
        self._back_since = clock.now()
        self._failing: set[JobId] = set()
        self._rests = 0
        self._rest_until: datetime | None = None
        self._quickest = 1.0
        """How many seconds the quickest request took lately."""
        self._turns: dict[JobId, tuple[Turn, float]] = {}

    def room(self, held: int) -> int:
        """How much may be claimed now, beside what is held."""
        if self.locked or self._resting:
            return 0
        return max((AT_A_TIME if self._met and not self.down else 1) - held, 0)

    @property
    def _resting(self) -> bool:
        """Whether it is left alone just now; a clock that was put back keeps nobody waiting for longer than a rest."""
        left = (self._rest_until - self._clock.now()).total_seconds() if self._rest_until else 0.0
        return 0.0 < left <= LONGEST_REST

    @property
    def down(self) -> bool:
        """Whether the platform seems to be away."""
        return len(self._failing) >= DOWN

    def ask(self, delivery: Delivery, claim: Claim) -> Turn:
        """Ask for this delivery's turn, before anything says that it is being sent."""
        lanes = self._lanes(delivery, claim)
        if not lanes:
            return Turn(True)
        turn = self._pace.ask(lanes, put_back=claim.put_back > 0)
        if turn.taken:
            self._turns[claim.id] = turn, monotonic()
        return turn

    async def deliver(self, delivery: Delivery, claim: Claim) -> PostRef | None:
        """Show it when its turn comes; raises what the platform raises, and `Temporary` when its turn is far."""
        lanes = self._lanes(delivery, claim)
        if not lanes:
            return await self._show(delivery, claim)
        turn, asked = self._turns.pop(claim.id)
        place = await enter(self._pace, lanes, replace(turn, wait=turn.wait - (monotonic() - asked)))
        try:
            ref = await self._show(delivery, claim)
        except Temporary:
            await self._pace.unused(place)
            raise
        took = monotonic() - place.due
        self._quickest = min(self._quickest * _FORGETTING, took)
        if took - self._quickest > SLOW:
            # Nobody knows when a slow request arrived; it was at most so much later than the quickest do.
            await self._pace.moved(place, took - self._quickest)
        return ref

    async def _show(self, delivery: Delivery, claim: Claim) -> PostRef | None:
        match delivery:
            case Post(place, message, beneath):
                return await self.platform.post(place, message, claim.id, beneath)
            case Edit(ref, message):
                await self.platform.edit(ref, message)
                return ref
            case Remove(ref):
                await self.platform.remove(ref)
                return ref

    def answered(self) -> None:
        """The platform did something with what it was asked, if only refuse it: it is there."""
        self._met = True
        if self.down:
            self._back_since = self._clock.now()
        self._failing.clear()
        self._rests = 0

    def failed(self, claim: Claim) -> float | None:
        """The platform did not do its part; for how many seconds to leave it alone when it seems to be away."""
        self._failing.add(claim.id)
        if not self.down:
            return None
        rest = min(2.0**self._rests, LONGEST_REST)
        if not self._resting:
            self._rests += 1
            self._rest_until = self._clock.now() + timedelta(seconds=rest)
        return rest

    def _lanes(self, delivery: Delivery, claim: Claim) -> list[Lane]:
        lanes = [*self.platform.lanes(delivery)]
        if lanes and not claim.put_back and claim.due_at < self._back_since - LATE:
            lanes.append(self._ramp(claim.community))
        return lanes

    def _ramp(self, community: CommunityId) -> Lane:
        return Lane(f"{self.platform.name}/catching-up/{community}", CATCH_UP)
