"""Joining, as steps; and the job that carries a private note."""

from __future__ import annotations

from datetime import timedelta

from core.feature import Action, Delivery, Feature, JobContext, JobSpec, Post, Settled
from core.people import words
from core.people.actions import NOTE_LATE, join, known_details, note_details, whereabouts
from core.surface import Form, Replace, Reply
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
    for number, note in enumerate(rest):
        if note is not None:
            kept_at = context.now + timedelta(microseconds=number)  # so that they stay in their order
            context.stores.people.keep_note(context.member.id, note, kept_at)
    return words.waiting_note(first, len(rest)) if first else words.no_notes()


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
        Action("people.notes", does=_notes, needs=Role.ANYONE),
    ),
    jobs=(JobSpec("people.note", _ring, _rung, late=NOTE_LATE),),
)
