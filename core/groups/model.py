"""A group: the channel it lives in, its track, and the country its help lines fall back to.

Not here: who belongs to it; in this house everybody who joined the community does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from core.values import GroupId, Place

TRACKS: Final = (
    ("general", "Any group of people with a similar road"),
    ("recovery", "People in recovery, working on their own behaviour"),
    ("healing", "Betrayed partners, working on their own healing"),
    ("couples", "Couples rebuilding trust"),
)
"""Track keys, kept with every check-in, and how they are offered."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a community."""

    id: GroupId
    place: Place
    """The home channel."""
    track: str
    """A key of `TRACKS`: which questions a check-in asks."""
    country: str
    """ISO code: the fallback of help-now."""
    reachable: bool = True
    """False once the platform said that the channel is gone or closed to us."""


class Groups(Protocol):
    """The groups of one community."""

    def first(self) -> Group | None:
        """The community's group (its oldest); None before it is set up."""

    def find(self, group: GroupId) -> Group | None:
        """A group by id."""

    def save(self, group: Group) -> None:
        """Add a group or change it."""
