"""A group: where it lives, what it is for, who belongs to it, and the country its help lines fall back to.

Not here: what its members write; that is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, Protocol

from core.values import GroupId, MemberId, Place

TRACKS: Final = (
    ("general", "Any group of people with a similar road"),
    ("recovery", "People in recovery, working on their own behaviour"),
    ("healing", "Betrayed partners, working on their own healing"),
    ("couples", "Couples rebuilding trust"),
)
"""Track keys, kept with every check-in, and how they are offered."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """Something that comes every week, by the group's own clock."""

    days: tuple[int, ...]
    """0 = Monday."""
    at: time
    hours: int = 48
    """For how long a round stays open."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a community."""

    id: GroupId
    places: tuple[Place, ...]
    """Its channel on each platform the community lives on."""
    track: str
    """A key of `TRACKS`: which questions a check-in asks."""
    country: str
    """ISO code: the fallback of help-now."""
    name: str = ""
    """What tells it from the community's other groups; neutral, as anybody may see it."""
    zone: str = "UTC"
    """IANA zone of the group's own clock."""
    template: str = "daily-brief"
    """The check-in its button opens, for who has not chosen another."""
    door: Weekly | None = None
    """When the check-in post appears anew; None = it stays where it is."""
    rounds: Weekly | None = None
    """When a group round opens by itself."""
    lost: frozenset[str] = field(default=frozenset())
    """Platforms whose channel is gone or closed to us."""
    open_round: str = ""
    """The round that is open now; empty = none."""
    round_until: datetime | None = None
    """When it closes."""

    @property
    def label(self) -> str:
        """What it is called where there are several."""
        return self.name or "The first group"

    @property
    def open_places(self) -> tuple[Place, ...]:
        """The channels that take messages."""
        return tuple(place for place in self.places if place.platform not in self.lost)

    @property
    def reachable(self) -> bool:
        """Whether any channel takes messages."""
        return bool(self.open_places)

    def on(self, platform: str) -> Place | None:
        """The group's channel on a platform."""
        return next((place for place in self.places if place.platform == platform), None)


@dataclass(frozen=True, slots=True)
class Settings:
    """What moderators set for the whole community."""

    checked: Mapping[str, date] = field(default_factory=dict)
    """The day on which they last checked a country's help lines, by its code."""


class Groups(Protocol):
    """The groups of one community, and who belongs to them."""

    def first(self) -> Group | None:
        """The community's oldest group; None before one is set up."""

    def every(self) -> Sequence[Group]:
        """All groups, oldest first."""

    def find(self, group: GroupId) -> Group | None:
        """A group by id."""

    def save(self, group: Group) -> None:
        """Add a group or change it."""

    def of(self, member: MemberId) -> Sequence[Group]:
        """The groups a member belongs to, in the order they came."""

    def members(self, group: GroupId) -> Sequence[MemberId]:
        """Who belongs to a group, in the order they came."""

    def enter(self, group: GroupId, member: MemberId, now: datetime) -> bool:
        """Let a member belong to a group; False when they do already."""

    def leave(self, group: GroupId, member: MemberId) -> bool:
        """Let a member belong no longer; False when they did not."""

    def settings(self) -> Settings:
        """What is set for the whole community."""

    def set(self, settings: Settings) -> None:
        """Change it."""
