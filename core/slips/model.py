"""What a member writes down after a hard moment, and an agreement they made with themselves when calm.

Not here: what was done, seen, or with whom; no field for it exists. Nobody but the member ever reads a word of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from core.codec import Json
from core.ports import Record
from core.values import Said

KIND: Final = "slip"
AGREEMENT: Final = "agreement"
KEPT: Final = timedelta(days=90)

OWN_WORDS: Final = (
    ("close-call", "A close call"),
    ("middle", "The middle circle"),
    ("slip", "A slip"),
    ("run", "A run of days"),
)
"""A member's own word for it, by the key that is kept."""
WHEN: Final = (("today", "Today"), ("yesterday", "Yesterday"), ("earlier", "Earlier"))
BEFORE: Final = (
    ("tired", "Tired"),
    ("alone", "Alone"),
    ("conflict", "Conflict"),
    ("travel", "Travel"),
    ("bored", "Bored"),
    ("praise", "Praise"),
    ("shame", "Shame"),
    ("device", "A device at night"),
    ("drink", "Drink"),
    ("other", "Something else"),
)
FIRST: Final = (
    ("buddy", "A friend on the same road"),
    ("mentor", "A mentor"),
    ("group", "Somebody of my group"),
    ("professional", "A professional"),
    ("nobody", "Nobody yet"),
)
"""Who could know first: somebody safe, before the other person of a relationship."""
HOURS: Final = (
    ("12", "Within 12 hours"),
    ("24", "Within 24 hours"),
    ("48", "Within 48 hours"),
    ("72", "Within 72 hours"),
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One hard moment, written down."""

    id: str
    word: str
    """A key of `OWN_WORDS`."""
    day: date | None
    """The member's own day it belongs to; None when it was earlier than yesterday."""
    before: tuple[str, ...]
    """Keys of `BEFORE`."""
    helped: Said | None
    """What helped to stop."""
    need: Said | None
    """What is needed today."""
    written_at: datetime
    first: str = ""
    """Who could know first: a key of `FIRST`."""
    told_at: datetime | None = None
    """When somebody safe was told."""
    right: Said | None = None
    """One thing that went right, written a day later."""

    @property
    def counts(self) -> bool:
        """Whether the day is counted as one with a slip; a close call and the middle circle are not."""
        return self.word in ("slip", "run")


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a member agreed with themselves when calm: to tell, within so many hours, after talking to somebody safe."""

    hours: int
    talk_to: Said | None
    where: Said | None


def slip_record(slip: Slip) -> Record:
    """The slip as it is kept, for 90 days."""
    body: dict[str, Json] = {
        "word": slip.word,
        "day": slip.day.isoformat() if slip.day else None,
        "before": [*slip.before],
        "helped": _words(slip.helped),
        "need": _words(slip.need),
        "first": slip.first,
        "told_at": slip.told_at.isoformat() if slip.told_at else None,
        "right": _words(slip.right),
    }
    return Record(KIND, slip.id, body, slip.written_at, slip.written_at + KEPT)


def slip_of(record: Record) -> Slip:
    """The slip that `slip_record` kept."""
    body = record.body
    day, told_at = body["day"], body["told_at"]
    return Slip(
        id=record.name,
        word=str(body["word"]),
        day=date.fromisoformat(day) if isinstance(day, str) else None,
        before=tuple(cast("list[str]", body["before"])),
        helped=_said(body["helped"]),
        need=_said(body["need"]),
        written_at=record.written_at,
        first=str(body["first"]),
        told_at=datetime.fromisoformat(told_at) if isinstance(told_at, str) else None,
        right=_said(body["right"]),
    )


def agreement_record(agreement: Agreement, now: datetime) -> Record:
    """The agreement as it is kept, until it is changed."""
    body: dict[str, Json] = {
        "hours": agreement.hours,
        "talk_to": _words(agreement.talk_to),
        "where": _words(agreement.where),
    }
    return Record(AGREEMENT, "", body, now)


def agreement_of(record: Record) -> Agreement:
    """The agreement that `agreement_record` kept."""
    body = record.body
    return Agreement(cast(int, body["hours"]), _said(body["talk_to"]), _said(body["where"]))


def _words(said: Said | None) -> str | None:
    return said.words if said else None


def _said(words: Json) -> Said | None:
    return Said(words) if isinstance(words, str) and words else None
