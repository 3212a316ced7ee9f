"""Leaving: all contact ends at once, what was held is not posted, and what is kept waits a month to be wanted again.

Not here: coming back (`core.people.left`), because joining knows nothing of what is above it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.boundaries.removing import end_post
from core.feature import JobContext, JobSpec, Later, Settled, Skip
from core.groups.actions import without_moderator
from core.history.actions import end_milestone
from core.people.left import forget_key, left_until, note_left
from core.people.model import Member
from core.privacy import going_words, words
from core.privacy.actions import erase_member
from core.privacy.removing import end_share, remove_reply
from core.privacy.retention import LEFT_KEPT
from core.surface import Message
from core.turn import Context, Stores
from core.values import MemberId, Role

STAYS: Final = frozenset({"checkin.expire", "history.over"})
"""Work of a member's that goes on: what stands in a channel still goes on its day."""
LATE: Final = timedelta(days=3650)
"""Forgetting is never too late."""
_TOMORROW: Final = timedelta(days=1)


def leave(context: Context) -> Message:
    """Leave at once; what becomes of everything can be chosen afterwards, or not at all."""
    member = context.member
    if member is None:
        return words.nothing()
    before = left_until(context.stores, member.id)
    return going_words.left(before or leave_for(context.stores, member, context.now))


def leave_for(stores: Stores, member: Member, now: datetime) -> datetime:
    """End all contact with a member, and return until when they can come back to everything."""
    _undo_held(stores, member.id, now)
    stores.jobs.cancel_of(member.id, but=STAYS)
    until = now + LEFT_KEPT
    note_left(stores, member.id, now, until)
    for group in stores.groups.of(member.id):
        stores.groups.leave(group.id, member.id)
    if member.role > Role.MEMBER:
        stores.people.promote(member.id, Role.MEMBER)
    stores.people.part(member.id)
    if member.role is Role.MODERATOR:
        without_moderator(stores, now)
    _promise(stores, member.id, until)
    return until


def _undo_held(stores: Stores, member: MemberId, now: datetime) -> None:
    """What still waits for its minute goes as if it had been undone."""
    for name, subject, _ in stores.jobs.pending_of(member):
        if name == "checkin.post" and (checkin := stores.checkins.find(subject)):
            end_share(stores, checkin, now)
        elif name == "checkin.answer":
            remove_reply(stores, subject, now)
        elif name == "history.post":
            end_milestone(stores, member, subject, now)
        elif name == "boundary.post":
            end_post(stores, member, subject, now)


def _promise(stores: Stores, member: MemberId, due: datetime) -> None:
    stores.jobs.promise(
        "privacy.forget", member, key=forget_key(member), due_at=due, expires_at=due + LATE, owner=member
    )


def _forget(job: JobContext) -> Later | Skip | None:
    member = MemberId(job.subject)
    until = left_until(job.stores, member) if job.stores.people.member(member) else None
    if until is None:
        return Skip("came back")
    if until > job.now:
        return Later(until)
    erase_member(job.stores, job.library, member, job.now)
    return None


def _not_forgotten(job: JobContext, settled: Settled) -> None:
    """It could not be done; it is promised again, for as long as it takes."""
    member = MemberId(job.subject)
    if job.stores.people.member(member) and left_until(job.stores, member):
        _promise(job.stores, member, job.now + _TOMORROW)


FORGET: Final = JobSpec("privacy.forget", _forget, _not_forgotten, late=LATE)
