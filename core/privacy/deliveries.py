"""The job that brings somebody their export, into their own inbox and nowhere else.

Not here: what is in it. It is made anew from what is true when it is sent, beside the writers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from core.checkins.model import CheckIn
from core.feature import Delivery, JobContext, JobSpec, Later, More, Post, Settled, Skip
from core.files import File
from core.posts.actions import take_down
from core.privacy import export_words as words
from core.privacy.actions import FILE
from core.privacy.export import Export, entries_after, export_of
from core.privacy.files import Drawn, draw, parts_of
from core.privacy.model import Counts
from core.surface import Message
from core.turn import Context, Stores
from core.values import MemberId

LATE: Final = timedelta(hours=6)
AGAIN: Final = timedelta(seconds=2)
_ABOUT: Final = "export"


@dataclass(frozen=True, slots=True)
class Gathered:
    """As much of an export as was read by now."""

    counts: Counts
    """How much there was of the member when it was begun."""
    export: Export
    drawn: tuple[Drawn, ...] = ()
    last: CheckIn | None = None
    """The newest check-in that is in it."""
    parts: tuple[tuple[File, File], ...] = ()
    """The files, once everything was read."""


def send(context: Context) -> Message:
    """Promise the files, to the inbox of the account that asks."""
    member = context.member
    if member is not None:
        context.stores.people.drop_note(member.id, _ABOUT)
        _promise(context.stores, member.id, 1, context.turn.who.platform, context.now)
    return words.on_its_way()


def take_files_away(context: Context) -> Message:
    """Promise to remove every export that stands in the member's inbox."""
    files = standing(context.stores, context.member.id) if context.member else []
    for subject in files:
        take_down(context.stores, subject, context.now)
    return words.taken_away() if files else words.no_files()


def standing(stores: Stores, member: MemberId) -> list[str]:
    """The exports that stand in a member's inbox."""
    subjects = dict.fromkeys(subject for subject, _ in stores.posts.of_owner(member))
    return [subject for subject in subjects if subject.startswith(f"{FILE}~")]


def _promise(stores: Stores, member: MemberId, part: int, platform: str, now: datetime) -> None:
    stores.jobs.promise(
        "privacy.export",
        f"{member}~{part}",
        key=f"export~{member}~{part}",
        due_at=now,
        expires_at=now + LATE,
        platform=platform,
        owner=member,
    )


def gather(job: JobContext) -> Gathered | More | None:
    """Read a page more, and make the files after the last; None when there is nobody (any more)."""
    stores, (owner, _) = job.stores, _about(job)
    member = stores.people.member(owner)
    if member is None:
        return None
    if not isinstance(job.found, Gathered):
        return More(Gathered(stores.keeping.counts(owner), export_of(stores, job.library, member, job.now)))
    so_far = job.found
    page = entries_after(stores, job.library, owner, so_far.last)
    if not page:
        return replace(so_far, parts=parts_of(so_far.export, so_far.drawn))
    return More(replace(so_far, drawn=(*so_far.drawn, *map(draw, page)), last=page[-1].checkin))


def _export(job: JobContext) -> Delivery | Later | Skip:
    """Send what was gathered, unless something of it is gone by now: then it is gathered anew."""
    member_id, part = _about(job)
    gathered = job.found
    inboxes = job.stores.people.accounts(member_id)
    inbox = next((place for place in inboxes if place.platform == job.claim.platform), None)
    if inbox is None or not isinstance(gathered, Gathered):
        return Skip("nobody there")
    if job.stores.keeping.counts(member_id) != gathered.counts:
        return Later(job.now + AGAIN)
    parts = gathered.parts
    if part > len(parts):
        return Skip("nothing more")
    if part < len(parts):
        _promise(job.stores, member_id, part + 1, job.claim.platform, job.now + AGAIN)
    message = words.delivered(parts[part - 1], part, len(parts))
    return Post(inbox, message.within(job.community))


def _exported(job: JobContext, settled: Settled) -> None:
    """Remember where it stands, so that its owner can have it taken away; else leave a note, and ring nowhere."""
    member, _ = _about(job)
    if settled.ref is not None:
        job.stores.posts.add(f"{FILE}~{job.claim.id}", settled.ref, member)
    else:
        maybe = settled.outcome == "unknown"
        job.stores.people.keep_note(member, words.not_delivered(maybe=maybe), job.now, _ABOUT)


def _about(job: JobContext) -> tuple[MemberId, int]:
    member, _, part = job.subject.partition("~")
    return MemberId(member), int(part)


EXPORT: Final = JobSpec("privacy.export", _export, _exported, late=LATE, beforehand=gather)
