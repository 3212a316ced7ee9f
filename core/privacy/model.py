"""What keeping to its days needs to ask a database: what is past its day, who has been away, how much there is.

Not here: the days (`retention`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.values import MemberId


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of a member, in numbers alone."""

    entries: int = 0
    worded: int = 0
    """Entries whose words are not past their day."""
    shared: int = 0
    """Entries that a group sees, or will see in a moment."""
    replies: int = 0


class Keeping(Protocol):
    """What one community keeps, by its days; ids only, nothing is opened."""

    def outlived(self, now: datetime, most: int) -> Sequence[str]:
        """Check-ins of anybody past their day, those that have been so longest first."""

    def replies_before(self, before: datetime, most: int) -> Sequence[str]:
        """Replies of anybody written before then, oldest first."""

    def replies_by(self, member: MemberId) -> Sequence[str]:
        """A member's replies, oldest first."""

    def quiet_since(self, before: datetime) -> Sequence[MemberId]:
        """Everybody none of whose accounts did anything since then."""

    def counts(self, member: MemberId) -> Counts:
        """How much there is of a member."""

    def past(self, member: MemberId, entries: datetime | None, words: datetime) -> tuple[int, int]:
        """How many of a member's check-ins were written by `entries`, and of the others with words, by `words`."""

    def keep_for(self, member: MemberId, entries: timedelta | None, words: timedelta) -> None:
        """Let a member's check-ins, and words that are still in them, go so long after they were written.

        `entries` None = for good.
        """
