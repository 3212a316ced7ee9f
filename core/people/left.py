"""Somebody who left and may come back: what is kept until then, and how it is theirs again.

Not here: leaving; `privacy` sits above every slice that has something to end.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.codec import Json
from core.ports import Record
from core.turn import Stores
from core.values import GroupId, MemberId

KIND: Final = "left"


def note_left(stores: Stores, member: MemberId, now: datetime, until: datetime) -> None:
    """Keep until when everything can be theirs again, and where they belonged."""
    groups: list[Json] = [group.id for group in stores.groups.of(member)]
    stores.records.save(member, Record(KIND, "", {"until": until.isoformat(), "groups": groups}, now))


def left_until(stores: Stores, member: MemberId) -> datetime | None:
    """Until when a member who left can come back to everything; None for one who did not leave."""
    found = stores.records.find(member, KIND)
    return datetime.fromisoformat(str(found.body["until"])) if found else None


def come_back(stores: Stores, member: MemberId, now: datetime) -> bool:
    """Let somebody who left belong again where they did; False when they had not left."""
    found = stores.records.find(member, KIND)
    if found is None:
        return False
    stores.records.remove(member, KIND)
    stores.jobs.cancel(forget_key(member))
    groups = found.body.get("groups")
    for group in groups if isinstance(groups, list) else ():
        if stores.groups.find(GroupId(str(group))):
            stores.groups.enter(GroupId(str(group)), member, now)
    return True


def forget_key(member: MemberId) -> str:
    """The key of the promise to forget somebody who left."""
    return f"forget~{member}"
