"""Taking down what stands on a platform.

Not here: putting it there; each feature posts its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.turn import Stores

LATE: Final = timedelta(days=7)
"""A platform may be away for days; a message that should be gone is still worth removing."""


def take_down(stores: Stores, subject: str, now: datetime) -> bool:
    """Promise to remove what was posted for a subject; False when nothing stands there."""
    ref = stores.posts.find(subject)
    if ref is None:
        return False
    stores.jobs.promise(
        "post.remove",
        subject,
        key=f"remove~{subject}",
        due_at=now,
        expires_at=now + LATE,
        platform=ref.place.platform,
    )
    return True
