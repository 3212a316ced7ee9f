"""A platform in memory that forgets nothing: every message with its instant, its place and the work that sent it.

Not here: judging what was sent (`watch`). It can be busy, fall over, lose an answer, close inboxes and lose channels.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.errors import CannotDo, Gone, Temporary, Unclear
from core.ports import Clock
from core.surface import Message
from core.values import Place, PostRef


@dataclass(slots=True)
class Sent:
    """One message as it stands, or stood."""

    ref: PostRef
    message: Message
    at: datetime
    key: str
    beneath: str = ""
    stands: bool = True
    lost_answer: bool = False
    """Whether the platform took it and its answer was lost on the way."""


@dataclass(slots=True)
class Street:
    """One platform with its channels and everybody's inbox."""

    name: str
    repeats_safely: timedelta
    clock: Clock
    luck: Callable[[str, str], str]
    """Given a method and what it is about: `` or how it goes wrong."""
    told: Callable[[str, Sent], Awaitable[None]]
    """Told of everything that is shown or changed, before its answer is known."""
    channels: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Each channel of each home, and whether it stands."""
    closed: set[str] = field(default_factory=set)
    """People who take no direct messages."""
    sent: dict[str, Sent] = field(default_factory=dict)
    """All that stands, by its id."""
    count: int = 0
    changes: int = 0
    refused: int = 0
    """How often a closed inbox was knocked at."""
    _keys: dict[str, Sent] = field(default_factory=dict)

    def lanes(self, delivery: object) -> tuple[()]:
        """Nobody here limits how often they are asked."""
        return ()

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        """Show a message; the same key again within the safe time returns where it stands already."""
        how = self._trouble("post", key)
        before = self._keys.get(key)
        if before is not None and self.clock.now() - before.at < self.repeats_safely:
            shown = before
        else:
            self._check(place)
            if beneath is not None and beneath.message not in self.sent:
                raise Gone
            self.count += 1
            ref = PostRef(place, f"{self.name}-{self.count}")
            shown = Sent(ref, message, self.clock.now(), key, beneath.message if beneath else "")
            self.sent[ref.message] = self._keys[key] = shown
            await self.told("post", shown)
        if how == "lost":
            shown.lost_answer = True
            raise Unclear
        return shown.ref

    async def edit(self, ref: PostRef, message: Message) -> None:
        """Change a message that stands."""
        how = self._trouble("edit", ref.message)
        self._check(ref.place)
        shown = self.sent.get(ref.message)
        if shown is None:
            raise Gone
        shown.message = message
        self.changes += 1
        await self.told("edit", shown)
        if how == "lost":
            raise Unclear

    async def remove(self, ref: PostRef) -> None:
        """Take a message away; one that is gone already is no error."""
        how = self._trouble("remove", ref.message)
        self.take_away(ref.message)
        if how == "lost":
            raise Unclear

    def take_away(self, message: str) -> None:
        """Let a message stand no longer, with what stands beneath it."""
        shown = self.sent.pop(message, None)
        if shown is not None:
            shown.stands = False
            for each in [one.ref.message for one in self.sent.values() if one.beneath == message]:
                self.take_away(each)

    def lose_channel(self, home: str, channel: str) -> None:
        """Delete a channel with all that stands in it."""
        self.channels[home, channel] = False
        for each in [one.ref.message for one in self.in_channel(home, channel)]:
            self.take_away(each)

    def in_channel(self, home: str, channel: str) -> list[Sent]:
        """What stands in a channel, oldest first."""
        return [
            one
            for one in self.sent.values()
            if not one.ref.place.private and (one.ref.place.home, one.ref.place.channel) == (home, channel)
        ]

    def inbox(self, user: str) -> list[Sent]:
        """What stands in somebody's inbox, oldest first."""
        return [one for one in self.sent.values() if one.ref.place.user == user]

    def forget_before(self, day: datetime) -> None:
        """Forget what an inbox showed long ago, and keys nobody will repeat, so that years fit into memory."""
        self._keys = {key: one for key, one in self._keys.items() if one.at >= day}
        for message in [one.ref.message for one in self.sent.values() if one.ref.place.private and one.at < day]:
            del self.sent[message]

    def _check(self, place: Place) -> None:
        if place.private:
            if place.user in self.closed:
                self.refused += 1
                raise CannotDo
        elif not self.channels.get((place.home, place.channel), False):
            raise Gone

    def _trouble(self, method: str, about: str) -> str:
        match self.luck(method, about):
            case "busy":
                raise Temporary(1.0)
            case "down":
                raise Temporary
            case how:
                return how
