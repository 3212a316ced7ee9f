"""Looking back, as steps; and the jobs that post a milestone and take it down after its days."""

from __future__ import annotations

from datetime import timedelta

from core.feature import Action, Command, Delivery, Feature, JobContext, JobSpec, Post, Settled
from core.groups.sharing import settle
from core.history import words
from core.history.actions import (
    delete_date,
    draw,
    end_milestone,
    hasten_milestone,
    held_of,
    hide_date,
    look_back,
    preview_milestone,
    set_date,
    share_milestone,
    show_date,
    unshare_milestone,
)
from core.history.model import milestone, own_date
from core.people.own import me
from core.posts.held import POST_LATE
from core.surface import Form, Replace, Step
from core.turn import Context


def _date_form(context: Context) -> Form:
    own = own_date(context.stores, me(context).id)
    return words.DATE_FORM.filled({"day": own.day.isoformat()}) if own else words.DATE_FORM


def _post(job: JobContext) -> Delivery | None:
    owner = job.claim.owner
    shared = milestone(job.stores, owner, job.subject) if owner else None
    author = job.stores.people.member(owner) if owner else None
    group = job.stores.groups.find(shared.group) if shared else None
    place = group.on(job.claim.platform) if group else None
    if shared is None or author is None or author.handle is None or place is None:
        return None
    return Post(place, words.milestone_post(author.handle, shared.days).within(job.community))


def _posted(job: JobContext, settled: Settled) -> None:
    owner = job.claim.owner
    if owner is None:
        return
    shared = milestone(job.stores, owner, job.subject)
    group = job.stores.groups.find(shared.group) if shared else None
    way, wanted = held_of(owner, job.subject, group), shared is not None
    if settle(job, settled, way, group, wanted=wanted, what="your milestone", buttons=[words.MY_DATE]):
        end_milestone(job.stores, owner, job.subject, job.now)


def _over(job: JobContext) -> Delivery | None:
    """Its days are over: the post goes."""
    if job.claim.owner is not None:
        end_milestone(job.stores, job.claim.owner, job.subject, job.now)
    return None


def _settled(job: JobContext, settled: Settled) -> None:
    """Nothing follows."""


FEATURE = Feature(
    "history",
    commands=(Command("history", "Look back on your own entries; only you see it", Step("history.show"), "Look back"),),
    actions=(
        Action("history.show", reads=look_back),
        Action("history.draw", reads=draw),
        Action("history.my-date", reads=show_date),
        Action("history.date", form=_date_form, does=set_date),
        Action("history.hide", does=lambda context: Replace(hide_date(context, hidden=True))),
        Action("history.unhide", does=lambda context: Replace(hide_date(context, hidden=False))),
        Action("history.no-date", does=lambda context: Replace(delete_date(context))),
        Action("history.milestone", reads=preview_milestone),
        Action("history.share", does=lambda context: Replace(share_milestone(context))),
        Action("history.now", does=lambda context: Replace(hasten_milestone(context))),
        Action("history.unshare", does=lambda context: Replace(unshare_milestone(context))),
    ),
    jobs=(
        JobSpec("history.post", _post, _posted, late=POST_LATE),
        JobSpec("history.over", _over, _settled, late=timedelta(days=30)),
    ),
)
