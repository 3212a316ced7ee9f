"""Erasing a person: what stands in channels first promised away, then their key, then their rows.

Not here: the order in which rows go; the store destroys the key before anything else.
"""

from __future__ import annotations

from core.checkins.actions import redraw, unpost
from core.posts.actions import take_down
from core.privacy import words
from core.surface import Message
from core.turn import Context


def erase(context: Context) -> Message:
    """Delete all that is kept of the person who acts."""
    member, stores = context.member, context.stores
    if member is None:
        return words.nothing()
    beside = [checkin for checkin in stores.checkins.in_company(member.id)]
    for subject in dict.fromkeys(subject for subject, _ in stores.posts.of_owner(member.id)):
        kind, _, subject_id = subject.partition("~")
        if kind == "checkin":
            unpost(stores, subject_id, context.now)
        else:
            take_down(stores, subject, context.now)
    stores.people.erase(member.id, context.now)
    for checkin in beside:
        redraw(stores, checkin, context.now)
    context.library.countries.remember(context.turn.who, None)
    return words.erased()
