"""Boundaries, as steps; and the jobs that post and remind."""

from __future__ import annotations

from core.boundaries import crossing, deliveries, fewer, noted, posting, reminding, safety_words, state, wizard, words
from core.boundaries.keeping import look, next_look, own, own_written
from core.boundaries.starters import ROLES, starter
from core.feature import Action, Command, Feature, Handler
from core.surface import Form, Message, Replace, Reply, Step
from core.turn import Context


def _new(context: Context) -> Message:
    return words.new()


def _role(context: Context) -> Message:
    found = next((starters for key, _, starters in ROLES if key == context.subject), None)
    return words.examples(found) if found else words.new()


def _start(context: Context) -> Reply:
    found = starter(context.subject)
    return Replace(wizard.begin(context, found) if found else words.new())


def _say_form(context: Context) -> Form:
    return words.say_form(own_written(context))


def _need_form(context: Context) -> Form:
    return words.need_form(own_written(context))


def _review_form(context: Context) -> Form:
    return words.review_form(next_look(context, own_written(context)))


def _outside_form(context: Context) -> Form:
    one = own_written(context)
    return safety_words.OUTSIDE.filled({"outside": one.outside.words if one.outside else ""})


def _in_place(handler: Handler) -> Handler:
    """The same, in place of the message whose button was pressed."""

    def replaced(context: Context) -> Reply:
        found = handler(context)
        return found if isinstance(found, Replace) else Replace(found)

    return replaced


WRITING = (
    Action("boundary.new", reads=_new),
    Action("boundary.role", reads=_role),
    Action("boundary.start", does=_start),
    Action("boundary.blank", does=_in_place(wizard.begin)),
    Action("boundary.copy", does=_in_place(wizard.copy)),
    Action("boundary.need", form=_need_form, does=wizard.take_need),
    Action("boundary.power", reads=lambda context: words.power(own_written(context))),
    Action("boundary.sort", does=_in_place(wizard.take_sort)),
    Action("boundary.say", form=_say_form, does=wizard.take_words),
    Action("boundary.as-is", does=_in_place(wizard.leave_as_it_is)),
    Action("boundary.ask-control", reads=lambda context: words.control(own_written(context))),
    Action("boundary.control", does=_in_place(wizard.take_control)),
    Action("boundary.ask-safety", reads=wizard.ask_safety),
    Action("boundary.safety", does=_in_place(wizard.take_safety)),
    Action("boundary.outside", form=_outside_form, does=wizard.take_outside),
    Action("boundary.review", form=_review_form, does=wizard.take_review),
)
STATE = (
    Action("boundary.list", reads=state.listed),
    Action("boundary.show", reads=lambda context: look(context, own(context))),
    Action("boundary.on", does=_in_place(state.put_in_force)),
    Action("boundary.pause", does=_in_place(state.pause)),
    Action("boundary.close", does=_in_place(state.close)),
    Action("boundary.retire", does=_in_place(state.retire)),
    Action("boundary.restore", does=_in_place(state.restore)),
    Action("boundary.pause-all", does=_in_place(state.pause_all)),
    Action("boundary.resume-all", does=_in_place(state.resume_all)),
)
POSTING = (
    Action("boundary.preview", reads=posting.preview),
    Action("boundary.post", does=_in_place(posting.post)),
    Action("boundary.now", does=_in_place(posting.post_now)),
    Action("boundary.unpost", does=_in_place(posting.unpost)),
)
CROSSING = (
    Action("boundary.cross", form=crossing.cross_form, does=crossing.cross),
    Action("boundary.cross-edit", form=crossing.edit_form, does=crossing.edit),
    Action("boundary.cross-delete", does=_in_place(crossing.delete)),
    Action("boundary.crossing", reads=crossing.show),
    Action("boundary.crossings", reads=crossing.listed),
    Action("boundary.made-right", does=_in_place(crossing.make_right)),
    Action("boundary.repair", form=crossing.repair_form, does=crossing.take_repair),
)
REMINDING = (
    Action("boundary.reminders", reads=reminding.page),
    Action("boundary.reminder", reads=reminding.show),
    Action("boundary.remind", form=reminding.set_form, does=reminding.set_up),
    Action("boundary.remind-change", form=reminding.change_form, does=reminding.change),
    Action("boundary.plan", form=reminding.plan_form, does=reminding.make_plan),
    Action("boundary.affirm", does=_in_place(reminding.affirm)),
    Action("boundary.fewer", does=_in_place(fewer.fewer)),
    Action("boundary.stop", does=_in_place(reminding.stop)),
    Action("boundary.happening", reads=reminding.happening),
    Action("boundary.done", does=_in_place(noted.done)),
    Action("boundary.follow", does=_in_place(noted.follow)),
    Action("boundary.later", reads=noted.later),
    Action("boundary.snooze", does=_in_place(noted.snooze)),
    Action("boundary.keep", does=_in_place(noted.keep)),
    Action("boundary.renew", does=_in_place(noted.renew)),
)

FEATURE = Feature(
    "boundaries",
    commands=(
        Command("boundary list", "What you keep for yourself, seen by you alone", Step("boundary.list"), "Boundaries"),
        Command(
            "boundary new", "Write one, from an example or an empty page", Step("boundary.new"), "Write a boundary"
        ),
    ),
    actions=(*WRITING, *STATE, *POSTING, *CROSSING, *REMINDING),
    jobs=(*posting.JOBS, *deliveries.JOBS),
)
