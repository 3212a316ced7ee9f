"""Showing a boundary to the group: only by its owner's press, after a minute in which it can be undone.

Not here: taking it back when it is no longer in force (`keeping`). The need behind it is in no post.
"""

from __future__ import annotations

from dataclasses import replace

from core.boundaries import post_words
from core.boundaries.keeping import group_for, held_of, may_be_shown, own, post_of, save, take_back
from core.boundaries.model import Boundary, boundary, keep
from core.boundaries.pieces import LIST
from core.errors import Refusal
from core.feature import Delivery, JobContext, JobSpec, Post, Settled
from core.groups.sharing import settle
from core.people.consents import agree, revoke
from core.people.own import me
from core.posts import held, words
from core.posts.held import POST_LATE, Held
from core.surface import Message
from core.turn import Context


def preview(context: Context) -> Message:
    """Exactly what the group would see."""
    one = own(context)
    handle = me(context).handle
    if handle is None or group_for(context, one) is None:
        raise Refusal(post_words.no_place())
    return post_words.preview(post_words.post(handle, one), one)


def post(context: Context) -> Message:
    """Promise the post on each platform of the group."""
    one, member = own(context), me(context).id
    group = group_for(context, one)
    if group is None:
        raise Refusal(post_words.no_place())
    if one.group is None:
        one = save(context, replace(one, group=group.id))
        held.hold(context.stores, held_of(context.stores, member, one), group.open_places, context.now)
        agree(context.stores, member, post_of(one.id), "a boundary", "the group", context.now)
    due = held.held_until(context.stores, held_of(context.stores, member, one))
    return post_words.held(one.id, due) if due else _under_way(context, one)


def post_now(context: Context) -> Message:
    """Skip what is left of the minute."""
    one = own(context)
    if one.group is None:
        return post_words.not_shared()
    held.hasten(context.stores, held_of(context.stores, me(context).id, one), context.now)
    return _under_way(context, one)


def unpost(context: Context) -> Message:
    """Take it back: without a trace while it waits, else by removing what was posted."""
    one = own(context)
    if one.group is None:
        return post_words.not_shared()
    unseen = take_back(context.stores, me(context).id, one, context.now)
    save(context, replace(one, group=None))
    return words.undone(LIST) if unseen else words.taken_back(LIST)


def _under_way(context: Context, one: Boundary) -> Message:
    """Where it is by now: in the channel, or being posted."""
    undo = post_words.undo(one.id)
    return words.stands(undo) if context.stores.posts.find(post_of(one.id)) else words.on_its_way(undo)


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
    if owner is None:
        return
    group = job.stores.groups.find(one.group) if one and one.group else None
    way = Held("boundary.post", job.subject, post_of(job.subject), owner, group.places if group else ())
    wanted, what = one is not None and one.group is not None, "a boundary of yours"
    nowhere = settle(job, settled, way, group, wanted=wanted, what=what, buttons=[post_words.look_at(job.subject)])
    if nowhere and one is not None:
        keep(job.stores, owner, replace(one, group=None), job.now)
        revoke(job.stores, owner, post_of(one.id), job.now)


JOBS = (JobSpec("boundary.post", _prepare, _settle, late=POST_LATE),)
