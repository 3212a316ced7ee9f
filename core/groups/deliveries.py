"""The job that puts a group's own post into its channel, in place of an older one.

Not here: promising it (`door`).
"""

from __future__ import annotations

from dataclasses import replace

from core.feature import Delivery, JobContext, JobSpec, Later, Post, Settled, Skip
from core.groups import words
from core.groups.actions import lost_channel
from core.groups.door import DOOR_LATE, door_of, plan_next
from core.groups.schedule import next_time
from core.posts.actions import take_down
from core.values import GroupId, PostRef


def _weekly(job: JobContext) -> bool:
    return job.claim.key.startswith("weekly~")


def _door(job: JobContext) -> Delivery | Later | Skip:
    group = job.stores.groups.find(GroupId(job.subject))
    place = group.on(job.claim.platform) if group else None
    if group is None or place is None:
        return Skip("no channel")
    if _weekly(job):
        if group.door is None:
            return Skip("not wanted any more")
        if job.claim.platform in group.lost:
            return Later(next_time(group.door, group.zone, job.now))
    return Post(place, words.door().within(job.community))


def _door_posted(job: JobContext, settled: Settled) -> None:
    stores, platform = job.stores, job.claim.platform
    group = stores.groups.find(GroupId(job.subject))
    if group is None:
        if settled.ref is not None:
            _stand_in_for(job, f"door~{job.subject}", settled.ref)
            take_down(stores, f"door~{job.subject}", job.now)
        return
    if settled.ref is not None:
        _stand_in_for(job, door_of(group), settled.ref)
        if settled.ref.place.platform in group.lost:
            group = replace(group, lost=group.lost - {platform})
            stores.groups.save(group)
    elif settled.outcome in ("gone", "cannot"):
        lost_channel(stores, group, platform, job.now)
    if _weekly(job):
        plan_next(stores, group, platform, job.now)


def _stand_in_for(job: JobContext, subject: str, ref: PostRef) -> None:
    """The new post takes the place of an older one, which is taken down."""
    take_down(job.stores, subject, job.now, ref.place.platform)
    job.stores.posts.add(subject, ref, None)


JOB = JobSpec("group.door", _door, _door_posted, late=DOOR_LATE)
