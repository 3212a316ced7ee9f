"""Taking one thing of somebody's away with every copy of it: a check-in, its words alone, a reply, a share.

Not here: which of them, and when.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.checkins.actions import end_response, redraw, shared_message, unpost, unshared
from core.checkins.model import CheckIn
from core.turn import Library, Stores
from core.values import Said


def remove_entry(stores: Stores, checkin: CheckIn, now: datetime) -> None:
    """Delete a check-in; its copies and the answers beneath them are promised away first."""
    if checkin.group is not None:
        end_share(stores, checkin, now)
    stores.checkins.remove(checkin.id)


def without_words(checkin: CheckIn) -> CheckIn:
    """The same check-in with nothing in it that was typed."""
    answers = {key: given for key, given in checkin.answers.items() if not isinstance(given, Said)}
    return replace(checkin, answers=answers, text_until=None)


def strip_words(stores: Stores, library: Library, checkin: CheckIn, now: datetime) -> None:
    """Delete a check-in's words; its copy follows, or goes when nothing is left in it for a group."""
    bare = without_words(checkin)
    stores.checkins.save(bare)
    if bare.group is None:
        return
    if shared_message(stores, library, bare) is None:
        end_share(stores, bare, now)
    else:
        redraw(stores, bare.id, now)


def end_share(stores: Stores, checkin: CheckIn, now: datetime) -> None:
    """Take a share's copies down with the answers beneath them; the check-in stays its author's."""
    unpost(stores, checkin, now)
    unshared(stores, checkin, now)


def remove_reply(stores: Stores, reply: str, now: datetime) -> None:
    """Delete a reply; where it stands, that is promised away first."""
    found = stores.checkins.response(reply)
    if found is not None:
        end_response(stores, found, now)
