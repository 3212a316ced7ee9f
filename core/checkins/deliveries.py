"""The jobs of this slice: posting a share, bringing it up to date, posting what stands beneath it.

Not here: deciding to share. Each job re-reads what is true when it runs.
"""

from __future__ import annotations

from core.checkins import words
from core.checkins.actions import POST_LATE, handles, held_until, post_of, response_of, shared_message
from core.feature import Delivery, Edit, JobContext, JobSpec, Post, Settled
from core.groups.actions import lost_channel
from core.people.actions import tell
from core.posts.actions import take_down
from core.surface import Message
from core.values import MemberId


def _post(job: JobContext) -> Delivery | None:
    checkin = job.stores.checkins.find(job.subject)
    group = checkin and checkin.group and job.stores.groups.find(checkin.group)
    place = group and group.on(job.claim.platform)
    message = checkin and shared_message(job.stores, job.library, checkin)
    return Post(place, message.within(job.community)) if place and message else None


def _posted(job: JobContext, settled: Settled) -> None:
    checkin = job.stores.checkins.find(job.subject)
    if settled.ref is not None:
        job.stores.posts.add(post_of(job.subject), settled.ref, checkin.member if checkin else None)
        if checkin is None or checkin.group is None:
            take_down(job.stores, post_of(job.subject), job.now)
        return
    if checkin is None or checkin.group is None:
        _tell_taken_back(job, settled)
        return
    group = job.stores.groups.find(checkin.group)
    if settled.outcome in ("gone", "cannot") and group:
        lost_channel(job.stores, group, job.claim.platform, job.now)
    _tell(job, checkin.member, settled, words.maybe_posted(checkin.id), words.not_posted(checkin.id))
    elsewhere = job.stores.posts.standing(post_of(checkin.id)) or held_until(job.stores, checkin.id)
    if settled.outcome != "unknown" and not elsewhere:
        job.stores.checkins.save(checkin.alone())


def _redraw(job: JobContext) -> Delivery | None:
    checkin = job.stores.checkins.find(job.subject)
    ref = job.stores.posts.find(post_of(job.subject), job.claim.platform)
    if checkin is None or checkin.group is None or ref is None:
        return None
    message = shared_message(job.stores, job.library, checkin)
    return Edit(ref, message.within(job.community)) if message else None


def _redrawn(job: JobContext, settled: Settled) -> None:
    """A copy that is gone from the channel (somebody deleted it) is no longer a share."""
    if settled.outcome != "gone":
        return
    job.stores.posts.drop(post_of(job.subject), job.claim.platform)
    checkin = job.stores.checkins.find(job.subject)
    if checkin is not None and not job.stores.posts.standing(post_of(job.subject)):
        job.stores.checkins.save(checkin.alone())


def _answer(job: JobContext) -> Delivery | None:
    response = job.stores.checkins.response(job.subject)
    if response is None:
        return None
    beneath = job.stores.posts.find(post_of(response.checkin), job.claim.platform)
    handle = handles(job.stores, [response.member])
    if beneath is None or not handle:
        return None
    return Post(beneath.place, words.response(handle[0], response.words).within(job.community), beneath)


def _answered(job: JobContext, settled: Settled) -> None:
    response = job.stores.checkins.response(job.subject)
    if settled.ref is not None:
        job.stores.posts.add(response_of(job.subject), settled.ref, response.member if response else None)
        if response is None:
            take_down(job.stores, response_of(job.subject), job.now)
        return
    if response is None:
        _tell_taken_back(job, settled)
        return
    maybe, not_posted = (words.response_not_posted(response.id, maybe=maybe) for maybe in (True, False))
    _tell(job, response.member, settled, maybe, not_posted)


def _tell(job: JobContext, member: MemberId, settled: Settled, maybe: Message, not_posted: Message) -> None:
    message = maybe if settled.outcome == "unknown" else not_posted
    tell(job.stores, member, message, job.now)


def _tell_taken_back(job: JobContext, settled: Settled) -> None:
    """What was taken back while nobody could tell whether it was posted may stand there all the same."""
    if settled.outcome == "unknown" and job.claim.owner is not None:
        tell(job.stores, job.claim.owner, words.maybe_left(), job.now)


JOBS = (
    JobSpec("checkin.post", _post, _posted, late=POST_LATE),
    JobSpec("checkin.redraw", _redraw, _redrawn, late=POST_LATE),
    JobSpec("checkin.answer", _answer, _answered, late=POST_LATE),
)
