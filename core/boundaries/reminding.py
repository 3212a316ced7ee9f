"""What members press about reminders: set one, change, stop; and the plans when it happens.

Not here: reminding (`deliveries`), what is pressed on a note (`noted`), and the dates a form may hold (`times`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Final

from core.boundaries import reminder_words, shown_words, time_words
from core.boundaries.keeping import answer, own, own_reminder, plans_held, put_away, save, standing
from core.boundaries.model import Boundary
from core.boundaries.planning import (
    drop_reminder,
    keep_reminder,
    keep_start,
    reminder,
    reminders_of,
    start_of,
)
from core.boundaries.reminder import ADDED, MOST_PLANS, REFRESHED_AFTER, Reminder
from core.boundaries.situations import RESPONSES, SITUATIONS
from core.boundaries.times import NEW, as_typed, taken_from
from core.errors import Refusal
from core.people.own import me
from core.rhythm import local_day
from core.surface import Form, Message
from core.turn import Context
from core.values import Said, new_id

AFFIRMED_ON: Final = 6
AFFIRMED_AT: Final = time(18, 0)
MOST_REMINDERS: Final = 12
"""Of one boundary; more could not be told apart on a page."""


def page(context: Context) -> Message:
    """The reminders of a boundary, and those that could be added."""
    one = _in_force(context)
    found = reminders_of(context.stores, me(context).id, one.id)
    affirms = any(each.kind == "affirm" for each in found)
    return reminder_words.page(one, found, affirms=affirms, plans=any(each.kind == "if-then" for each in found))


def show(context: Context) -> Message:
    """One reminder."""
    return reminder_words.one_of_them(*own_reminder(context))


def set_form(context: Context) -> Form:
    """An empty form of the chosen kind."""
    _with_room(context, _in_force(context))
    if answer(context) not in NEW:
        raise Refusal(shown_words.gone())
    return time_words.FORMS[answer(context)]


def set_up(context: Context) -> Message:
    """Keep a new reminder at times its owner placed."""
    of, kind = _in_force(context), answer(context)
    if kind not in NEW:
        raise Refusal(shown_words.gone())
    _with_room(context, of)
    one = taken_from(context, replace(NEW[kind], id=new_id(), boundary=of.id, made_at=context.now), standing(context))
    return _keep(context, one)


def change_form(context: Context) -> Form:
    """A reminder as it is."""
    one, _ = _changeable(context)
    key = {"if-then": "if-then", "before": one.pattern}.get(one.kind, "scheduled")
    starts = start_of(context.stores, me(context).id, one.id) is not None
    return time_words.FORMS[key].filled(as_typed(one, starts=starts))


def change(context: Context) -> Message:
    """Keep it changed."""
    one, of = _changeable(context)
    if of.status != "active":
        raise Refusal(reminder_words.not_in_force(of))
    put_away(context, one)
    if one.kind == "if-then":
        cue, response = context.values.get("cue"), context.values.get("response")
        if not isinstance(cue, Said) or not isinstance(response, Said):
            raise Refusal(shown_words.gone())
        return _keep(context, replace(_refreshed(context, one), cue=cue, response=response))
    return _keep(context, taken_from(context, replace(one, settled=None, snoozed=None), standing(context)))


def plan_form(context: Context) -> Form | Message:
    """Twelve situations, twelve responses."""
    of, full = _in_force(context), plans_held(context)
    if len(full) >= MOST_PLANS:
        return reminder_words.plans_full(full)
    _with_room(context, of)
    return time_words.PICK


def make_plan(context: Context) -> Message:
    """Keep a plan that was picked; it can be changed word by word then."""
    of, full = _in_force(context), plans_held(context)
    cue, response = str(context.values.get("cue")), str(context.values.get("response"))
    if cue not in dict(SITUATIONS) or response not in dict(RESPONSES):
        raise Refusal(shown_words.gone())
    if len(full) >= MOST_PLANS:
        raise Refusal(reminder_words.plans_full(full))
    _with_room(context, of)
    said = Said(dict(SITUATIONS)[cue]), Said(dict(RESPONSES)[response])
    made = Reminder(new_id(), of.id, "if-then", context.now, "from", cue=said[0], response=said[1])
    return _keep(context, _refreshed(context, made))


def affirm(context: Context) -> Message:
    """What was kept, once a week: on, or off again."""
    of, member = _in_force(context), me(context)
    found = [each for each in reminders_of(context.stores, member.id, of.id) if each.kind == "affirm"]
    for each in found:
        drop_reminder(context.stores, member.id, each)
    if not found:
        days = (AFFIRMED_ON,)
        one = Reminder(new_id(), of.id, "affirm", context.now, "week", AFFIRMED_AT, days=days)
        keep_reminder(context.stores, member, one.from_now(_zone(context), context.now), context.now)
    return reminder_words.affirm_set(of, on=not found)


def stop(context: Context) -> Message:
    """Remind no more."""
    one, of = own_reminder(context)
    drop_reminder(context.stores, me(context).id, one)
    if one.kind == "review":
        save(context, replace(of, review_on=None))
    if one.kind == "renewal":
        save(context, replace(of, renew_on=None))
    return reminder_words.stopped(one)


def happening(context: Context) -> Message:
    """It is happening now: the plans made on a calm day, of one boundary or of all."""
    active = {one.id: one for one in standing(context)}
    found = plans_held(context)
    named = [one for one in found if context.subject in ("", one.boundary)]
    return reminder_words.happening([(one, active[one.boundary]) for one in named if one.boundary in active])


def _in_force(context: Context) -> Boundary:
    one = own(context)
    if one.status != "active":
        raise Refusal(reminder_words.not_in_force(one))
    return one


def _changeable(context: Context) -> tuple[Reminder, Boundary]:
    """A reminder whose times or words its owner chose; what comes as a window begins is changed with its window."""
    one, of = own_reminder(context)
    if one.kind == "start":
        one = reminder(context.stores, me(context).id, one.window) or one
    if one.kind not in ("scheduled", "before", "if-then", "affirm"):
        raise Refusal(shown_words.gone())
    return one, of


def _with_room(context: Context, of: Boundary) -> None:
    found = reminders_of(context.stores, me(context).id, of.id)
    if sum(each.kind in ADDED for each in found) >= MOST_REMINDERS:
        raise Refusal(reminder_words.reminders_full(of))


def _refreshed(context: Context, one: Reminder) -> Reminder:
    return replace(one, first=local_day(context.now, me(context).zone) + REFRESHED_AFTER, snoozed=None)


def _keep(context: Context, one: Reminder) -> Message:
    keep_reminder(context.stores, me(context), one, context.now)
    if one.kind == "before":
        wanted = context.values.get("starts") == "plans"
        keep_start(context.stores, me(context), one, context.now, wanted=wanted)
    return reminder_words.set_up(one)


def _zone(context: Context) -> str:
    return me(context).zone or "UTC"
