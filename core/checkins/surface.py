"""Check-ins, as steps."""

from __future__ import annotations

from core.checkins import audience, company, entries, kinds, list_actions, share_words, writing
from core.checkins.actions import held_of, own, share, take_back
from core.checkins.asked import asked_of
from core.checkins.deliveries import JOBS
from core.feature import Action, Command, Feature
from core.posts.held import hasten
from core.posts.words import on_its_way
from core.surface import Form, Message, Replace, Reply, Step
from core.turn import Context


def _write_form(context: Context) -> Form | Message:
    return writing.write_form(context, asked_of(context))


def _write(context: Context) -> Reply:
    return writing.write(context, asked_of(context))


def _share(context: Context) -> Reply:
    checkin, _, group = context.subject.partition("~")
    return Replace(share(context, own(context, checkin), group))


def _post_now(context: Context) -> Reply:
    checkin = own(context, context.subject)
    if hasten(context.stores, held_of(context.stores, checkin), context.now):
        return Replace(on_its_way(share_words.undo(checkin.id)))
    return Replace(share(context, checkin))


def _undo(context: Context) -> Reply:
    return Replace(take_back(context, own(context, context.subject)))


def _keep(context: Context) -> Reply:
    return Replace(share_words.kept())


FEATURE = Feature(
    "checkins",
    commands=(
        Command("checkin", "A check-in: private, and shared only if you choose to", Step("checkin.write"), "Check in"),
    ),
    actions=(
        Action("checkin.write", form=_write_form, does=_write),
        Action("checkin.edit", form=writing.edit_form, does=writing.edit),
        Action("checkin.choose", form=audience.choose_form, does=audience.choose),
        Action("checkin.share", does=_share),
        Action("checkin.now", does=_post_now),
        Action("checkin.undo", does=_undo),
        Action("checkin.keep", reads=_keep),
        Action("checkin.list", reads=entries.list_month),
        Action("checkin.show", reads=entries.show),
        Action("checkin.delete", reads=entries.ask_delete),
        Action("checkin.remove", does=entries.delete_it),
        Action("checkin.kinds", reads=kinds.show_kinds),
        Action("checkin.kind", reads=kinds.show_kind),
        Action("checkin.mine", does=kinds.make_mine),
        Action("checkin.lists", reads=list_actions.show_lists),
        Action("checkin.add", form=list_actions.add_form, does=list_actions.add),
        Action("checkin.item", reads=list_actions.show_item),
        Action("checkin.reword", form=list_actions.reword_form, does=list_actions.reword),
        Action("checkin.drop", does=lambda context: Replace(list_actions.drop(context))),
        Action("checkin.move", does=lambda context: Replace(list_actions.move(context))),
        Action("checkin.stay", does=lambda context: Replace(list_actions.stay(context))),
        Action("checkin.with", does=company.stand_with),
        Action("checkin.step-back", does=lambda context: Replace(company.step_back(context))),
        Action("checkin.reply", form=company.reply_form, does=company.respond),
        Action("checkin.answer-now", does=lambda context: Replace(company.post_response_now(context))),
        Action("checkin.answer-again", does=lambda context: Replace(company.respond_again(context))),
        Action("checkin.unanswer", does=lambda context: Replace(company.withdraw(context))),
    ),
    jobs=JOBS,
)
