"""One press for fewer of what just came: on fewer days, half as often, or not again.

Not here: changing a reminder in its form (`reminding`).
"""

from __future__ import annotations

from dataclasses import replace

from core.boundaries import reminder_words, shown_words
from core.boundaries.keeping import settle
from core.boundaries.model import RENEWED_AFTER, REVIEWED_AFTER, boundary
from core.boundaries.planning import about, drop_reminder, keep_reminder, keep_start, reminder, start_of
from core.boundaries.reminder import REFRESHED_AFTER
from core.errors import Refusal
from core.people.own import me
from core.rhythm import local_day
from core.surface import Message
from core.turn import Context


def fewer(context: Context) -> Message:
    """One step fewer of this kind; what it leads to can be changed back at a press."""
    member, stores, now = me(context), context.stores, context.now
    one = reminder(stores, member.id, context.subject)
    of = boundary(stores, member.id, one.boundary) if one else None
    if one is None or of is None or of.status != "active":
        raise Refusal(shown_words.gone())
    stores.people.drop_note(member.id, about(one))
    today = local_day(now, member.zone)
    match one.kind:
        case "review":
            day = today + 2 * REVIEWED_AFTER
            settle(stores, member, replace(of, review_on=day), now)
        case "renewal":
            day = today + 2 * RENEWED_AFTER
            settle(stores, member, replace(of, renew_on=day, renewals_unanswered=0), now)
        case "if-then":
            day = today + 2 * REFRESHED_AFTER
            keep_reminder(stores, member, replace(one, first=day, snoozed=None), now)
        case _:
            left = one.fewer()
            if left is None:
                drop_reminder(stores, member.id, one)
                return reminder_words.stopped(one)
            keep_reminder(stores, member, left.from_now(member.zone or "UTC", now), now)
            if start_of(stores, member.id, left.id):
                keep_start(stores, member, left, now, wanted=True)
            return reminder_words.fewer(left)
    return reminder_words.asked_later(of, day)
