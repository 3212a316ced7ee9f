"""One community on several platforms: a code that brings it to one more, and letting a platform go.

Not here: taking the code; the desk does that, where nothing is set up yet. A person's two accounts stay apart.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.errors import Refusal
from core.groups import settings_words as words
from core.groups.door import door_of, unplan_door
from core.groups.model import Group
from core.people.actions import tell
from core.posts.actions import take_down
from core.surface import Message
from core.turn import Context
from core.values import Place

CODE_LASTS: Final = timedelta(days=1)


def link(context: Context) -> Message:
    """Make a one-time code for one more platform."""
    code = "-".join(secrets.token_hex(2) for _ in range(4))
    context.stores.homes.invite(code, context.now + CODE_LASTS)
    return words.link_code(code)


def homes(context: Context) -> Message:
    """The platforms this community lives on."""
    return words.homes(sorted(home.platform for home in context.stores.homes.every()))


def ask_unhome(context: Context) -> Message:
    """Before a platform is let go."""
    _home(context)
    return words.sure_to_leave(context.subject)


def unhome(context: Context) -> Message:
    """Let a platform go: take away what stands there, tell those who are only there, and forget the place."""
    home = _home(context)
    stores, now = context.stores, context.now
    for group in stores.groups.every():
        _clear(context, group, home.platform)
    for member in stores.people.joined():
        if all(inbox.platform == home.platform for inbox in stores.people.accounts(member)):
            tell(stores, member, words.home_left(), now, about="home-left")
    stores.homes.remove(home)
    context.library.countries.remember_home(home, None)
    return words.left(home.platform)


def _home(context: Context) -> Place:
    every = context.stores.homes.every()
    home = next((one for one in every if one.platform == context.subject), None)
    if home is None:
        raise Refusal(homes(context))
    if len(every) == 1:
        raise Refusal(words.last_home())
    return home


def _clear(context: Context, group: Group, platform: str) -> None:
    """Take away what stands in a group's channel on a platform; shares that stand nowhere else are their author's."""
    stores, now = context.stores, context.now
    if group.on(platform) is None:
        return
    take_down(stores, door_of(group), now, platform)
    unplan_door(stores, group, platform)
    places = tuple(place for place in group.places if place.platform != platform)
    stores.groups.save(replace(group, places=places, lost=group.lost - {platform}))
    for checkin in stores.checkins.shared_in(group.id):
        stood = take_down(stores, f"checkin~{checkin.id}", now, platform)
        for response in stores.checkins.responses(checkin.id):
            take_down(stores, f"answer~{response.id}", now, platform)
        if stood and not stores.posts.standing(f"checkin~{checkin.id}"):
            stores.checkins.save(checkin.alone())
