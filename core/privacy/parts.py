"""What of a member's can go by itself: a kind of thing, or all of one day; counted first, then deleted.

Not here: everything at once (`actions`), and the sentences (`words`). Kinds of records that no part names are one
part of their own, so that whatever is added later can be seen and deleted too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from core.boundaries.removing import after_removal
from core.checkins.model import CheckIn
from core.people import consents
from core.people.consents import over
from core.people.left import KIND as LEFT
from core.people.model import Member
from core.ports import Record
from core.privacy.removing import remove_entry, remove_reply, strip_words, without_words
from core.privacy.retention import KIND as KEEP
from core.rhythm import local_day
from core.slips.actions import question_about, question_key, reminder_about, reminder_key
from core.turn import Context
from core.values import MemberId

EVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Before anything was written."""
IDLE: Final = "idle"
OURS: Final = frozenset({LEFT, KEEP, IDLE})
"""Kinds of records that only say how the rest is to be kept."""


@dataclass(frozen=True, slots=True)
class Found:
    """What would go."""

    count: int
    shared: int = 0
    """How many of these stand in a channel."""


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of thing of a member's."""

    key: str
    label: str
    kinds: frozenset[str] = field(default=frozenset())
    """The kinds of records it is made of; empty for what is no record."""


PARTS: Final = (
    Part("entries", "Check-ins"),
    Part("words", "Words in check-ins"),
    Part("replies", "Replies to others"),
    Part("slips", "Slip records", frozenset({"slip"})),
    Part("boundaries", "Boundaries and reminders", frozenset({"boundary", "crossing", "repair", "reminder"})),
    Part("lists", "Your own lists", frozenset({"list"})),
    Part("date", "Your date", frozenset({"date"})),
    Part("agreement", "Your agreement", frozenset({"agreement"})),
    Part("rhythm", "Rhythm and message settings", frozenset({"rhythm", "reach"})),
    Part("choice", "Chosen kind of check-in", frozenset({"choice"})),
    Part("notes", "Notes that wait for you"),
    Part("ended", "Agreements that ended"),
    Part("other", "Other things you keep"),
)
_NAMED: Final = frozenset().union(*(part.kinds for part in PARTS)) | {consents.KIND} | OURS


def part_of(key: str) -> Part | None:
    """A part by its key."""
    return next((part for part in PARTS if part.key == key), None)


def counted(context: Context, member: Member) -> list[tuple[Part, int]]:
    """How much there is of each part, those without anything left out; nothing is opened that need not be."""
    counts = context.stores.keeping.counts(member.id)
    records = context.stores.records.every(member.id)
    plain = {"entries": counts.entries, "words": counts.worded, "replies": counts.replies, "notes": member.notes}
    found = [(part, plain.get(part.key, len(_records(context, part, records)))) for part in PARTS]
    return [(part, count) for part, count in found if count]


def look_for(context: Context, member: MemberId, part: Part) -> Found:
    """Exactly what of a part would go."""
    match part.key:
        case "entries" | "words":
            return _found(_entries(context, member, part))
        case "replies":
            return Found(len(context.stores.keeping.replies_by(member)))
        case "notes":
            return Found(len(context.stores.people.notes(member, context.now)))
        case _:
            return Found(len(_records(context, part, context.stores.records.every(member))))


def delete_part(context: Context, member: MemberId, part: Part) -> int:
    """Delete it, copies in channels first; return how much that was."""
    stores, now = context.stores, context.now
    match part.key:
        case "entries":
            return _each(_entries(context, member, part), lambda one: remove_entry(stores, one, now))
        case "words":
            return _each(_entries(context, member, part), lambda one: strip_words(stores, context.library, one, now))
        case "replies":
            gone = stores.keeping.replies_by(member)
            for reply in gone:
                remove_reply(stores, reply, now)
            return len(gone)
        case "notes":
            return sum(stores.people.put_away(member, note) for note, _ in stores.people.notes(member, now))
        case _:
            records = _records(context, part, stores.records.every(member))
            for record in records:
                _remove(context, member, record)
            return len(records)


def look_for_day(context: Context, member: Member, day: date) -> Found:
    """Exactly what of one of a member's days would go."""
    entries, replies, records = _of_day(context, member, day)
    found = _found(entries)
    return Found(found.count + len(replies) + len(records), found.shared)


def delete_day(context: Context, member: Member, day: date) -> int:
    """Delete what was written on one of a member's days."""
    entries, replies, records = _of_day(context, member, day)
    for entry in entries:
        remove_entry(context.stores, entry, context.now)
    for reply in replies:
        remove_reply(context.stores, reply, context.now)
    for record in records:
        _remove(context, member.id, record)
    return len(entries) + len(replies) + len(records)


def _of_day(context: Context, member: Member, day: date) -> tuple[Sequence[CheckIn], list[str], list[Record]]:
    stores = context.stores
    replies = [
        reply
        for reply in stores.keeping.replies_by(member.id)
        if (found := stores.checkins.response(reply)) and local_day(found.written_at, member.zone) == day
    ]
    slips = [one for one in stores.records.of_kind(member.id, "slip") if local_day(one.written_at, member.zone) == day]
    return stores.checkins.on_day(member.id, day), replies, slips


def _entries(context: Context, member: MemberId, part: Part) -> list[CheckIn]:
    every = context.stores.checkins.since(member, EVER)
    if part.key == "words":
        return [one for one in every if len(without_words(one).answers) < len(one.answers)]
    return [*every]


def _records(context: Context, part: Part, records: Sequence[Record]) -> list[Record]:
    match part.key:
        case "ended":
            return [one for one in records if one.kind == consents.KIND and over(one, context.now)]
        case "other":
            return [one for one in records if one.kind not in _NAMED]
        case _:
            return [one for one in records if one.kind in part.kinds]


def _remove(context: Context, member: MemberId, record: Record) -> None:
    """Delete a record, with what was promised for it."""
    stores = context.stores
    stores.records.remove(member, record.kind, record.name)
    after_removal(stores, member, record, context.now)
    if record.kind == "slip":
        for key in (question_key(record.name), reminder_key(record.name)):
            stores.jobs.cancel(key)
        for about in (question_about(record.name), reminder_about(record.name)):
            stores.people.drop_note(member, about)


def _found(entries: Sequence[CheckIn]) -> Found:
    return Found(len(entries), sum(one.group is not None for one in entries))


def _each(entries: Sequence[CheckIn], do: Callable[[CheckIn], None]) -> int:
    for entry in entries:
        do(entry)
    return len(entries)
