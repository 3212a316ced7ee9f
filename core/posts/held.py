"""What is posted for somebody waits a minute first, and until then it is undone without a trace.

Not here: what is posted, and whether it still may be; each feature decides that anew when its work is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.posts.actions import take_down
from core.turn import Stores
from core.values import MemberId, Place

HOLD: Final = timedelta(seconds=60)
"""How long it waits, so that it can be undone without a trace."""
POST_LATE: Final = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Held:
    """One thing of a member's, on its way to the channels of a group or standing there."""

    work: str
    """The job that posts it."""
    id: str
    about: str
    """The subject under which its messages are kept."""
    owner: MemberId
    places: Sequence[Place]
    """A channel on each platform."""

    @property
    def keys(self) -> list[str]:
        """The keys of its promises, a platform each."""
        return [self.key_on(place.platform) for place in self.places]

    def key_on(self, platform: str) -> str:
        """The key of its promise on a platform."""
        return f"{self.about}~{platform}"


def hold(stores: Stores, held: Held, places: Sequence[Place], now: datetime, wait: timedelta = HOLD) -> datetime:
    """Promise the post on these of its places, after the minute; returns when that is over."""
    until = now + wait
    for place in places:
        stores.jobs.promise(
            held.work,
            held.id,
            key=held.key_on(place.platform),
            due_at=until,
            expires_at=until + POST_LATE,
            platform=place.platform,
            owner=held.owner,
        )
    return until


def held_until(stores: Stores, held: Held) -> datetime | None:
    """When it is posted, while it still waits; None when nothing of it waits."""
    return next((due for key in held.keys if (due := stores.jobs.pending(key))), None)


def hasten(stores: Stores, held: Held, now: datetime) -> bool:
    """Skip what is left of the minute; whether anything waited."""
    return any([stores.jobs.hasten(key, now) for key in held.keys])


def hold_back(stores: Stores, held: Held) -> bool:
    """Cancel what still waits; whether that was all of it."""
    return all([stores.jobs.cancel(key) for key in held.keys])


def take_back(stores: Stores, held: Held, now: datetime) -> bool:
    """Cancel what waits and take down what stands; whether nothing of it was ever shown.

    One that is being sent this moment is taken down as it settles.
    """
    waited = hold_back(stores, held)
    return not take_down(stores, held.about, now) and waited
