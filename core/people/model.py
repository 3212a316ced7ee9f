"""Who is here: members, what they told us about themselves, and how their rows are read and written.

Not here: what a person may do in a feature; each step says which role it needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from core.surface import Message
from core.values import MemberId, Person, Place, Role, Said


class Member(NamedTuple):
    """Somebody of one community. `joined_at` is None for a moderator who set up the group and did not join it."""

    id: MemberId
    role: Role
    """MEMBER, FACILITATOR or MODERATOR, by our own records."""
    joined_at: datetime | None
    handle: Said | None
    """The name the group sees; None before joining."""
    country: str | None
    """ISO code of the country whose help lines are shown."""
    zone: str | None
    """IANA zone in which the member's days begin and end."""
    notes: int = 0
    """Private notes that wait to be read."""
    track: str = ""
    """The track they chose: whose questions they are asked; empty = their group's."""

    def may(self, needs: Role) -> bool:
        """Whether our records let this person take a step that needs this role."""
        if needs is Role.MEMBER:
            return self.joined_at is not None
        return self.role >= needs


class People(Protocol):
    """The people of one community."""

    def find(self, person: Person) -> Member | None:
        """The member behind an account."""

    def member(self, member: MemberId) -> Member | None:
        """A member by id; None once erased."""

    def hold(self, member: MemberId) -> Member | None:
        """A member by id; until this transaction is over, whatever else they do or is done for them waits."""

    def admit(self, person: Person, home: str, role: Role, now: datetime) -> Member:
        """Create a member with a key of their own and this account; not joined yet."""

    def promote(self, member: MemberId, role: Role) -> None:
        """Set a member's role."""

    def part(self, member: MemberId) -> None:
        """Let a joined member be one who did not join; what they told us stays, and their handle stays theirs."""

    def seen(self, now: datetime) -> bool:
        """Note the week in which whoever was found last came by; once a week, and only where a turn writes anyway.

        True where it does not, and it still has to be noted.
        """

    def handle_taken(self, handle: Said, by_other_than: MemberId | None) -> bool:
        """Whether another member goes by this handle (letter case aside)."""

    def join(self, member: MemberId, handle: Said, country: str, zone: str, now: datetime, track: str = "") -> Member:
        """Make the member a joined one, or change what they told us."""

    def joined(self) -> Sequence[MemberId]:
        """Everyone who joined, in the order they came."""

    def with_role(self, role: Role) -> Sequence[MemberId]:
        """Everyone whose role is this one or a higher one, in the order they came."""

    def accounts(self, member: MemberId) -> Sequence[Place]:
        """The inboxes of all of a member's accounts, the one used last first."""

    def inbox(self, member: MemberId) -> Place | None:
        """Where a private note for a member goes: the inbox of the account they used last."""

    def keep_note(
        self, member: MemberId, message: Message, now: datetime, about: str = "", until: datetime | None = None
    ) -> None:
        """Keep a note, sealed, until its reader puts it away or its time is over.

        One that is `about` something takes the place of an earlier note about the same.
        """

    def drop_note(self, member: MemberId, about: str) -> bool:
        """Keep the note about something no longer; False when there is none."""

    def notes(self, member: MemberId, now: datetime) -> Sequence[tuple[str, Message]]:
        """(id, note) of what is kept for a member and still of its time, oldest first."""

    def newest_note(self, member: MemberId, now: datetime) -> datetime | None:
        """When the newest of these was kept; None when nothing is."""

    def put_away(self, member: MemberId, note: str) -> bool:
        """Keep a note no longer; False when it is not there."""

    def erase(self, member: MemberId, now: datetime) -> None:
        """Destroy the member's key, then every row of theirs in every table, and write the erasure ledger.

        Messages that still stand on a platform stay known without their owner until they are removed.
        """
