"""Taking away what belongs to a boundary when it goes some other way than by its owner's press on it.

Not here: which of them, and when; that is decided where somebody leaves, ends a consent or deletes a kind of thing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.boundaries.keeping import take_back
from core.boundaries.model import KIND, boundary, boundary_of, keep
from core.boundaries.planning import hush
from core.boundaries.reminder import KIND as REMINDER
from core.boundaries.reminder import reminder_of
from core.ports import Record
from core.turn import Stores
from core.values import MemberId


def end_post(stores: Stores, member: MemberId, wanted: str, now: datetime) -> None:
    """Take a boundary's copy back from the group; it stays its owner's."""
    one = boundary(stores, member, wanted)
    if one is not None:
        take_back(stores, member, one, now)
        keep(stores, member, replace(one, group=None), now)


def after_removal(stores: Stores, member: MemberId, record: Record, now: datetime) -> None:
    """End what a record promised that was deleted: its copy in the group, or what was planned and waits."""
    if record.kind == KIND:
        take_back(stores, member, boundary_of(record), now)
    if record.kind == REMINDER:
        hush(stores, member, reminder_of(record))
