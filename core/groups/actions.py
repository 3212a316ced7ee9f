"""Setting a group up, moving it, and noticing that its channel is gone or that nobody looks after it.

Not here: claiming the server or workspace with a code; the desk does that before any handler runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from core.errors import LookAgain, Refusal
from core.groups import words
from core.groups.door import door_of, plan_door, promise_door
from core.groups.model import TRACKS, Group
from core.groups.rounds import plan_rounds
from core.people.actions import tell
from core.posts.actions import take_down
from core.rhythm import clock_of
from core.surface import Message
from core.turn import Context, Library, Stores, Turn
from core.values import GroupId, MemberId, Place, Role, Said, new_id
from core.words import not_yours

MOST_GROUPS: Final = 12
"""Groups of one community; a list of them is one message."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The country typed in a form, and the zones of the city typed beside it, best first."""

    country: str
    zones: tuple[str, ...]


def country_of(turn: Turn, library: Library) -> Whereabouts | None:
    """The country and city typed in a form; None when the country is not understood."""
    answers = turn.answers or {}
    country = library.gazetteer.country(str(answers.get("country", "")))
    if country is None:
        return None
    zones = library.gazetteer.zones(country, str(answers.get("city", "")), turn.now)
    return Whereabouts(country, tuple(match.zone for match in zones))


def set_group(context: Context) -> Message:
    """Save a group's channel, track, country, clock and name; promise its post where the channel is a new one.

    Subject: which group; without one, the first. On a platform the groups are new to, the first group's channel is
    all that is taken, and only where there is no other.
    """
    _moderator(context)
    groups = context.stores.groups
    before = groups.find(GroupId(context.subject)) if context.subject else groups.first()
    if context.subject and before is None:
        raise Refusal(words.no_such_group())
    platform = context.turn.place.platform
    if before is not None and not context.subject and all(group.on(platform) is None for group in groups.every()):
        return _arrived(context, before)
    typed = _typed(context)
    place = _place(context, before)
    if before is None:
        group = replace(_new(place, typed), name=typed.name)
    else:
        keeps = before.zone if typed.country == before.country and not context.values.get("city") else typed.zone
        name = typed.name or before.name
        group = moved_to(replace(before, track=typed.track, country=typed.country, zone=keeps, name=name), place)
    moved = _settle(context, before, group, place)
    return _set_up(context, group, moved=moved, first=before is None)


def add_group(context: Context) -> Message:
    """One more group in this community."""
    _moderator(context)
    every = context.stores.groups.every()
    if not every:
        raise Refusal(words.no_such_group())
    if len(every) >= MOST_GROUPS:
        raise Refusal(words.enough_groups(MOST_GROUPS))
    typed = _typed(context)
    if any(group.label.casefold() == typed.name.casefold() for group in every):
        raise LookAgain({"name": words.name_taken()})
    place = _place(context, None)
    group = replace(_new(place, typed), name=typed.name)
    _settle(context, None, group, place)
    return _set_up(context, group, moved=True, first=False)


@dataclass(frozen=True, slots=True)
class _Typed:
    country: str
    zone: str
    track: str
    name: str


def _typed(context: Context) -> _Typed:
    found, name = context.found, context.values.get("name")
    if not isinstance(found, Whereabouts):
        raise LookAgain({"country": words.country_unknown()})
    zone = next(iter(found.zones), "UTC")
    return _Typed(found.country, zone, str(context.values.get("track")), name.words if isinstance(name, Said) else "")


def _place(context: Context, before: Group | None) -> Place:
    """The channel that was chosen, if no other group is in it. A direct message does not say its home."""
    platform, channel = context.turn.place.platform, str(context.values.get("channel"))
    every = context.stores.groups.every()
    theirs = [place for group in every if (place := group.on(platform)) is not None]
    if any(group.on(platform) in theirs and _in(group, platform, channel) and group != before for group in every):
        raise LookAgain({"channel": words.channel_taken()})
    there = before.on(platform) if before else None
    home = context.turn.place.home or (there.home if there else next((place.home for place in theirs), ""))
    return Place(platform, home, channel)


def _in(group: Group, platform: str, channel: str) -> bool:
    place = group.on(platform)
    return place is not None and place.channel == channel


