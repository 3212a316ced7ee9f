"""The jobs of this slice: posting a share, keeping it up to date, taking it down on its day; what stands beneath it.

Not here: deciding to share. Each job re-reads what is true when it runs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.checkins import company_words, share_words
from core.checkins.actions import (
    EXPIRE_LATE,
    POST_LATE,
    handles,
    held_until,
    redraw,
    shared_message,
    stands_until,
    unpost,
    unshared,
)
from core.checkins.company import response_message
from core.checkins.keys import post_key, post_of, response_of, round_of, unanswered_key
from core.checkins.model import CheckIn
from core.feature import Delivery, Edit, JobContext, JobSpec, Post, Settled
from core.groups.actions import lost_channel
from core.people.actions import tell
from core.posts.actions import AGAIN, take_down
from core.surface import Message
from core.values import MemberId, PostRef

UNANSWERED: Final = timedelta(hours=12)
"""After so long without an answer, those who look after the group's rounds are told, without a word or a name."""


def _post(job: JobContext) -> Delivery | None:
    checkin = job.stores.checkins.find(job.subject)
    group = checkin and checkin.group and job.stores.groups.find(checkin.group)
    place = group and group.on(job.claim.platform)
    message = checkin and shared_message(job.stores, job.library, checkin)
    if not (checkin and place and message):
        return None
    beneath = _round_post(job, checkin)
    return Post(place, message.within(job.community), beneath if beneath and beneath.place == place else None)


def _round_post(job: JobContext, checkin: CheckIn) -> PostRef | None:
    """The post of the round a check-in was written for, on this platform."""
    return job.stores.posts.find(round_of(checkin.round), job.claim.platform) if checkin.round else None


def _posted(job: JobContext, settled: Settled) -> None:
    checkin = job.stores.checkins.find(job.subject)
    if settled.ref is not None:
        job.stores.posts.add(post_of(job.subject), settled.ref, checkin.member if checkin else None)
        if checkin is None or checkin.group is None:
            take_down(job.stores, post_of(job.subject), job.now)
        elif checkin.round:
            _look_later(job, checkin)
        return
    if checkin is None or checkin.group is None:
        _tell_taken_back(job, settled)
        return
    group = job.stores.groups.find(checkin.group)
    if settled.outcome == "gone" and _round_post(job, checkin):
        _without_the_round(job, checkin)
        return
    if settled.outcome in ("gone", "cannot") and group:
        lost_channel(job.stores, group, job.claim.platform, job.now)
    _tell(job, checkin.member, settled, share_words.maybe_posted(checkin.id), share_words.not_posted(checkin.id))
    elsewhere = job.stores.posts.standing(post_of(checkin.id)) or held_until(job.stores, checkin.id)
    if settled.outcome != "unknown" and not elsewhere:
        unshared(job.stores, checkin, job.now)


def _look_later(job: JobContext, checkin: CheckIn) -> None:
    """Promise, at its first post, to look after a while whether anybody answered."""
    if len(job.stores.posts.standing(post_of(checkin.id))) > 1:
        return
    due = job.now + UNANSWERED
    job.stores.jobs.promise(
        "round.unanswered",
        checkin.id,
        key=unanswered_key(checkin.id),
        due_at=due,
        expires_at=due + POST_LATE,
        owner=checkin.member,
    )


def _without_the_round(job: JobContext, checkin: CheckIn) -> None:
    """Somebody deleted the round's post: share it on its own, and see whether the channel is still there."""
    job.stores.posts.drop(round_of(checkin.round), job.claim.platform)
    job.stores.jobs.promise(
        "checkin.post",
        checkin.id,
        key=post_key(checkin.id, job.claim.platform),
        due_at=job.now,
        expires_at=job.now + POST_LATE,
        platform=job.claim.platform,
        owner=checkin.member,
    )


def _expire(job: JobContext) -> None:
    """Take a share down on its day; the entry stays its author's."""
    checkin = job.stores.checkins.find(job.subject)
    until = stands_until(checkin) if checkin else None
    if checkin is None or until is None or until > job.now:
        return
    unpost(job.stores, checkin.id, job.now)
    unshared(job.stores, checkin, job.now)


def _redraw(job: JobContext) -> Delivery | None:
    checkin = job.stores.checkins.find(job.subject)
    ref = job.stores.posts.find(post_of(job.subject), job.claim.platform)
    if checkin is None or checkin.group is None or ref is None:
        return None
    message = shared_message(job.stores, job.library, checkin)
    return Edit(ref, message.within(job.community)) if message else None


def _redrawn(job: JobContext, settled: Settled) -> None:
    """A copy that is gone (somebody deleted it) is no longer a share; one that could not be changed is tried anew."""
    if settled.outcome in ("dead", "unknown", "expired"):
        redraw(job.stores, job.subject, job.now + AGAIN)
    if settled.outcome != "gone":
        return
    job.stores.posts.drop(post_of(job.subject), job.claim.platform)
    checkin = job.stores.checkins.find(job.subject)
    if checkin is not None and not job.stores.posts.standing(post_of(job.subject)):
        unshared(job.stores, checkin, job.now)


def _answer(job: JobContext) -> Delivery | None:
    response = job.stores.checkins.response(job.subject)
    if response is None:
        return None
    beneath = job.stores.posts.find(post_of(response.checkin), job.claim.platform)
    handle = handles(job.stores, [response.member])
    if beneath is None or not handle:
        return None
    checkin = job.stores.checkins.find(response.checkin)
    round_post = _round_post(job, checkin) if checkin else None
    message = response_message(job.stores, response, handle[0]).within(job.community)
    return Post(beneath.place, message, round_post if round_post and round_post.place == beneath.place else beneath)


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
    maybe, not_posted = (company_words.response_not_posted(response.id, maybe=maybe) for maybe in (True, False))
    _tell(job, response.member, settled, maybe, not_posted)


def _tell(job: JobContext, member: MemberId, settled: Settled, maybe: Message, not_posted: Message) -> None:
    message = maybe if settled.outcome == "unknown" else not_posted
    tell(job.stores, member, message, job.now)


def _tell_taken_back(job: JobContext, settled: Settled) -> None:
    """What was taken back while nobody could tell whether it was posted may stand there all the same."""
    if settled.outcome == "unknown" and job.claim.owner is not None:
        tell(job.stores, job.claim.owner, share_words.maybe_left(), job.now)


JOBS = (
    JobSpec("checkin.post", _post, _posted, late=POST_LATE),
    JobSpec("checkin.redraw", _redraw, _redrawn, late=POST_LATE),
    JobSpec("checkin.expire", _expire, lambda job, _: _expire(job), late=EXPIRE_LATE),
    JobSpec("checkin.answer", _answer, _answered, late=POST_LATE),
)
