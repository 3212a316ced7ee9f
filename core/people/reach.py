"""What a member said about being spoken to first, and whether one more line in their inbox is all right now.

Not here: the rules themselves (`core.rhythm`), and asking; the rhythms ask.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from core.codec import Json
from core.people.consents import KIND as CONSENT
from core.people.model import Member
from core.ports import Record
from core.rhythm import MOST_A_DAY, Reach, Spoken, Verdict, local_day, may_speak
from core.turn import Stores
from core.values import MemberId

KIND: Final = "reach"
NOTE: Final = "people.note"
"""The line for what a member did not schedule."""
REMINDER: Final = "people.reminder"
"""The line for what they scheduled themselves."""
LINES: Final = (NOTE, REMINDER)
SCHEDULED: Final = ("rhythm.due", "boundary.remind", REMINDER)
"""Work of a member that speaks, or leads to it, because they want it so."""
_LOOKED_BACK: Final = timedelta(days=8)


def reach_of(stores: Stores, member: Member) -> Reach:
    """What a member said, or what holds for whoever said nothing."""
    record, zone = stores.records.find(member.id, KIND), zone_of(stores, member)
    if record is None:
        return Reach(zone)
    most, away = record.body.get("most"), record.body.get("away")
    return Reach(
        zone,
        most if isinstance(most, int) else MOST_A_DAY,
        tuple(_days(each) for each in away) if isinstance(away, list) else (),
    )


def zone_of(stores: Stores, member: Member) -> str | None:
    """A member's zone; that of the first group for whoever only looks after it and told us none."""
    if member.zone is not None:
        return member.zone
    group = stores.groups.first()
    return group.zone if group else None


def set_reach(stores: Stores, member: MemberId, reach: Reach, now: datetime) -> None:
    """Keep what a member said; days away that are over are forgotten."""
    today = local_day(now, reach.zone)
    away: list[Json] = [[first.isoformat(), last.isoformat()] for first, last in reach.away if last >= today]
    stores.records.save(member, Record(KIND, "", {"most": reach.most_a_day, "away": away}, now))


def allows_notes(stores: Stores, member: MemberId, now: datetime) -> bool:
    """Whether private lines were agreed to; who was never asked came before there was a question."""
    record = stores.records.find(member, CONSENT, "notes")
    until = record.body.get("until") if record else None
    return not isinstance(until, str) or datetime.fromisoformat(until) > now


def spoken_to(stores: Stores, member: MemberId, now: datetime) -> list[Spoken]:
    """When the bot spoke to a member first, as far back as any budget looks."""
    found = stores.jobs.spoken(member, LINES, now - _LOOKED_BACK)
    return [Spoken(at, name == REMINDER) for name, at in found]


def still_to_come(stores: Stores, member: Member, now: datetime) -> int:
    """How much that the member scheduled is still planned for their day."""
    today = local_day(now, member.zone)
    planned = stores.jobs.pending_of(member.id)
    return sum(name in SCHEDULED and local_day(due, member.zone) == today for name, _, due in planned)


def may_ring(
    stores: Stores,
    member: Member,
    now: datetime,
    *,
    chosen: bool,
    placed: datetime | None = None,
    being_sent: datetime | None = None,
) -> Verdict:
    """Whether a line may be shown now. `being_sent`: since when this very line is, so that it does not count twice."""
    reach = reach_of(stores, member)
    spoken = spoken_to(stores, member.id, now)
    own = Spoken(being_sent, chosen) if being_sent else None
    if own in spoken:
        spoken.remove(own)
    if placed is not None and any(one.at > placed for one in spoken):
        return Verdict(None, "joined another line")
    reserved = 0 if chosen else still_to_come(stores, member, now)
    return may_speak(reach, spoken, now, chosen=chosen, placed=placed, reserved=reserved)


def _days(pair: Json) -> tuple[date, date]:
    first, last = pair if isinstance(pair, list) else ("", "")
    return date.fromisoformat(str(first)), date.fromisoformat(str(last))
