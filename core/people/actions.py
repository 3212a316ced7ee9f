"""Reaching a member privately.

Not here: joining, and what a note says.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from core.people.reach import LINES, NOTE, REMINDER, kind_of, zone_of
from core.rhythm import PUNCTUAL, Kind, after_quiet
from core.surface import Message
from core.turn import Stores
from core.values import MemberId

NOTE_LATE: Final = timedelta(hours=20)
_LINE: Final = {kind: name for name, kind in LINES.items() if name != NOTE} | {Kind.NUDGE: REMINDER}
"""The line of what has a time of its own; everything else shares the one that waits."""


def tell(
    stores: Stores,
    member: MemberId,
    message: Message,
    now: datetime,
    *,
    kind: Kind = Kind.NOTICE,
    about: str = "",
    until: datetime | None = None,
    at: datetime | None = None,
    ring_until: datetime | None = None,
) -> None:
    """Keep a private note for a member, and promise one neutral line in their inbox that says so.

    Where the inbox is closed the note simply waits for its reader's next private answer; it is never put in a
    channel. A note `about` something takes the place of an earlier one about the same; `until`: when it is no longer
    worth reading. The line: `kind` = why the bot speaks, which decides about it when it is due (`at`, or now), and
    `ring_until` = when it is too late for it. All that waits for its turn shares one line.
    """
    person = stores.people.member(member)
    inbox = stores.people.inbox(member)
    if person is None or inbox is None:
        return
    stores.people.keep_note(member, message, now, about, until)
    due = at or now
    latest = min(due + NOTE_LATE, ring_until or until or due + NOTE_LATE)
    name = _LINE.get(kind, NOTE)
    key, subject = line_key(name, member, due), str(member)
    if kind not in PUNCTUAL:
        due, key, subject = after_quiet(due, zone_of(stores, person)), note_key(member), f"{member}~{int(kind)}"
        waits = next((line for line in stores.jobs.pending_of(member) if line[0] == NOTE), None)
        if waits is not None:
            first = kind_of(*waits[:2])
            if waits[2] <= due and first <= kind:
                return
            stores.jobs.cancel(key)
            due, subject = min(due, waits[2]), f"{member}~{int(min(first, kind))}"
    stores.jobs.promise(
        name,
        subject,
        key=key,
        due_at=due,
        expires_at=max(latest, due),
        platform=inbox.platform,
        owner=member,
    )


def note_key(member: MemberId) -> str:
    """The key of the one line for all that waits for its turn."""
    return f"note~{member}"


def line_key(name: str, member: MemberId, due: datetime) -> str:
    """The key of a line that has a time of its own."""
    return f"{name.partition('.')[2]}~{member}~{due:%Y%m%d%H%M}"


def due_of(key: str) -> datetime | None:
    """The time in such a key: when the line was wanted, however often it was tried since."""
    minute = key.split("~")[2:]
    return datetime.strptime(minute[0], "%Y%m%d%H%M").replace(tzinfo=UTC) if minute else None


def moved(stores: Stores, member: MemberId, at: datetime) -> None:
    """Let whatever a member planned by their own clock move with it."""
    stores.jobs.promise(
        "rhythm.moved",
        member,
        key=f"rhythm.moved~{member}",
        due_at=at,
        expires_at=at + NOTE_LATE,
        owner=member,
    )
