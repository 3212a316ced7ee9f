"""Keeping rhythms, and promising the next time of each.

Not here: what happens then (`deliveries`), and what members press (`actions`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.people.model import Member
from core.people.own import plan_anew
from core.ports import Jobs
from core.rhythm import bedtime, prompt_of
from core.rhythms.model import KIND, Rhythm, from_record
from core.turn import Stores
from core.values import MemberId

EXPIRES_LATE: Final = timedelta(hours=20)
STANDS: Final = timedelta(days=3650)


def rhythms_of(stores: Stores, member: MemberId) -> list[Rhythm]:
    """A member's rhythms, the oldest first."""
    return [from_record(record) for record in stores.records.of_kind(member, KIND)]


def rhythm_of(stores: Stores, member: MemberId, template: str) -> Rhythm | None:
    """A member's rhythm for a kind of check-in."""
    record = stores.records.find(member, KIND, template)
    return from_record(record) if record else None


def keep(stores: Stores, member: Member, rhythm: Rhythm, now: datetime) -> None:
    """Keep a rhythm that was changed, and plan it anew."""
    stores.records.save(member.id, rhythm.record(now))
    plan(stores, member, rhythm, now)


def end(stores: Stores, member: Member, rhythm: Rhythm) -> None:
    """Ask no more: the rhythm, what is planned and the note that waits all go."""
    stores.records.remove(member.id, KIND, rhythm.template)
    hush(stores, member, rhythm)
    stores.jobs.cancel(due_key(rhythm))


def hush(stores: Stores, member: Member, rhythm: Rhythm) -> None:
    """Take back what stands open: the note, and its nudge."""
    if member.notes:
        stores.people.drop_note(member.id, prompt_of(rhythm.template))
    if rhythm.nudge:
        stores.jobs.cancel(nudge_key(rhythm))


def plan(stores: Stores, member: Member, rhythm: Rhythm, now: datetime) -> None:
    """Promise the next time, in place of an earlier promise. One that is at work this moment is followed by a look."""
    zone = member.zone or "UTC"
    due = rhythm.due(zone, now)
    if due is None:
        stores.jobs.cancel(due_key(rhythm))
        return
    due = max(due, now)  # a window that closed while nothing was done is looked at now, and not too late
    plan_anew(
        stores,
        member.id,
        "rhythm.due",
        f"{member.id}~{rhythm.id}",
        key=due_key(rhythm),
        due_at=due,
        expires_at=bedtime(due, zone),
        now=now,
        looks="rhythm.moved",
    )


def replan(stores: Stores, member: Member, now: datetime) -> None:
    """Plan all of a member's rhythms anew, such as by another clock."""
    for rhythm in rhythms_of(stores, member.id):
        plan(stores, member, rhythm, now)


def follow_rules(jobs: Jobs, rules: str, now: datetime) -> None:
    """Promise to plan everything anew by an edition of the time-zone rules; nothing where that was done before.

    The promise is never finished: it stands for the edition that everything is planned by.
    """
    jobs.promise("rhythm.rules", rules, key=f"rules~{rules}", due_at=now, expires_at=now + STANDS)


def due_key(rhythm: Rhythm) -> str:
    """The key of a rhythm's promise."""
    return f"rhythm~{rhythm.id}"


def nudge_key(rhythm: Rhythm) -> str:
    """The key of its nudge."""
    return f"nudge~{rhythm.id}"
