"""Joining, as steps; and the job that carries a private note."""

from __future__ import annotations

from core.codec import reply_from_json, unpack
from core.feature import Action, Delivery, Feature, JobContext, JobSpec, Post, Settled
from core.people import words
from core.people.actions import NOTE_LATE, join, known_details, note_details, whereabouts
from core.surface import Form, Message, Replace, Reply
from core.turn import Context
from core.values import MemberId, Role


def _join_form(context: Context) -> Form:
    joined = context.member is not None and context.member.joined_at is not None
    return words.join_form(joined=joined).filled(known_details(context))


def _join(context: Context) -> Reply:
    return Replace(join(context))


def _notes(context: Context) -> Reply:
    if context.member is None:
        return words.no_notes()
    first, *rest = context.stores.people.take_notes(context.member.id) or (None,)
    for note in rest:
        if note is not None:
            context.stores.people.keep_note(context.member.id, note, context.now)
    return words.waiting_note(first, len(rest)) if first else words.no_notes()


def _note(job: JobContext) -> Message:
    sealed = job.stores.jobs.payload(job.claim.id)
    reply = reply_from_json(unpack(sealed or b"{}"))
    return reply.message if isinstance(reply, Replace) else reply


def _deliver(job: JobContext) -> Delivery | None:
    inbox = job.stores.people.inbox(MemberId(job.subject))
    return Post(inbox, _note(job).within(job.community)) if inbox else None


def _delivered(job: JobContext, settled: Settled) -> None:
    """What an inbox does not take waits for its reader's next private answer; it is never put in a channel."""
    member = MemberId(job.subject)
    if settled.outcome not in ("done", "unknown") and job.stores.people.member(member):
        job.stores.people.keep_note(member, _note(job), job.now)


FEATURE = Feature(
    "people",
    actions=(
        Action("people.join", form=_join_form, does=note_details, needs=Role.ANYONE, beforehand=whereabouts),
        Action("people.zone", does=_join, needs=Role.ANYONE),
        Action("people.notes", does=_notes, needs=Role.ANYONE),
    ),
    jobs=(JobSpec("people.note", _deliver, _delivered, late=NOTE_LATE),),
)
