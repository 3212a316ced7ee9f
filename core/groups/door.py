"""A group's own post, from which everything starts: promising it, each week anew where that is wanted.

Not here: its words, and setting days and times.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.groups.model import Group
from core.groups.schedule import next_time
from core.turn import Stores
from core.values import GroupId

DOOR_LATE: Final = timedelta(days=2)
WEEKLY_LATE: Final = timedelta(hours=12)
"""Later than this it waits for its next day."""


def door_of(group: Group) -> str:
    """The subject under which a group's own post is kept."""
    return f"door~{group.id}"


def promise_door(stores: Stores, group: Group, now: datetime, platform: str = "") -> None:
    """Promise the group's post on a platform, or on each; one that is already on its way is not promised again."""
    for place in group.places:
        if platform in ("", place.platform):
            stores.jobs.promise(
                "group.door",
                group.id,
                key=f"{door_of(group)}~{place.platform}",
                due_at=now,
                expires_at=now + DOOR_LATE,
                platform=place.platform,
            )


def plan_door(stores: Stores, group: Group, now: datetime) -> None:
    """Plan the post anew for its next day, on every platform; without days nothing is planned."""
    for place in group.places:
        stores.jobs.cancel(weekly_key(group.id, place.platform))
        plan_next(stores, group, place.platform, now)


def unplan_door(stores: Stores, group: Group, platform: str) -> None:
    """Plan nothing on a platform any more."""
    stores.jobs.cancel(weekly_key(group.id, platform))


def plan_next(stores: Stores, group: Group, platform: str, now: datetime) -> None:
    """Plan the post for its next day on one platform."""
    if group.door is None or group.on(platform) is None:
        return
    due = next_time(group.door, group.zone, now)
    stores.jobs.promise(
        "group.door",
        group.id,
        key=weekly_key(group.id, platform),
        due_at=due,
        expires_at=due + WEEKLY_LATE,
        platform=platform,
    )


def weekly_key(group: GroupId, platform: str) -> str:
    """The key of the post that comes by itself."""
    return f"weekly~{group}~{platform}"
