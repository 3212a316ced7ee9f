"""What members press about reminders: set one, change, stop; and on a note: done, later, keep.

Not here: reminding (`deliveries`), and the dates a form may hold (`times`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.boundaries import note_words, reminder_words, shown_words, time_words
from core.boundaries.keeping import answer, member_of, own, save
from core.boundaries.model import RENEWED_AFTER, REVIEWED_AFTER, Boundary, boundaries, boundary
from core.boundaries.planning import about, drop_reminder, keep_reminder, reminder, reminders_of
from core.boundaries.reminder import MOST_PLANS, REFRESHED_AFTER, Reminder
from core.boundaries.situations import RESPONSES, SITUATIONS
from core.boundaries.times import NEW, as_typed, taken_from
from core.errors import Refusal
from core.rhythm import local_day
from core.surface import Form, Message
from core.turn import Context
from core.values import Said, new_id

TONIGHT: Final = time(20, 0)
AFFIRMED_ON: Final = 6
AFFIRMED_AT: Final = time(18, 0)
MOST_REMINDERS: Final = 12
"""Of one boundary; more could not be told apart on a page."""


def page(context: Context) -> Message:
    """The reminders of a boundary, and those that could be added."""
    one = _in_force(context)
    found = reminders_of(context.stores, member_of(context).id, one.id)
    affirms = any(each.kind == "affirm" for each in found)
    return reminder_words.page(one, found, affirms=affirms, plans=any(each.kind == "if-then" for each in found))


def show(context: Context) -> Message:
    """One reminder."""
    return reminder_words.one_of_them(*_own_reminder(context))


def set_form(context: Context) -> Form:
    """An empty form of the chosen kind."""
    _in_force(context)
    if answer(context) not in NEW:
        raise Refusal(shown_words.gone())
    return time_words.FORMS[answer(context)]


def set_up(context: Context) -> Message:
    """Keep a new reminder at times its owner placed."""
    of, kind = _in_force(context), answer(context)
    if kind not in NEW:
        raise Refusal(shown_words.gone())
    _with_room(context, of)
    one = taken_from(context, replace(NEW[kind], id=new_id(), boundary=of.id, made_at=context.now), _active(context))
    return _keep(context, one)


def change_form(context: Context) -> Form:
    """A reminder as it is."""
    one, _ = _own_reminder(context)
    key = "if-then" if one.kind == "if-then" else "scheduled" if one.kind == "scheduled" else one.pattern
    if key not in time_words.FORMS:
        raise Refusal(shown_words.gone())
    return time_words.FORMS[key].filled(as_typed(one))


def change(context: Context) -> Message:
    """Keep it changed."""
    one, of = _own_reminder(context)
    if of.status != "active":
        raise Refusal(reminder_words.not_in_force())
    _put_away(context, one)
    if one.kind == "if-then":
        cue, response = context.values.get("cue"), context.values.get("response")
        if not isinstance(cue, Said) or not isinstance(response, Said):
            raise Refusal(shown_words.gone())
        return _keep(context, replace(_refreshed(context, one), cue=cue, response=response))
    return _keep(context, taken_from(context, replace(one, settled=None, snoozed=None), _active(context)))


def plan_form(context: Context) -> Form | Message:
    """Twelve situations, twelve responses."""
    _in_force(context)
    full = _plans(context)
    return reminder_words.plans_full(full) if len(full) >= MOST_PLANS else time_words.PICK


def make_plan(context: Context) -> Message:
    """Keep a plan that was picked; it can be changed word by word then."""
    of, full = _in_force(context), _plans(context)
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
    of, member = _in_force(context), member_of(context)
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
    one, _ = _own_reminder(context)
    if one.kind in ("review", "renewal"):
        raise Refusal(shown_words.gone())
    drop_reminder(context.stores, member_of(context).id, one)
    return reminder_words.stopped(one)


def happening(context: Context) -> Message:
    """It is happening now: the plans made on a calm day, of one boundary or of all."""
    active = {one.id: one for one in _active(context)}
    found = _plans(context)
    named = [one for one in found if context.subject in ("", one.boundary)]
    return reminder_words.happening([(one, active[one.boundary]) for one in named if one.boundary in active])


def done(context: Context) -> Message:
    """Read, and done."""
    one, of = _own_reminder(context)
    _put_away(context, one)
    return note_words.done(of)


def follow(context: Context) -> Message:
    """They still want to do what they planned."""
    one, of = _own_reminder(context)
    _put_away(context, one)
    return note_words.go_on(one, of)


def later(context: Context) -> Message:
    """Three later times; tonight only while it is still to come."""
    one, _ = _own_reminder(context)
    return note_words.later(one, tonight=_local(context).time() < TONIGHT)


def snooze(context: Context) -> Message:
    """Once more at a later time; the note is put away until then."""
    member, (one, of) = member_of(context), _own_reminder(context)
    if of.status != "active":
        raise Refusal(reminder_words.not_in_force())
    now = _local(context).replace(second=0, microsecond=0, tzinfo=None)
    match answer(context):
        case "hour":
            at = now + timedelta(hours=1)
        case "tonight" if now.time() < TONIGHT:
            at = datetime.combine(now.date(), TONIGHT)
        case "tomorrow":
            at = now + timedelta(days=1)
        case _:
            return note_words.later(one, tonight=now.time() < TONIGHT)
    _put_away(context, one)
    keep_reminder(context.stores, member, replace(one, snoozed=at), context.now)
    day = "today" if at.date() == now.date() else "tomorrow"
    return note_words.snoozed(f"{day} at {at:%H:%M}")


def keep(context: Context) -> Message:
    """Looked at again, and kept: the next look is four weeks from today."""
    day = local_day(context.now, member_of(context).zone) + REVIEWED_AFTER
    one = save(context, replace(own(context), review_on=day))
    context.stores.people.drop_note(member_of(context).id, f"review~{one.id}")
    return note_words.kept(one, day)


def renew(context: Context) -> Message:
    """Still theirs, for three months."""
    day = local_day(context.now, member_of(context).zone) + RENEWED_AFTER
    one = save(context, replace(own(context), renew_on=day, renewals_unanswered=0))
    context.stores.people.drop_note(member_of(context).id, f"renewal~{one.id}")
    return note_words.renewed(one)


def _in_force(context: Context) -> Boundary:
    one = own(context)
    if one.status != "active":
        raise Refusal(reminder_words.not_in_force())
    return one


def _own_reminder(context: Context) -> tuple[Reminder, Boundary]:
    member = member_of(context).id
    one = reminder(context.stores, member, context.subject.partition("~")[0])
    of = boundary(context.stores, member, one.boundary) if one else None
    if one is None or of is None:
        raise Refusal(shown_words.gone())
    return one, of


def _active(context: Context) -> list[Boundary]:
    return [one for one in boundaries(context.stores, member_of(context).id) if one.status in ("active", "paused")]


def _plans(context: Context) -> list[Reminder]:
    there = {one.id for one in _active(context)}
    every = reminders_of(context.stores, member_of(context).id)
    return [one for one in every if one.kind == "if-then" and one.boundary in there]


def _with_room(context: Context, of: Boundary) -> None:
    found = reminders_of(context.stores, member_of(context).id, of.id)
    if sum(each.kind in ("scheduled", "before", "if-then") for each in found) >= MOST_REMINDERS:
        raise Refusal(reminder_words.reminders_full())


def _refreshed(context: Context, one: Reminder) -> Reminder:
    return replace(one, first=local_day(context.now, member_of(context).zone) + REFRESHED_AFTER, snoozed=None)


def _keep(context: Context, one: Reminder) -> Message:
    keep_reminder(context.stores, member_of(context), one, context.now)
    return reminder_words.set_up(one)


def _put_away(context: Context, one: Reminder) -> None:
    context.stores.people.drop_note(member_of(context).id, about(one))


def _local(context: Context) -> datetime:
    return context.now.astimezone(ZoneInfo(_zone(context)))


def _zone(context: Context) -> str:
    return member_of(context).zone or "UTC"
