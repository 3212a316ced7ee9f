"""Looking at the groups of a house and who is what in them, for tests of groups.

Not here: expectations.
"""

from __future__ import annotations

from core.groups.model import Group
from core.values import Role
from tests.core.home import CHANNEL, Home

CHANGE = {"channel": CHANNEL, "track": "general", "country": "Portugal"}
ADD = {"name": "Quiet room", "channel": "quiet-room", "track": "recovery", "country": "Spain", "city": "Madrid"}


async def every(home: Home) -> list[Group]:
    """The groups in this house."""
    return list(await home.look(lambda stores: stores.groups.every()))


async def role(home: Home, who: str) -> Role | None:
    """Somebody's role."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    return found.role if found else None


async def person_of(home: Home, who: str) -> str:
    """The id behind a name."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    assert found is not None
    return found.id