def _settle(context: Context, before: Group | None, group: Group, place: Place) -> bool:
    """Save a group and bring its post where it belongs; whether its channel is a new one."""
    stores, now = context.stores, context.now
    there = before.on(place.platform) if before else None
    moved = before is None or there != place or place.platform in before.lost
    stores.groups.save(group)
    first = stores.groups.first()
    if first is not None and first.id == group.id:
        for known in group.places:
            context.library.countries.remember_home(known, group.country)
    if before is not None and place.platform in before.lost:
        _forget_copies(stores, before, place.platform, now)
    if moved:
        take_down(stores, door_of(group), now, place.platform)
        promise_door(stores, group, now, place.platform)
        for moderator in stores.people.with_role(Role.MODERATOR):
            stores.people.drop_note(moderator, f"lost~{group.id}")
    plan_door(stores, group, now)
    plan_rounds(stores, group, now)
    return moved


def _forget_copies(stores: Stores, group: Group, platform: str, now: datetime) -> None:
    """What was shared in a lost channel stays its author's; it is taken down, should the channel still stand."""
    for checkin in stores.checkins.shared_in(group.id):
        subject = f"checkin~{checkin.id}"
        ref = stores.posts.find(subject, platform)
        if ref is None or ref.place != group.on(platform):
            continue
        take_down(stores, subject, now, platform)
        for response in stores.checkins.responses(checkin.id):
            take_down(stores, f"answer~{response.id}", now, platform)
        if not stores.posts.standing(subject):
            stores.checkins.save(checkin.alone())


def _arrived(context: Context, first: Group) -> Message:
    """The groups are new to this platform: its channel for the only one; several are set one by one."""
    every = context.stores.groups.every()
    if len(every) > 1:
        return words.arrived([(group.id, group.label) for group in every])
    place = _place(context, first)
    _settle(context, first, moved_to(first, place), place)
    return words.arrived([])


def _set_up(context: Context, group: Group, *, moved: bool, first: bool) -> Message:
    country = context.library.gazetteer.country_name(group.country)
    checked = context.stores.groups.settings().checked.get(group.country)
    ready = context.library.sample or context.library.lines.open_in(group.country, context.now.date(), checked)
    missing = (not context.library.limits, not ready)
    local = f"{local_time(group, context.now):%H:%M}"
    return words.set_up(group, country, track_label(group.track), local, moved=moved, first=first, missing=missing)


def _new(place: Place, typed: _Typed) -> Group:
    return Group(GroupId(new_id()), (place,), typed.track, typed.country, zone=typed.zone)


def _moderator(context: Context) -> None:
    if context.member is None or not context.member.may(Role.MODERATOR):
        raise Refusal(not_yours())


def local_time(group: Group, now: datetime) -> datetime:
    """The time by the group's own clock."""
    return now.astimezone(clock_of(group.zone))


def moved_to(group: Group, place: Place) -> Group:
    """The group with this channel as its place on that platform, as far as we know open to us."""
    others = tuple(one for one in group.places if one.platform != place.platform)
    return replace(group, places=(*others, place), lost=group.lost - {place.platform})


def lost_channel(stores: Stores, group: Group, platform: str, now: datetime) -> None:
    """Note that a channel does not take messages, and tell those who look after the group, privately and once."""
    if platform in group.lost:
        return
    stores.groups.save(replace(group, lost=group.lost | {platform}))
    several = len(stores.groups.every()) > 1
    for moderator in stores.people.with_role(Role.MODERATOR):
        note = words.cannot_post(group.id, group.label if several else "")
        tell(stores, moderator, note, now, about=f"lost~{group.id}")


def home_group(stores: Stores, member: MemberId) -> Group | None:
    """The group a member came to first; the community's first for somebody who belongs to none."""
    return next(iter(stores.groups.of(member)), None) or stores.groups.first()


def without_moderator(stores: Stores, now: datetime) -> bool:
    """Where nobody looks after a community any more, tell who can do something about it; whether that was so.

    Those who help to run its groups; without any, the three who have been here longest.
    """
    if stores.people.with_role(Role.MODERATOR):
        return False
    for member in stores.people.with_role(Role.FACILITATOR) or list(stores.people.joined())[:3]:
        tell(stores, member, words.nobody_looks_after(), now, about="nobody-looks-after")
    return True


def track_label(track: str) -> str:
    """How a track is offered."""
    return dict(TRACKS).get(track, track)
