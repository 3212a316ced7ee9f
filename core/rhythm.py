"""Wall-clock rules: a member's own day, the instant a local time stands for, and the hours that stay quiet.

Not here yet: budgets and schedules; today the bot only speaks first about what a member did.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

QUIET_FROM: Final = time(21, 30)
QUIET_UNTIL: Final = time(8, 0)
"""No message that was not asked for between these, by the member's own clock."""


def local_day(now: datetime, zone: str | None) -> date:
    """The calendar day it is where a member lives (UTC when we do not know)."""
    return now.astimezone(ZoneInfo(zone) if zone else UTC).date()


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall-clock time: in a gap the first valid instant after it, in a fold the first of both."""
    place = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    after = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    if after.astimezone(place).replace(tzinfo=None) == wall:
        return after
    before = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    offset = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(place).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def after_quiet(now: datetime, zone: str | None) -> datetime:
    """The first instant from `now` on that is outside a member's quiet hours."""
    if zone is None:
        return now
    local = now.astimezone(ZoneInfo(zone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return now
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return max(now, instant(day, QUIET_UNTIL, zone))
