"""Erasing a person: what stands in channels first promised away, then their key, then their rows.

Not here: the order in which rows go; the store destroys the key before anything else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from core.checkins.actions import redraw, unpost
from core.groups.actions import without_moderator
from core.posts.actions import take_down
from core.privacy import going_words, words
from core.surface import Message
from core.turn import Context, Library, Stores
from core.values import MemberId, Person, Role

FILE: Final = "file"
"""How the subject of an export begins that stands in its owner's inbox; it stays theirs."""


def erase(context: Context) -> Message:
    """Delete all that is kept of the person who acts."""
    if context.member is None:
        return words.nothing()
    erase_member(context.stores, context.library, context.member.id, context.now)
    context.library.countries.remember(context.turn.who, None)
    return going_words.erased()


def erase_member(stores: Stores, library: Library, member: MemberId, now: datetime) -> None:
    """Delete all that is kept of a member, whoever asked for it; nothing happens when there is none."""
    person = stores.people.member(member)
    if person is None:
        return
    accounts = [Person(place.platform, place.user) for place in stores.people.accounts(member)]
    beside = [checkin for checkin in stores.checkins.in_company(member)]
    for subject in dict.fromkeys(subject for subject, _ in stores.posts.of_owner(member)):
        kind, _, subject_id = subject.partition("~")
        if kind == "checkin" and (found := stores.checkins.find(subject_id)):
            unpost(stores, found, now)
        elif kind != FILE:
            take_down(stores, subject, now)
    stores.people.erase(member, now)
    if person.role is Role.MODERATOR:
        without_moderator(stores, now)
    for checkin in beside:
        redraw(stores, checkin, now)
    for account in accounts:
        library.countries.remember(account, None)
