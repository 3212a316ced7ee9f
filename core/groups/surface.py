"""Groups and looking after them, as steps."""

from __future__ import annotations

from core.feature import Action, Command, Feature
from core.groups import linking, mods, settings, words
from core.groups.actions import add_group, country_of, set_group, track_label
from core.groups.deliveries import JOB
from core.groups.door import door_of, promise_door
from core.surface import Form, Reply, Step
from core.turn import Context
from core.values import GroupId, Role
from core.words import no_group_here


def _change(context: Context) -> Form:
    groups = context.stores.groups
    group = groups.find(GroupId(context.subject)) if context.subject else groups.first()
    if group is None:
        return words.CHANGE
    country = context.library.gazetteer.country_name(group.country)
    city = "" if group.zone == "UTC" else group.zone.rsplit("/", 1)[-1].replace("_", " ")
    here = group.on(context.turn.place.platform)
    channel = here.channel if here else ""
    told = {"channel": channel, "track": group.track, "country": country, "city": city, "name": group.name}
    return words.CHANGE.filled(told)


def _show(context: Context) -> Reply:
    groups = context.stores.groups.every()
    if not groups:
        return no_group_here()
    moderator = context.member is not None and context.member.may(Role.MODERATOR)
    if len(groups) == 1:
        country = context.library.gazetteer.country_name(groups[0].country)
        reachable = len(groups[0].open_places) == len(groups[0].places)
        return words.shown(country, track_label(groups[0].track), reachable=reachable, moderator=moderator)
    counts = (words.counted(len(context.stores.groups.members(group.id))) if moderator else "" for group in groups)
    rows = [(group.label, track_label(group.track), count) for group, count in zip(groups, counts, strict=True)]
    return words.listed(rows, moderator=moderator)


def _door_again(context: Context) -> Reply:
    group = settings.meant(context)
    if group is None:
        return settings.show_settings(context)
    if not group.lost and len(context.stores.posts.standing(door_of(group))) == len(group.places):
        return words.door_stands()
    promise_door(context.stores, group, context.now)
    return words.door_coming()


_MODERATOR = Role.MODERATOR

FEATURE = Feature(
    "groups",
    commands=(
        Command(
            "group setup",
            "Set up the group, the first time with a one-time code",
            Step("group.setup"),
            "Set up the group",
        ),
        Command("group show", "The groups here, and what is set for them", Step("group.show"), "The group"),
        Command("group add", "One more group, with a channel of its own", Step("group.add"), "Add a group"),
        Command("group settings", "Channel, clock, check-in and days", Step("group.settings"), "The group's settings"),
        Command("group link", "A code for one more platform", Step("group.link"), "One more platform"),
        Command("mod people", "Who is here, and who looks after what", Step("mod.people"), "People and roles"),
        Command("mod lines", "The help lines, and when they were checked", Step("mod.lines"), "Check the help lines"),
    ),
    actions=(
        Action(
            "group.setup",
            form=words.SETUP,
            does=set_group,
            needs=Role.ANYONE,
            beforehand=country_of,
            founds=True,
        ),
        Action("group.change", form=_change, does=set_group, needs=_MODERATOR, beforehand=country_of),
        Action("group.add", form=words.ADD, does=add_group, needs=_MODERATOR, beforehand=country_of),
        Action("group.show", reads=_show, needs=Role.ANYONE),
        Action("group.settings", reads=settings.show_settings, needs=_MODERATOR),
        Action("group.post", form=settings.post_form, does=settings.set_post, needs=_MODERATOR),
        Action("group.rounds", form=settings.rounds_form, does=settings.set_rounds, needs=_MODERATOR),
        Action("group.door", does=_door_again, needs=_MODERATOR),
        Action("group.link", does=linking.link, needs=_MODERATOR),
        Action("group.homes", reads=linking.homes, needs=_MODERATOR),
        Action("group.unhome", reads=linking.ask_unhome, needs=_MODERATOR),
        Action("group.unhome-now", does=linking.unhome, needs=_MODERATOR),
        Action("mod.people", reads=mods.people, needs=_MODERATOR),
        Action("mod.person", reads=mods.person, needs=_MODERATOR),
        Action("mod.role", does=mods.set_role, needs=_MODERATOR),
        Action("mod.lines", reads=mods.help_lines, needs=_MODERATOR),
        Action("mod.checked", does=mods.note_checked, needs=_MODERATOR),
    ),
    jobs=(JOB,),
)
