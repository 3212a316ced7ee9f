"""The job that brings somebody their export, into their own inbox and nowhere else.

Not here: what is in it. It is made anew from what is true when it is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.feature import Delivery, JobContext, JobSpec, Post, Settled, Skip
from core.posts.actions import take_down
from core.privacy import export_words as words
from core.privacy.actions import FILE
from core.privacy.export import everything_of
from core.privacy.files import parts_of
from core.surface import Message
from core.turn import Context, Stores
from core.values import MemberId

LATE: Final = timedelta(hours=6)
_ABOUT: Final = "export"


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


def _export(job: JobContext) -> Delivery | Skip:
    member_id, part = _about(job)
    member = job.stores.people.member(member_id)
    inboxes = job.stores.people.accounts(member_id)
    inbox = next((place for place in inboxes if place.platform == job.claim.platform), None)
    if member is None or inbox is None:
        return Skip("nobody there")
    parts = parts_of(everything_of(job.stores, job.library, member, job.now))
    if part > len(parts):
        return Skip("nothing more")
    if part < len(parts):
        _promise(job.stores, member_id, part + 1, job.claim.platform, job.now + timedelta(seconds=2))
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


EXPORT: Final = JobSpec("privacy.export", _export, _exported, late=LATE)
