"""A house for tests of the core: a clock that stands still, a room in memory, no cooldown, and people who live there.

Not here: expectations. Everything goes through the real desk and the real SQLite database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from adapters.database.migrations import migrate
from adapters.vault import create_key_file
from adapters.web.platform import Room
from bots.assemble import assembled
from core.feature import Feature
from core.jobs import JobLoop
from core.pace import Unpaced
from core.suite import FEATURES, Suite
from core.surface import Answer, Button, Form, Message, Replace, Step
from core.turn import Again, Answered, NotDone, Opens, Outcome, Stores, Turn
from core.values import CommunityId, Person, Place, new_id
from tests.journeys.house import EVENING, House

T = TypeVar("T")
PEOPLE = ("ann", "ben", "mo", "cleo", "stranger")
CHANNEL = "evening-circle"
WORDS = "I will call my sister before noon"
MINUTE = timedelta(minutes=1, seconds=5)
ANSWERS: Mapping[str, Answer] = {"words": ("calm", "tired"), "heavy": "4", "contact": "yes", "next": WORDS}


class StillClock:
    """A clock that moves only when it is moved."""

    def __init__(self, at: datetime = EVENING) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where it stands."""
        return self.at

    def move(self, by: timedelta) -> None:
        """Move it."""
        self.at += by


class Everybody:
    """A cooldown that lets everybody act, and can be told to let nobody."""

    def __init__(self) -> None:
        self.closed = False

    async def allows(self, person: Person) -> bool:
        """Whether anybody may act."""
        return not self.closed


class Home(House):
    """A house whose tables were made before, so that it opens within milliseconds."""

    def __init__(self, folder: Path, seed: Path | None = None, *, checkins: Path | None = None) -> None:
        super().__init__(folder, seed=seed)
        self.places = replace(self.places, checkins=checkins)
        self.clock = StillClock()  # type: ignore[assignment]
        self.cooldown = Everybody()
        self.room = Room(self.clock, people={who: who.title() for who in PEOPLE})
        self.loop: JobLoop

    async def open(self) -> None:
        """Put everything together."""
        if not self.places.key.exists():
            create_key_file(self.places.key)
            migrate(self.places.database)
        self._stack = AsyncExitStack()
        self._handrail = await self._stack.enter_async_context(
            assembled(self.places, clock=self.clock, cooldown=self.cooldown, pace=Unpaced(), wrap=self._behind_switch)
        )
        self.loop = self.handrail.loop(self.room)

    def work(self, *features: Feature, platform: object = None) -> JobLoop:
        """A second job loop, such as a second worker or one with other features or another platform."""
        suite = Suite((*FEATURES, *features))
        served = {"web": platform or self.room}
        return JobLoop(suite, self.handrail.database, self.handrail.library, self.clock, served)  # type: ignore[arg-type]

    async def does(
        self,
        who: str | Person,
        step: str | Step,
        answers: Mapping[str, Answer] | None = None,
        *,
        turn: str = "",
        place: Place | None = None,
    ) -> Outcome:
        """One thing somebody does, in the channel unless told otherwise."""
        person = self.room.person(who) if isinstance(who, str) else who
        where = place or self.room.place(CHANNEL)
        found = Step.parse(step) if isinstance(step, str) else step
        assert found is not None, f"no step {step!r}"
        return await self.desk.handle(Turn(turn or new_id(), person, where, found, self.clock.now(), answers))

    async def set_up(self, who: str = "mo", **answers: Answer) -> Outcome:
        """Claim the house with a new code."""
        typed = {"code": await self.claim(), "channel": CHANNEL, "track": "general", "country": "Portugal"}
        return await self.does(who, "group.setup", typed | answers)

    async def join(
        self,
        who: str,
        handle: str = "",
        zone: str = "Europe~Berlin",
        country: str = "germany",
        *,
        place: Place | None = None,
        **answers: Answer,
    ) -> Outcome:
        """Become a member (or change what a member told)."""
        typed = {"adult": "yes", "handle": handle or who.title(), "country": country, "city": ""}
        outcome = await self.does(who, "people.join", typed, place=place)
        if any(option.step.action == "people.zone" for option in options(outcome)):
            outcome = await self.does(who, f"people.zone:{zone}", place=place)
        if any(option.step.action == "people.rest" for option in options(outcome)):
            last = {"notes": "yes", "track": "general"} | answers
            outcome = await self.does(who, "people.rest", last, place=place)
        return outcome

    async def check_in(self, who: str = "ann", answers: Mapping[str, Answer] = ANSWERS) -> str:
        """Write a check-in and return its id."""
        outcome = await self.does(who, "checkin.write", answers)
        return subject(outcome, "checkin.edit")

    async def share(self, who: str, checkin: str) -> None:
        """Share it and let the minute pass."""
        await self.does(who, f"checkin.share:{checkin}")
        await self.later(MINUTE)

    async def reply(self, who: str, checkin: str, words: str = "Me too") -> str:
        """Answer a share and return the answer's id; it is held for its minute."""
        return subject(await self.does(who, f"checkin.reply:{checkin}", {"words": words}), "checkin.unanswer")

    async def later(self, by: timedelta = timedelta()) -> None:
        """Let time pass, and do what is due."""
        self.clock.move(by)
        for _ in range(20):
            if not await self.loop.run_due():
                return

    async def look(self, read: Callable[[Stores], T]) -> T:
        """Read stored facts of the community in this house."""

        def reading(tx: object) -> T:
            community = tx.community_at(self.room.place(CHANNEL))  # type: ignore[attr-defined]
            return read(tx.within(community))  # type: ignore[attr-defined]

        return await self.handrail.database.read(reading)

    async def community(self) -> CommunityId:
        """The community in this house."""
        found = await self.handrail.database.read(lambda tx: tx.community_at(self.room.place(CHANNEL)))
        assert found is not None
        return found

    def channel(self, name: str = CHANNEL) -> list[str]:
        """What stands in the channel, but for the group's own post."""
        texts = [posted.message.body.plain() for posted in self.room.in_channel(name)]
        return [text for text in texts if not text.startswith("A quiet place")]

    def inbox(self, who: str) -> list[str]:
        """What stands in somebody's inbox."""
        return [posted.message.body.plain() for posted in self.room.inbox(who)]


