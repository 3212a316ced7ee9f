"""The jobs of this slice: asking at the right time, and the one nudge. Both show nothing; they leave a note.

Not here: when a line may be shown for it (`people`). Each job works the time out anew from the clock on the wall, so
that travel, a change of clocks or new rules of a time zone move what is planned.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final

from core.boundaries.planning import replan as replan_reminders
from core.checkins.model import CheckIn
from core.feature import JobContext, JobSpec, Later, Settled, Skip
from core.people.actions import moved, tell
from core.people.model import Member
from core.people.reach import LINES, may_ring
from core.rhythm import AFTERWARDS, BACKFILL, NUDGE, WINDOW, Kind, bedtime, day_of, instant, local_day, prompt_of
from core.rhythms import prompt_words
from core.rhythms.model import DOOR_AFTER, KIND, Rhythm, from_record, nudge_at
from core.rhythms.planning import EXPIRES_LATE, STANDS, nudge_key, plan, replan
from core.surface import Message
from core.turn import Stores
from core.values import MemberId

_APART: Final = timedelta(milliseconds=5)
"""How far apart members' plans are looked at anew, so that nobody else waits for it."""
_AGAIN: Final = timedelta(minutes=1)
"""The least before the same work looks again."""


def _due(job: JobContext) -> Later | Skip | None:
    """Count the window that has closed, ask if it is time to, and come back for what is next."""
    member, before = _theirs(job)
    if member is None or before is None:
        return Skip("stopped")
    stores, now, zone = job.stores, job.now, member.zone or "UTC"
    rhythm, wrote = before, _written(stores, member, before, zone, now)
    yesterday = None
    if rhythm.open and rhythm.prompted:
        last = instant(rhythm.prompted, rhythm.at, zone)
        if any(one.day >= rhythm.prompted for one in wrote):
            rhythm = rhythm.answered()
        elif now >= last + WINDOW:
            if now < last + BACKFILL:
                yesterday = rhythm.prompted
            rhythm = rhythm.counted(zone, now, shown=_shown(stores, member, last))
    if rhythm.quiet_since and now >= rhythm.quiet_since + DOOR_AFTER:
        tell(stores, member.id, prompt_words.door_open(rhythm.template), now, about=prompt_of(rhythm.template))
        rhythm = replace(rhythm, quiet_since=None)
    due = rhythm.wanted(zone, now)
    if due is not None:
        day = day_of(due, rhythm.at, zone)
        if any(one.day == day for one in wrote):
            rhythm = replace(rhythm.answered(), paused=False, back=None, prompted=day)
        else:
            asking = rhythm.to_ask
            note = (
                prompt_words.still_right(rhythm.template)
                if asking
                else prompt_words.prompt(rhythm.template, day, yesterday)
            )
            _ask(stores, member, rhythm, note, due, now)
            asked = rhythm.asked or asking
            rhythm = replace(rhythm, paused=False, back=None, prompted=day, asked=asked, open=True)
    if rhythm != before:
        stores.records.save(member.id, rhythm.record(now))
    following = rhythm.due(zone, now)
    return Later(max(following, now + _AGAIN)) if following else None


def _theirs(job: JobContext) -> tuple[Member | None, Rhythm | None]:
    """Whose work it is and which rhythm; None for what was ended or erased meanwhile."""
    name, _, rhythm = job.subject.partition("~")
    member = job.stores.people.hold(MemberId(name))
    if member is None or member.joined_at is None:
        return None, None
    found = (from_record(record) for record in job.stores.records.of_kind(member.id, KIND))
    return member, next((one for one in found if one.id == rhythm), None)


def _written(stores: Stores, member: Member, rhythm: Rhythm, zone: str, now: datetime) -> list[CheckIn]:
    """Their check-ins of this kind since the last prompt's day began, or since today did."""
    day = rhythm.prompted if rhythm.open and rhythm.prompted else local_day(now, zone) - timedelta(days=1)
    found = stores.checkins.since(member.id, instant(day, time(0), zone))
    return [one for one in found if one.template == rhythm.template]


