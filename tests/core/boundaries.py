"""Writing boundaries in tests of the core, as acts with a name.

Not here: expectations.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.surface import Answer
from core.turn import Outcome
from core.values import MemberId
from tests.core.home import MINUTE, Home, options, said, subject

STATEMENT = "canary: I don't hear details after 21:00"
ACTION = "canary: I leave the room"
WORDS: Mapping[str, Answer] = {"statement": STATEMENT, "action": ACTION, "strength": "firm"}
DAY = "2026-06-28"
DAYS = ("0", "1", "2", "3", "4", "5", "6")
A_DAY = timedelta(days=1)
LINE = ["You have a note."]


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


async def show(home: Home, one: str, who: str = "ann") -> str:
    """What its owner sees of it."""
    return said(await home.does(who, f"boundary.show:{one}"))


async def share(home: Home, one: str) -> None:
    """Post it and let its minute pass."""
    await home.does("ann", f"boundary.post:{one}")
    await home.later(MINUTE)


async def remind(home: Home, one: str, kind: str = "scheduled", **answers: Answer) -> Outcome:
    """Leave a reminder; the house's clock stands at 18:00 UTC of a Sunday, 20:00 in Berlin."""
    typed: dict[str, Answer] = {"days": DAYS, "at": "21:00", "minutes": "30"} | answers
    return await home.does("ann", f"boundary.remind:{one}~{kind}", typed)


async def until(home: Home, at: datetime) -> None:
    """Let time pass until then, hour by hour, as it does where the bot runs."""
    while home.clock.now() < at:
        await home.later(min(timedelta(minutes=15), at - home.clock.now()))


async def note(home: Home) -> Outcome:
    """The note ann opens."""
    return await home.does("ann", "people.notes")


async def planned(home: Home) -> list[tuple[str, datetime]]:
    """What is planned for ann, but for what every boundary in force has."""
    member = await owner(home)
    found = await home.look(lambda stores: [*stores.jobs.pending_of(member)])
    return [(name, due) for name, _, due in found if name == "boundary.remind"]
