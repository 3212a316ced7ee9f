"""The group's settings, as steps; and the job that puts its post into the channel."""

from __future__ import annotations

from dataclasses import replace

from core.feature import Action, Command, Delivery, Feature, JobContext, JobSpec, Post, Settled
from core.groups import words
from core.groups.actions import (
    DOOR_LATE,
    country_of,
    door_of,
    lost_channel,
    promise_door,
    set_group,
    track_label,
)
from core.surface import Form, Reply, Step
from core.turn import Context
from core.values import GroupId, Role
from core.words import no_group_here


def _change(context: Context) -> Form:
    group = context.stores.groups.first()
    if group is None:
        return words.CHANGE
    country = context.library.gazetteer.country_name(group.country)
    here = group.on(context.turn.place.platform)
    return words.CHANGE.filled({"channel": here.channel if here else "", "track": group.track, "country": country})


def _show(context: Context) -> Reply:
    group = context.stores.groups.first()
    if group is None:
        return no_group_here()
    moderator = context.member is not None and context.member.may(Role.MODERATOR)
    country = context.library.gazetteer.country_name(group.country)
    return words.shown(country, track_label(group.track), reachable=group.reachable, moderator=moderator)


def _door_again(context: Context) -> Reply:
    group = context.stores.groups.first()
    if group is None:
        return no_group_here()
    if not group.lost and len(context.stores.posts.standing(door_of(group))) == len(group.places):
        return words.door_stands()
    promise_door(context.stores, group, context.now)
    return words.door_coming()


def _door(job: JobContext) -> Delivery | None:
    group = job.stores.groups.find(GroupId(job.subject))
    place = group and group.on(job.claim.platform)
    return Post(place, words.door().within(job.community)) if place else None


def _door_posted(job: JobContext, settled: Settled) -> None:
    group = job.stores.groups.find(GroupId(job.subject))
    if group is None:
        return
    if settled.ref is not None:
        job.stores.posts.add(door_of(group), settled.ref, None)
        if settled.ref.place.platform in group.lost:
            job.stores.groups.save(replace(group, lost=group.lost - {settled.ref.place.platform}))
    elif settled.outcome in ("gone", "cannot"):
        lost_channel(job.stores, group, job.claim.platform, job.now)


FEATURE = Feature(
    "groups",
    commands=(
        Command(
            "group setup",
            "Set up the group, the first time with a one-time code",
            Step("group.setup"),
            "Set up the group",
        ),
        Command("group show", "What is set for this group", Step("group.show"), "The group"),
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
        Action("group.change", form=_change, does=set_group, needs=Role.MODERATOR, beforehand=country_of),
        Action("group.show", reads=_show, needs=Role.ANYONE),
        Action("group.door", does=_door_again, needs=Role.MODERATOR),
    ),
    jobs=(JobSpec("group.door", _door, _door_posted, late=DOOR_LATE),),
)
