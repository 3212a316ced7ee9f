"""Setting a group up, moving it, and noticing that its channel is gone.

Not here: claiming the server or workspace with a code; the desk does that before any handler runs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.errors import LookAgain, Refusal
from core.groups import words
from core.groups.model import TRACKS, Group
from core.people.actions import tell
from core.posts.actions import take_down
from core.surface import Message
from core.turn import Context, Library, Stores, Turn
from core.values import GroupId, Place, Role, new_id
from core.words import not_yours

DOOR_LATE: Final = timedelta(days=2)


def country_of(turn: Turn, library: Library) -> str | None:
    """The country typed in a form, as a code."""
    return library.gazetteer.country(str((turn.answers or {}).get("country", "")))


def set_group(context: Context) -> Message:
    """Save the group's channel, track and main country; promise its post where the channel is a new one."""
    if context.member is None or not context.member.may(Role.MODERATOR):
        raise Refusal(not_yours())
    channel, track, country = context.values.get("channel"), context.values.get("track"), context.found
    if not isinstance(country, str):
        raise LookAgain({"country": words.country_unknown()})
    before = context.stores.groups.first()
    home = context.turn.place.home or (before.place.home if before else "")
    place = Place(context.turn.place.platform, home, str(channel))
    moved = before is None or before.place != place or not before.reachable
    group = Group(before.id if before else GroupId(new_id()), place, str(track), country)
    context.stores.groups.save(group)
    context.library.countries.remember_home(place, country)
    if moved:
        take_down(context.stores, _door(group), context.now)
        promise_door(context.stores, group, context.now)
    return words.set_up(context.library.gazetteer.country_name(country), track_label(group.track), moved=moved)


def promise_door(stores: Stores, group: Group, now: datetime) -> bool:
    """Promise the group's post, once; False while it is already on its way."""
    return stores.jobs.promise(
        "group.door",
        group.id,
        key=_door(group),
        due_at=now,
        expires_at=now + DOOR_LATE,
        platform=group.place.platform,
    )


def lost_channel(stores: Stores, group: Group, now: datetime) -> None:
    """Note that the channel does not take messages, and tell those who look after the group, privately and once."""
    if not group.reachable:
        return
    stores.groups.save(replace(group, reachable=False))
    for moderator in stores.people.moderators():
        tell(stores, moderator, words.cannot_post(), now)


def track_label(track: str) -> str:
    """How a track is offered."""
    return dict(TRACKS).get(track, track)


def _door(group: Group) -> str:
    return f"door~{group.id}"
