"""What a member agreed to, page by page, ending what still stands, and asking every 90 days whether it is still right.

Not here: the ledger itself (`core.people.consents`), and asking; every feature asks in its own words.
"""

from __future__ import annotations

from typing import Final

from core.boundaries.removing import end_post
from core.feature import JobContext, JobSpec, Later, Skip
from core.history.actions import end_milestone
from core.people.actions import tell
from core.people.consents import ASK_LATE, ASKED_AGAIN, about, consent, consents, revoke
from core.people.model import Member
from core.privacy import words
from core.privacy.removing import end_share
from core.rhythm import Kind
from core.surface import Message
from core.turn import Context


def page(context: Context, member: Member) -> Message:
    """A page of the ledger, newest first, what still stands before what ended."""
    every = consents(context.stores, member.id)[::-1]
    every.sort(key=lambda one: not one.active(context.now))
    start = int(context.subject) if context.subject.isdecimal() else 0
    return words.agreed(every[start : start + words.PAGE], start, len(every), context.now)


def end_consent(context: Context, member: Member) -> Message:
    """End a consent; a copy that it allowed is taken down."""
    found = next((one for one in consents(context.stores, member.id) if one.key == context.subject), None)
    if found is None or not revoke(context.stores, member.id, found.key, context.now):
        return words.ended_before()
    kind, _, about = found.key.partition("~")
    checkin = context.stores.checkins.find(about) if kind == "share" else None
    if checkin is not None and checkin.member == member.id:
        end_share(context.stores, checkin, context.now)
    if kind == "milestone":
        end_milestone(context.stores, member.id, about, context.now)
    if kind == "boundary":
        end_post(context.stores, member.id, about, context.now)
    return words.revoked(found.what, copy=kind in ("share", "milestone", "boundary"))


def still_right(context: Context, member: Member) -> Message:
    """It still is; it is asked again in its time."""
    context.stores.people.drop_note(member.id, about(context.subject))
    found = consent(context.stores, member.id, context.subject)
    if found is None or not found.active(context.now):
        return words.ended_before()
    return words.stays_agreed(found)


def _ask(job: JobContext) -> Later | Skip:
    owner = job.claim.owner
    found = consent(job.stores, owner, job.subject) if owner else None
    if owner is None or found is None or not found.active(job.now):
        return Skip("ended")
    note = words.still_right(found)
    tell(job.stores, owner, note, job.now, kind=Kind.REVIEW, about=about(found.key), until=job.now + ASKED_AGAIN)
    return Later(job.now + ASKED_AGAIN)


ASK: Final = JobSpec("privacy.ask", _ask, lambda job, _: None, late=ASK_LATE)
