"""Check-ins and what others answered them with, and how their rows are read and written.

Not here: questions; they come from templates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, TypeAlias

from core.values import GroupId, MemberId, Said

Given: TypeAlias = "Said | str | int | tuple[str, ...]"
"""An answer as it is kept: words, an option's key, a number, or several keys."""


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in. It belongs to the member; a group only ever sees what its author shared."""

    id: str
    member: MemberId
    template: str
    track: str
    """The track whose questions were asked."""
    day: date
    """The member's own calendar day."""
    answers: Mapping[str, Given]
    """By question key; what was left open is absent."""
    written_at: datetime
    group: GroupId | None = None
    """The group it is shared with (or will be, once its minute for undo is over); None = only its author."""
    shown: tuple[str, ...] | None = None
    """The questions whose answers the group sees, by key; None = all of the kind a group may see."""
    stands: int = 30
    """For how many days the group's copy stands; 0 = until its author takes it back."""
    later: bool = False
    """Written after its day's window had closed."""
    until: datetime | None = None
    """When it is deleted by itself; None = kept."""
    text_until: datetime | None = None
    """When its free text is deleted by itself; None = kept, or none left."""
    shared_at: datetime | None = None
    """When its author shared it; None = it is not shared."""
    round: str = ""
    """The group round it was written for; empty = none."""

    def alone(self) -> CheckIn:
        """The same check-in, shared with nobody."""
        return replace(self, group=None, shared_at=None)


@dataclass(frozen=True, slots=True)
class Response:
    """Words somebody answered a shared check-in with."""

    id: str
    checkin: str
    member: MemberId
    words: Said
    written_at: datetime


class CheckIns(Protocol):
    """The check-ins of one community. Every text in them is sealed with its author's own key."""

    def find(self, checkin: str) -> CheckIn | None:
        """A check-in by id; None once deleted."""

    def on_day(self, member: MemberId, day: date) -> Sequence[CheckIn]:
        """A member's check-ins of one of their days, oldest first."""

    def latest(self, member: MemberId, most: int, before: datetime | None = None) -> Sequence[CheckIn]:
        """A member's newest check-ins (written before then, when asked for), newest first."""

    def between(self, member: MemberId, start: datetime, end: datetime) -> Sequence[CheckIn]:
        """A member's check-ins written in this span, both ends with it, oldest first."""

    def since(self, member: MemberId, start: datetime) -> Sequence[CheckIn]:
        """A member's check-ins written since then, oldest first."""

    def after(self, member: MemberId, last: CheckIn | None, most: int) -> Sequence[CheckIn]:
        """A member's check-ins in their order, oldest first, from the one that follows `last`, or from the first."""

    def text_outlived(self, now: datetime, most: int) -> Sequence[CheckIn]:
        """Check-ins of anybody whose free text is past its day."""

    def shared_in(self, group: GroupId) -> Sequence[CheckIn]:
        """Everything shared with a group, oldest first."""

    def save(self, checkin: CheckIn) -> None:
        """Add a check-in or change it."""

    def remove(self, checkin: str) -> None:
        """Delete a check-in with the responses and company beneath it."""

    def response(self, response: str) -> Response | None:
        """A response by id."""

    def responses(self, checkin: str) -> Sequence[Response]:
        """All responses beneath a check-in, oldest first."""

    def respond(self, response: Response) -> None:
        """Add a response."""

    def withdraw(self, response: str) -> None:
        """Delete a response."""

    def stand_with(self, checkin: str, member: MemberId, now: datetime) -> bool:
        """Note that a member is with the author; False when they already were."""

    def step_back(self, checkin: str, member: MemberId) -> bool:
        """Undo `stand_with`; False when there was nothing to undo."""

    def company(self, checkin: str) -> Sequence[MemberId]:
        """Who is with the author, in the order they came."""

    def in_company(self, member: MemberId) -> Sequence[str]:
        """The check-ins whose authors this member stands with."""
