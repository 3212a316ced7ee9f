"""Joining and what a member told us, as steps; and the job that carries a private note."""

from __future__ import annotations

from core.feature import Action, Delivery, Feature, JobContext, JobSpec, Later, Post, Settled, Skip
from core.people import join_words, words
from core.people.actions import NOTE_LATE, due_of, note_key
from core.people.joining import about, choose_zone, details_form, finish, note_details, rest_form, whereabouts
from core.people.left import left_until
from core.people.reach import LINES, allows_notes, kind_of, may_ring
from core.rhythm import Line
from core.surface import Message, Replace, Reply
from core.turn import Context
from core.values import MemberId, Role
from core.words import join_first


def _choose_zone(context: Context) -> Reply:
    return Replace(choose_zone(context))


def _eyes(context: Context) -> Message:
    return join_words.other_eyes()


def _tips(context: Context) -> Reply:
    return Replace(join_words.tips())


def _about(context: Context) -> Message:
    return about(context, context.member) if context.member else join_first()


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


def _ring(job: JobContext) -> Delivery | Later | Skip:
    """The neutral line, where there still is something new to read and it may be said now."""
    stores, claim, now = job.stores, job.claim, job.now
    member = stores.people.hold(_whose(job))
    if member is None or left_until(stores, member.id):
        return Skip("left")
    inbox = stores.people.inbox(member.id)
    if inbox is None:
        return Skip("no inbox")
    if not member.notes or stores.people.newest_note(member.id, now) is None:
        return Skip("read already")
    if not allows_notes(stores, member.id, now):
        return Skip("not agreed to")
    sent = Line(claim.sending_since, LINES[claim.name]) if claim.sending_since else None
    kind, due = kind_of(claim.name, claim.subject), due_of(claim.key)
    verdict = may_ring(stores, member, now, kind, placed=due, until=due and claim.expires_at, being_sent=sent)
    if verdict.why == "zone unknown":
        stores.people.keep_note(member.id, words.zone_unknown(), now, "zone")
    if verdict.at is None:
        return Skip(verdict.why)
    return Later(verdict.at) if verdict.at > now else Post(inbox, words.doorbell().within(job.community))


def _rung(job: JobContext, settled: Settled) -> None:
    """The note waits for its reader however this ended; a line that was shown spoke for all that waited."""
    if settled.outcome == "done":
        job.stores.jobs.cancel(note_key(_whose(job)))


def _whose(job: JobContext) -> MemberId:
    return MemberId(job.subject.partition("~")[0])


FEATURE = Feature(
    "people",
    actions=(
        Action("people.join", form=details_form, does=note_details, needs=Role.ANYONE, beforehand=whereabouts),
        Action("people.zone", does=_choose_zone, needs=Role.ANYONE),
        Action("people.eyes", reads=_eyes, needs=Role.ANYONE),
        Action("people.tips", reads=_tips, needs=Role.ANYONE),
        Action("people.rest", form=rest_form, does=finish, needs=Role.ANYONE),
        Action("people.about", reads=_about),
        Action("people.notes", reads=_notes, needs=Role.ANYONE),
        Action("people.put-away", does=_put_away, needs=Role.ANYONE),
    ),
    jobs=tuple(JobSpec(name, _ring, _rung, late=NOTE_LATE) for name in LINES),
)
