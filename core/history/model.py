"""A member's own date and the milestones they chose to share.

Not here: changing the date. Only its owner does that, and after a hard moment it stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from core.codec import Json
from core.ports import Record
from core.turn import Stores
from core.values import GroupId, MemberId

DATE: Final = "date"
MILESTONE: Final = "milestone"
EARLIER: Final = "days"
"""Days whose entries have outlived their keeping, as day numbers: the count of them never falls."""


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A date that means something to its owner; optional, private, off until they set it."""

    day: date
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Milestone:
    """So many days since a member's own date, shared once by their own press."""

    id: str
    days: int
    group: GroupId


def own_date(stores: Stores, member: MemberId) -> OwnDate | None:
    """The member's date; None when they set none."""
    record = stores.records.find(member, DATE)
    if record is None:
        return None
    return OwnDate(date.fromisoformat(str(record.body["day"])), bool(record.body["hidden"]))


def keep_date(stores: Stores, member: MemberId, own: OwnDate, now: datetime) -> None:
    """Keep a date until its owner changes it."""
    stores.records.save(member, Record(DATE, "", {"day": own.day.isoformat(), "hidden": own.hidden}, now))


def milestone(stores: Stores, member: MemberId, wanted: str) -> Milestone | None:
    """A milestone that was shared or is about to be."""
    record = stores.records.find(member, MILESTONE, wanted)
    if record is None:
        return None
    return Milestone(wanted, int(str(record.body["days"])), GroupId(str(record.body["group"])))


def keep_milestone(stores: Stores, member: MemberId, shared: Milestone, now: datetime, until: datetime) -> None:
    """Keep a milestone for as long as its post may stand."""
    body: dict[str, Json] = {"days": shared.days, "group": shared.group}
    stores.records.save(member, Record(MILESTONE, shared.id, body, now, until))


def earlier_days(stores: Stores, member: MemberId) -> frozenset[date]:
    """Days on which there was an entry that is no longer kept."""
    record = stores.records.find(member, EARLIER)
    kept = record.body["days"] if record else []
    return frozenset(date.fromordinal(int(str(day))) for day in kept) if isinstance(kept, list) else frozenset()


def keep_earlier_day(stores: Stores, member: MemberId, day: date, now: datetime) -> None:
    """Note the day of an entry that is about to outlive its keeping."""
    days = sorted(one.toordinal() for one in earlier_days(stores, member) | {day})
    stores.records.save(member, Record(EARLIER, "", {"days": [*days]}, now))
