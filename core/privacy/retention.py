"""For how long everything is kept, as data; and what a member wishes for their own.

Not here: removing what is past its day (`keeping`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from core.ports import Record
from core.turn import Context, Stores
from core.values import MemberId

KIND: Final = "keep"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of thing that is kept, and for how long."""

    what: str
    """In a member's words; several places say it, so it begins with a capital letter."""
    days: int | None
    """None = until whoever it belongs to changes or removes it."""
    choices: tuple[int, ...] = ()
    """The days a member may choose instead, fewest first; empty = no choice."""
    for_good: bool = False
    """Whether they may also choose to keep it until they delete it."""
    note: str = ""
    """From when the days count, where that is not plain."""


ENTRIES: Final = Kept("Check-ins: numbers and choices", 365, (30, 90, 180, 365, 730, 1825), for_good=True)
WORDS: Final = Kept("Words in check-ins", 90, (7, 30, 90, 180, 365))
REPLIES: Final = Kept("Replies to others", 90)
NOTES: Final = Kept("Notes from me to you", 30)
TABLE: Final = (
    ENTRIES,
    WORDS,
    Kept("Slip records", 90),
    Kept("Copies in the channel", 30, (1, 7, 30), for_good=True, note="you choose for each"),
    REPLIES,
    NOTES,
    Kept("Your lists, date, rhythm and settings", None),
    Kept("Handle, country, time zone", None),
    Kept("What you agreed to", 365, note="after it ended; without any content"),
    Kept("Drafts", 1),
    Kept("My last answers to you", 2, note="so that nothing is done twice"),
    Kept("How my work ended", 9, note="without any content"),
)
"""Everything of a member's, in the order it is told."""

REPLIES_KEPT: Final = timedelta(days=90)
NOTES_KEPT: Final = timedelta(days=30)
LEFT_KEPT: Final = timedelta(days=30)
"""After somebody left: so long they can come back to everything."""
AWAY: Final = timedelta(days=365)
"""After so long without a turn somebody is asked, twice, before everything of theirs goes."""
SECOND_ASKED: Final = timedelta(days=14)
GOES: Final = timedelta(days=28)
"""Both counted from the first time they were asked."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """For how many days a member's check-ins stay; `entries` None = until they delete them."""

    entries: int | None = ENTRIES.days
    words: int = WORDS.days or 90

    @property
    def key(self) -> str:
        """Both as one word, such as `365~90`; `0` stands for good."""
        return f"{self.entries or 0}~{self.words}"

    @classmethod
    def parse(cls, key: str) -> Wishes | None:
        """The wishes a key stands for; None when it is none that anybody may have."""
        entries, _, words = key.partition("~")
        known = {str(days): days for days in (0, *ENTRIES.choices)}
        if entries not in known or words not in {str(days) for days in WORDS.choices}:
            return None
        return cls(known[entries] or None, int(words))


def wishes_of(stores: Stores, member: MemberId) -> Wishes:
    """What a member wishes, or what is usual."""
    found = stores.records.find(member, KIND)
    if found is None:
        return Wishes()
    entries, words = found.body.get("entries", ENTRIES.days), found.body.get("text")
    return Wishes(entries if isinstance(entries, int) else None, words if isinstance(words, int) else Wishes().words)


def wish(context: Context, member: MemberId, wishes: Wishes) -> None:
    """Keep the wishes, and let what is there already follow them."""
    body = {"entries": wishes.entries, "text": wishes.words}
    context.stores.records.save(member, Record(KIND, "", {**body}, context.now))
    entries = None if wishes.entries is None else timedelta(days=wishes.entries)
    context.stores.keeping.keep_for(member, entries, timedelta(days=wishes.words))


def would_go(context: Context, member: MemberId, wishes: Wishes) -> tuple[int, int]:
    """How many check-ins, and how many check-ins' words, would be past their day at once."""
    entries = None if wishes.entries is None else context.now - timedelta(days=wishes.entries)
    return context.stores.keeping.past(member, entries, context.now - timedelta(days=wishes.words))
