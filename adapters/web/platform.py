"""The page's own little platform: channels, inboxes and what stands in them, and ways to make it fail.

Not here: what each person sees in private (`side`). A room lives on while the core beneath it restarts.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

from adapters.web.side import Side
from core.errors import CannotDo, Gone, Temporary, Unclear
from core.feature import Delivery
from core.pace import Lane
from core.ports import Clock
from core.surface import Message
from core.values import Person, Place, PostRef, new_id

HOME: Final = "playground"
Method: TypeAlias = Literal["post", "edit", "remove"]
How: TypeAlias = Literal["429", "500", "404", "403", "accept_then_fail"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
HOWS: Final[tuple[How, ...]] = get_args(How)


@dataclass(slots=True)
class Posted:
    """A message as it stands in a channel or an inbox."""

    ref: PostRef
    message: Message
    at: datetime
    beneath: str = ""
    """The id of the message it answers."""
    edited: bool = False

    @property
    def id(self) -> str:
        """The message's id on this platform."""
        return self.ref.message


class Room:
    """One house with a few channels and people. Everything happens on one event loop."""

    name = "web"
    repeats_safely = timedelta(days=365)

    def __init__(
        self,
        clock: Clock,
        channels: Sequence[str] = ("evening-circle", "quiet-room"),
        people: Mapping[str, str] | None = None,
    ) -> None:
        """`people`: names by the short word that stands in addresses; ann, ben and mo when not given."""
        self._clock = clock
        self.channels = {channel: True for channel in channels}
        """Every channel, and whether it stands."""
        named = people or {"ann": "Ann", "ben": "Ben", "mo": "Mo"}
        self.sides = {who: Side(who, name) for who, name in named.items()}
        self.acts: Counter[str] = Counter()
        """How often each thing was acted on, so that a press repeated on purpose is a turn of its own."""
        self._run = new_id()
        self._posts: list[Posted] = []
        self._keys: dict[str, PostRef] = {}
        self._failing: list[tuple[Method, How]] = []
        self.revision = 0
        self._changed = asyncio.Event()

    def lanes(self, delivery: Delivery) -> Sequence[Lane]:
        """Nobody limits how often the page is asked."""
        return ()

    async def post(self, place: Place, message: Message, key: str, beneath: PostRef | None = None) -> PostRef:
        """Show a message; the same key again returns where it stands already."""
        if message.files and not place.private:
            raise CannotDo
        accepted_only = self._fails("post")
        if key not in self._keys:
            self._check(place)
            parent = beneath.message if beneath else ""
            if parent and not self._find(parent):
                raise Gone
            ref = PostRef(place, new_id())
            self._posts.append(Posted(ref, message, self._clock.now(), parent))
            self._keys[key] = ref
            self.touch()
        if accepted_only:
            raise Unclear
        return self._keys[key]

    async def edit(self, ref: PostRef, message: Message) -> None:
        """Change a message that stands; files that came with it go. A file cannot come by a change."""
        if message.files:
            raise CannotDo
        accepted_only = self._fails("edit")
        self._check(ref.place)
        posted = self._find(ref.message)
        if posted is None:
            raise Gone
        posted.message, posted.edited = message, True
        self.touch()
        if accepted_only:
            raise Unclear

    async def remove(self, ref: PostRef) -> None:
        """Take a message away."""
        accepted_only = self._fails("remove")
        self._posts = [posted for posted in self._posts if posted.id != ref.message]
        self.touch()
        if accepted_only:
            raise Unclear

    def in_channel(self, channel: str) -> list[Posted]:
        """What stands in a channel, oldest first, answers right beneath what they answer."""
        here = [one for one in self._posts if not one.ref.place.private and one.ref.place.channel == channel]
        ids = {one.id for one in here}
        tops = [one for one in here if one.beneath not in ids]
        return [shown for top in tops for shown in (top, *(one for one in here if one.beneath == top.id))]

    def inbox(self, who: str) -> list[Posted]:
        """A person's direct messages, oldest first."""
        return [one for one in self._posts if one.ref.place.user == who]

    def place(self, channel: str) -> Place:
        """Where somebody is who acts from a channel; from one that is deleted, they moved on to another."""
        standing = [name for name, stands in self.channels.items() if stands]
        return Place(self.name, HOME, channel if channel in standing else next(iter(standing), ""))

    def person(self, who: str) -> Person:
        """The person behind a short word."""
        return Person(self.name, who)

    def nonce(self, origin: str) -> str:
        """What every delivery of one act carries. Other runs of the program never had it."""
        return f"{self._run}.{origin}.{self.acts[origin]}"

    def touch(self) -> None:
        """Say that something changed, to every page that waits for it."""
        self.revision += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def change(self, seen: int, seconds: float) -> int:
        """Return the revision once it differs from the one seen, or after so many seconds."""
        changed = self._changed
        if self.revision == seen:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), seconds)
        return self.revision

    def fail_next(self, method: Method, how: How, times: int = 1) -> None:
        """Fail the next calls of a method: `accept_then_fail` does the work and loses the answer."""
        self._failing += [(method, how)] * times
        self.touch()

    @property
    def failing(self) -> tuple[tuple[Method, How], ...]:
        """The failures still to come."""
        return tuple(self._failing)

    def set_channel(self, channel: str, *, stands: bool) -> None:
        """Delete a channel with all that stands in it, or make an empty one of its name."""
        if not stands:
            gone = {one.id for one in self.in_channel(channel)}
            self._posts = [one for one in self._posts if one.id not in gone]
        self.channels[channel] = stands
        self.touch()

    def set_inbox(self, who: str, *, is_open: bool) -> None:
        """Let a person take direct messages, or not."""
        self.sides[who].inbox_open = is_open
        self.touch()

    def _find(self, message: str) -> Posted | None:
        return next((posted for posted in self._posts if posted.id == message), None)

    def _check(self, place: Place) -> None:
        if place.private:
            if place.user not in self.sides:
                raise Gone
            if not self.sides[place.user].inbox_open:
                raise CannotDo
        elif not self.channels.get(place.channel, False):
            raise Gone

    def _fails(self, method: Method) -> bool:
        """Raise the failure asked for, if any; True when the work is done and only its answer is lost."""
        how = next((how for failing, how in self._failing if failing == method), None)
        if how is None:
            return False
        self._failing.remove((method, how))
        self.touch()
        match how:
            case "429":
                raise Temporary(1.0)
            case "500":
                raise Temporary
            case "404":
                raise Gone
            case "403":
                raise CannotDo
            case "accept_then_fail":
                return True