def _shown(stores: Stores, member: Member, prompt: datetime) -> bool:
    """Whether a line was shown before it was too late for the prompt's own; without one, nobody was asked."""
    spoken = stores.jobs.spoken(member.id, LINES, prompt - timedelta(microseconds=1))
    return any(at <= bedtime(prompt, member.zone) + AFTERWARDS for _, at in spoken)


def _ask(stores: Stores, member: Member, rhythm: Rhythm, note: Message, due: datetime, now: datetime) -> None:
    zone = member.zone
    bed = bedtime(due, zone)
    tell(
        stores,
        member.id,
        note,
        now,
        about=prompt_of(rhythm.template),
        kind=Kind.CHECK_IN,
        until=due + WINDOW,
        at=due,
        ring_until=bed,
    )
    nudge = nudge_at(due, zone or "UTC", NUDGE) if rhythm.nudge else None
    if nudge:
        stores.jobs.promise(
            "rhythm.nudge",
            f"{member.id}~{rhythm.id}",
            key=nudge_key(rhythm),
            due_at=nudge,
            expires_at=bed,
            owner=member.id,
        )


def _nudge(job: JobContext) -> Skip | None:
    """Ring once more, where there is room for it and nothing was written; the first thing to be left out."""
    member, rhythm = _theirs(job)
    if member is None or rhythm is None or not rhythm.nudge or rhythm.paused or not rhythm.open or not rhythm.prompted:
        return Skip("no longer wanted")
    zone = member.zone or "UTC"
    if rhythm.prompted != local_day(job.now, zone) or any(
        one.day >= rhythm.prompted for one in _written(job.stores, member, rhythm, zone, job.now)
    ):
        return Skip("no longer wanted")
    verdict = may_ring(job.stores, member, job.now, Kind.NUDGE)
    if verdict.at is None or verdict.at > job.now:
        return Skip(verdict.why)
    note = prompt_words.prompt(rhythm.template, rhythm.prompted, None)
    until = instant(rhythm.prompted, rhythm.at, zone) + WINDOW
    bed = bedtime(job.now, zone)
    tell(
        job.stores,
        member.id,
        note,
        job.now,
        about=prompt_of(rhythm.template),
        kind=Kind.NUDGE,
        until=until,
        at=job.now,
        ring_until=bed,
    )
    return None


def _late(job: JobContext, settled: Settled) -> None:
    """An hour that has passed is not made up for: what is next is planned."""
    member, rhythm = _theirs(job)
    if member is not None and rhythm is not None:
        plan(job.stores, member, rhythm, job.now)


def _moved(job: JobContext) -> None:
    """Somebody's clock has changed: everything they planned moves with it."""
    member = job.stores.people.hold(MemberId(job.subject))
    if member is not None and member.joined_at is not None:
        replan(job.stores, member, job.now)
        replan_reminders(job.stores, member, job.now)


def _rules(job: JobContext) -> Later | Skip:
    """The time-zone rules are of a new edition: everybody's plans are worked out anew, one after another."""
    if job.subject != job.library.rules:
        return Skip("other rules")
    for number, member in enumerate(job.stores.people.joined()):
        moved(job.stores, member, job.now + number * _APART)
    return Later(job.now + STANDS)


def _nothing(job: JobContext, settled: Settled) -> None:
    """Nothing: it is simply left out."""


JOBS = (
    JobSpec("rhythm.due", _due, _late, late=EXPIRES_LATE, kinds=(KIND,)),
    JobSpec("rhythm.nudge", _nudge, _nothing, late=NUDGE),
    JobSpec("rhythm.rules", _rules, _nothing, late=STANDS),
    JobSpec("rhythm.moved", _moved, lambda job, _: _moved(job), late=EXPIRES_LATE),
)
