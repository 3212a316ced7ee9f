"""How a slice declares itself: its commands, its actions and its jobs, all values at module level.

Not here: looking anything up; `suite` proves the declarations legal and `desk` uses them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from core.limits import COMMAND_NAME, COMMAND_SUMMARY
from core.ports import Claim
from core.surface import Form, Message, Reply, Step
from core.turn import Context, Library, Stores, Turn
from core.values import CommunityId, Place, PostRef, Role

_NAME = re.compile(r"[a-z][a-z0-9-]*( [a-z][a-z0-9-]*)?")

Handler: TypeAlias = Callable[[Context], Reply]
FormBuilder: TypeAlias = Callable[[Context], "Form | Message"]
"""Allowed one bounded read. It may answer with a message instead, and may raise `Refusal`."""
Beforehand: TypeAlias = Callable[[Turn, Library], object]
Shower: TypeAlias = Callable[[Turn, Library], Message]
"""Answers from memory alone, whatever else is away."""


@dataclass(frozen=True, slots=True)
class Action:
    """Where a step leads, and who may go there. A submission is `does`; its `beforehand` comes as `context.found`.

    With a `form`, a press opens it and its submission reaches `does`; without, a press reaches `does`
    (writes, and is remembered), `reads` (writes nothing) or `shows` (memory only).
    """

    key: str
    form: Form | FormBuilder | None = None
    does: Handler | None = None
    reads: Handler | None = None
    shows: Shower | None = None
    needs: Role = Role.MEMBER
    beforehand: Beforehand | None = None
    """What a submission needs looked up at length; done in a thread before the transaction, so it holds nobody up."""
    founds: bool = False
    """Whether it may run where no community is yet; the desk then passes the code field to `redeem`."""

    def __post_init__(self) -> None:
        Step(self.key)
        if sum(way is not None for way in (self.does, self.reads, self.shows)) != 1:
            raise ValueError(f"an action does, reads or shows: {self.key}")
        if self.form is not None and self.reads is not None:
            raise ValueError(f"a form is submitted to be written, or shown from memory: {self.key}")


@dataclass(frozen=True, slots=True)
class Command:
    """A command: one or two words, no options; what it leads to asks."""

    name: str
    summary: str
    step: Step
    label: str = ""
    """How a menu offers it; the name itself when not given."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or any(len(word) > COMMAND_NAME for word in self.name.split()):
            raise ValueError(f"a command is one or two words of small letters, digits and hyphens: {self.name}")
        if not 1 <= len(self.summary) <= COMMAND_SUMMARY:
            raise ValueError(f"a command's summary holds at most {COMMAND_SUMMARY} characters: {self.name}")


def _no_plot(place: Place, message: Message) -> None:
    if place.private and message.plot is not None:
        raise ValueError("a plot comes into no inbox: it would stay there")


@dataclass(frozen=True, slots=True)
class Post:
    """A message to be shown."""

    place: Place
    message: Message
    beneath: PostRef | None = None

    def __post_init__(self) -> None:
        _no_plot(self.place, self.message)


@dataclass(frozen=True, slots=True)
class Edit:
    """A message to be changed."""

    ref: PostRef
    message: Message

    def __post_init__(self) -> None:
        _no_plot(self.ref.place, self.message)


@dataclass(frozen=True, slots=True)
class Remove:
    """A message to be taken away."""

    ref: PostRef


Delivery: TypeAlias = Post | Edit | Remove


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: the work is given back until then, and counts as no try."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Skip:
    """Not at all, and why: a word or two that say nothing about anybody, such as `read already`."""

    why: str


class JobContext(NamedTuple):
    """A due job with all it needs, inside one transaction."""

    claim: Claim
    community: CommunityId
    stores: Stores
    library: Library
    now: datetime
    found: object = None
    """What the job looked up beforehand, or so far."""

    @property
    def subject(self) -> str:
        """What the job is about."""
        return self.claim.subject


@dataclass(frozen=True, slots=True)
class More:
    """What was found so far, of more than one look should read."""

    found: object


@dataclass(frozen=True, slots=True)
class Settled:
    """How a delivery ended: `done`, `unknown`, `gone`, `cannot`, `dead` or `expired`; `ref` when it was posted."""

    outcome: str
    ref: PostRef | None = None
    why: str = ""
    """More for an operator about work that was given up; nothing about anybody."""


@dataclass(frozen=True, slots=True)
class JobSpec:
    """A kind of work: decided in a transaction from what is true by then, delivered outside it, then settled."""

    name: str
    prepare: Callable[[JobContext], Delivery | Later | Skip | None]
    """What to show now; None when it is no longer wanted, or for work that shows nothing and is done with this.

    It may be called again after a failed try.
    """
    settle: Callable[[JobContext, Settled], None]
    """Called once, in the transaction that records the outcome."""
    late: timedelta
    """Older than this past its due time, it is not worth doing."""
    kinds: tuple[str, ...] = ()
    """The kinds of its owner's records that it reads, for work that comes for many members at once."""
    beforehand: Callable[[JobContext], object | More] | None = None
    """For work that shows something and needs much looked up: read first, beside the writers, look by look.

    Each look is a transaction of its own, so that others' turns come between.
    """


@dataclass(frozen=True, slots=True)
class Feature:
    """A slice's face."""

    name: str
    commands: tuple[Command, ...] = ()
    actions: tuple[Action, ...] = ()
    jobs: tuple[JobSpec, ...] = ()
