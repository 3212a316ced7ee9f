"""For how long a member's check-ins are kept: their own wish, or the usual time.

Not here: the settings page, and removing what is past its day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.checkins.model import CheckIn
from core.codec import Json
from core.turn import Stores
from core.values import MemberId, Said

KIND: Final = "keep"
ENTRIES: Final = 365
TEXT: Final = 90
"""Days that entries, and the free text in them, are kept unless their member wishes otherwise."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Days; None = until the member deletes them."""

    entries: int | None = ENTRIES
    text: int | None = TEXT


def keep_of(stores: Stores, member: MemberId) -> Keep:
    """What a member wishes, or the usual."""
    record = stores.records.find(member, KIND)
    if record is None:
        return Keep()
    return Keep(_days(record.body, "entries", ENTRIES), _days(record.body, "text", TEXT))


def with_days(stores: Stores, checkin: CheckIn, now: datetime) -> CheckIn:
    """A new or changed check-in with the days on which it, and its free text, are deleted by themselves."""
    keep = keep_of(stores, checkin.member)
    until = checkin.until or (checkin.written_at + timedelta(days=keep.entries) if keep.entries else None)
    if not any(isinstance(given, Said) for given in checkin.answers.values()):
        return replace(checkin, until=until, text_until=None)
    standing = checkin.text_until if checkin.text_until and checkin.text_until > now else None
    fresh = now + timedelta(days=keep.text) if keep.text else None
    return replace(checkin, until=until, text_until=standing or fresh)


def _days(body: Mapping[str, Json], name: str, usual: int) -> int | None:
    days = body.get(name, usual)
    return days if isinstance(days, int) or days is None else usual
