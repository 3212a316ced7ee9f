"""When something weekly of a group's is due by the group's own clock, and the promise of its next round.

Not here: what a round is; its own slice does the promised work.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.groups.model import Group, Weekly
from core.rhythm import instant, local_day
from core.turn import Stores

ROUND_LATE: Final = timedelta(hours=6)
"""For how long after its time a round is still worth opening."""


def next_weekly(weekly: Weekly, zone: str, after: datetime) -> datetime | None:
    """The first instant after another at which it is due; a clock that changes neither doubles nor loses one."""
    today = local_day(after, zone)
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        if day.weekday() in weekly.days and (due := instant(day, weekly.at, zone)) > after:
            return due
    return None


def last_weekly(weekly: Weekly, zone: str, now: datetime) -> datetime | None:
    """The last instant up to now at which it was due, within the last day."""
    today = local_day(now, zone)
    for day in (today, today - timedelta(days=1)):
        if day.weekday() in weekly.days and (due := instant(day, weekly.at, zone)) <= now:
            return due
    return None


def plan_rounds(stores: Stores, group: Group, now: datetime) -> None:
    """Promise the group's next round anew, wherever its times, its zone or the group itself changed."""
    stores.jobs.cancel(rounds_key(group))
    due = next_weekly(group.rounds, group.zone, now) if group.rounds else None
    if due is not None:
        stores.jobs.promise(
            "round.due", group.id, key=rounds_key(group), due_at=due, expires_at=due + ROUND_LATE
        )


def rounds_key(group: Group) -> str:
    """The key of the promise of a group's next round."""
    return f"rounds~{group.id}"
