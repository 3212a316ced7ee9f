"""What moderators set for a group beyond its channel: its check-in, the days of its post, and of its rounds.

Not here: opening rounds; that feature reads what is set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from core.errors import LookAgain, Refusal
from core.groups import settings_words as words
from core.groups.actions import local_time, track_label
from core.groups.door import plan_door
from core.groups.model import Group, Weekly
from core.groups.rounds import ROUND, plan_rounds
from core.groups.words import no_such_group
from core.surface import Form, Message, Value
from core.turn import Context
from core.values import GroupId, Said


def meant(context: Context) -> Group | None:
    """The group a step is about; without one, the only one. None when there are several."""
    groups = context.stores.groups
    if context.subject:
        found = groups.find(GroupId(context.subject))
        if found is None:
            raise Refusal(no_such_group())
        return found
    every = groups.every()
    if not every:
        raise Refusal(no_such_group())
    return every[0] if len(every) == 1 else None


def show_settings(context: Context) -> Message:
    """Everything that is set for a group, or the question which one."""
    group = meant(context)
    if group is None:
        return words.which_group([(one.id, one.label) for one in context.stores.groups.every()])
    return shown(context, group)


def shown(context: Context, group: Group) -> Message:
    """Everything that is set for a group."""
    template = context.library.templates.get(group.template)
    country = context.library.gazetteer.country_name(group.country)
    facts = (track_label(group.track), country, f"{local_time(group, context.now):%H:%M}")
    return words.settings(
        group.id,
        group.label,
        facts,
        template.title if template else group.template,
        door=group.door,
        rounds=group.rounds,
        channels=[(place.platform, place.platform not in group.lost) for place in group.places],
    )


def post_form(context: Context) -> Form | Message:
    """Which check-in the button opens, and when the post is put up anew."""
    group = meant(context)
    if group is None:
        return show_settings(context)
    return words.post_form(_kinds_for(context, group), group.template, group.door)


def set_post(context: Context) -> Message:
    """Save both, and plan the post anew."""
    group = _one(context)
    door = _weekly(context.values, 48)
    changed = replace(group, template=_kind(context, group), door=door)
    context.stores.groups.save(changed)
    plan_door(context.stores, changed, context.now)
    return shown(context, changed)


def _kinds_for(context: Context, group: Group) -> dict[str, str]:
    """What a group's button may open, with its title: neither what is for on demand nor what is for a round."""
    return {
        one.key: one.title
        for one in context.library.templates.values()
        if one.is_for(group.track) and one.cadence != "on-demand" and one.key != ROUND
    }


def _kind(context: Context, group: Group) -> str:
    """The kind that was chosen, or typed by its title where there are too many for a list."""
    chosen, kinds = context.values["template"], _kinds_for(context, group)
    if not isinstance(chosen, Said):
        return str(chosen)
    typed = chosen.words.casefold()
    found = next((key for key, title in kinds.items() if typed in (title.casefold(), key)), None)
    if found is None:
        raise LookAgain({"template": words.no_such_kind()})
    return found


def rounds_form(context: Context) -> Form | Message:
    """When a round opens by itself."""
    group = meant(context)
    return show_settings(context) if group is None else words.rounds_form(group.rounds)


def set_rounds(context: Context) -> Message:
    """Save when rounds open."""
    group = _one(context)
    changed = replace(group, rounds=_weekly(context.values, int(str(context.values["hours"]))))
    context.stores.groups.save(changed)
    plan_rounds(context.stores, changed, context.now)
    return shown(context, changed)


def _one(context: Context) -> Group:
    group = meant(context)
    if group is None:
        raise Refusal(show_settings(context))
    return group


def _weekly(values: Mapping[str, Value], hours: int) -> Weekly | None:
    days, at = values.get("days"), values.get("at")
    if not isinstance(days, tuple) or not days:
        return None
    if not isinstance(at, time):
        raise LookAgain({"at": words.time_needed()})
    return Weekly(tuple(sorted(int(day) for day in days)), at, hours)
