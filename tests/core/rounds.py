"""Opening a group round and taking part in it, for tests of rounds.

Not here: expectations.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.groups.model import Group, Weekly
from core.groups.rounds import plan_rounds
from tests.core.home import CHANNEL, Home, subject

THING = "canary: I asked for help"
LINES = {"words": ("calm", "tired"), "thing": THING, "wish": "just-listen"}
SECOND = timedelta(seconds=1)


async def open_round(home: Home, who: str = "ben", **answers: str) -> str:
    """Open a round and let its post appear."""
    outcome = await home.does(who, "round.open", {"hours": "48"} | answers)
    await home.later(SECOND)
    return subject(outcome, "round.look")


async def take_part(home: Home, number: str, who: str = "ann", **more: str) -> str:
    """Write the three lines and share them."""
    outcome = await home.does(who, f"round.answer:{number}", LINES | more)
    checkin = subject(outcome, "checkin.share")
    await home.share(who, checkin)
    return checkin


async def group_of(home: Home) -> Group:
    found = await home.look(lambda stores: stores.groups.first())
    assert found is not None
    return found


async def plan(home: Home, rounds: Weekly | None, zone: str = "Europe/Berlin") -> None:
    """Set the days on which a round opens by itself, as the settings do."""

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        stores = tx.within(tx.community_at(home.room.place(CHANNEL)))
        group = replace(stores.groups.first(), rounds=rounds, zone=zone)
        stores.groups.save(group)
        plan_rounds(stores, group, home.clock.now())

    await home.handrail.database.write(change)


def rounds_in(home: Home) -> list[str]:
    return [text for text in home.channel() if "round is" in text]
