"""What a handler receives and may answer: one thing a person did, and the stores to read and write.

Not here: finding the handler; that is the desk's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from core.surface import Answer, Form, Message, Reply, Step, Value
from core.values import CommunityId, Person, Place, Said

if TYPE_CHECKING:
    from core.care.lines import Lines
    from core.care.memory import Countries
    from core.checkins.model import CheckIns
    from core.checkins.template import Template
    from core.groups.model import Groups
    from core.people.model import Member, People
    from core.ports import Drafts, Gazetteer, Homes, Jobs, Posts, Records, Turns
    from core.privacy.model import Keeping


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing somebody did: a command, a press (`answers` is None) or a submitted form."""

    id: str
    """The same however often the platform delivers it."""
    who: Person
    place: Place
    step: Step
    now: datetime
    answers: Mapping[str, Answer] | None = None


@dataclass(frozen=True, slots=True)
class Stores:
    """What one transaction can read and write, all of one community."""

    people: People
    groups: Groups
    checkins: CheckIns
    jobs: Jobs
    posts: Posts
    drafts: Drafts
    turns: Turns
    records: Records
    homes: Homes
    keeping: Keeping


@dataclass(frozen=True, slots=True)
class Library:
    """What is read once at the start and kept in memory: content, and the countries people chose."""

    templates: Mapping[str, Template]
    lines: Lines
    gazetteer: Gazetteer
    countries: Countries
    limits: str = ""
    """The operator's own text on the limits of confidentiality; without one nobody can join."""
    sample: bool = False
    """Only for trying out: the limits are sample text, and help lines nobody has checked count as checked."""
    rules: str = ""
    """The edition of the time-zone rules; by a new one, what is planned is worked out anew."""


@dataclass(frozen=True, slots=True)
class Context:
    """A turn with all a handler needs to answer it, inside one transaction."""

    turn: Turn
    community: CommunityId
    member: Member | None
    stores: Stores
    library: Library
    values: Mapping[str, Value] = field(default_factory=dict)
    """A submitted form's answers, checked."""
    found: object = None
    """What the action looked up beforehand."""

    @property
    def now(self) -> datetime:
        """The turn's instant, UTC-aware."""
        return self.turn.now

    @property
    def subject(self) -> str:
        """What the step is about."""
        return self.turn.step.subject


@dataclass(frozen=True, slots=True)
class Answered:
    """Done (and, where something was written, committed): what to tell the person."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class Opens:
    """A form to show."""

    form: Form


@dataclass(frozen=True, slots=True)
class Again:
    """Some answers need another look. Nothing was recorded but a draft, so that the step opens it filled in.

    Slack marks the fields; where a form cannot stay open, `message` says it and offers the form again.
    """

    form: Form
    problems: Mapping[str, str]
    message: Message


@dataclass(frozen=True, slots=True)
class NotDone:
    """Nothing was recorded: what to say, and what was typed, to be handed back to this person only."""

    message: Message
    typed: tuple[tuple[str, Said], ...] = ()
    """Each label with what was typed under it."""


Outcome: TypeAlias = Answered | Opens | Again | NotDone
