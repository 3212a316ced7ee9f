"""Check-ins, as steps."""

from __future__ import annotations

from dataclasses import replace

from core.checkins import company, words
from core.checkins.actions import (
    DEFAULT,
    after_saving,
    change,
    delete,
    earlier_today,
    me,
    own,
    post_keys,
    questions_of,
    record_check_in,
    share,
    take_back,
    template_of,
    today,
    track_of,
    where,
)
from core.checkins.deliveries import JOBS
from core.checkins.forms import as_typed, kept, page
from core.checkins.model import CheckIn
from core.checkins.template import Template
from core.errors import Refusal
from core.feature import Action, Command, Feature
from core.surface import Answer, Form, Message, Replace, Reply, Step
from core.turn import Context

_PAGES = "checkin.pages"
"""The draft that holds a template's pages before the one being written."""


def _write_form(context: Context) -> Form | Message:
    """A page of a new check-in. Subject: nothing, `add` (another one today), or `template~page`, with `~add`."""
    template, number, extra = _asked(context)
    earlier = None if extra or number else earlier_today(context, template)
    if earlier is not None:
        return today(context.stores, context.library, earlier)
    return _page(template_of(context.library, template), track_of(context), number)


def _write(context: Context) -> Reply:
    key, number, extra = _asked(context)
    template, earlier_pages = template_of(context.library, key), Step(_PAGES, key).key
    pages = len(template.pages_for(track_of(context)))
    answers: dict[str, Answer] = dict(context.turn.answers or {})
    drafts, who = context.stores.drafts, context.turn.who
    if number:
        earlier = drafts.find(who, earlier_pages, context.now)
        if earlier is None:
            raise Refusal(words.draft_gone())
        answers = earlier | answers
    if number + 1 < pages:
        drafts.save(who, earlier_pages, answers, context.now)
        step = Step("checkin.write", f"{key}~{number + 1}" + ("~add" if extra else ""))
        return words.next_page(template.title, step, number + 1, pages)
    checkin = record_check_in(context, template, answers, extra)
    drafts.drop(who, earlier_pages)
    return after_saving(context, checkin) if checkin else words.empty()


def _asked(context: Context) -> tuple[str, int, bool]:
    template, _, rest = context.subject.partition("~")
    number, _, extra = rest.partition("~")
    if template in ("", "add"):
        return DEFAULT, 0, template == "add"
    return template, int(number) if number.isdecimal() else 0, extra == "add"


def _edit_form(context: Context) -> Form:
    checkin, number = _edited(context)
    template = template_of(context.library, checkin.template)
    return _page(template, checkin.track, number).filled(as_typed(checkin.answers))


def _page(template: Template, track: str, number: int) -> Form:
    """A page as a form; one that this template never had, or has no longer, is as good as not there."""
    if number >= len(template.pages_for(track)):
        raise Refusal(words.gone())
    return page(template, track, number)


def _edit(context: Context) -> Reply:
    checkin, number = _edited(context)
    template = template_of(context.library, checkin.template)
    asked = template.page_for(checkin.track, number)
    others = {key: given for key, given in checkin.answers.items() if key not in {question.key for question in asked}}
    changed, taken = change(context, replace(checkin, answers=others | kept(asked, context.values)))
    pages = len(template.pages_for(checkin.track))
    if number + 1 < pages:
        return words.next_page(template.title, Step("checkin.edit", f"{checkin.id}~{number + 1}"), number + 1, pages)
    return after_saving(context, changed, taken=taken)


def _edited(context: Context) -> tuple[CheckIn, int]:
    checkin, _, number = context.subject.partition("~")
    return own(context, checkin), int(number) if number.isdecimal() else 0


def _share(context: Context) -> Reply:
    return Replace(share(context, own(context, context.subject)))


def _post_now(context: Context) -> Reply:
    checkin = own(context, context.subject)
    if any([context.stores.jobs.hasten(key, context.now) for key in post_keys(context.stores, checkin.id)]):
        return Replace(words.on_its_way(checkin.id))
    return Replace(share(context, checkin))


def _undo(context: Context) -> Reply:
    return Replace(take_back(context, own(context, context.subject)))


def _keep(context: Context) -> Reply:
    return Replace(words.kept())


def _list(context: Context) -> Reply:
    return words.listed(context.stores.checkins.latest(me(context), 25), context.library.templates)


def _show(context: Context) -> Reply:
    checkin, start = _edited(context)
    template = context.library.templates.get(checkin.template)
    return words.shown(
        checkin,
        questions_of(context.library, checkin),
        template.title if template else "Check-in",
        where=where(context.stores, checkin),
        shared=checkin.group is not None,
        start=start,
    )


def _ask_delete(context: Context) -> Reply:
    checkin = own(context, context.subject)
    return words.sure_to_delete(checkin, shared=checkin.group is not None)


def _delete(context: Context) -> Reply:
    return Replace(delete(context, own(context, context.subject)))


def _reply_form(context: Context) -> Form:
    return words.reply_form(company.author_of(context, company.standing(context, context.subject)))


FEATURE = Feature(
    "checkins",
    commands=(
        Command("checkin", "A check-in: private, and shared only if you choose to", Step("checkin.write"), "Check in"),
    ),
    actions=(
        Action("checkin.write", form=_write_form, does=_write),
        Action("checkin.edit", form=_edit_form, does=_edit),
        Action("checkin.share", does=_share),
        Action("checkin.now", does=_post_now),
        Action("checkin.undo", does=_undo),
        Action("checkin.keep", reads=_keep),
        Action("checkin.list", reads=_list),
        Action("checkin.show", reads=_show),
        Action("checkin.delete", reads=_ask_delete),
        Action("checkin.remove", does=_delete),
        Action("checkin.with", does=company.stand_with),
        Action("checkin.step-back", does=lambda context: Replace(company.step_back(context))),
        Action("checkin.reply", form=_reply_form, does=company.respond),
        Action("checkin.answer-now", does=lambda context: Replace(company.post_response_now(context))),
        Action("checkin.answer-again", does=lambda context: Replace(company.respond_again(context))),
        Action("checkin.unanswer", does=lambda context: Replace(company.withdraw(context))),
    ),
    jobs=JOBS,
)
