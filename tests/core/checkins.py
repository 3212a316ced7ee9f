"""Members in tests of check-ins: the id behind a person, and the track they are on.

Not here: expectations.
"""

from __future__ import annotations

from core.values import Person
from tests.core.home import CHANNEL, Home


def id_of(stores, who: str):  # type: ignore[no-untyped-def]
    """The id behind a person."""
    return stores.people.find(Person("web", who)).id


async def on_track(home: Home, track: str, who: str = "ann") -> None:
    """Let a member be asked what this track is asked; with none, what their group's is."""

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        people = tx.within(tx.community_at(home.room.place(CHANNEL))).people
        member = people.find(Person("web", who))
        people.join(member.id, member.handle, member.country, member.zone, home.clock.now(), track)

    await home.handrail.database.write(change)
