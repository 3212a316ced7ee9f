"""What a member agreed to, and until when: a ledger they can read, without any content.

Not here: asking; every feature asks in its own words, and never with a box ticked beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.ports import Record
from core.turn import Stores
from core.values import MemberId

KIND: Final = "consent"
KEPT: Final = timedelta(days=365)
"""How long an ended consent stays in the ledger."""
ASKED_AGAIN: Final = timedelta(days=90)
"""How often it is asked whether what has no end of its own, and others see, is still right."""
ASK_LATE: Final = timedelta(days=3650)
"""A question is never too late; while it stands, it is asked."""
ONLY_YOU: Final = "only you"
"""Whom it is for, where nobody else sees anything by it."""


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent."""

    key: str
    """What it belongs to, such as `share~<check-in>`."""
    what: str
    """In a member's words, such as `a check-in`; never its content."""
    whom: str
    """Who may see it, such as `the group`."""
    since: datetime
    until: datetime | None
    """When it ends or ended; None = until it is revoked."""

    def active(self, now: datetime) -> bool:
        """Whether it still stands."""
        return self.until is None or self.until > now


def agree(
    stores: Stores, member: MemberId, key: str, what: str, whom: str, now: datetime, until: datetime | None = None
) -> None:
    """Note a consent; one with the same key takes the place of an earlier one. One without an end is asked about."""
    body = {"what": what, "whom": whom, "until": until.isoformat() if until else None}
    kept = None if until is None else until + KEPT
    stores.records.save(member, Record(KIND, key, {**body}, now, kept))
    stores.jobs.cancel(about(key))
    if until is None and whom != ONLY_YOU:
        due = now + ASKED_AGAIN
        stores.jobs.promise("privacy.ask", key, key=about(key), due_at=due, expires_at=due + ASK_LATE, owner=member)


def revoke(stores: Stores, member: MemberId, key: str, now: datetime) -> bool:
    """Note that a consent is over from now on; False when there is none, or it was over before."""
    found = stores.records.find(member, KIND, key)
    if found is None or over(found, now):
        return False
    body = {**found.body, "until": now.isoformat()}
    stores.records.save(member, Record(KIND, key, body, found.written_at, now + KEPT))
    stores.jobs.cancel(about(key))
    stores.people.drop_note(member, about(key))
    return True


def about(key: str) -> str:
    """What the question about a consent is kept and promised under."""
    return f"agreed~{key}"


def consent(stores: Stores, member: MemberId, key: str) -> Consent | None:
    """One of a member's consents."""
    found = stores.records.find(member, KIND, key)
    return _consent(found) if found else None


def consents(stores: Stores, member: MemberId) -> list[Consent]:
    """All of a member's consents, oldest first, ended ones too."""
    return [_consent(record) for record in stores.records.of_kind(member, KIND)]


def over(record: Record, now: datetime) -> bool:
    """Whether a record of the ledger is of a consent that ended."""
    until = _consent(record).until
    return until is not None and until <= now


def _consent(record: Record) -> Consent:
    until = record.body["until"]
    return Consent(
        key=record.name,
        what=str(record.body["what"]),
        whom=str(record.body["whom"]),
        since=record.written_at,
        until=datetime.fromisoformat(until) if isinstance(until, str) else None,
    )
