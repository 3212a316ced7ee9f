"""Turns as a test presses them, more that can be done at the desk, and a second house, for tests of the core.

Not here: expectations.
"""

from __future__ import annotations

from core.desk import Desk
from core.feature import Feature
from core.suite import FEATURES, Suite
from core.surface import Step
from core.turn import Turn
from core.values import Person, new_id
from tests.core.home import CHANNEL, Home, elsewhere, said

CANARY = "canary-3f9d71"


def with_features(home: Home, *features: Feature) -> Desk:
    """The same desk with more that can be done."""
    real = home.desk
    return Desk(Suite((*FEATURES, *features)), home.handrail.database, real.library, home.cooldown, home.handrail.bell)


def press(home: Home, key: str, who: str = "ann", **answers: str) -> Turn:
    """One press in the channel, or a form sent from there."""
    step = Step.parse(key)
    assert step is not None
    return Turn(new_id(), home.room.person(who), home.room.place(CHANNEL), step, home.clock.now(), answers or None)


def id_of_ann(stores):  # type: ignore[no-untyped-def]
    """The id behind ann."""
    member = stores.people.find(Person("web", "ann"))
    assert member is not None
    return member.id


async def second_house(home: Home, handle: str = "Ann") -> None:
    """Another server with a group that ann joined too."""
    place = elsewhere()
    typed = {"code": await home.claim(), "channel": CHANNEL, "track": "recovery", "country": "Spain"}
    await home.does("cleo", "group.setup", typed, place=place)
    assert "Welcome" in said(await home.join("ann", handle, place=place))
