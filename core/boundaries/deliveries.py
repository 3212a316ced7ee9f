"""The jobs that remind: they show nothing themselves, but leave a note and promise the one neutral line.

Not here: when a line may be shown (`people`). Each job works the time out anew from the clock on the wall, so that
travel and a change of clocks move it; what is too late is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.boundaries import note_words
from core.boundaries.crossed import crossing, crossings
from core.boundaries.keeping import settle
from core.boundaries.model import KIND, Boundary, boundary
from core.boundaries.note_words import SCAN
from core.boundaries.planning import about, plan, plans_of, reminder, replan
from core.boundaries.reminder import ASKED_AGAIN, LATE, REFRESHED_AFTER, WINDOW_OPEN, Reminder, reminder_record
from core.boundaries.reminder import KIND as REMINDER
from core.feature import JobContext, JobSpec, Later, Settled, Skip
from core.people.actions import tell
from core.people.model import Member
from core.people.reach import LINES
from core.people.words import with_fewer
from core.rhythm import WINDOW, local_day
from core.surface import Message, Step
from core.turn import Stores
from core.values import MemberId

_AGAIN: Final = timedelta(minutes=1)
_QUESTION_OPEN: Final = timedelta(days=14)
_UNANSWERED: Final = 2
"""After so many renewals without an answer it pauses by itself, silently."""
_LATE: Final = timedelta(hours=20)
_READS: Final = (KIND, REMINDER)


def _due(job: JobContext) -> Later | Skip | None:
    """Say what is due, and come back for what is next."""
    member, one, of = _theirs(job)
    if member is None or one is None or of is None or of.status != "active":
        return Skip("stopped")
    stores, now, zone = job.stores, job.now, member.zone or "UTC"
    at = one.due(zone, now)
    if at is not None and at <= now:
        after = one.told(zone, now)
        asked = after.settled != one.settled
        if one.kind == "renewal" and asked:
            _renewal(stores, member, after, of, now)
            return None
        if note := _note(stores, member, one, of, scan=SCAN in job.library.templates):
            _tell(stores, member, one, note, at, now)
        if one.kind == "if-then" and asked:
            after = replace(after, first=local_day(now, zone) + REFRESHED_AFTER)
        one = after
        until = _kept_until(stores, member, one)
        stores.records.save(member.id, reminder_record(one, until))
        at = one.due(zone, now)
    return Later(max(at, now + _AGAIN)) if at else None


def _theirs(job: JobContext) -> tuple[Member | None, Reminder | None, Boundary | None]:
    """Whose work it is, and what about; None for what was stopped or erased meanwhile."""
    name, _, wanted = job.subject.partition("~")
    member = job.stores.people.hold(MemberId(name))
    if member is None or member.joined_at is None:
        return None, None, None
    one = reminder(job.stores, member.id, wanted)
    return member, one, boundary(job.stores, member.id, one.boundary) if one else None


def _kept_until(stores: Stores, member: Member, one: Reminder) -> datetime | None:
    record = stores.records.find(member.id, "reminder", one.id)
    return record.until if record else None


def _note(stores: Stores, member: Member, one: Reminder, of: Boundary, *, scan: bool) -> Message | None:
    """What the note says; None where there is nothing to say. `scan`: whether there is a short check-in for needs."""
    match one.kind:
        case "scheduled":
            return note_words.left(one, of, _plans(stores, member, of))
        case "before":
            return note_words.before(one, of, _plans(stores, member, of), scan=scan)
        case "start":
            plans = _plans(stores, member, of)
            return note_words.begins(one, of, plans) if plans else None
        case "if-then":
            return note_words.still_fits(one)
        case "follow-through":
            found = crossing(stores, member.id, one.id)
            return note_words.follow_through(one, of) if found and found.did == "not-yet" else None
        case "review":
            return note_words.review(one, of)
        case "renewal":
            return note_words.renewal(one, of)
        case "affirm":
            kept = [each.day for each in crossings(stores, member.id, of.id) if each.did == "kept"]
            return note_words.affirm(one, of, len(kept), min(kept)) if kept else None


def _plans(stores: Stores, member: Member, of: Boundary) -> Sequence[Reminder]:
    return plans_of(stores, member.id, of.id)


def _tell(stores: Stores, member: Member, one: Reminder, note: Message, at: datetime, now: datetime) -> None:
    zone = member.zone or "UTC"
    placed = one.placed or one.snoozed is not None
    open_for = WINDOW if placed else _QUESTION_OPEN
    if one.kind in ("before", "start"):
        open_for = timedelta(minutes=one.minutes) + WINDOW_OPEN
    tell(
        stores,
        member.id,
        with_fewer(note, Step("boundary.fewer", one.id)),
        now,
        about=about(one),
        until=at + open_for,
        kind=one.speaks,
        at=at if placed else None,
        ring_until=at + LATE if placed else one.too_late(at, zone),
    )


def _renewal(stores: Stores, member: Member, one: Reminder, of: Boundary, now: datetime) -> None:
    """Ask again after a week; asked twice and not answered, it pauses silently. A line not shown asked nobody."""
    shown = one.asked_at is not None and bool(stores.jobs.spoken(member.id, LINES, one.asked_at - _AGAIN))
    unanswered = of.renewals_unanswered + shown
    if unanswered >= _UNANSWERED:
        settle(stores, member, replace(of, status="paused", renewals_unanswered=0), now)
        return
    _tell(stores, member, one, note_words.renewal(one, of), now, now)
    again = local_day(now, member.zone) + ASKED_AGAIN
    stores.records.save(member.id, reminder_record(replace(one, first=again, asked_at=now)))
    settle(stores, member, replace(of, renew_on=again, renewals_unanswered=unanswered), now)


def _late(job: JobContext, settled: Settled) -> None:
    """A time that has passed is not made up for: what is next is planned."""
    member, one, of = _theirs(job)
    if member is not None and one is not None and of is not None and of.status == "active":
        plan(job.stores, member, one, job.now)


def _moved(job: JobContext) -> None:
    """Somebody's clock has changed: everything they placed moves with it."""
    member = job.stores.people.hold(MemberId(job.subject))
    if member is not None and member.joined_at is not None:
        replan(job.stores, member, job.now)


JOBS = (
    JobSpec("boundary.remind", _due, _late, late=LATE, kinds=_READS),
    JobSpec("boundary.ask", _due, _late, late=_LATE, kinds=_READS),
    JobSpec("boundary.moved", _moved, lambda job, _: _moved(job), late=_LATE),
)
