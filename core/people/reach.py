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
from core.rhythm import MOST_A_DAY, NEVER_OVER, Kind, Line, Reach, Verdict, local_day, may_speak
from core.turn import Stores
from core.values import MemberId

KIND: Final = "reach"
NOTE: Final = "people.note"
"""The one line for all that waits for its turn."""
REMINDER: Final = "people.reminder"
"""The line of a rhythm the member chose."""
PLACED: Final = "people.placed"
"""The line at a time the member placed."""
SOON: Final = "people.soon"
"""The line shortly before a session."""
CHECK_BACK: Final = "people.check-back"
"""The look after words of danger."""
LINES: Final = {
    NOTE: Kind.NOTICE,
    REMINDER: Kind.CHECK_IN,
    PLACED: Kind.PLACED,
    SOON: Kind.SOON,
    CHECK_BACK: Kind.CHECK_BACK,
}
"""Every line, and what the budget takes it for."""
LEADS_TO: Final = LINES | {
    "rhythm.due": Kind.CHECK_IN,
    "boundary.remind": Kind.PLACED,
    "boundary.ask": Kind.REVIEW,
    "slip.next-day": Kind.NOTICE,
    "slip.remember": Kind.NOTICE,
}
"""Work of a member that speaks, or leads to it."""
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


def spoken_to(stores: Stores, member: MemberId, now: datetime) -> list[Line]:
    """When the bot spoke to a member first, as far back as any budget looks."""
    found = stores.jobs.spoken(member, LINES, now - _LOOKED_BACK)
    return [Line(at, LINES[name]) for name, at in found]


def coming_to(stores: Stores, member: MemberId) -> list[Line]:
    """What is planned for a member that will be said, or leads to something that is."""
    planned = stores.jobs.pending_of(member)
    return [Line(due, kind_of(name, subject)) for name, subject, due in planned if name in LEADS_TO]


def kind_of(name: str, subject: str) -> Kind:
    """Why such work speaks; a line that waits says it with its subject."""
    kind = subject.partition("~")[2] if name == NOTE else ""
    return Kind(int(kind)) if kind else LEADS_TO[name]


def may_ring(
    stores: Stores,
    member: Member,
    now: datetime,
    kind: Kind,
    *,
    placed: datetime | None = None,
    until: datetime | None = None,
    being_sent: Line | None = None,
) -> Verdict:
    """Whether a line may be shown now. `being_sent`: this very line as it was begun, so that it counts once.

    A line is for what no line spoke of yet; a nudge alone is for what one did.
    """
    spoken = spoken_to(stores, member.id, now)
    if being_sent in spoken:
        spoken.remove(being_sent)
    kept = stores.people.newest_note(member.id, now) if kind is not Kind.NUDGE else None
    if kept is not None and any(one.at >= max(kept, placed or kept) for one in spoken):
        return Verdict(None, "joined another line")
    coming = [] if kind in NEVER_OVER else coming_to(stores, member.id)
    return may_speak(reach_of(stores, member), spoken, now, kind, placed=placed, coming=coming, until=until)


def _days(pair: Json) -> tuple[date, date]:
    first, last = pair if isinstance(pair, list) else ("", "")
    return date.fromisoformat(str(first)), date.fromisoformat(str(last))
