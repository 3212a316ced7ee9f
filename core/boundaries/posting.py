"""Showing a boundary to the group: only by its owner's press, after a minute in which it can be undone.

Not here: taking it back when it is no longer in force (`keeping`). The need behind it is in no post.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.boundaries import post_words
from core.boundaries.keeping import (
    group_for,
    may_be_shown,
    member_of,
    own,
    platforms,
    post_key,
    post_of,
    save,
    take_back,
)
from core.boundaries.model import boundary, keep
from core.errors import Refusal
from core.feature import Delivery, JobContext, JobSpec, Post, Settled
from core.groups.actions import lost_channel
from core.people.actions import tell
from core.people.consents import agree, revoke
from core.posts.actions import take_down
from core.surface import Message
from core.turn import Context

HOLD: Final = timedelta(seconds=60)
POST_LATE: Final = timedelta(hours=20)


def preview(context: Context) -> Message:
    """Exactly what the group would see."""
    one = own(context)
    handle = member_of(context).handle
    if handle is None or group_for(context, one) is None:
        raise Refusal(post_words.no_place())
    return post_words.preview(post_words.post(handle, one), one)


def post(context: Context) -> Message:
    """Promise the post on each platform of the group."""
    one, member, until = own(context), member_of(context).id, context.now + HOLD
    group = group_for(context, one)
    if group is None:
        raise Refusal(post_words.no_place())
    if one.group is None:
        for place in group.open_places:
            context.stores.jobs.promise(
                "boundary.post",
                one.id,
                key=post_key(one.id, place.platform),
                due_at=until,
                expires_at=until + POST_LATE,
                platform=place.platform,
                owner=member,
            )
        save(context, replace(one, group=group.id))
        agree(context.stores, member, post_of(one.id), "a boundary", "the group", context.now)
    due = context.stores.jobs.pending(post_key(one.id, group.open_places[0].platform))
    return post_words.held(one, due) if due else post_words.on_its_way(one)


def post_now(context: Context) -> Message:
    """Skip what is left of the minute."""
    one = own(context)
    for place in platforms(context.stores, one):
        context.stores.jobs.hasten(post_key(one.id, place), context.now)
    return post_words.on_its_way(one)


def unpost(context: Context) -> Message:
    """Take it back: without a trace while it waits, else by removing what was posted."""
    one = own(context)
    held = take_back(context.stores, member_of(context).id, one, context.now)
    save(context, replace(one, group=None))
    return post_words.unposted(posted=not held)


def _prepare(job: JobContext) -> Delivery | None:
    owner = job.claim.owner
    one = boundary(job.stores, owner, job.subject) if owner else None
    author = job.stores.people.member(owner) if owner else None
    group = job.stores.groups.find(one.group) if one and one.group else None
    place = group.on(job.claim.platform) if group else None
    if one is None or not may_be_shown(one) or author is None or author.handle is None or place is None:
        return None
    return Post(place, post_words.post(author.handle, one).within(job.community))


def _settle(job: JobContext, settled: Settled) -> None:
    owner = job.claim.owner
    one = boundary(job.stores, owner, job.subject) if owner else None
    if settled.ref is not None:
        job.stores.posts.add(post_of(job.subject), settled.ref, owner if one else None)
        if one is None or one.group is None:
            take_down(job.stores, post_of(job.subject), job.now)
        return
    group = job.stores.groups.find(one.group) if one and one.group else None
    if settled.outcome in ("gone", "cannot") and group is not None:
        lost_channel(job.stores, group, job.claim.platform, job.now)
    if one is None or owner is None or one.group is None:
        return
    if any(job.stores.jobs.pending(post_key(one.id, each)) for each in platforms(job.stores, one)):
        return  # the other platform has yet to say
    tell(job.stores, owner, post_words.not_posted(one, maybe=settled.outcome == "unknown"), job.now)
    if settled.outcome != "unknown" and not job.stores.posts.standing(post_of(one.id)):
        keep(job.stores, owner, replace(one, group=None), job.now)
        revoke(job.stores, owner, post_of(one.id), job.now)


JOBS = (JobSpec("boundary.post", _prepare, _settle, late=POST_LATE),)
