"""Reaching a member privately.

Not here: joining, and what a note says.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.people.reach import LINES, NOTE, REMINDER, zone_of
from core.rhythm import TOGETHER, after_quiet
from core.surface import Message
from core.turn import Stores
from core.values import MemberId

NOTE_LATE: Final = timedelta(hours=20)


def tell(
    stores: Stores,
    member: MemberId,
    message: Message,
    now: datetime,
    *,
    about: str = "",
    until: datetime | None = None,
    chosen: bool = False,
    at: datetime | None = None,
    ring_until: datetime | None = None,
) -> None:
    """Keep a private note for a member, and promise one neutral line in their inbox that says so.

    Where the inbox is closed the note simply waits for its reader's next private answer; it is never put in a
    channel. A note `about` something takes the place of an earlier one about the same; `until`: when it is no longer
    worth reading. The line: `chosen` = the member scheduled it, for `at`; anything else waits for the end of their
    quiet hours, and joins what they scheduled within two hours of it. `ring_until`: when it is too late for it.
    """
    person = stores.people.member(member)
    inbox = stores.people.inbox(member)
    if person is None or inbox is None:
        return
    stores.people.keep_note(member, message, now, about, until)
    due = at or now
    if not chosen:
        due = after_quiet(due, zone_of(stores, person))
    planned = [line for line in stores.jobs.pending_of(member) if line[0] in LINES and abs(line[2] - due) <= TOGETHER]
    if any(not chosen or (name == REMINDER and when == due) for name, _, when in planned):
        return
    if chosen and planned:
        stores.jobs.cancel(note_key(member))
    latest = min(due + NOTE_LATE, ring_until or until or due + NOTE_LATE)
    stores.jobs.promise(
        REMINDER if chosen else NOTE,
        member,
        key=f"reminder~{member}~{due:%Y%m%d%H%M}" if chosen else note_key(member),
        due_at=due,
        expires_at=max(latest, due),
        platform=inbox.platform,
        owner=member,
    )


def note_key(member: MemberId) -> str:
    """The key of the one line that waits for what a member did not schedule."""
    return f"note~{member}"


def moved(stores: Stores, member: MemberId, now: datetime) -> None:
    """Let whatever a member planned by their own clock move with it."""
    for work in ("rhythm.moved", "boundary.moved"):
        stores.jobs.promise(
            work,
            member,
            key=f"{work}~{member}",
            due_at=now,
            expires_at=now + NOTE_LATE,
            owner=member,
        )
