"""The promise of a group's next round, renewed wherever its days, its zone or the group itself changed.

Not here: what a round is; its own slice does the promised work.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.groups.model import Group
from core.groups.schedule import next_time
from core.turn import Stores

ROUND: Final = "group-round"
"""The kind of check-in that is written for a round and nowhere else."""
ROUND_LATE: Final = timedelta(hours=6)
"""For how long after its time a round is still worth opening."""


def plan_rounds(stores: Stores, group: Group, now: datetime) -> None:
    """Promise the group's next round anew; without days nothing is promised."""
    key = f"rounds~{group.id}"
    stores.jobs.cancel(key)
    if group.rounds is not None and group.rounds.days:
        due = next_time(group.rounds, group.zone, now)
        stores.jobs.promise("round.due", group.id, key=key, due_at=due, expires_at=due + ROUND_LATE)
