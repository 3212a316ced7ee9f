"""What follows a hard moment, as steps; and the two jobs that come back to it, once each."""

from __future__ import annotations

from datetime import timedelta

from core.feature import Action, Delivery, Feature, JobContext, JobSpec, Settled
from core.paging import page_in
from core.people.actions import tell
from core.people.own import me
from core.rhythm import local_day
from core.slips import words
from core.slips.actions import (
    BEFORE_THE_END,
    QUESTION_LATE,
    agree,
    agreement,
    choose_first,
    delete,
    end_agreement,
    find,
    note_right,
    note_told,
    own,
    question_about,
    reminder_about,
    slips_of,
    write_again,
    write_down,
)
from core.slips.model import Slip
from core.surface import Answer, Form, Replace, Reply
from core.turn import Context


def _edit_form(context: Context) -> Form:
    slip = own(context)
    return words.WHAT.filled(_as_typed(slip, context))


def _as_typed(slip: Slip, context: Context) -> dict[str, Answer]:
    today = local_day(slip.written_at, me(context).zone)
    days = {today: "today", today - timedelta(days=1): "yesterday"}
    return {
        "word": slip.word,
        "when": days.get(slip.day, "earlier") if slip.day else "earlier",
        "before": slip.before,
        "helped": slip.helped.words if slip.helped else "",
        "need": slip.need.words if slip.need else "",
    }


def _agreement_form(context: Context) -> Form:
    made = agreement(context.stores, me(context).id)
    if made is None:
        return words.AGREEMENT
    return words.AGREEMENT.filled(
        {
            "hours": str(made.hours),
            "talk_to": made.talk_to.words if made.talk_to else "",
            "where": made.where.words if made.where else "",
        }
    )


def _plan(context: Context) -> Reply:
    member = me(context).id
    lists = context.stores.records.find(member, "list", "inner-circle")
    own_date = context.stores.records.find(member, "date")
    return Replace(words.plan(own(context), circles=lists is not None, own_date=own_date is not None))


def _list(context: Context) -> Reply:
    return words.listed(slips_of(context.stores, me(context).id)[::-1], page_in(context.subject))


def _next_day(job: JobContext) -> Delivery | None:
    """The one question; not when it was answered or deleted meanwhile."""
    slip = find(job.stores, job.claim.owner, job.subject) if job.claim.owner else None
    if slip is not None and slip.right is None and job.claim.owner is not None:
        until = job.now + timedelta(days=2)
        tell(job.stores, job.claim.owner, words.next_day(slip.id), job.now, about=question_about(slip.id), until=until)
    return None


def _remember(job: JobContext) -> Delivery | None:
    """The agreement's reminder; not when somebody was told, or the agreement is over."""
    slip = find(job.stores, job.claim.owner, job.subject) if job.claim.owner else None
    made = agreement(job.stores, job.claim.owner) if job.claim.owner else None
    if slip is not None and slip.told_at is None and made is not None and job.claim.owner is not None:
        until = job.now + timedelta(days=2)
        tell(job.stores, job.claim.owner, words.remember(made), job.now, about=reminder_about(slip.id), until=until)
    return None


def _settled(job: JobContext, settled: Settled) -> None:
    """Nothing follows: what is past its time is not asked any more."""


FEATURE = Feature(
    "slips",
    actions=(
        Action("slip.write", reads=lambda context: words.opening()),
        Action("slip.what", form=words.WHAT, does=write_down),
        Action("slip.edit", form=_edit_form, does=write_again),
        Action("slip.first", does=lambda context: Replace(choose_first(context))),
        Action("slip.told", does=lambda context: Replace(note_told(context))),
        Action("slip.plan", reads=_plan),
        Action("slip.done", reads=lambda context: Replace(words.done())),
        Action("slip.right", form=words.RIGHT, does=note_right),
        Action("slip.agreement", form=_agreement_form, does=agree),
        Action("slip.no-agreement", does=lambda context: Replace(end_agreement(context))),
        Action("slip.list", reads=_list),
        Action("slip.show", reads=lambda context: words.shown(own(context))),
        Action("slip.delete", reads=lambda context: words.sure_to_delete(own(context))),
        Action("slip.remove", does=lambda context: Replace(delete(context))),
    ),
    jobs=(
        JobSpec("slip.next-day", _next_day, _settled, late=QUESTION_LATE),
        JobSpec("slip.remember", _remember, _settled, late=BEFORE_THE_END),
    ),
)
