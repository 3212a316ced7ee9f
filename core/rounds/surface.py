"""Group rounds, as steps; and the jobs that open, post and close one, and notice a share nobody answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from core.checkins.keys import post_of, round_of
from core.feature import Action, Command, Delivery, Edit, Feature, JobContext, JobSpec, Later, Post, Settled
from core.groups.actions import lost_channel
from core.groups.rounds import ROUND_LATE, plan_rounds
from core.groups.schedule import last_time, next_time
from core.people.actions import tell
from core.posts.actions import take_down
from core.rounds import words
from core.rounds.actions import (
    CLOSE_LATE,
    EDIT_LATE,
    POST_LATE,
    answer,
    answer_form,
    call_off,
    close_now,
    close_round,
    facilitators,
    group_with,
    look,
    open_form,
    open_now,
    open_round,
)
from core.surface import Replace, Step
from core.values import GroupId, Role

NOTE_STANDS: Final = timedelta(days=2)
LOOK_LATE: Final = timedelta(hours=20)


def _due(job: JobContext) -> Later | None:
    """Open a round whose time it is, unless one is open; and come back for the next."""
    group = job.stores.groups.find(GroupId(job.subject))
    weekly = group.rounds if group else None
    if group is None or weekly is None:
        return None
    if group.round_until is not None and group.round_until <= job.now:
        close_round(job.stores, group, job.now)
        group = replace(group, open_round="", round_until=None)
    last = last_time(weekly, group.zone, job.now)
    if last is not None and job.now - last <= ROUND_LATE and not group.open_round and group.reachable:
        open_round(job.stores, group, weekly.hours, job.now)
    return Later(next_time(weekly, group.zone, job.now))


def _too_late(job: JobContext, _: Settled) -> None:
    """Its time is long over: leave that one out, and come back for the next."""
    group = job.stores.groups.find(GroupId(job.subject))
    if group is not None:
        plan_rounds(job.stores, group, job.now)


def _post(job: JobContext) -> Delivery | None:
    group = group_with(job.stores, job.subject)
    place = group and group.on(job.claim.platform)
    if not (group and place and group.round_until):
        return None
    return Post(place, words.post(group.open_round, group.round_until).within(job.community))


def _posted(job: JobContext, settled: Settled) -> None:
    group = group_with(job.stores, job.subject)
    if settled.ref is not None:
        job.stores.posts.add(round_of(job.subject), settled.ref, None)
        if group is None:
            take_down(job.stores, round_of(job.subject), job.now)
    elif settled.outcome in ("gone", "cannot") and group:
        lost_channel(job.stores, group, job.claim.platform, job.now)


def _close(job: JobContext) -> None:
    group = group_with(job.stores, job.subject)
    if group is not None:
        close_round(job.stores, group, job.now)


def _redraw(job: JobContext) -> Delivery | None:
    ref = job.stores.posts.find(round_of(job.subject), job.claim.platform)
    return Edit(ref, words.post_closed().within(job.community)) if ref else None


def _redrawn(job: JobContext, settled: Settled) -> None:
    if settled.outcome == "gone":
        job.stores.posts.drop(round_of(job.subject), job.claim.platform)


def _unanswered(job: JobContext) -> None:
    """Tell those who look after the group that one share has no answer; not whose, and not a word of it."""
    stores = job.stores
    checkin = stores.checkins.find(job.subject)
    group = checkin and checkin.group and stores.groups.find(checkin.group)
    if not (checkin and group) or stores.posts.find(post_of(checkin.id)) is None:
        return
    if stores.checkins.company(checkin.id) or stores.checkins.responses(checkin.id):
        return
    note = words.unanswered(group.name)
    for member in facilitators(stores, group):
        if member != checkin.member:
            tell(stores, member, note, job.now, about=f"unanswered~{checkin.id}", until=job.now + NOTE_STANDS)


FEATURE = Feature(
    "rounds",
    commands=(
        Command(
            "round open", "Open a round: three lines each, in the group's channel", Step("round.open"), "Open a round"
        ),
    ),
    actions=(
        Action("round.open", form=open_form, does=open_now, needs=Role.FACILITATOR),
        Action("round.look", reads=look, needs=Role.FACILITATOR),
        Action("round.close", does=lambda context: Replace(close_now(context)), needs=Role.FACILITATOR),
        Action("round.cancel", does=lambda context: Replace(call_off(context)), needs=Role.MODERATOR),
        Action("round.answer", form=answer_form, does=answer),
    ),
    jobs=(
        JobSpec("round.due", _due, _too_late, late=ROUND_LATE),
        JobSpec("round.post", _post, _posted, late=POST_LATE),
        JobSpec("round.close", _close, lambda job, _: _close(job), late=CLOSE_LATE),
        JobSpec("round.redraw", _redraw, _redrawn, late=EDIT_LATE),
        JobSpec("round.unanswered", _unanswered, lambda job, settled: None, late=LOOK_LATE),
    ),
)
