"""Showing a boundary: to its owner whole, to the group only by their press, after a minute in which it can be undone.

Not here: writing it (`wizard`). The need behind it is in no post.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from core.boundaries import words
from core.boundaries.model import Boundary, boundary, crossings, keep, kept_of
from core.boundaries.wizard import member_of, own, save
from core.errors import Refusal
from core.feature import Delivery, JobContext, JobSpec, Post, Settled
from core.groups.actions import home_group, lost_channel
from core.groups.model import Group
from core.people.actions import tell
from core.people.consents import agree, revoke
from core.posts.actions import take_down
from core.surface import Message
from core.turn import Context, Stores
from core.values import MemberId

HOLD: Final = timedelta(seconds=60)
POST_LATE: Final = timedelta(hours=20)


def shown(context: Context, one: Boundary) -> Message:
    """One of the member's boundaries, whole."""
    member = member_of(context).id
    kept = kept_of(crossings(context.stores, member, one.id))
    return words.shown(one, kept, posted=one.group is not None, can_post=_group_for(context, one) is not None)


def preview(context: Context) -> Message:
    """Exactly what the group would see."""
    one = own(context)
    handle = member_of(context).handle
    if handle is None or _group_for(context, one) is None:
        raise Refusal(words.no_place())
    return words.preview(words.post(handle, one), one)


def post(context: Context) -> Message:
    """Promise the post on each platform of the group."""
    one, member, until = own(context), member_of(context).id, context.now + HOLD
    group = _group_for(context, one)
    if group is None:
        raise Refusal(words.no_place())
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
    return words.held(one, due) if due else words.on_its_way(one)


def post_now(context: Context) -> Message:
    """Skip what is left of the minute."""
    one = own(context)
    for place in _places(context.stores, one):
        context.stores.jobs.hasten(post_key(one.id, place), context.now)
    return words.on_its_way(one)


def unpost(context: Context) -> Message:
    """Take it back: without a trace while it waits, else by removing what was posted."""
    one = own(context)
    held = take_back(context.stores, member_of(context).id, one, context.now)
    save(context, replace(one, group=None))
    return words.unposted(posted=not held)


def take_back(stores: Stores, member: MemberId, one: Boundary, now: datetime) -> bool:
    """Cancel what waits and take down what stands; whether nothing of it was ever shown."""
    cancelled = [stores.jobs.cancel(post_key(one.id, place)) for place in _places(stores, one)]
    stood = take_down(stores, post_of(one.id), now)
    revoke(stores, member, post_of(one.id), now)
    return all(cancelled) and not stood


def post_of(one: str) -> str:
    """The subject under which a boundary's message is kept."""
    return f"boundary~{one}"


def post_key(one: str, platform: str) -> str:
    """The key of its promise on a platform."""
    return f"boundary~{one}~{platform}"


def _places(stores: Stores, one: Boundary) -> list[str]:
    group = stores.groups.find(one.group) if one.group else None
    return [place.platform for place in group.places] if group else []


def _group_for(context: Context, one: Boundary) -> Group | None:
    """The group it could be posted to; None while it is no more than a draft, or locked to its owner."""
    if one.status != "active" or one.missing or one.locked_at is not None or one.statement is None:
        return None
    group = home_group(context.stores, member_of(context).id)
    return group if group is not None and group.reachable else None


def _prepare(job: JobContext) -> Delivery | None:
    owner = job.claim.owner
    one = boundary(job.stores, owner, job.subject) if owner else None
    author = job.stores.people.member(owner) if owner else None
    group = job.stores.groups.find(one.group) if one and one.group else None
    place = group.on(job.claim.platform) if group else None
    if one is None or one.locked_at is not None or author is None or author.handle is None or place is None:
        return None
    return Post(place, words.post(author.handle, one).within(job.community))


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
    tell(job.stores, owner, words.not_posted(one, maybe=settled.outcome == "unknown"), job.now)
    if settled.outcome != "unknown" and not job.stores.posts.standing(post_of(one.id)):
        keep(job.stores, owner, replace(one, group=None), job.now)
        revoke(job.stores, owner, post_of(one.id), job.now)


JOBS = (JobSpec("boundary.post", _prepare, _settle, late=POST_LATE),)
