"""When something weekly of a group's is due, by the group's own clock.

Not here: what is due, and promising it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.groups.model import Weekly
from core.rhythm import instant, local_day


def next_time(weekly: Weekly, zone: str, now: datetime) -> datetime:
    """The first instant after now at which it is due; a clock that changes neither doubles nor loses one."""
    today = local_day(now, zone)
    for ahead in range(9):
        day = today + timedelta(days=ahead)
        if day.weekday() in weekly.days and (due := instant(day, weekly.at, zone)) > now:
            return due
    raise ValueError("something weekly has a day")


def last_time(weekly: Weekly, zone: str, now: datetime) -> datetime | None:
    """The last instant up to now at which it was due; None when that is more than a day ago."""
    today = local_day(now, zone)
    for day in (today, today - timedelta(days=1)):
        if day.weekday() in weekly.days and (due := instant(day, weekly.at, zone)) <= now:
            return due
    return None
