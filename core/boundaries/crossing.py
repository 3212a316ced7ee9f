"""Writing down that a boundary was crossed, changing and deleting that, and the repair of what one owns.

Not here: telling anybody. No path leads from here to another person, and nobody else's behaviour is counted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast

from core.boundaries import crossing_words, shown_words
from core.boundaries.crossed import CROSSING as KIND
from core.boundaries.crossed import (
    DID,
    OLDEST,
    REPAIR,
    WHO,
    By,
    Crossing,
    Outcome,
    Repair,
    crossing,
    crossing_of,
    crossing_record,
    crossings,
    repair,
    repair_record,
    too_big,
)
from core.boundaries.keeping import answer, own, own_written
from core.boundaries.lint import has_but
from core.boundaries.model import Boundary, boundary
from core.boundaries.planning import drop_reminder, keep_reminder, reminder
from core.boundaries.reminder import FOLLOWED_AFTER, Reminder
from core.errors import LookAgain, Refusal
from core.paging import page_in
from core.people.model import Member
from core.people.own import me, own_record
from core.rhythm import after_quiet, clock_of, local_day
from core.surface import Form, Message
from core.turn import Context
from core.values import Said, new_id


def cross_form(context: Context) -> Form | Message:
    """The form, with today in it."""
    one = own_written(context)
    if one.sort == "request":
        return crossing_words.no_log(one)
    today = local_day(context.now, me(context).zone)
    return crossing_words.CROSSED.filled({"day": today.isoformat()})


def cross(context: Context) -> Message:
    """Write a crossing down; what was not done yet is asked about once, hours later."""
    of = own_written(context)
    if of.sort == "request":
        raise Refusal(crossing_words.no_log(of))
    one = _filled(context, Crossing(new_id(), of.id, context.now.date(), "me", "kept", None, None, context.now))
    return _kept(context, of, one)


def edit_form(context: Context) -> Form:
    """What was written, to be changed."""
    one, _ = own_crossing(context)
    return crossing_words.CROSSED.filled(
        {
            "day": one.day.isoformat(),
            "by": one.by,
            "did": one.did,
            "steadiness": str(one.steadiness) if one.steadiness is not None else "",
            "note": one.note.words if one.note else "",
        }
    )


def edit(context: Context) -> Message:
    """Change what was written."""
    one, of = own_crossing(context)
    return _kept(context, of, _filled(context, one))


def show(context: Context) -> Message:
    """One crossing, whole."""
    one, of = own_crossing(context)
    return crossing_words.shown(one, of, repair(context.stores, me(context).id, one.id))


def listed(context: Context) -> Message:
    """What was written of a boundary, a page at a time."""
    of, page = own(context), answer(context)
    return crossing_words.listed(of, crossings(context.stores, me(context).id, of.id), page=page_in(page))


def delete(context: Context) -> Message:
    """Delete a crossing with its repair and what was promised for it."""
    (one, of), member = own_crossing(context), me(context)
    context.stores.records.remove(member.id, KIND, one.id)
    context.stores.records.remove(member.id, REPAIR, one.id)
    _stop_following(context, member, one)
    return crossing_words.deleted(of)


def repair_form(context: Context) -> Form:
    """The repair as far as it was written."""
    one, _ = own_crossing(context)
    found = repair(context.stores, me(context).id, one.id)
    if found is None:
        return crossing_words.REPAIR
    parts = {"own": found.own, "impact": found.impact, "right": found.right, "plan": found.plan}
    return crossing_words.REPAIR.filled({key: said.words for key, said in parts.items() if said})


def take_repair(context: Context) -> Message:
    """Keep the repair; a `but` in it is pointed out, and kept."""
    (one, _), member, stores = own_crossing(context), me(context).id, context.stores
    said = {key: value for key, value in context.values.items() if isinstance(value, Said)}
    before = repair(stores, member, one.id)
    done = before.done_on if before else None
    made = Repair(one.id, said.get("own"), said.get("impact"), said.get("right"), said.get("plan"), context.now, done)
    one = replace(one, repaired=bool(said))
    stores.records.save(member, crossing_record(one))
    if said:
        stores.records.save(member, repair_record(made, one))
    else:
        stores.records.remove(member, REPAIR, one.id)
    return crossing_words.repair_kept(one, but=made.own is not None and has_but(made.own.words))


def make_right(context: Context) -> Message:
    """Note that it was made right, by its owner's word; or, pressed again, that it was not yet."""
    (one, of), member = own_crossing(context), me(context)
    found = repair(context.stores, member.id, one.id)
    if found is None:
        raise Refusal(shown_words.gone())
    found = replace(found, done_on=None if found.done_on else local_day(context.now, member.zone))
    context.stores.records.save(member.id, repair_record(found, one))
    return crossing_words.shown(one, of, found)


def own_crossing(context: Context) -> tuple[Crossing, Boundary]:
    """The crossing a step is about, and its boundary; anybody else's is as good as not there."""
    one = crossing_of(own_record(context, KIND, shown_words.gone()))
    of = boundary(context.stores, me(context).id, one.boundary)
    if of is None or of.status == "retired":
        raise Refusal(shown_words.gone())
    return one, of


def _filled(context: Context, one: Crossing) -> Crossing:
    values, today = context.values, local_day(context.now, me(context).zone)
    day, by, did, steadiness, note = (values.get(key) for key in ("day", "by", "did", "steadiness", "note"))
    if by not in dict(WHO) or did not in dict(DID) or not isinstance(day, date):
        raise Refusal(shown_words.gone())
    if day > today:
        raise LookAgain({"day": crossing_words.day_ahead()})
    if day < today - OLDEST and day != one.day:
        raise LookAgain({"day": crossing_words.day_long_ago()})
    return replace(
        one,
        day=day,
        by=cast(By, by),
        did=cast(Outcome, did),
        steadiness=steadiness if isinstance(steadiness, int) else None,
        note=note if isinstance(note, Said) else None,
    )


def _kept(context: Context, of: Boundary, one: Crossing) -> Message:
    member, stores = me(context), context.stores
    known = crossing(stores, member.id, one.id)
    stores.records.save(member.id, crossing_record(one))
    if one.did != "not-yet":
        _stop_following(context, member, one)
    elif (known is None or known.did != "not-yet") and of.status == "active" and of.action is not None:
        at = after_quiet(context.now + FOLLOWED_AFTER, member.zone)
        keep_reminder(stores, member, _follow_through(one, at, member, context.now), context.now)
    follows = reminder(stores, member.id, one.id) if of.status == "active" else None
    big = one.did == "not-yet" and too_big(crossings(stores, member.id, of.id))
    return crossing_words.written(one, of, too_big=big, asked=follows is not None and follows.settled is None)


def _follow_through(one: Crossing, at: datetime, member: Member, now: datetime) -> Reminder:
    local = (at + timedelta(seconds=59)).astimezone(clock_of(member.zone))
    return Reminder(
        one.id,
        one.boundary,
        "follow-through",
        now,
        "once",
        local.time().replace(second=0, microsecond=0),
        first=local.date(),
    )


def _stop_following(context: Context, member: Member, one: Crossing) -> None:
    found = reminder(context.stores, member.id, one.id)
    if found is not None:
        drop_reminder(context.stores, member.id, found)
