"""Writing boundaries in tests of the core, as acts with a name.

Not here: expectations.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.surface import Answer
from core.turn import Outcome
from core.values import MemberId
from tests.core.home import Home, options, subject

STATEMENT = "canary: I don't hear details after 21:00"
ACTION = "canary: I leave the room"
WORDS: Mapping[str, Answer] = {"statement": STATEMENT, "action": ACTION, "strength": "firm"}
DAY = "2026-06-28"


async def draft(home: Home, who: str = "ann", starter: str = "late") -> str:
    """Begin with an example and return its id."""
    return subject(await home.does(who, f"boundary.start:{starter}"), "boundary.need")


async def answers(home: Home, one: str, who: str = "ann", *, safe: str = "no", **words: Answer) -> Outcome:
    """Answer every page of the wizard but the last."""
    outcome = await home.does(who, f"boundary.say:{one}", {**WORDS, **words})
    outcome = await home.does(who, f"boundary.control:{one}~yes")
    asked = [each.step for each in options(outcome) if each.step.action == "boundary.safety"]
    for step in asked:
        if step.subject.split("~")[1] == safe:
            await home.does(who, step)
    return await home.does(who, f"boundary.review:{one}", {"review": DAY})


async def in_force(home: Home, who: str = "ann", starter: str = "details", **words: Answer) -> str:
    """Write one and put it in force; return its id."""
    one = await draft(home, who, starter)
    await answers(home, one, who, **words)
    await home.does(who, f"boundary.on:{one}")
    return one


async def owner(home: Home, who: str = "ann") -> MemberId:
    """Whose they are."""
    found = await home.look(lambda stores: stores.people.find(home.room.person(who)))
    assert found is not None
    return found.id