def inbox_of(who: str, home: str = "") -> Place:
    """A direct message, which on Discord does not say which server it belongs to."""
    return Place("web", home, user=who)


def elsewhere(home: str = "another-house") -> Place:
    """A channel of another server."""
    return Place("web", home, CHANNEL)


def message(outcome: Outcome) -> Message:
    """What the person was told."""
    match outcome:
        case Answered(Replace(found)) | NotDone(found) | Again(_, _, found):
            return found
        case Answered(Message() as found):
            return found
        case _:
            raise AssertionError(f"a form opened: {outcome}")


def said(outcome: Outcome) -> str:
    """What the person read."""
    return message(outcome).body.plain()


def form(outcome: Outcome) -> Form:
    """The form that opened."""
    assert isinstance(outcome, Opens | Again), said(outcome)
    return outcome.form


def options(outcome: Outcome) -> list[Button]:
    """Every button and menu option."""
    found = message(outcome)
    return [*found.buttons, *(found.menu.options if found.menu else ())]


def labels(outcome: Outcome) -> list[str]:
    """What can be pressed."""
    return [option.label for option in options(outcome)]


def subject(outcome: Outcome, action: str) -> str:
    """What the button that leads to this action is about."""
    found = [option.step.subject for option in options(outcome) if option.step.action == action]
    assert found, f"nothing leads to {action}: {said(outcome)} {labels(outcome)}"
    return found[0]


def plant(folder: Path) -> Path:
    """Make a seed: tables, keys, a group that mo looks after, and ann and ben who joined it."""

    async def live() -> None:
        home = Home(folder)
        await home.open()
        await home.set_up()
        await home.join("ann")
        await home.join("ben", country="new zealand", zone="Pacific~Auckland")
        await home.later(timedelta(seconds=1))
        await home.close()
        await home.open()  # whatever a first start after founding has to look at is done before any test
        await home.later()
        await home.later(timedelta(seconds=1))
        await home.close()

    asyncio.run(live())
    return folder


NOON = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)
