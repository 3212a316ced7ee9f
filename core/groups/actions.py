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
from core.values import GroupId, MemberId, Place, Role, new_id
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
    platform = context.turn.place.platform
    there = before.on(platform) if before else None
    home = context.turn.place.home or (there.home if there else "")
    place = Place(platform, home, str(channel))
    moved = before is None or there != place or platform in before.lost
    group = replace(before, track=str(track), country=country) if before else _new(place, str(track), country)
    group = moved_to(group, place)
    context.stores.groups.save(group)
    context.library.countries.remember_home(place, country)
    if moved:
        take_down(context.stores, door_of(group), context.now)
        promise_door(context.stores, group, context.now)
    return words.set_up(context.library.gazetteer.country_name(country), track_label(group.track), moved=moved)


def _new(place: Place, track: str, country: str) -> Group:
    return Group(GroupId(new_id()), (place,), track, country)


def moved_to(group: Group, place: Place) -> Group:
    """The group with this channel as its place on that platform, as far as we know open to us."""
    others = tuple(one for one in group.places if one.platform != place.platform)
    return replace(group, places=(*others, place), lost=group.lost - {place.platform})


def promise_door(stores: Stores, group: Group, now: datetime) -> None:
    """Promise the group's post on each of its platforms; one that is already on its way is not promised again."""
    for place in group.places:
        stores.jobs.promise(
            "group.door",
            group.id,
            key=f"{door_of(group)}~{place.platform}",
            due_at=now,
            expires_at=now + DOOR_LATE,
            platform=place.platform,
        )


def lost_channel(stores: Stores, group: Group, platform: str, now: datetime) -> None:
    """Note that a channel does not take messages, and tell those who look after the group, privately and once."""
    if platform in group.lost:
        return
    stores.groups.save(replace(group, lost=group.lost | {platform}))
    for moderator in stores.people.with_role(Role.MODERATOR):
        tell(stores, moderator, words.cannot_post(), now, about=f"lost~{group.id}")


def home_group(stores: Stores, member: MemberId) -> Group | None:
    """The group a member came to first; the community's first for somebody who belongs to none."""
    return next(iter(stores.groups.of(member)), None) or stores.groups.first()


def track_label(track: str) -> str:
    """How a track is offered."""
    return dict(TRACKS).get(track, track)


def door_of(group: Group) -> str:
    """The subject under which a group's own post is kept."""
    return f"door~{group.id}"
