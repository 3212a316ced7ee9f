"""Joining, as steps; and the job that carries a private note."""

from __future__ import annotations

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


def _notes(context: Context) -> Message:
    """The oldest note. It is kept until its reader puts it away, so that an answer lost on the way loses nothing."""
    if context.member is None:
        return words.no_notes()
    kept = context.stores.people.notes(context.member.id, context.now)
    return words.waiting_note(*kept[0], len(kept) - 1) if kept else words.no_notes()


def _put_away(context: Context) -> Reply:
    if context.member is not None:
        context.stores.people.put_away(context.member.id, context.subject)
    return Replace(_notes(context))


def _ring(job: JobContext) -> Delivery | None:
    """The neutral line, unless the note was read meanwhile."""
    member = job.stores.people.member(MemberId(job.subject))
    inbox = job.stores.people.inbox(MemberId(job.subject))
    return Post(inbox, words.doorbell().within(job.community)) if member and member.notes and inbox else None


def _rung(job: JobContext, settled: Settled) -> None:
    """Nothing to do: the note waits for its reader however this ended."""


FEATURE = Feature(
    "people",
    actions=(
        Action("people.join", form=_join_form, does=note_details, needs=Role.ANYONE, beforehand=whereabouts),
        Action("people.zone", does=_join, needs=Role.ANYONE),
        Action("people.notes", reads=_notes, needs=Role.ANYONE),
        Action("people.put-away", does=_put_away, needs=Role.ANYONE),
    ),
    jobs=(JobSpec("people.note", _ring, _rung, late=NOTE_LATE),),
)
