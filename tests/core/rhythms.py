"""Living with a rhythm in tests of the core, as acts with a name.

Not here: expectations.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.rhythms.model import Rhythm
from core.rhythms.planning import rhythms_of
from core.values import MemberId
from tests.core.home import EVENING, Home, said

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
PROMPT = "Your check-in is here when you are."
QUESTION = "Same rhythm, fewer, or a pause?"
MONDAY = EVENING + DAY
"""20:00 in Berlin, a day after a home begins."""


async def begin(home: Home, who: str = "ann", kind: str = "daily-brief") -> str:
    """Switch a rhythm on."""
    return said(await home.does(who, f"rhythm.begin:{kind}"))


async def live(home: Home, days: float, step: timedelta = HOUR) -> None:
    """Let days pass, stopping at every full hour (or other step), as the job loop would be woken."""
    until = home.clock.now() + timedelta(days=days)
    while (now := home.clock.now()) < until:
        await home.later(min(step - (now - EVENING) % step, until - now))


async def member_of(home: Home, who: str = "ann") -> MemberId:
    """The id behind a person."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    assert found is not None
    return found.id


async def kept(home: Home, who: str = "ann") -> list[Rhythm]:
    """Somebody's rhythms."""
    member = await member_of(home, who)
    return await home.look(lambda stores: rhythms_of(stores, member))


async def note(home: Home, who: str = "ann") -> str:
    """The oldest note that waits for somebody."""
    return said(await home.does(who, "people.notes"))


def lines(home: Home, who: str = "ann") -> list[datetime]:
    """When a line was shown in somebody's inbox."""
    return [posted.at for posted in home.room.inbox(who)]
