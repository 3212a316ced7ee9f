"""The jobs of this slice: posting a share, keeping it up to date, taking it down on its day; what stands beneath it.

Not here: deciding to share. Each job re-reads what is true when it runs.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core.checkins import company_words, share_words
from core.checkins.actions import (
    EXPIRE_LATE,
    group_of,
    handles,
    held_of,
    redraw,
    response_held,
    shared_message,
    stands_until,
    unpost,
    unshared,
)
from core.checkins.company import response_message
from core.checkins.keys import post_of, response_of, round_of, unanswered_key
from core.checkins.model import CheckIn
from core.feature import Delivery, Edit, JobContext, JobSpec, Post, Settled
from core.groups.sharing import settle
from core.posts.actions import AGAIN
from core.posts.held import POST_LATE, Held, hold
from core.values import PostRef

NO_WAIT: Final = timedelta()
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
    checkin, owner = job.stores.checkins.find(job.subject), job.claim.owner
    if owner is None:
        return
    wanted = checkin is not None and checkin.group is not None
    group = group_of(job.stores, checkin) if checkin is not None and wanted else None
    if checkin is not None and wanted and settled.outcome == "gone" and _round_post(job, checkin):
        _without_the_round(job, checkin)
        return
    way = Held("checkin.post", job.subject, post_of(job.subject), owner, group.places if group else ())
    again = share_words.again(job.subject) if settled.outcome == "unknown" else share_words.see(job.subject)
    if settle(job, settled, way, group, wanted=wanted, what="your check-in", buttons=[again]) and checkin is not None:
        unshared(job.stores, checkin, job.now)
    if checkin is not None and wanted and checkin.round and settled.ref is not None:
        _look_later(job, checkin)


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
    held = held_of(job.stores, checkin)
    hold(job.stores, held, [one for one in held.places if one.platform == job.claim.platform], job.now, NO_WAIT)


def _expire(job: JobContext) -> None:
    """Take a share down on its day; the entry stays its author's."""
    checkin = job.stores.checkins.find(job.subject)
    until = stands_until(checkin) if checkin else None
    if checkin is None or until is None or until > job.now:
        return
    unpost(job.stores, checkin, job.now)
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
    response, owner = job.stores.checkins.response(job.subject), job.claim.owner
    if owner is None:
        return
    places = response_held(job.stores, response).places if response else ()
    way = Held("checkin.answer", job.subject, response_of(job.subject), owner, places)
    buttons = [company_words.again(job.subject)]
    settle(job, settled, way, None, wanted=response is not None, what="your reply", buttons=buttons)


JOBS = (
    JobSpec("checkin.post", _post, _posted, late=POST_LATE),
    JobSpec("checkin.redraw", _redraw, _redrawn, late=POST_LATE),
    JobSpec("checkin.expire", _expire, lambda job, _: _expire(job), late=EXPIRE_LATE),
    JobSpec("checkin.answer", _answer, _answered, late=POST_LATE),
)
