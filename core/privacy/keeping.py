"""Keeping to its days: the daily work that removes what is past them, and asks whoever has been silent for a year.

Not here: rows that nothing stands for on a platform (records, notes, drafts); the database's upkeep removes those.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from core.codec import Json
from core.feature import JobContext, JobSpec, Later, Settled
from core.groups.door import plan_next
from core.history.model import keep_earlier_day
from core.people.actions import tell
from core.people.left import left_until
from core.ports import Record
from core.privacy import going_words
from core.privacy.actions import erase_member
from core.privacy.parts import IDLE
from core.privacy.removing import remove_entry, remove_reply, strip_words
from core.privacy.retention import AWAY, GOES, REPLIES_KEPT, SECOND_ASKED
from core.turn import Library, Stores
from core.values import MemberId

NAME: Final = "privacy.retention"
KEY: Final = "retention"
EVERY: Final = timedelta(days=1)
MORE_IN: Final = timedelta(seconds=2)
"""Between two helpings of a long list, so that people's turns come between."""
LATE: Final = timedelta(days=3650)
HELPING: Final = 100
SEEN_EVERY: Final = timedelta(weeks=1)
"""Only the week of somebody's last turn is known."""


def keep_to_days(stores: Stores, library: Library, now: datetime) -> bool:
    """Remove a helping of what is past its day, copies in channels first; whether there is more."""
    words = stores.checkins.text_outlived(now, HELPING)
    for checkin in words:
        strip_words(stores, library, checkin, now)
    entries = stores.keeping.outlived(now, HELPING)
    for entry in entries:
        if found := stores.checkins.find(entry):
            keep_earlier_day(stores, found.member, found.day, now)
            remove_entry(stores, found, now)
    replies = stores.keeping.replies_before(now - REPLIES_KEPT, HELPING)
    for reply in replies:
        remove_reply(stores, reply, now)
    return max(map(len, (words, entries, replies))) == HELPING


def ask_the_silent(stores: Stores, library: Library, now: datetime) -> None:
    """Ask whoever has been silent for a year, ask once more two weeks later, and two weeks after that forget them."""
    for member in _silent(stores, now):
        asked = stores.records.find(member, IDLE)
        times = asked.body.get("asked") if asked else None
        at = [datetime.fromisoformat(str(one)) for one in times] if isinstance(times, list) else []
        if not at or (len(at) == 1 and now >= at[0] + SECOND_ASKED):
            tell(stores, member, going_words.long_silence(again=bool(at)), now, about=IDLE)
            both: list[Json] = [one.isoformat() for one in (*at, now)]
            stores.records.save(member, Record(IDLE, "", {"asked": both}, now, now + 3 * GOES))
        elif len(at) == 2 and now >= max(at[0] + GOES, at[1] + SECOND_ASKED):
            erase_member(stores, library, member, now)


def stay(stores: Stores, member: MemberId) -> None:
    """Forget that somebody was asked: they came by."""
    stores.records.remove(member, IDLE)
    stores.people.drop_note(member, IDLE)


def _silent(stores: Stores, now: datetime) -> Sequence[MemberId]:
    """Everybody without a word for a year, but for those who left: they are forgotten on their own day."""
    since = now - AWAY - SEEN_EVERY
    return [member for member in stores.keeping.quiet_since(since) if left_until(stores, member) is None]


def _keep(job: JobContext) -> Later:
    """One row goes on for ever: it is given back until tomorrow, or for a moment while there is more."""
    if keep_to_days(job.stores, job.library, job.now):
        return Later(job.now + MORE_IN)
    ask_the_silent(job.stores, job.library, job.now)
    for group in job.stores.groups.every():
        for place in group.places:
            plan_next(job.stores, group, place.platform, job.now)  # where it was lost, such as by a restore
    return Later(job.now + EVERY)


def _kept(job: JobContext, settled: Settled) -> None:
    """It could not be done today; tomorrow is another day."""
    due = job.now + EVERY
    job.stores.jobs.promise(NAME, "", key=KEY, due_at=due, expires_at=due + LATE)


RETENTION: Final = JobSpec(NAME, _keep, _kept, late=LATE)
