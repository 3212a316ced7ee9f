"""Taking down what stands on a platform.

Not here: putting it there; each feature posts its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.turn import Stores
from core.values import new_id

LATE: Final = timedelta(days=7)
"""A platform may be away for days; a message that should be gone is still worth removing."""
AGAIN: Final = timedelta(hours=1)
"""When it is tried anew, after all the tries of one promise."""
LET_IN: Final = timedelta(days=1)
"""The same, where a platform refuses it."""


def take_down(stores: Stores, subject: str, now: datetime, platform: str = "") -> bool:
    """Promise to remove what was posted for a subject, on a platform or wherever it stands; False: it stands nowhere.

    From then on nothing stands there: what is posted for the subject meanwhile is another message.
    """
    standing = [ref for ref in stores.posts.standing(subject) if platform in ("", ref.place.platform)]
    for ref in standing:
        going = f"going~{new_id()}"
        stores.posts.add(going, ref, None)
        stores.jobs.promise(
            "post.remove",
            going,
            key=f"remove~{going}",
            due_at=now,
            expires_at=now + LATE,
            platform=ref.place.platform,
        )
    stores.posts.drop(subject, platform)
    return bool(standing)
