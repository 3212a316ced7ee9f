"""What became of something of a member's that was to be posted to a group.

Not here: holding and undoing it (`core.posts.held`), and posting what belongs to the group itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.feature import JobContext, Settled
from core.groups.actions import lost_channel
from core.groups.model import Group
from core.people.actions import tell
from core.posts import words
from core.posts.actions import take_down
from core.posts.held import Held, held_until
from core.surface import Button


def settle(
    job: JobContext,
    settled: Settled,
    held: Held,
    group: Group | None,
    *,
    wanted: bool,
    what: str,
    buttons: Sequence[Button],
) -> bool:
    """Note where it stands, or tell its owner that it may not; True once it stands nowhere and nothing of it waits.

    `wanted`: whether its owner has not taken it back meanwhile. `what`: in their words, such as `your check-in`.
    """
    stores, now = job.stores, job.now
    if settled.ref is not None:
        stores.posts.add(held.about, settled.ref, held.owner if wanted else None)
        if not wanted:
            take_down(stores, held.about, now)
        return False
    if settled.outcome in ("gone", "cannot") and group is not None:
        lost_channel(stores, group, job.claim.platform, now)
    if not wanted:
        if settled.outcome == "unknown":
            tell(stores, held.owner, words.maybe_left(), now)
        return False
    elsewhere = bool(stores.posts.standing(held.about)) or held_until(stores, held) is not None
    unknown = settled.outcome == "unknown"
    note = words.maybe_posted(what, *buttons) if unknown else words.not_posted(what, *buttons, elsewhere=elsewhere)
    tell(stores, held.owner, note, now)
    return not unknown and not elsewhere
